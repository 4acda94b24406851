"""Help: how scores are made."""
