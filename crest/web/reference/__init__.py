"""Reference data of factors: which sources count, loading a pack, choosing an edition."""
