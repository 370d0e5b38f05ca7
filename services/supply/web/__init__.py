"""The HTTP surface of supply."""
