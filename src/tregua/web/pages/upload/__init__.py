"""A table of the user's own, read as a place."""
