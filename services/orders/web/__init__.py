"""What this service shows over HTTP."""
