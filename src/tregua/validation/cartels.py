"""A1 and A2: recruitment into cartels, its decade and its scenarios, by Tregua's own engine.

Prieto-Curiel, Campedelli and Hope (2023), Science 381:1312, arXiv 2307.06302. Figures of the decade and of
the scenarios were computed from the authors' equations and parameters with their network, which is not
shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from tregua.i18n import _
from tregua.validation.minimal_engine import Rates, Run, prepared
from tregua.validation.networks import NETWORKS, Network, random_network, unconnected
from tregua.validation.result import Result, inside, within

RATES = Rates(recruit=2.527474e-3, arrest=110.0, conflict=1.549231e-8, crowd=4.0e-8)
DECADE, HORIZON = 520, 260  # weeks
SOURCE = "Prieto-Curiel, Campedelli, Hope 2023, Science 381:1312, arXiv 2307.06302"
PUBLISHED = {"members": 173_837.0, "first": 67.2, "last": 124.3, "recruits": 358.9}
# members and weekly casualties 260 weeks on, against 2022, in %
SCENARIOS: dict[str, tuple[float, float]] = {
    "status quo": (23.0, 36.3),
    "arrests x2": (5.9, 1.7),
    "recruitment x1/2": (-9.9, -25.8),
    "recruitment 0": (-34.8, -60.8),
    "arrests x3": (-11.7, -28.8),
}
ACTIONS: dict[str, Callable[[Run], None]] = {
    "status quo": lambda run: None,
    "arrests x2": lambda run: run.arrests_times(2.0),
    "recruitment x1/2": lambda run: run.recruitment_times(0.5),
    "recruitment 0": lambda run: run.recruitment_times(0.0),
    "arrests x3": lambda run: run.arrests_times(3.0),
}
# casualties under doubled arrests where a share of the arrested is replaced at once, in %
REPLACED = {0.0: 1.7, 0.25: 7.7, 0.5: 13.5, 0.75: 19.1, 1.0: 24.6}
EXACT = 0.005  # share by which the engine may differ from a direct solution
A_DAY = 1.0  # days a step: within 0.06 % of a direct solution over networks too
A_WEEK = 7.0  # where only a rate is looked for: members 0.06 % off, casualties of scenarios 0.1 point


def direct(network: Network, rates: Rates, weeks: int) -> dict[str, float]:
    """Solve the published equations with SciPy, apart from Tregua's engine."""
    from scipy.integrate import solve_ivp

    k = network.conflict

    def slope(_t: float, y: np.ndarray) -> np.ndarray:
        c = y[:-1]
        change = rates.recruit * c - rates.arrest * c / c.sum() - rates.conflict * c * (k @ c)
        return np.append(change - rates.crowd * c * c, rates.recruit * c.sum())

    start = np.append(network.members, 0.0)
    done = solve_ivp(slope, (0.0, weeks), start, method="LSODA", rtol=1e-10, atol=1e-8)
    first, last = network.members, done.y[:-1, -1]
    return {
        "members": float(last.sum()),
        "first": float(rates.conflict * first @ k @ first),
        "last": float(rates.conflict * last @ k @ last),
        "recruits": float(done.y[-1, -1]) / weeks,
    }


def decade(
    network: Network, rates: Rates = RATES, days_a_step: float = A_DAY
) -> tuple[dict[str, float], Run]:
    """Run ten years by the engine; return what is compared, and the run as it stands in 2022."""
    run = prepared(network.members, network.conflict, rates)
    first, recruits = run.advance(1, days_a_step)
    recruits += run.advance(DECADE - 1, days_a_step)[1]
    last, _more = run.copied().advance(1, days_a_step)
    members = float(run.members.sum())
    return {"members": members, "first": first, "last": last, "recruits": recruits / DECADE}, run


def scenario(run: Run, act: Callable[[Run], None], before: float) -> tuple[float, float]:
    """Return the change of members and of weekly casualties, in %, five years after acting."""
    then = float(run.members.sum())
    run = run.copied()
    act(run)
    run.advance(HORIZON, A_DAY)
    members = float(run.members.sum())
    killed, _more = run.advance(1, A_DAY)
    return 100.0 * (members / then - 1.0), 100.0 * (killed / before - 1.0)


@cache
def decades() -> list[tuple[dict[str, float], Run]]:
    """Return the decade over each random network."""
    return [decade(random_network(n)) for n in range(NETWORKS)]


@cache
def changes(name: str) -> list[tuple[float, float]]:
    """Return what a scenario changes over each random network: members and weekly casualties, in %."""
    return [scenario(run, ACTIONS[name], summary["last"]) for summary, run in decades()]


def recruitment() -> Sequence[Result]:
    """A1: the decade 2012-22."""
    words = {
        "members": _("members in 2022"),
        "first": _("deaths a week in 2012"),
        "last": _("deaths a week in 2022"),
        "recruits": _("recruits a week, mean of the decade"),
    }
    alone = unconnected()
    truth, (ours, _run) = direct(alone, RATES, DECADE), decade(alone)
    exact = _("direct solution of the published equations by SciPy")
    lines = [
        within("A1", f"{words[k]}, {_('no network')}", truth[k], ours[k], EXACT, relative=True, source=exact)
        for k in words
    ]
    found = [summary for summary, _run in decades()]
    note = _("100 random networks with the counts of the published one, none chosen by its result")
    lines += [
        inside("A1", words[k], PUBLISHED[k], [one[k] for one in found], source=SOURCE, note=note)
        for k in words
    ]
    return lines


def scenarios() -> Sequence[Result]:
    """A2: five years on, at the doses published and at equal dose; and with replacement."""
    lines = []
    for name, published in SCENARIOS.items():
        pairs = changes(name)
        note = (
            _("equal dose: as many people removed as by halving recruitment") if name == "arrests x3" else ""
        )
        for k, what in enumerate((_("members"), _("weekly casualties"))):
            label = _("{scenario}: {what}, % against 2022").format(scenario=name, what=what)
            lines.append(inside("A2", label, published[k], [p[k] for p in pairs], source=SOURCE, note=note))
    lines.append(_equal_dose())
    for share, published in REPLACED.items():
        values = [replaced(n, share) for n in range(NETWORKS)]
        label = _("arrests x2, share {r:g} replaced at once: weekly casualties, % against 2022").format(
            r=share
        )
        note = _("recruitment set anew so that members in 2022 stay the same")
        lines.append(inside("A2", label, published, values, source=SOURCE, note=note))
    return lines


def _equal_dose() -> Result:
    """Ask on how many networks arrests do no worse than recruitment at equal dose."""
    pairs = zip(changes("arrests x3"), changes("recruitment x1/2"), strict=True)
    better = sum(arrests[1] <= recruits[1] for arrests, recruits in pairs)
    share = better / NETWORKS
    what = _("share of networks on which arrests x3 lower casualties no less than halved recruitment")
    return Result("A2", what, 1.0, share, _("more than half"), share > 0.5, source=SOURCE)


def replaced(number: int, share: float) -> float:
    """Return casualties, in % of 2022, under doubled arrests where a share is replaced at once.

    Replacement at once of a share r leaves 1 - r of the arrests. Recruitment is set so that as many members
    stand in 2022 as without replacement, by the secant rule.
    """
    network = random_network(number)
    if share == 0.0:
        summary, run = decades()[number]
        return scenario(run, ACTIONS["arrests x2"], summary["last"])[1]
    wanted = decade(network, RATES, A_WEEK)[0]["members"]

    def rates(recruit: float) -> Rates:
        return Rates(recruit, RATES.arrest * (1.0 - share), RATES.conflict, RATES.crowd)

    def miss(recruit: float) -> float:
        return decade(network, rates(recruit), A_WEEK)[0]["members"] - wanted

    # what arrests no longer take, recruitment must no longer bring
    a, b = RATES.recruit, RATES.recruit - share * RATES.arrest / wanted
    miss_a, miss_b = miss(a), miss(b)
    for _try in range(6):
        if abs(miss_b) < 1e-4 * wanted:
            break
        a, b, miss_a = b, b - miss_b * (b - a) / (miss_b - miss_a), miss_b
        miss_b = miss(b)
    summary, run = decade(network, rates(b))
    return scenario(run, ACTIONS["arrests x2"], summary["last"])[1]
