"""The copy of all that a company holds."""
