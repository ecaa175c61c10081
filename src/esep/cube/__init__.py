"""Cells that are safe to publish, and their vintages."""
