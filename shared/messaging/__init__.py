"""Outbox, relay, guard and dead letters: how facts travel between the services without loss."""
