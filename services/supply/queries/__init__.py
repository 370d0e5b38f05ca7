"""Reads: SQL in, frozen dataclasses out."""
