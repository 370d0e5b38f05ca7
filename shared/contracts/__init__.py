"""The events that the two services exchange: the only thing they share at run time."""
