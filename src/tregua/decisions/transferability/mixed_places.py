"""Places between two places: some groups of factors are as they are here, the others as they are there.

What a group owns stands in `tregua.decisions.factors`. Everything that is counted for a whole place (forces,
prison places, people held, arrests asked for, judges, money) is taken over per inhabitant. Such a place is
nowhere: it is a step on the way from one to the other, in the same model, draws and shocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.decisions.factors import owners, per_head_parameters
from tregua.decisions.transferability.common_zones import PARTS, classes, overlay, spread, widths
from tregua.model.state import State
from tregua.results.variables import VARIABLES, sizes
from tregua.simulation.first_days import all_first_days
from tregua.simulation.initial_state import Snapshot
from tregua.simulation.policy_arrays import Policy
from tregua.simulation.setup import Setup, chances
from tregua.simulation.simulation import Simulation
from tregua.vocabulary.controls import NATIONAL_CONTROLS, TERRITORIAL_CONTROLS, flags
from tregua.vocabulary.factors import FACTORS

if TYPE_CHECKING:
    from tregua.decisions.outcomes import Outcome

OWNERS = owners()
NATIONAL_OWNER = [OWNERS["controls"][name] for name in NATIONAL_CONTROLS]
TERRITORIAL_OWNER = [OWNERS["controls"][name] for name in TERRITORIAL_CONTROLS]
PER_HEAD_PARAMETERS = per_head_parameters()
PER_HEAD = np.array(flags("national", "per_head"))
SPREAD = np.array(flags("territorial", "per_head"))
MEANS = np.array(flags("national", "mean"))
NATIONAL_SHARES = np.array(flags("national", "share"))
ROLES = ("usual", "baseline", "policy")
TOGETHER = 8  # places between that are run together; part of no result


@dataclass(frozen=True)
class Line:
    """One course of policy of a place, over zones and per inhabitant.

    Attributes
    ----------
    national, territorial
        (month, layer, control) and (month, layer, zone, control).
    conditional
        Whether its second layer acts at all.
    """

    national: np.ndarray
    territorial: np.ndarray
    conditional: bool


@dataclass(frozen=True)
class Side:
    """One of the two places: what each group of factors owns there, over the zones of both.

    Attributes
    ----------
    setup
        As `tregua.run` prepares it: the baseline first, then the policy.
    draws
        The draws that `tregua.run` keeps.
    people, months
        Inhabitants, and length of the run.
    figures
        What is owned of the first day, by name: per inhabitant where it is counted.
    lines
        By role.
    rivalry
        (month, gang, gang)
    """

    setup: Setup
    draws: Draws
    people: float
    months: int
    figures: dict[str, Any]
    lines: dict[str, Line]
    rivalry: np.ndarray


def sides(setups: Sequence[Setup], parts: int = PARTS) -> tuple[np.ndarray, list[Side]]:
    """Return the zones of two places, and each place over them.

    Parameters
    ----------
    setups
        Each prepared with a baseline and a policy, and as many members.
    parts
        Classes into which the territories of a place are joined, at most.
    """
    cut = [
        classes(s.snap.control, (s.snap.members[:, None] * s.snap.presence).sum(axis=0), parts)
        for s in setups
    ]
    zones = overlay(*(widths(s.snap.population, of) for s, of in zip(setups, cut, strict=True)))
    months = max(len(s.lines[0].days) for s in setups)
    return zones, [_side(s, of, zones, months) for s, of in zip(setups, cut, strict=True)]


def _side(setup: Setup, of: np.ndarray, zones: np.ndarray, months: int) -> Side:
    snap = setup.snap
    draws, start, _values, _rejected = all_first_days(setup)
    people = float(np.rint(snap.population).sum())
    part = spread(snap.population, of, zones)
    lines = {
        role: _line(policy, part, people, months)
        for role, policy in zip(ROLES, (setup.usual, *setup.lines), strict=True)
    }
    figures = _figures(snap, draws, start, part, zones, people)
    figures["politics"] = {role: policy.world.politics for role, policy in _by_role(setup).items()}
    figures["preconditions"] = {role: policy.world.precondition for role, policy in _by_role(setup).items()}
    rivalry = _longer(setup.lines[0].rivalry, months)
    figures["rivalry"] = rivalry
    return Side(setup, draws, people, len(setup.lines[0].days), figures, lines, rivalry)


def _by_role(setup: Setup) -> dict[str, Policy]:
    return dict(zip(ROLES, (setup.usual, *setup.lines), strict=True))


def _longer(array: np.ndarray, months: int) -> np.ndarray:
    """Go on as in the last month."""
    return np.concatenate([array, np.repeat(array[-1:], months - len(array), axis=0)])


def _line(policy: Policy, part: np.ndarray, people: float, months: int) -> Line:
    national = policy.national.copy()
    national[..., PER_HEAD] /= people
    counted = np.einsum("mltc,tz->mlzc", policy.territorial, part)
    mean = counted / np.maximum(part.sum(axis=0), 1e-300)[:, None]
    territorial = np.where(SPREAD, counted / people, mean)
    conditional = bool(policy.world.politics[0] > 0.0)
    return Line(_longer(national, months), _longer(territorial, months), conditional)


def _figures(
    snap: Snapshot, draws: Draws, start: State, part: np.ndarray, zones: np.ndarray, people: float
) -> dict[str, Any]:
    here = zones * people
    at_large = (start.active + start.hiding).sum(axis=3)
    by_zone = np.einsum("dtg,tz->dzg", at_large, part)
    total = by_zone.sum(axis=2)
    whole = by_zone.sum(axis=1, keepdims=True)
    whole = whole / np.maximum(whole.sum(axis=2, keepdims=True), 1e-300)
    split = np.where(total[..., None] > 0, by_zone / np.maximum(total, 1e-300)[..., None], whole)
    active = start.active.sum(axis=3)
    armed = (active * snap.firepower).sum(axis=2)
    strength = np.einsum("dt,tz->dz", start.territory["firepower"] * armed, part)
    heads = np.einsum("dt,tz->dz", active.sum(axis=2), part)
    plain = np.einsum("dt,tz->dz", start.territory["firepower"], part) / part.sum(axis=0)
    weight = at_large.mean(axis=0).sum(axis=1)[:, None] * part
    weight = np.where(weight.sum(axis=0) > 0, weight, part)
    known = ~np.isnan(snap.minors)[:, None] * weight
    filled = np.where(np.isnan(snap.minors), 0.0, snap.minors)
    counted = known.sum(axis=0)
    minors = (filled[:, None] * known).sum(axis=0) / np.maximum(counted, 1e-300)

    def per_head(array: np.ndarray) -> np.ndarray:
        return array @ part / here

    return {
        "officers": per_head(snap.officers * snap.police),
        "soldiers": snap.soldiers / people,
        "declared": (snap.suspended, snap.declared, snap.announced_days),
        "coalition": snap.coalition,
        "mission": np.array(snap.mission) / people,
        "firepower": np.where(heads > 0, strength / np.maximum(heads, 1e-300), plain),
        "members": total / here,
        "minors": np.where(counted > 0, minors, np.nan),
        "split": (split, snap.firepower),
        "places": snap.places / people,
        "held": np.array([snap.held / people, snap.held_gang]),
        "held_minors": snap.held_minors,
        "pretrial": snap.pretrial,
        "violence": (snap.violence[:, None] * weight).sum(axis=0) / weight.sum(axis=0),
        "events": np.array(snap.effects).reshape(-1, 2),
        "displaced": per_head(snap.displaced),
        "chance": draws.index,
        "armed": per_head(snap.armed),
        "prices": np.array(snap.prices),
    }


def differing(a: Side, b: Side) -> tuple[str, ...]:
    """Return the groups of factors in which two places differ at all; the others have no part in anything."""
    found = set()

    def look(group: str, x: Any, y: Any) -> None:
        if not _same(x, y):
            found.add(group)

    for name, group in OWNERS["figures"].items():
        look(group, a.figures[name], b.figures[name])
    look(OWNERS["figures"]["politics"], a.figures["preconditions"], b.figures["preconditions"])
    for name, group in OWNERS["parameters"].items():
        look(group, _column(a, name), _column(b, name))
    for role in ROLES:
        x, y = a.lines[role], b.lines[role]
        for c, group in enumerate(NATIONAL_OWNER):
            look(group, x.national[..., c], y.national[..., c])
        for c, group in enumerate(TERRITORIAL_OWNER):
            look(group, x.territorial[..., c], y.territorial[..., c])
    return tuple(name for name in FACTORS if name in found)


def _same(x: Any, y: Any) -> bool:
    if isinstance(x, dict):
        return all(_same(x[key], y[key]) for key in x)
    if isinstance(x, tuple):
        return all(_same(p, q) for p, q in zip(x, y, strict=True))
    x, y = np.asarray(x), np.asarray(y)
    if x.dtype.names:
        return x.shape == y.shape and x.tobytes() == y.tobytes()
    return x.shape == y.shape and bool(np.array_equal(x, y, equal_nan=True))


def _column(side: Side, name: str) -> np.ndarray:
    column = side.draws.values[name]
    return column / side.people if name in PER_HEAD_PARAMETERS else column


class Between:
    """Places between two, over the same zones, with as many people as the first.

    Parameters
    ----------
    zones
        (zone,) share of the people.
    a, b
        The two places.
    """

    def __init__(self, zones: np.ndarray, a: Side, b: Side) -> None:
        self.zones, self.a, self.b = zones, a, b
        self.people = a.people
        longer = a if a.months >= b.months else b
        self.days = longer.setup.lines[0].days
        self.calendar = longer.setup.lines[0].months
        self.shared_out = np.ones((len(zones), 1))

    def _of(self, chosen: frozenset[str], group: str) -> Side:
        return self.b if group in chosen else self.a

    def _figure(self, chosen: frozenset[str], name: str) -> Any:
        return self._of(chosen, OWNERS["figures"][name]).figures[name]

    def snapshot(self, chosen: frozenset[str]) -> Snapshot:
        """Return what is known of the first day, over zones; members and firepower are given apart."""

        def of(name: str) -> Any:
            return self._figure(chosen, name)

        n, here = self.people, self.people * self.zones
        officers = of("officers") * here
        gangs = len(of("split")[1])
        held, gang_share = of("held")
        return Snapshot(
            population=here,
            control=np.full(len(here), 0.5),
            violence=of("violence"),
            police=officers / max(officers.sum(), 1e-300),
            displaced=of("displaced") * here,
            armed=of("armed") * here,
            minors=of("minors"),
            members=np.ones(gangs),
            member_spread=np.zeros(gangs),
            firepower=of("split")[1],
            presence=np.full((gangs, len(here)), 1.0 / len(here)),
            officers=float(officers.sum()),
            soldiers=of("soldiers") * n,
            held=held * n,
            held_gang=gang_share,
            pretrial=of("pretrial"),
            held_minors=of("held_minors"),
            places=of("places") * n,
            suspended=of("declared")[0],
            declared=of("declared")[1],
            announced_days=of("declared")[2],
            coalition=of("coalition"),
            effects=tuple((float(m), float(sd)) for m, sd in of("events")),
            prices=tuple(of("prices")),
            mission=tuple(of("mission") * n),
            remand_lawful=self.a.setup.snap.remand_lawful,
        )

    def draws(self, chosen: frozenset[str]) -> Draws:
        """Return the draws, each parameter from the place whose group owns it."""
        values = self.a.draws.values.copy()
        for name, group in OWNERS["parameters"].items():
            side = self._of(chosen, group)
            scale = self.people / side.people if name in PER_HEAD_PARAMETERS else 1.0
            values[name] = side.draws.values[name] * scale
        return Draws(values, self.a.draws.structure, self.a.draws.reading, self._figure(chosen, "chance"), {})

    def given(self, chosen: frozenset[str]) -> dict[str, np.ndarray]:
        """Return members by zone and gang, and the firepower of a member by zone, draw by draw."""
        split, relative = self._figure(chosen, "split")
        here = self._figure(chosen, "members") * self.people * self.zones
        each = (split * relative).sum(axis=2)
        return {
            "at_large": np.rint(here[..., None] * split),
            "firepower": self._figure(chosen, "firepower") / np.maximum(each, 1e-300),
        }

    def controls(self, chosen: frozenset[str], role: str) -> tuple[np.ndarray, np.ndarray]:
        """Return (month, layer, control) and (month, layer, zone, control) of a place between."""
        hangs = self._of(chosen, "money").lines[role].conditional
        national, territorial = [], []
        for side in (self.a, self.b):
            n, t = _with_politics(side, role, hangs)
            n, t = n.copy(), t.copy()
            n[..., PER_HEAD] *= self.people
            t[..., SPREAD] *= self.people
            national.append(n)
            territorial.append(t)
        pick_n = np.array([group in chosen for group in NATIONAL_OWNER])
        pick_t = np.array([group in chosen for group in TERRITORIAL_OWNER])
        return np.where(pick_n, national[1], national[0]), np.where(pick_t, territorial[1], territorial[0])

    def policy(self, chosen: frozenset[str], role: str) -> Policy:
        """Return the course of policy of a place between, as the engine takes it."""
        side = self._of(chosen, "money")
        snap = self.snapshot(chosen)
        like = _by_role(side.setup)[role]
        national, territorial = self.controls(chosen, role)
        zones = len(self.zones)
        neighbour = np.array([j for i in range(zones) for j in range(zones) if i != j], np.int64)
        run, built, officer = snap.prices
        world = like.world._replace(
            firepower=snap.firepower.astype(float),
            neighbour_start=np.arange(zones + 1, dtype=np.int64) * (zones - 1),
            neighbour=neighbour,
            prices=np.array([run, built, snap.places, officer, snap.pretrial * (1 - snap.remand_lawful)]),
        )
        rivalry = self._of(chosen, "gangs").rivalry
        return replace(
            like,
            months=self.calendar,
            national=national,
            territorial=territorial,
            rivalry=rivalry,
            days=self.days,
            world=world,
        )

    def simulation(self, chosen: frozenset[str]) -> Simulation:
        """Return the model of a place between, with its clock: by the week and in expectation."""
        usual, seed = self.policy(chosen, "usual"), self.a.setup.options.seed
        snap = self.snapshot(chosen)
        return Simulation(snap, usual.rivalry[0], usual, seed, self.shared_out, "week", mean_field=True)

    def first_days(
        self, chosen: frozenset[str], simulation: Simulation
    ) -> tuple[State, np.ndarray, np.ndarray]:
        """Return the first day of a place between, its parameters, and the keys of its shocks."""
        draws = self.draws(chosen)
        state, values = simulation.spin_up(draws, given=self.given(chosen))
        return state, values, chances(simulation.seed, draws)

    def effects(
        self, together: Sequence[frozenset[str]], wanted: Sequence[Outcome], lengths: Sequence[int]
    ) -> np.ndarray:
        """Return the effect of the policy against the baseline in places between that share a world.

        Parameters
        ----------
        together
            Groups that are as in the second place. They must agree on the groups that a world hangs on.
        wanted
            Outcomes that add up over time.
        lengths
            Months over which they are counted.

        Returns
        -------
        numpy.ndarray
            (coalition, length, outcome, draw), policy less baseline, for the people of the first place.
        """
        from tregua.decisions.outcomes import needs

        models = [self.simulation(chosen) for chosen in together]
        first = [self.first_days(chosen, model) for chosen, model in zip(together, models, strict=True)]
        state = State(*(np.concatenate(parts) for parts in zip(*(s for s, _v, _k in first), strict=True)))
        values = np.concatenate([v for _s, v, _k in first])
        keys = np.concatenate([k for _s, _v, k in first])
        members, draws = len(keys), len(self.a.draws)
        gangs, zones = state.vacancies.shape[2], len(self.zones)
        size = sizes(zones, 1, gangs)
        names = needs(wanted)
        shapes = {v.name: tuple(size[d] for d in v.dims) for v in VARIABLES if v.name in names}
        out = np.zeros((len(together), len(lengths), len(wanted), draws))
        for role, sign in (("policy", 1.0), ("baseline", -1.0)):
            each = [self.controls(chosen, role) for chosen in together]
            line = replace(
                self.policy(together[0], role),
                national=np.repeat(np.stack([n for n, _t in each], axis=1), draws, axis=1),
                territorial=np.repeat(np.stack([t for _n, t in each], axis=1), draws, axis=1),
            )
            into = {n: np.zeros((1, members, len(self.days), *s), np.float32) for n, s in shapes.items()}
            rows = slice(0, members)
            models[0].run(line, 0, state, values, keys, rows, into, check_each=False)
            for m, months in enumerate(lengths):
                found = {n: array[0][:, :months] for n, array in into.items()}
                for k, outcome in enumerate(wanted):
                    out[:, m, k] += sign * outcome.of(found).reshape(len(together), draws)
        return out


def _with_politics(side: Side, role: str, hangs: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return a line's controls where its package hangs on preconditions, or does not, as is asked."""
    line = side.lines[role]
    if line.conditional == hangs:
        return line.national, line.territorial
    national, territorial = line.national.copy(), line.territorial.copy()
    if not hangs:
        # nothing to wait for: what the package plans is done, as planned
        added = line.national[:, 1]
        both = line.national[:, 0] + added
        both = np.where(NATIONAL_SHARES, np.minimum(both, 1.0), both)
        national[:, 0] = np.where(MEANS, np.where(added > 0, added, line.national[:, 0]), both)
        territorial[:, 0] += line.territorial[:, 1]
        territorial[:, 0] = np.where(SPREAD, territorial[:, 0], np.minimum(territorial[:, 0], 1.0))
        national[:, 1], territorial[:, 1] = 0.0, 0.0
        return national, territorial
    # all that goes beyond what is usual waits for the preconditions
    usual = side.lines["usual"]
    national[:, 1] = np.where(MEANS, national[:, 0], national[:, 0] - usual.national[:, 0])
    territorial[:, 1] = territorial[:, 0] - usual.territorial[:, 0]
    national[:, 0], territorial[:, 0] = usual.national[:, 0], usual.territorial[:, 0]
    return national, territorial


WORLD = ("gangs", "prisons", "judges", "money")  # groups on which `World` hangs


def all_effects(
    between: Between,
    players: Sequence[str],
    wanted: Sequence[Outcome],
    lengths: Sequence[int],
    each_done: Callable[..., Any],
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Return the effect in every place between, (coalition, length, outcome, draw).

    Coalition number ``n`` has player ``k`` from the second place where bit ``k`` of ``n`` is set.
    """
    groups: dict[frozenset[str], list[int]] = {}
    for number in range(2 ** len(players)):
        chosen = coalition(players, number)
        groups.setdefault(chosen & frozenset(WORLD), []).append(number)
    pieces = [
        numbers[first : first + TOGETHER]
        for numbers in groups.values()
        for first in range(0, len(numbers), TOGETHER)
    ]
    out = np.zeros((2 ** len(players), len(lengths), len(wanted), len(between.a.draws)))

    def work(numbers: list[int]) -> None:
        out[numbers] = between.effects([coalition(players, n) for n in numbers], wanted, lengths)

    if progress:
        progress(0, len(pieces))
    for done, _nothing in enumerate(each_done(work, pieces, workers), 1):
        if progress:
            progress(done, len(pieces))
    return out


def coalition(players: Sequence[str], number: int) -> frozenset[str]:
    """Return the players whose bits are set."""
    return frozenset(name for k, name in enumerate(players) if number >> k & 1)
