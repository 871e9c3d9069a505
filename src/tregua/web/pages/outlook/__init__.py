"""The outlook of a place from today."""
