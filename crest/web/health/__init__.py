"""What a supervisor of the process asks."""
