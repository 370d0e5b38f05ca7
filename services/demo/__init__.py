"""Plays the demo cycle before your eyes and stays up to be looked at."""
