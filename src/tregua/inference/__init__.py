"""Learning from evidence: what was observed, the path that happened.

Posteriors and forecasts as of a date.
"""

LEARNT_IN = "el_salvador"  # the place whose record speaks of shared behaviour
