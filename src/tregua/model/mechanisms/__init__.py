"""The mechanisms: one file each, arithmetic on plain numbers."""
