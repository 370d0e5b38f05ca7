"""What supply prints: from queries' figures to a sheet or a template of its own."""
