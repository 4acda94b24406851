"""The demonstration federation: fictional companies, marked as such, the same at every load."""
