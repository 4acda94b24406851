"""Measurements as ratios to a reference taken in the same run."""

import crest.portfolio as _portfolio  # before numpy: it says on how many threads products run

__all__: list[str] = []
del _portfolio
