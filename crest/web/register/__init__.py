"""The supplier risk register."""
