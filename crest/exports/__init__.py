"""Domain objects to bytes."""
