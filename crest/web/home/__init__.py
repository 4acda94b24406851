"""The first page of everyone who is signed in."""
