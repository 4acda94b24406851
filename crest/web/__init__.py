"""Pages: blueprints, forms, identity and errors."""
