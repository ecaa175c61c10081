"""Which periods the numbers of a text are of, and which they are compared with."""
