"""Supplier lists taken in."""
