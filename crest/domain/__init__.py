"""The rules: standard library alone, no clock, no input or output."""
