"""What this package adds to Tregua, found by its entry points."""
