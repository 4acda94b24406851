"""Questionnaires to fill in Excel or on paper, and those that come back."""
