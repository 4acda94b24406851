"""Measurements as ratios to a reference taken in the same run."""
