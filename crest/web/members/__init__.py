"""Members of the federation: listed, added, imported, suspended, leaving."""
