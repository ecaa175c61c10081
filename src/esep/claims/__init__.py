"""What other people wrote, number by number."""
