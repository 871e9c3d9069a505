"""A3: a shock between two cartels wears off, by Tregua's own engine.

Supporting model of Prieto-Curiel (2025), two equal cartels: C' = C (ρ - η) - θ C_1 C_2 - ω C², weekly, with
ρ = 150/25000, η = 80/50000, θ = 34/25000², ω = 76/25000² and C(0) = 25,000. At rest 68 die a week for ever.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tregua.i18n import _
from tregua.validation.minimal_engine import Rates, Run, prepared
from tregua.validation.result import Result, within

SIZE = 25_000.0
RATES = Rates(
    recruit=150 / SIZE, arrest=0.0, conflict=34 / SIZE**2, crowd=76 / SIZE**2, leave=80 / (2 * SIZE)
)
# weeks, as in the published script: the shock comes in the hundredth, and 1,500 are called thirty years
BEFORE, SHOCK = 99, 26
HORIZONS = {10: 520, 30: 1500}
AT_REST = 68.0  # deaths a week
# times the conflict for 26 weeks: deaths of ten and of thirty years against those at rest
PUBLISHED = {3.0: (1.045, 1.012), 6.0: (1.102, 1.027), 0.0: (0.975, 0.993)}
TOLERANCE = 0.002
SOURCE = "Prieto-Curiel 2025, script of the supporting model on shocks and fragmentation"


def start() -> Run:
    """Return the two cartels at rest."""
    return prepared(np.array([SIZE, SIZE]), np.ones((2, 2)) - np.eye(2), RATES)


def deaths(times: float) -> list[float]:
    """Return deaths by each horizon where conflict is multiplied for 26 weeks."""
    run = start()
    ordinary = run.state.nation["rivalry_scale"].copy()
    killed, week, out = run.advance(BEFORE)[0], BEFORE + SHOCK, []
    run.conflict_times(times)
    killed += run.advance(SHOCK)[0]
    run.state.nation["rivalry_scale"] = ordinary
    for weeks in HORIZONS.values():
        killed += run.advance(weeks - week)[0]
        week = weeks
        out.append(killed)
    return out


def shocks() -> Sequence[Result]:
    """A3: three shocks, over ten and thirty years."""
    rest = deaths(1.0)
    weekly = rest[-1] / HORIZONS[30]
    lines = [within("A3", _("deaths a week at rest"), AT_REST, weekly, 0.1, source=SOURCE)]
    for times, published in PUBLISHED.items():
        found = deaths(times)
        for k, year in enumerate(HORIZONS):
            what = _("conflict x{times:g} for 26 weeks: deaths of {years} years against rest").format(
                times=times, years=year
            )
            lines.append(within("A3", what, published[k], found[k] / rest[k], TOLERANCE, source=SOURCE))
    return lines
