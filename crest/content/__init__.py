"""Reads and checks the questionnaires folder and gives domain objects."""
