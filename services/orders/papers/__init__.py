"""What orders prints: for households in their language, for the till and the wall."""
