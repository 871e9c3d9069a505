"""Units: files speak of years, the model of days. Conversion happens once, here."""

from __future__ import annotations

import math

from tregua.vocabulary.time import DAYS_A_YEAR

FACTORS = {
    "share": 1.0,
    "ratio": 1.0,
    "people": 1.0,
    "days": 1.0,
    "years": 1.0,
    "log points": 1.0,
    "log-odds": 1.0,
    "per day": 1.0,
    "per year": 1.0 / DAYS_A_YEAR,
    "risk per year": 1.0,  # of one member: what members believe is stated so in the model too
    "USD per year": 1.0 / DAYS_A_YEAR,
    "per 100000 per year": 1e-5 / DAYS_A_YEAR,
    "per root-year": 1.0 / math.sqrt(DAYS_A_YEAR),
}

# A time of nothing makes a rate without end: an assumption starts at a day.
SHORTEST = {"days": 1.0, "years": 1.0 / DAYS_A_YEAR}
