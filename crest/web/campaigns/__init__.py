"""Campaigns: many asked at once, and how far each is."""
