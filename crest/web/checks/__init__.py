"""What a buyer found about answers of a supplier, and the replies."""
