"""What administers the installation."""
