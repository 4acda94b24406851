"""Mails as they are written in a demonstration."""
