"""What the data say to a reading, and the verdict that follows."""
