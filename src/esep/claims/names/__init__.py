"""Where a text names what a dataset has: measures, circumstances, regions, bodies, and what it has no word for."""
