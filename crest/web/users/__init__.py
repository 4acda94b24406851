"""Users of a company or of the federation, and taking a role that was offered."""
