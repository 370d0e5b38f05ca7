"""Plays one cycle from a folder of files through the running system, and writes what came out."""
