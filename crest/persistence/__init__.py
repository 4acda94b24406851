"""Rows, queries and sessions."""
