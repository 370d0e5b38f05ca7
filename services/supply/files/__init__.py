"""Files that come from outside, read into rows of text; tables written for those who read them elsewhere."""
