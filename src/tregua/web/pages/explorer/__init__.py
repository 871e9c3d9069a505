"""The explorer: its page, its words, and the addresses that the page asks."""
