"""The arithmetic of a text against itself: which of its numbers give another one, and whether they agree."""
