"""Workplaces."""
