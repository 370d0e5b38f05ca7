"""Writes what came out of a cycle as CSV files (docs/cycle-files.md)."""
