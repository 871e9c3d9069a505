"""Look ahead: forecasts from a date, baselines, scores and hindcasts."""
