"""Suppliers' own spaces: the account, who asks, what is shared, and what buyers are given."""
