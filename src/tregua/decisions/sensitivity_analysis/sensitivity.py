"""What drives it: shares of variance, what high and low values of an input do, and what knowing is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.decisions.caveats import caveats, tested
from tregua.decisions.discovery.discovery import conditions
from tregua.decisions.futures import Beliefs, evaluate, placed, sample
from tregua.decisions.goals import Question, measuring, quantities
from tregua.decisions.labels import capital, quoted
from tregua.decisions.request import Asked, ask, beliefs_of, drawn_from, provenance
from tregua.decisions.sensitivity_analysis import sobol_indices
from tregua.decisions.sensitivity_analysis.inputs import extended, group_titles, groups
from tregua.decisions.value_of_information import Knowledge, worth_of_knowing
from tregua.errors import InputError, Problem, did_you_mean, one_of, require_extra
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, decimals, number, percent, rough
from tregua.printed import Printed, Row, saying
from tregua.vocabulary.quantiles import INTERVAL
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    from tregua.assumptions.assumed import Assumed
    from tregua.places import Place
    from tregua.scenarios import Scenario

ROWS = 512
POOL = 600
OUTCOMES = (
    "deaths",
    "deaths_custody",
    "wrongful_years",
    "arbitrary_years",
    "displaced_end",
    "support_host",
    "cost",
)
RATIO = "deaths_ratio"
FIFTH = 0.2
LARGEST = 5  # inputs of an outcome that are named


@dataclass(frozen=True)
class Swing:
    """What an outcome is where an input is low, and where it is high.

    Attributes
    ----------
    name
        Of the input.
    at_low, at_high
        What is held fixed: the lowest and the highest fifth of its values, or the words.
    low, high
        Median of the outcome there.
    reading
        Of the futures looked at, where the outcome hangs on who is arrested; else empty.
    """

    name: str
    at_low: str
    at_high: str
    low: float
    high: float
    reading: str = ""


@dataclass(frozen=True)
class Driver:
    """What drives one outcome.

    Attributes
    ----------
    indices
        Sobol indices with intervals.
    logs
        Whether they are of the outcome's logarithm.
    median, low, high
        Of the outcome over all futures, with its 90 % range.
    swings
        The widest first; of each reading apart, where the outcome hangs on it.
    by_reading
        Median and 90 % range under each reading, where the outcome hangs on it: then nothing else is told.
    """

    outcome: str
    title: str
    unit: str
    side: str
    indices: sobol_indices.Indices
    logs: bool
    median: float
    low: float
    high: float
    swings: list[Swing]
    by_reading: dict[str, tuple[float, float, float]]

    def apart(self) -> list[tuple[str, float, list[Swing]]]:
        """Return what is told apart: a reading, or "" where there is none to tell; its median, its swings."""
        if not self.by_reading:
            return [("", self.median, self.swings)]
        return [(r, m[0], [s for s in self.swings if s.reading == r]) for r, m in self.by_reading.items()]


@dataclass(frozen=True, repr=False)
class Sensitivity(Printed):
    """What drives the outcomes of a policy, and what knowing would be worth."""

    asked: Asked
    beliefs: Beliefs
    policy: Scenario
    drivers: list[Driver]
    knowledge: Knowledge | None
    goal: str
    runs: int
    rows: int

    def reach(self) -> dict[str, float]:
        """Return how far intervals of total shares reach to each side, in points: middle and widest."""
        wide = [50 * (d.indices.total_high - d.indices.total_low) for d in self.drivers if d.indices.variance]
        every = np.concatenate(wide) if wide else np.zeros(1)
        return {"middle": float(np.median(every)), "most": float(every.max())}

    def titles(self) -> dict[str, str]:
        """Return the inputs in words."""
        return titles(self.beliefs)

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        return saying(translated(self.policy.title), self.sentences())

    def sentences(self) -> list[str]:
        """Say what was found."""
        return _sentences(self)

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "policy": self.policy.name,
            "outcomes": {d.outcome: _driver_record(d) for d in self.drivers},
            "inputs": self.titles(),
            "rows": self.rows,
            "intervals_reach_points": self.reach(),
            "value_of_knowing": None
            if self.knowledge is None
            else {"goal": self.goal, **self.knowledge.record()},
            "sentences": self.sentences(),
            "tested": tested().record(),
            **provenance(self.asked, self.beliefs, self.runs),
        }


def titles(beliefs: Beliefs) -> dict[str, str]:
    """Return every input in words."""
    return {
        **{u.name: u.title for u in beliefs.uncertain},
        "structure": _("the account of what a crackdown does"),
        "reading": _("the reading of who is arrested"),
        **group_titles(groups(beliefs)),
        "first_day": _("the first day: members at large, ground held, recent events"),
        "chance": _("chance: the shocks of history"),
    }


def sensitivity(
    place: str | Path | Place,
    policy: str | Scenario | None = None,
    *,
    outcomes: Sequence[str] = (),
    goals: Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: str | Scenario | None = None,
    value: str = "goals",
    rows: int = ROWS,
    knowing: bool = True,
    seed: int = 1,
    as_of: date | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Find what drives the outcomes of a policy.

    Parameters
    ----------
    place, policy
        Where, and what; without a policy the question's first one, else the place's first conditional one.
    outcomes
        Quantities of `tregua.decisions.goals`, and ``deaths_ratio``, deaths against the baseline.
    goals, question
        See `tregua.decisions.goals`.
    base
        The policy against which others are held, where the question names none; else the place's first.
    value
        What a decision is made for: "goals", the share of futures in which all are met, or a quantity, of
        which less or more is better as the quantity has it.
    rows
        Rows of the design, a power of two; runs are rows times inputs and two.
    knowing
        Whether the value of knowing is worked out too, over every policy asked about.
    seed, as_of, assume, priors, workers
        As of `tregua.run`; no number depends on the workers.
    progress
        Called with pieces done and pieces in all.

    Raises
    ------
    InputError
        With every mistake in what is asked.
    RunError
        Where the extra ``decide`` is missing.
    """
    require_extra("scipy", "decide")
    asked, names = _checked(place, policy, outcomes, goals, question, base, value, rows)
    one = next((s for s in asked.policies if s.conditional), asked.policies[0])
    one = asked.policies[0] if policy is not None or asked.question.policies else one
    common = {"seed": seed, "as_of": as_of, "assume": assume, "priors": priors, "workers": workers}
    beliefs = beliefs_of(asked, draws=POOL, **common)  # type: ignore[arg-type]
    beliefs = extended(beliefs)
    apart = groups(beliefs)
    inputs = ("structure", "reading", *beliefs.names, *apart, "first_day", "chance")
    a, b = sobol_indices.design(len(inputs), rows, seed)
    full = sobol_indices.crossed(a, b)
    u = {name: full[:, :, k].ravel() for k, name in enumerate(inputs)}
    futures = placed(beliefs, u, apart)
    read = list(dict.fromkeys([*(n for n in names if n != RATIO), "deaths"]))
    measure, variables = measuring(read)
    policies = [one] if RATIO not in names or asked.base.name == one.name else [one, asked.base]
    found = evaluate(beliefs, policies, futures, measure, variables, workers=workers, progress=progress)
    own, other = found[one.name], found.get(asked.base.name, found[one.name])
    measured = {**own, RATIO: own["deaths"] / np.maximum(other["deaths"], 1e-9)}
    x = {**futures.values, "structure": futures.structure, "reading": futures.reading}
    # what a parameter is hangs on the reading: its fifths are those under each reading, not of both mixed
    ranks = {each.name: u[each.name] for each in beliefs.uncertain if not each.ranged}
    drivers = [_driver(name, measured[name], full.shape[:2], inputs, x, ranks, seed) for name in names]
    known = None
    if knowing:
        known = _knowing(asked, beliefs, value, seed, workers)
    return Sensitivity(asked, beliefs, one, drivers, known, value, len(futures), rows)


def _checked(
    place: str | Path | Place,
    policy: str | Scenario | None,
    outcomes: Sequence[str],
    goals: Sequence[str],
    question: str | Path | Question | None,
    base: str | Scenario | None,
    value: str,
    rows: int,
) -> tuple[Asked, list[str]]:
    problems: list[Problem] = []
    asked = None
    try:
        asked = ask(place, [policy] if policy is not None else [], goals=goals, question=question, base=base)
    except InputError as error:
        problems += error.problems
    known = [*quantities(), RATIO]
    names = list(outcomes) or [RATIO, *OUTCOMES]
    here = _("command line")
    problems += [
        Problem(here, None, "outcome", name, one_of(known, 40), did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if value != "goals" and value not in quantities():
        hint = did_you_mean(value, [*known, "goals"])
        problems.append(Problem(here, None, "value", value, one_of(["goals", *quantities()], 40), hint))
    if rows < 2 or rows & (rows - 1):
        problems.append(Problem(here, None, "rows", str(rows), _("a power of two, such as 256")))
    if problems or asked is None:
        raise InputError(problems)
    sides = {quantities()[name].side for name in names if name != RATIO}
    if "rights" not in sides:
        # security is never told without rights
        names += ["deaths_custody", "arbitrary_years"]
    return asked, names


def _driver(
    name: str,
    y: np.ndarray,
    shape: tuple[int, ...],
    inputs: Sequence[str],
    x: Mapping[str, np.ndarray],
    ranks: Mapping[str, np.ndarray],
    seed: int,
) -> Driver:
    known = quantities().get(name)
    low, middle, high = np.quantile(y, INTERVAL)
    logs = bool(y.min() > 0 and (high > 3 * low or name == RATIO))
    scaled = np.log(y) if logs else y
    parts = scaled.reshape(shape)
    found = sobol_indices.indices(inputs, parts, seed)
    hangs = known is not None and known.by_reading
    swings = [
        _swing(k, x[k][here], y[here], reading) if hangs or k not in ranks else _ranked(k, ranks[k], y)
        for reading, here in _parts(x["reading"], hangs)
        for k in inputs
        if k in x and not (hangs and k == "reading")
    ]
    return Driver(
        name,
        known.title if known else _("deaths, against the baseline's"),
        known.unit if known else _("ratio"),
        known.side if known else "lives",
        found,
        logs,
        float(middle),
        float(low),
        float(high),
        sorted(swings, key=lambda s: -abs(s.high - s.low)),
        _readings(y, x["reading"]) if hangs else {},
    )


def _parts(reading: np.ndarray, hangs: bool) -> list[tuple[str, np.ndarray]]:
    """Return the futures that are told together, by reading where an outcome hangs on it."""
    if not hangs:
        return [("", np.ones(len(reading), bool))]
    return [(word, reading == word) for word in READINGS]


def _readings(y: np.ndarray, reading: np.ndarray) -> dict[str, tuple[float, float, float]]:
    found = {}
    for word in READINGS:
        low, middle, high = np.quantile(y[reading == word], INTERVAL)
        found[word] = (float(middle), float(low), float(high))
    return found


def _swing(name: str, x: np.ndarray, y: np.ndarray, reading: str = "") -> Swing:
    if x.dtype.kind in "fiu":
        a, b = np.quantile(x, [FIFTH, 1 - FIFTH])
        low, high = np.median(y[x <= a]), np.median(y[x >= b])
        return Swing(name, f"≤ {rough(a)}", f"≥ {rough(b)}", float(low), float(high), reading)
    medians = {str(word): float(np.median(y[x == word])) for word in np.unique(x)}
    least, most = min(medians, key=lambda w: medians[w]), max(medians, key=lambda w: medians[w])
    return Swing(name, least, most, medians[least], medians[most], reading)


def _ranked(name: str, u: np.ndarray, y: np.ndarray) -> Swing:
    a, b = np.quantile(u, [FIFTH, 1 - FIFTH])
    low, high = np.median(y[u <= a]), np.median(y[u >= b])
    words = _("lowest fifth under each reading"), _("highest fifth under each reading")
    return Swing(name, *words, float(low), float(high))


def _knowing(asked: Asked, beliefs: Beliefs, value: str, seed: int, workers: int | None) -> Knowledge | None:
    policies = list({s.name: s for s in (*_alternatives(asked), *asked.everyone)}.values())
    if len(policies) < 2:
        return None
    futures = sample(beliefs)
    wanted = [g.quantity for g in asked.goals] if value == "goals" else [value]
    measure, variables = measuring(wanted)
    found = evaluate(beliefs, policies, futures, measure, variables, workers=workers)
    base = found[asked.base.name]
    columns = []
    for s in policies:
        if value == "goals":
            met = [goal.met(found[s.name], base) for goal in asked.goals]
            columns.append(np.logical_and.reduce(met).astype(float))
        else:
            sign = 1.0 if quantities()[value].better == "more" else -1.0
            columns.append(sign * found[s.name][value])
    names = tuple(s.name for s in policies)
    known = worth_of_knowing(conditions(futures), np.stack(columns, axis=1), names, seed)
    return replace(known, titles={s.name: str(s.title) for s in policies})


def _alternatives(asked: Asked) -> list[Scenario]:
    # a decision is between policies: where one is asked about, those of the place stand beside it
    from tregua.scenarios import load_scenario

    if len(asked.everyone) > 2:
        return []
    found = []
    for name in asked.place.scenarios:
        try:
            scenario = load_scenario(name, asked.place)
        except InputError:
            continue  # of a place that a result remembers without its scenarios
        if (scenario.start, scenario.end) == (asked.base.start, asked.base.end):
            found.append(scenario)
    return found


def _driver_record(d: Driver) -> dict[str, Any]:
    i = d.indices
    return {
        "title": d.title,
        "unit": d.unit,
        "side": d.side,
        **({} if d.by_reading else {"median": d.median, "low": d.low, "high": d.high}),
        "by_reading": {
            word: {"median": m, "low": low, "high": high} for word, (m, low, high) in d.by_reading.items()
        },
        "scale": "log" if d.logs else "plain",
        "variance": i.variance,
        "indices": {
            name: {
                "first": i.first[k],
                "first_interval": [i.first_low[k], i.first_high[k]],
                "total": i.total[k],
                "total_interval": [i.total_low[k], i.total_high[k]],
            }
            for k, name in enumerate(i.names)
        },
        "swings": [vars(s) for s in d.swings],
    }


def _sentences(s: Sensitivity) -> list[str]:
    words = s.titles()
    said = []
    for d in s.drivers:
        order = np.argsort(-d.indices.total)[:LARGEST]
        parts = [
            _("{what} ({total}, {low} to {high})").format(
                what=words[d.indices.names[k]],
                total=percent(float(d.indices.total[k])),
                low=percent(max(float(d.indices.total_low[k]), 0.0)),
                high=percent(float(d.indices.total_high[k])),
            )
            for k in order
        ]
        said.append(
            _("{outcome}: its variance goes most with {parts}.").format(
                outcome=capital(d.title), parts=", ".join(parts)
            )
        )
    said.append(
        _("Shares are total Sobol indices with 90 % intervals: an input alone and with all it acts with, so")
        + " "
        + _("they may add up to more than one. The reading is an input: the two are never averaged into one.")
    )
    said.append(
        _(
            "With {rows} rows, half of the intervals reach ± {middle} points or less, and the widest "
            "± {most}: four times the rows halve them."
        ).format(rows=count(s.rows), **{k: decimals(v, 0) for k, v in s.reach().items()})
    )
    k = s.knowledge
    if k is not None:
        goal = _("the share of futures in which every goal is met") if s.goal == "goals" else (
            quantities()[s.goal].title
        )  # fmt: skip
        said.append(
            _(
                "Worth of knowing, for {goal}: the best policy on average is {best}; who knew everything "
                "would gain {all}."
            ).format(goal=goal, best=quoted(k.title), all=_gain(k.perfect, s.goal))
        )
        told = [w for w in k.worths if w.told][:3]
        for w in told:
            said.append(
                _("    knowing {what}: {gain} ({low} to {high})").format(
                    what=words[w.name],
                    gain=_gain(w.value, s.goal),
                    low=_gain(w.low, s.goal, False),
                    high=_gain(w.high, s.goal),
                )
            )
        if not told:
            said.append(
                _("    no single quantity is worth more than noise: knowing one would not change the choice")
            )
    said.append(_("Parameters come from {what}.").format(what=drawn_from(s.beliefs)))
    return [*said, *caveats()]


def _gain(value: float, goal: str, units: bool = True) -> str:
    if goal == "goals":
        points = decimals(100 * value, 1)
        return _("{n} points").format(n=points) if units else points
    return f"{number(value)} {quantities()[goal].unit}" if units else number(value)
