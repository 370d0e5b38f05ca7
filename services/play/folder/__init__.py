"""Reads a cycle folder whole, or refuses it with everything that is wrong with it (docs/cycle-files.md)."""
