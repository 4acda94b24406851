"""Bytes to domain candidates, with a report row by row."""
