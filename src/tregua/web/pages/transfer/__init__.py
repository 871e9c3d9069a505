"""Does it carry over: two places compared, and what makes the difference."""
