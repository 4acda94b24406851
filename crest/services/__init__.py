"""Use cases: one module each, one transaction each."""
