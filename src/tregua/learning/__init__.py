"""Learning from evidence: what was observed, the path that happened, posteriors and forecasts as of a date."""
