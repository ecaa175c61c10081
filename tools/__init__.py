"""What `make` runs: the demo, the tests, the lock and the documentation."""
