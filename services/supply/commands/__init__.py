"""One use case a file: load, ask the domain, store, append events."""
