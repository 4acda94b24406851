"""The company profile."""
