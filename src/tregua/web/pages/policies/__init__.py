"""The policies of a place side by side: the answer page."""
