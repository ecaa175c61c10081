"""Cells as files that other tools read: CSV, Parquet, SQLite, SDMX, each with what describes it."""

from esep.exports.files import FILES, render_files, write_files
from esep.exports.observations import COLUMNS, list_rows
from esep.exports.safe import make_safe

__all__ = ["COLUMNS", "FILES", "list_rows", "make_safe", "render_files", "write_files"]
