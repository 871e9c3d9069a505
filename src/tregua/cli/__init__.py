"""What each command does: read its options, call the rooms below, show what comes back. No logic."""
