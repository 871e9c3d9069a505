"""Readers of files that a user or a stranger names: bounded, checked, and told with all mistakes."""
