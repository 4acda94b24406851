"""Background work and its files."""
