"""Background tasks: each calls one service."""
