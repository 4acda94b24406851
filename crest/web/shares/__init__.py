"""Results that a company shares, and who looked at them."""
