"""Asking suppliers for answers: inviting, and how far each is."""
