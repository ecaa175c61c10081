"""Figures computed from cells."""
