"""Learning from evidence: what was observed, the path that happened.

Posteriors and forecasts as of a date.
"""
