"""Laws and standards."""
