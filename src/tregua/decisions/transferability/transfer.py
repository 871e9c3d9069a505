"""Transfer: from the effect of a crackdown where it was learnt to its effect where it is proposed.

The difference of two effects is shared out between groups of factors by Shapley values (Shapley, 1953, doi
10.1515/9781400881970-018): each group's mean contribution over all orders in which the groups could be
exchanged, one by one, between the two places. Every combination is run, so that the orders are exact; what is
uncertain are the draws, and that is told as a standard error. As an account of why two populations differ,
this is the decomposition of Shorrocks (2013, doi 10.1007/s10888-011-9214-z).

The combinations are reckoned in expectation, by steps of about a week, over a few zones (`zones`,
`hybrid`); the two ends are the numbers of `tregua.run`. What the full run adds to the reckoning is a
factor of its own, so that all factors add up to the difference of the ends.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.assumed import name_of
from tregua.assumptions.sampling import numbers
from tregua.decisions.factors import DETAIL, SIZE, factors, title
from tregua.decisions.outcomes import Outcome, arrays_of, chosen
from tregua.decisions.transferability.reference_policy import Question, carried, question
from tregua.errors import InputError, Problem
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks
from tregua.printed import Printed, Row
from tregua.vocabulary.quantiles import HIGH, LOW
from tregua.vocabulary.readings import READINGS
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    from tregua.assumptions.assumed import Assumed
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.simulation.setup import Setup

RESAMPLES = 200
MOST_DRAWS = 48
EVERY = 1000  # classes of territories: as many as there are
BRANCHES = ("operates", "collapses")


@dataclass(frozen=True)
class Told:
    """An outcome as transfer tells it: the same figure as in a comparison, as an effect.

    Attributes
    ----------
    name
        In JSON.
    outcome
        Its key in `tregua.decisions.outcomes`.
    averted
        Whether less of it is told as a gain: deaths averted, not deaths added.
    """

    name: str
    outcome: str
    averted: bool = False

    @property
    def title(self) -> str:
        """In words."""
        return {
            "deaths_averted": _("deaths averted, those in custody counted"),
            "wrongly_held_years": _("person-years that uninvolved people are held"),
            "arbitrarily_held_years": _("person-years held arbitrarily"),
            "deaths_in_custody": _("deaths in custody added"),
            "killed_by_state": _("killed by the state and its mission, added"),
            "cost": _("cost added: mission and prisons"),
        }[self.name]


TOLD = (
    Told("deaths_averted", "deaths", True),
    Told("wrongly_held_years", "wrongful_years"),
    Told("arbitrarily_held_years", "arbitrary_years"),
    Told("deaths_in_custody", "deaths_custody"),
    Told("killed_by_state", "deaths_state"),
    Told("cost", "cost"),
)


@dataclass(frozen=True)
class Shared:
    """One outcome, shared out between the factors.

    Attributes
    ----------
    name, title, unit, side, reading
        What it is; ``reading`` is empty where it does not hang on who is arrested.
    effect_from, effect_to
        Middle of the effect over the draws, as a comparison of the two scenarios gives it.
    range_from, range_to
        What holds nine draws in ten.
    factors, errors
        By group: its share of the difference, and the standard error from the draws.
    """

    name: str
    title: str
    unit: str
    side: str
    reading: str
    effect_from: float
    effect_to: float
    range_from: tuple[float, float]
    range_to: tuple[float, float]
    factors: dict[str, float]
    errors: dict[str, float]

    @property
    def error(self) -> float:
        """Return the largest standard error of any factor's share: none is less sure than that."""
        return max(self.errors.values())

    @property
    def key(self) -> str:
        """Name, with the reading where there are two."""
        return f"{self.name}_{self.reading}" if self.reading else self.name

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "title": self.title,
            "unit": self.unit,
            "side": self.side,
            "effect_from": self.effect_from,
            "effect_to": self.effect_to,
            "range_from": list(self.range_from),
            "range_to": list(self.range_to),
            "factors": self.factors,
            "error": self.error,
            "errors": self.errors,
        }


@dataclass(frozen=True, repr=False)
class Transfer(Printed):
    """How far an effect carries from one place to another, and why not further.

    Attributes
    ----------
    origin, target
        What was asked of each place.
    branch
        Which way the preconditions go where a policy has any.
    outcomes
        By name.
    people, years
        Of each place and its run.
    players
        Groups of factors in which the places differ.
    learnt
        What the parameters of each place are drawn from: the place and day of a posterior, or None for the
        priors.
    options
        How it was run.
    """

    origin: Question
    target: Question
    branch: str
    outcomes: tuple[Shared, ...]
    people: tuple[float, float]
    years: tuple[float, float]
    players: tuple[str, ...]
    learnt: tuple[dict[str, str] | None, dict[str, str] | None]
    options: dict[str, Any]

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it: effects at both ends, and why they differ."""
        head = _("{a} to {b}: {policy}; in brackets what makes most of the difference").format(
            a=self.origin.place.title,
            b=self.target.place.title,
            policy=translated(self.target.policy.title),
        )
        said: list[Row] = [("", head)]
        for each in self.outcomes:
            most = max(each.factors, key=lambda key: abs(each.factors[key]))
            scale, unit = (1e6, _("million USD")) if each.unit == "USD" else (1.0, "")
            a, b = (marks(f"{effect / scale:,.0f}") for effect in (each.effect_from, each.effect_to))
            text = (
                _("{what}: {a} there, {b} here {unit}").format(what=each.title, a=a, b=b, unit=unit).rstrip()
            )
            said.append(("", f"{text} ({title(most)})"))
        return said

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        from tregua.decisions.caveats import explains_the_model, tested

        return {
            "from": self.origin.place.name,
            "to": self.target.place.name,
            "policies": {
                side: {
                    "baseline": asked.baseline.name,
                    "policy": asked.policy.name,
                    "carried": asked.carried,
                    "as_of": asked.policy.as_of.isoformat(),
                    "people": people,
                    "years": years,
                    "odds_that_it_starts": _odds(asked),
                    "posterior": learnt,
                }
                for side, asked, people, years, learnt in zip(
                    ("from", "to"),
                    (self.origin, self.target),
                    self.people,
                    self.years,
                    self.learnt,
                    strict=True,
                )
            },
            "branch": self.branch,
            "options": self.options,
            "titles": {key: title(key) for key in self._keys()},
            "outcomes": {each.key: each.record() for each in self.outcomes},
            "reads": explains_the_model(),
            "tested": tested().record(),
        }

    def _keys(self) -> list[str]:
        return [*(each.key for each in factors()), SIZE, DETAIL]


def _odds(asked: Question) -> float | None:
    return float(asked.policy.odds().starts) if asked.policy.conditional else None


def transfer(
    origin: str | Path | Place,
    target: str | Path | Place,
    *,
    origin_policy: str | Scenario | None = None,
    target_policy: str | Scenario | None = None,
    origin_baseline: str | Scenario | None = None,
    target_baseline: str | Scenario | None = None,
    branch: str = "operates",
    members: int = 48,
    draws: int | None = None,
    fine: bool = False,
    seed: int = 1,
    workers: int | None = None,
    dt: str = "day",
    mean_field: bool = False,
    as_of: date | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Transfer:
    """Share out the difference between a policy's effect in two places.

    Parameters
    ----------
    origin, target
        Where the effect was learnt and where the policy is proposed: places, their names or folders.
    origin_policy, target_policy, origin_baseline, target_baseline
        Scenarios or their names, in place of each place's own crackdown and of doing nothing. A target
        without a crackdown is given the origin's, sized per inhabitant.
    branch
        "operates" or "collapses", for policies with preconditions.
    members, seed, workers, dt, mean_field, as_of, assume, priors
        Of the two ends, as of `tregua.run`: their effects are those of a comparison with these options.
    draws
        Draws of the reckoning between the ends, the first of the members'; 1,024 combinations are run for
        each. As many as members, up to 48, if not given.
    fine
        Whether the reckoning joins no territories: nearer to the ends, in some three times the time.
    progress
        Called with parts done and parts in all, from this thread; what it raises ends the work.

    Raises
    ------
    InputError
        For places, scenarios or options that do not go together, all at once.
    RunError
        If a run fails.
    """
    from tregua.decisions.transferability.common_zones import PARTS
    from tregua.decisions.transferability.mixed_places import Between, all_effects, differing, sides
    from tregua.simulation import thread_pool
    from tregua.simulation.setup import Options, prepare

    draws = min(members, MOST_DRAWS) if draws is None else draws
    _sound(branch, members, draws)
    asked = _asked(origin, target, (origin_baseline, origin_policy), (target_baseline, target_policy))
    common = {"seed": seed, "as_of": as_of, "assume": assume, "priors": priors, "branches": (branch,)}
    for each in asked:
        _planned(each)
    setups = [
        prepare([q.baseline, q.policy], q.place, Options(members=draws, dt="week", mean_field=True, **common))
        for q in asked
    ]
    wanted = chosen(told.outcome for told in TOLD)
    zones, (a, b) = sides(setups, EVERY if fine else PARTS)
    players = differing(a, b)
    run_as = {**common, "members": members, "workers": workers, "dt": dt, "mean_field": mean_field}
    ends = [_end(q, wanted, run_as, _stage(progress, 100 * k, 100)) for k, q in enumerate(asked)]
    between = Between(zones, a, b)
    lengths = (a.months, b.months)
    found = all_effects(
        between, players, wanted, lengths, thread_pool.each_done, workers, _stage(progress, 200, 800)
    )
    # counts are for the people of the first place; those of the second are so many more
    worth = np.stack([found[:, 0], found[:, 1] * (b.people / a.people)])
    reading = a.draws.reading
    outcomes = [
        part
        for number, told in enumerate(TOLD)
        for part in _shared(told, wanted[number], worth[:, :, number], reading, ends, number, players)
    ]
    calendars = [q.policy for q in asked]
    return Transfer(
        asked[0],
        asked[1],
        branch,
        tuple(outcomes),
        (a.people, b.people),
        tuple((s.end - s.start).days / DAYS_A_YEAR for s in calendars),  # type: ignore[arg-type]
        players,
        (_learnt(setups[0]), _learnt(setups[1])),
        {"members": members, "draws": draws, "seed": seed, "dt": dt, "mean_field": mean_field,
         "priors": priors, "as_of": as_of.isoformat() if as_of else None, "assume": name_of(assume),
         "zones": len(zones), "fine": fine, "combinations": 2 ** len(players), "resamples": RESAMPLES},
    )  # fmt: skip


def _learnt(setup: Setup) -> dict[str, str] | None:
    joint = setup.parameters.joint
    return None if joint is None else json.loads(joint.mark)


def _sound(branch: str, members: int, draws: int) -> None:
    problems = []
    if branch not in BRANCHES:
        problems.append(Problem(_("(options)"), None, "branch", branch, ", ".join(BRANCHES)))
    for name, value in (("members", members), ("draws", draws)):
        if value < 6:
            expected = _("6 or more: each account of a crackdown under each reading")
            problems.append(Problem(_("(options)"), None, name, str(value), expected))
    if draws > members:
        expected = _("at most the members ({n}), whose first draws they are").format(n=members)
        problems.append(Problem(_("(options)"), None, "draws", str(draws), expected))
    if problems:
        raise InputError(problems)


def _asked(
    origin: str | Path | Place,
    target: str | Path | Place,
    of_origin: tuple[str | Scenario | None, str | Scenario | None],
    of_target: tuple[str | Scenario | None, str | Scenario | None],
) -> list[Question]:
    from tregua.places import Place, load_place

    problems: list[Problem] = []
    places = []
    for each in (origin, target):
        try:
            places.append(each if isinstance(each, Place) else load_place(each))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    found: list[Question | None] = []
    for place, (base, policy) in zip(places, (of_origin, of_target), strict=True):
        try:
            found.append(question(place, base, policy))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
            found.append(None)
    if problems:
        raise InputError(problems)
    first, second = found
    if first is None:
        expected = _("a scenario with a state of exception, or a policy that is named")
        hint = _("name one: --from-policy")
        raise InputError(Problem(places[0].name, None, "scenarios", _("no crackdown"), expected, hint))
    return [first, second or carried(first, places[1])]


def _planned(asked: Question) -> None:
    for scenario in (asked.baseline, asked.policy):
        if scenario.reactive:
            names = ", ".join(scenario.reactive)
            expected = _("interventions that are planned before the run")
            raise InputError(Problem(scenario.name, None, "interventions", names, expected))


@dataclass(frozen=True)
class _End:
    """Effects of the full run at one end, (outcome, draw), and the readings of its draws."""

    effects: np.ndarray
    reading: np.ndarray


def _stage(
    progress: Callable[[int, int], None] | None, first: int, size: int
) -> Callable[[int, int], None] | None:
    """Return how a stage of the work tells how far it is, in thousandths of the whole."""
    if progress is None:
        return None
    return lambda done, of: progress(first + size * done // max(of, 1), 1000)


def _end(
    asked: Question,
    wanted: Sequence[Outcome],
    options: Mapping[str, Any],
    progress: Callable[[int, int], None] | None,
) -> _End:
    from tregua.studies import run

    result = run([asked.baseline, asked.policy], asked.place, progress=progress, **options)
    effects = [
        each.of(arrays_of(result, 1, each.needs)) - each.of(arrays_of(result, 0, each.needs))
        for each in wanted
    ]
    return _End(np.stack(effects), result["reading"].values.astype(str))


def _pairs(draws: int) -> np.ndarray:
    """Return the pair of readings that each draw belongs to: those that differ by the reading alone."""
    return numbers(np.arange(draws))


def _shared(
    told: Told,
    outcome: Outcome,
    worth: np.ndarray,
    reading: np.ndarray,
    ends: Sequence[_End],
    number: int,
    players: Sequence[str],
) -> list[Shared]:
    sign = -1.0 if told.averted else 1.0
    out = []
    for key in READINGS if outcome.by_reading else ("",):
        inside = (reading == key) if key else np.ones(len(reading), bool)
        keep = (ends[0].reading == key) if key else np.ones(len(ends[0].reading), bool)
        full = np.stack([sign * end.effects[number, keep] for end in ends])
        pairs = _pairs(len(reading))[inside], _pairs(len(keep))[keep]
        out.append(_one(told, outcome, key, sign * worth[:, :, inside], full, pairs, players))
    return out


def _one(
    told: Told,
    outcome: Outcome,
    reading: str,
    values: np.ndarray,
    ends: np.ndarray,
    pairs: tuple[np.ndarray, np.ndarray],
    players: Sequence[str],
) -> Shared:
    def work(between: np.ndarray, full: np.ndarray) -> dict[str, float]:
        return _add_up(np.median(between, axis=-1), np.median(full, axis=-1), players)

    found = work(values, ends)
    tries: list[dict[str, float]] = []
    rng = np.random.default_rng(20240310)
    for _turn in range(RESAMPLES):
        # both ends share their draws, and where as many are reckoned, so does all that lies between
        rows = _resample(pairs[0], rng)
        same = len(pairs[0]) == len(pairs[1])
        tries.append(work(values[..., rows], ends[:, rows if same else _resample(pairs[1], rng)]))
    error = {name: float(np.std([t[name] for t in tries], ddof=1)) for name in found}
    low, high = np.quantile(ends, (LOW, HIGH), axis=-1).tolist()
    return Shared(
        told.name,
        told.title if not reading else _("{title}, {reading} reading").format(
            title=told.title, reading={"official": _("official"), "ngo": _("NGO")}[reading]),
        outcome.unit,
        outcome.side,
        reading,
        float(np.median(ends[0])),
        float(np.median(ends[1])),
        (low[0], high[0]),
        (low[1], high[1]),
        found,
        error,
    )  # fmt: skip


def _resample(pairs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw pairs with replacement; (row,)."""
    rows = [np.flatnonzero(pairs == pair) for pair in np.unique(pairs)]
    return np.concatenate([rows[k] for k in rng.integers(0, len(rows), len(rows))])


def _add_up(between: np.ndarray, effects: np.ndarray, players: Sequence[str]) -> dict[str, float]:
    """Share out a difference: (size, combination) worths, and the effects of the full runs at the ends."""
    shares = shapley(between.ravel())  # size is the last player: the highest bit
    found = {each.key: 0.0 for each in factors()}
    found |= {name: float(share) for name, share in zip((*players, SIZE), shares, strict=True)}
    # the full run against the reckoning, at both ends
    reckoned = float(between[-1, -1]) - float(between[0, 0])
    found[DETAIL] = float(effects[1] - effects[0]) - reckoned
    return found


def shapley(worth: np.ndarray) -> np.ndarray:
    """Return the Shapley value of each player from the worth of every coalition.

    Parameters
    ----------
    worth
        (2 ** players, ...): coalition number ``n`` holds player ``k`` where bit ``k`` of ``n`` is set.

    Returns
    -------
    numpy.ndarray
        (player, ...); they add up to the worth of all less that of nobody.

    Examples
    --------
    Of two gloves that are worth one together and nothing apart, each brings half.

    >>> shapley(np.array([0.0, 0.0, 0.0, 1.0])).tolist()
    [0.5, 0.5]
    """
    n = len(worth).bit_length() - 1
    if len(worth) != 2**n:
        raise ValueError(f"{len(worth)} worths are not one for every coalition")
    numbers = np.arange(2**n)
    sizes = np.array([int(k).bit_count() for k in numbers])
    out = []
    for player in range(n):
        without = numbers[numbers >> player & 1 == 0]
        weight = np.array([1.0 / (n * math.comb(n - 1, s)) for s in range(n)])[sizes[without]]
        gain = worth[without | 1 << player] - worth[without]
        out.append(np.tensordot(weight, gain, axes=(0, 0)))
    return np.array(out)
