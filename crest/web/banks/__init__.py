"""Banks: reading, comparing, trying, publishing."""
