"""Words, numbers, dates and periods as English, Russian and Kazakh write and read them."""
