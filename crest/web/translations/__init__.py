"""Translations: how complete they are, and reviewing them text by text."""
