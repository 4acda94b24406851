"""Changes of marked answers that a buyer asks for after submission."""
