"""Learning from evidence: what was observed, the path that happened.

Posteriors and forecasts as of a date.
"""

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded

LEARNT_IN = "el_salvador"  # the place whose record speaks of shared behaviour
