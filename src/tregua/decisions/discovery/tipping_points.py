"""The map of thresholds: force against firepower, and whether the way there matters.

Models of crime and punishment with a threshold take different paths as force rises and as it falls again
(van Elteren, Vasconcelos and Lees, 2024, Sci Rep 14:17678; Baveja and others, 1997, Socio-Econ Plan Sci
31:293). Here the police and soldiers of a place are held at so many times the first
day's, level after level, each for years, in expectation and without shocks, at several firepowers of a
member; and from where gangs break, down again. Between the force that breaks gangs and the force at which
they are back, what is seen depends on the past: hysteresis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.sampling import BLOCK
from tregua.decisions.labels import held
from tregua.i18n import _
from tregua.i18n.numbers import percent, rough
from tregua.model.state import State
from tregua.simulation import thread_pool
from tregua.simulation.batch_run import copied
from tregua.simulation.policy_arrays import arrange
from tregua.simulation.spin_up import calm
from tregua.vocabulary.quantiles import DATES
from tregua.vocabulary.time import DAYS_A_YEAR, WEEKS_A_YEAR

if TYPE_CHECKING:
    from tregua.decisions.futures import Beliefs
    from tregua.scenarios import Scenario

FORCES = np.array([0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0])
FIREPOWERS = np.array([0.25, 0.5, 1.0, 2.0, 4.0])
HOLD_YEARS = 6
DRAWS = 24
BROKEN, BACK = 0.1, 0.5  # members against the start: gangs are broken below, and back above
DAYS_A_STEP = DAYS_A_YEAR / WEEKS_A_YEAR


@dataclass(frozen=True)
class Map:
    """What force does at each firepower.

    Attributes
    ----------
    forces, firepowers
        Times the first day's.
    up, down
        (firepower, force, draw) members against the start at the end of each hold, as force rises and as it
        falls again from where gangs broke; NaN where a path was not taken.
    structure
        (draw,)
    """

    forces: np.ndarray
    firepowers: np.ndarray
    up: np.ndarray
    down: np.ndarray
    structure: np.ndarray

    @property
    def breaking(self) -> np.ndarray:
        """(firepower, draw) the force at which gangs break as it rises; infinite where none does."""
        hit = self.up < BROKEN
        return np.where(hit.any(axis=1), self.forces[np.argmax(hit, axis=1)], np.inf)

    @property
    def returning(self) -> np.ndarray:
        """(firepower, draw) the force at which gangs are back as it falls; zero where at none looked at."""
        hit = self.down >= BACK
        last = hit.shape[1] - 1 - np.argmax(hit[:, ::-1], axis=1)
        return np.where(hit.any(axis=1), self.forces[last], 0.0)

    def broken(self, way: str = "up") -> np.ndarray:
        """Return the share of draws whose gangs are broken, (firepower, force).

        On the way down, of the draws whose gangs broke at some force; NaN where none did.
        """
        if way == "up":
            return (self.up < BROKEN).mean(axis=2)
        broke = np.isfinite(self.breaking)[:, None, :]
        # above the force that broke them the way down was not walked: they broke below it
        held = np.where(np.isnan(self.down), True, self.down < BROKEN) & broke
        with np.errstate(invalid="ignore"):
            return np.where(broke.any(axis=2), held.sum(axis=2) / broke.sum(axis=2), np.nan)

    def sentences(self) -> list[str]:
        """Say what the map shows at the first day's firepower, and at twice and half of it."""
        said = []
        for number, power in enumerate(self.firepowers):
            if power not in (0.5, 1.0, 2.0):
                continue
            breaks, back = self.breaking[number], self.returning[number]
            broke = np.isfinite(breaks)
            gap = broke & (back < breaks)
            some = [
                _(
                    "At {power} times the first day's firepower, gangs break in {share} of draws by a "
                    "force up to {most} times the first day's; half of all draws break by {middle}."
                ).format(
                    power=rough(power, 3),
                    share=percent(float(broke.mean())),
                    most=rough(self.forces[-1], 3),
                    middle=_("{x} times").format(x=rough(float(np.median(breaks)), 3))
                    if broke.mean() > 0.5
                    else _("none of these"),
                )
            ]
            if broke.any():
                some.append(
                    _(
                        "As force falls again, in {gap} of those they are back only below the force that "
                        "broke them, and in {never} not within the years looked at."
                    ).format(
                        gap=percent(gap.sum() / broke.sum()),
                        never=percent((broke & (back == 0)).sum() / broke.sum()),
                    )
                )
            said.append(" ".join(some))
        at = int(np.argmin(np.abs(self.firepowers - 1.0)))
        for name in dict.fromkeys(self.structure.tolist()):
            mine = self.structure == name
            broke = np.isfinite(self.breaking[at][mine])
            said.append(
                _("    account '{name}': broken in {share} of draws at the first day's firepower").format(
                    name=held(name), share=percent(float(broke.mean()))
                )
            )
        return said

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        finite = np.where(np.isfinite(self.breaking), self.breaking, np.nan)
        return {
            "forces": self.forces.tolist(),
            "firepowers": self.firepowers.tolist(),
            "broken_as_force_rises": self.broken("up").tolist(),
            "broken_as_force_falls": self.broken("down").tolist(),
            "breaking": [_quantiles(row, DATES) for row in finite],
            "never": np.isinf(self.breaking).mean(axis=1).tolist(),
            "returning": [_quantiles(row, DATES) for row in self.returning],
            "hold_years": HOLD_YEARS,
            "draws": int(self.up.shape[2]),
        }


def _quantiles(values: np.ndarray, shares: tuple[float, ...]) -> list[float] | None:
    known = values[np.isfinite(values)]
    return np.quantile(known, shares).tolist() if len(known) else None


def threshold_map(
    beliefs: Beliefs,
    *,
    draws: int = DRAWS,
    workers: int | None = None,
    hold_years: int = HOLD_YEARS,
    progress: Callable[[int, int], None] | None = None,
) -> Map:
    """Sweep force up and down at each firepower, over the first draws of what is believed.

    Parameters
    ----------
    beliefs
        Of a place; its deep uncertainties play no part but firepower, which is swept.
    draws
        How many, in whole sixes.
    workers
        Threads; no number depends on them.
    hold_years
        Years for which each force is held.
    progress
        Called with pieces done and pieces in all.
    """
    from tregua.decisions.futures import first_days_of, sample

    futures = sample(beliefs)
    rows = np.arange(min(-(-draws // BLOCK) * BLOCK, len(futures)))
    few = replace(
        futures,
        row=futures.row[rows],
        chance=futures.chance[rows],
        values={**{k: v[rows] for k, v in futures.values.items()}, "firepower": np.ones(len(rows))},
        structure=futures.structure[rows],
        reading=futures.reading[rows],
    )
    start, values = first_days_of(beliefs, few)
    still = calm(values)

    def work(number: int) -> tuple[int, np.ndarray, np.ndarray]:
        state = copied(start, slice(0, len(rows)))
        state.territory["firepower"] *= FIREPOWERS[number]
        return (number, *_sweep(beliefs, state, still, hold_years))

    up = np.full((len(FIREPOWERS), len(FORCES), len(rows)), np.nan)
    down = up.copy()
    for done, (number, rising, falling) in enumerate(
        thread_pool.each_done(work, range(len(FIREPOWERS)), workers), 1
    ):
        up[number], down[number] = rising, falling
        if progress:
            progress(done, len(FIREPOWERS))
    return Map(FORCES, FIREPOWERS, up, down, few.structure)


def _members(state: State) -> np.ndarray:
    return state.active.sum(axis=(1, 2, 3)) + state.hiding.sum(axis=(1, 2, 3))


def _sweep(beliefs: Beliefs, state: State, values: np.ndarray, years: int) -> tuple[np.ndarray, np.ndarray]:
    n = len(values)
    begin = np.maximum(_members(state), 1e-9)
    first = {kind: state.territory[kind].copy() for kind in ("police", "soldiers")}
    up, down = np.full((len(FORCES), n), np.nan), np.full((len(FORCES), n), np.nan)
    turned = np.full(n, len(FORCES) - 1)
    turn = copied(state, slice(0, n))
    waiting = np.ones(n, bool)
    for level in range(len(FORCES)):
        _hold(beliefs, state, values, first, FORCES[level], years)
        up[level] = _members(state) / begin
        now = waiting & ((up[level] < BROKEN) | (level == len(FORCES) - 1))
        for kept, array in zip(turn, state, strict=True):
            kept[now] = array[now]
        turned[now] = level
        waiting &= ~now
        if not waiting.any():
            break
    draws = np.arange(n)
    # a force beyond the one that breaks gangs keeps them broken
    for level in range(len(FORCES)):
        up[level] = np.where(np.isnan(up[level]), up[turned, draws], up[level])
    down[turned, draws] = up[turned, draws]
    for step in range(1, len(FORCES)):
        level = np.maximum(turned - step, 0)
        moving = turned - step >= 0
        if not moving.any():
            break
        _hold(beliefs, turn, values, first, FORCES[level], years)
        down[level[moving], draws[moving]] = (_members(turn) / begin)[moving]
    return up, down


def _hold(
    beliefs: Beliefs,
    state: State,
    values: np.ndarray,
    first: dict[str, np.ndarray],
    force: np.ndarray | float,
    years: int,
) -> None:
    members = len(state.nation)
    for kind, at_first in first.items():
        state.territory[kind] = at_first * np.broadcast_to(force, members)[:, None]
    beliefs.setup.simulation.hold(state, values, years * WEEKS_A_YEAR, DAYS_A_STEP)


def force_of(beliefs: Beliefs, scenario: Scenario) -> float:
    """Return a policy's largest force against the first day's, in equivalents of a local officer.

    With the middle of what is believed of how much a soldier or a member of a mission counts for.
    """
    from tregua.vocabulary.controls import TERRITORIAL_CONTROLS

    setup = beliefs.setup
    branch = "operates" if scenario.conditional else ""
    scenario = scenario.known_by(setup.as_of)
    policy = arrange(scenario, branch, setup.place, setup.snap, setup.as_of, setup.usual.rivalry)
    middle = {name: float(np.median(beliefs.pool.values[name])) for name in (
        "soldier_effect", "mission_troop_effect", "mission_police_effect", "contractor_effect")}  # fmt: skip
    weight = {
        "police": 1.0,
        "soldiers": middle["soldier_effect"],
        "mission_troops": middle["mission_troop_effect"],
        "mission_police": middle["mission_police_effect"],
        "contractors": middle["contractor_effect"],
    }
    total = sum(
        weight[name] * policy.territorial[..., TERRITORIAL_CONTROLS.index(name)].sum(axis=(1, 2))
        for name in weight
    )
    here = setup.snap.officers + middle["soldier_effect"] * setup.snap.soldiers
    return float((here + np.max(total)) / max(here, 1.0))
