"""How well the checker does on labelled statements."""
