"""The forms of what the API answers."""
