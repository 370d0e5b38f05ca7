"""Files that come from outside, read into rows of text."""
