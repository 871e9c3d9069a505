"""What would have to be true: the conditions under which a policy meets the goals that a user states.

Scenario discovery (Bryant and Lempert, 2010, doi 10.1016/j.techfore.2009.08.002): futures are drawn from what
is believed and from the deep uncertainties, the policy is run in each, and boxes of conditions are sought in
which its goals are met. A box is told with what would be found by luck: found on one half of the futures and
counted on the other; sought again where goals and conditions are shuffled; and sought again in resampled
futures, to see which conditions return.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.decisions.caveats import caveats, tested
from tregua.decisions.discovery import prim
from tregua.decisions.futures import Beliefs, Futures, evaluate, sample
from tregua.decisions.goals import Goal, Question, measuring, quantities
from tregua.decisions.labels import capital, held, inputs, quoted
from tregua.decisions.request import Asked, ask, beliefs_of, drawn_from, provenance
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, percent, rough
from tregua.printed import Printed, Row, saying
from tregua.vocabulary.quantiles import INTERVAL

if TYPE_CHECKING:
    from tregua.assumptions.assumed import Assumed
    from tregua.places import Place
    from tregua.scenarios import Scenario

FUTURES = 1200
FEWEST = 20  # futures that meet the goals, or that do not, below which no box is looked for
MOST_BOXES = 3
SHUFFLES, RESAMPLES = 99, 40
BESIDE = (
    "deaths",
    "deaths_state",
    "deaths_custody",
    "wrongly_held",
    "wrongful_years",
    "arbitrary_years",
    "displaced_end",
    "support_host",
    "cost",
)


@dataclass(frozen=True)
class Found:
    """A box and what shows that it is not luck.

    Attributes
    ----------
    box
        Its limits, and its figures on all futures.
    held_out
        A box sought in the same way on half of the futures: its figures on the other half.
    held_out_density
        95 % interval of the density there.
    luck
        Chance that shuffled goals give a box as good, by `SHUFFLES` shuffles.
    returns
        By input, the share of resamples in which it is restricted.
    inside, outside
        Median, 5 and 95 % of the quantities `BESIDE`; those that hang on a reading by reading.
    """

    box: prim.Box
    held_out: prim.Box
    held_out_density: tuple[float, float]
    luck: float
    returns: dict[str, float]
    inside: dict[str, Any]
    outside: dict[str, Any]


@dataclass(frozen=True, repr=False)
class Discovery(Printed):
    """What was found about a policy and goals.

    Attributes
    ----------
    base_rate
        Share of futures in which all goals are met: "all", and by reading and structure.
    each
        By goal, the share of futures that meet it alone.
    boxes
        In the order in which they were found; each on what the ones before leave.
    alone
        By goal, boxes for that goal alone, where too few futures meet all of them to look for any.
    path
        Of peeling, for the first box that was sought: coverage, density, mass, restricted inputs.
    x, y, met
        The futures: conditions, whether all goals are met, and by goal whether it is.
    """

    asked: Asked
    beliefs: Beliefs
    policy: Scenario
    goals: tuple[Goal, ...]
    base_rate: dict[str, float]
    each: dict[str, float]
    boxes: list[Found]
    alone: dict[str, list[Found]]
    path: list[prim.Box]
    x: dict[str, np.ndarray]
    y: np.ndarray
    met: dict[str, np.ndarray]
    quantities: dict[str, np.ndarray]

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        return saying(translated(self.policy.title), self.sentences())

    def sentences(self) -> list[str]:
        """Say what was found, in plain words."""
        return _sentences(self)

    def record(self) -> dict[str, Any]:
        """Return all of it for machines."""
        return {
            "policy": self.policy.name,
            "goals": [goal.text for goal in self.goals],
            "base_rate": self.base_rate,
            "each_goal": self.each,
            "boxes": [_box_record(found) for found in self.boxes],
            "boxes_of_each_goal": {
                text: [_box_record(found) for found in boxes] for text, boxes in self.alone.items()
            },
            "path": [
                {"coverage": b.coverage, "density": b.density, "mass": b.mass, "restricted": b.restricted}
                for b in self.path
            ],
            "uncertainties": [
                {
                    "name": u.name,
                    "title": u.title,
                    "unit": u.unit,
                    "low": u.low,
                    "high": u.high,
                    "source": u.source,
                }
                for u in self.beliefs.uncertain
            ],
            "sentences": self.sentences(),
            "tested": tested().record(),
            **provenance(self.asked, self.beliefs, len(self.y)),
        }


def discover(
    place: str | Path | Place,
    policy: str | Scenario | None = None,
    *,
    goals: Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: str | Scenario | None = None,
    futures: int = FUTURES,
    seed: int = 1,
    as_of: date | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
    density: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Discovery:
    """Find the conditions under which a policy meets goals.

    Parameters
    ----------
    place, policy
        Where, and what; without a policy the question's first one, else the place's first conditional one.
    goals, question
        See `tregua.decisions.goals`.
    base
        The policy against which others are held, where the question names none; else the place's first.
    futures
        How many, in whole sixes.
    density
        Share of futures in a box that are to meet the goals; the question's by default.
    seed, as_of, assume, priors, workers
        As of `tregua.run`; no number depends on the workers.
    progress
        Called with pieces done and pieces in all.

    Raises
    ------
    InputError
        With every mistake in what is asked.
    """
    asked = ask(place, [policy] if policy is not None else [], goals=goals, question=question, base=base)
    one = next((s for s in asked.policies if s.conditional), asked.policies[0])
    one = asked.policies[0] if policy is not None or asked.question.policies else one
    beliefs = beliefs_of(
        asked, draws=futures, seed=seed, as_of=as_of, assume=assume, priors=priors, workers=workers
    )
    drawn = sample(beliefs)
    names = [*BESIDE, *(goal.quantity for goal in asked.goals)]
    measure, variables = measuring(names)
    policies = [one]
    if any(goal.against for goal in asked.goals) and asked.base.name != one.name:
        policies.append(asked.base)
    found = evaluate(beliefs, policies, drawn, measure, variables, workers=workers, progress=progress)
    own, other = found[one.name], found.get(asked.base.name, found[one.name])
    return weighed(asked, beliefs, drawn, one, own, other, density or asked.question.density, seed)


def weighed(
    asked: Asked,
    beliefs: Beliefs,
    drawn: Futures,
    policy: Scenario,
    own: Mapping[str, np.ndarray],
    base: Mapping[str, np.ndarray],
    density: float,
    seed: int,
) -> Discovery:
    """Seek boxes in futures that have been run."""
    x = conditions(drawn)
    met = {goal.text: goal.met(own, base) for goal in asked.goals}
    y = np.logical_and.reduce(list(met.values()))
    boxes, path = seek(x, y, density, seed)
    told = [_beside(found, own, x) for found in boxes]
    alone: dict[str, list[Found]] = {}
    if int(y.sum()) < FEWEST and len(met) > 1:
        for text, one in met.items():
            found, steps = seek(x, one, density, seed, most=1)
            alone[text] = [_beside(each, own, x) for each in found]
            path = path or steps
    return Discovery(
        asked,
        beliefs,
        policy,
        asked.goals,
        rates(y, drawn),
        {text: float(each.mean()) for text, each in met.items()},
        told,
        alone,
        path,
        x,
        y,
        met,
        dict(own),
    )


def conditions(drawn: Futures) -> dict[str, np.ndarray]:
    """Return the conditions of futures, by name: numbers, and the structure and the reading in words."""
    return {**drawn.values, "structure": drawn.structure, "reading": drawn.reading}


def rates(y: np.ndarray, drawn: Futures) -> dict[str, float]:
    """Return the share of futures that meet the goals: all of them, and by reading and structure."""
    out = {"all": float(y.mean())}
    for name, words in (("reading", drawn.reading), ("structure", drawn.structure)):
        for word in dict.fromkeys(words.tolist()):
            out[f"{name} {word}"] = float(y[words == word].mean())
    return out


def seek(
    x: Mapping[str, np.ndarray], y: np.ndarray, density: float, seed: int, most: int = MOST_BOXES
) -> tuple[list[Found], list[prim.Box]]:
    """Seek boxes, one after another, each on what is left, with its checks."""
    boxes: list[Found] = []
    path: list[prim.Box] = []
    left = np.ones(len(y), bool)
    for number in range(most):
        here = {name: v[left] for name, v in x.items()}
        mine = y[left]
        if min(int(mine.sum()), int((~mine).sum())) < FEWEST:
            break
        box, steps = prim.find(here, mine, density)
        path = path or steps
        if not box.restricted:
            break
        found = checked(box, here, mine, density, seed + 1000 * number)
        if number and (found.luck > 0.05 or box.density < 2 * mine.mean()):
            break
        whole = prim.scored(box, x, y)
        boxes.append(Found(whole, *list(vars(found).values())[1:]))
        left &= ~box.holds(x)
    return boxes, path


def checked(box: prim.Box, x: Mapping[str, np.ndarray], y: np.ndarray, density: float, seed: int) -> Found:
    """Hold a box against luck."""
    rng = np.random.default_rng(seed)
    n = len(y)
    order = rng.permutation(n)
    first, second = order[: n // 2], order[n // 2 :]
    half, _path = prim.find(_rows(x, first), y[first], density)
    held = prim.scored(half, _rows(x, second), y[second])
    inside = half.holds(_rows(x, second))
    interval = wilson(int((y[second] & inside).sum()), int(inside.sum()))
    worth = _worth(box, y)
    lucky = 0
    for _each in range(SHUFFLES):
        mixed = rng.permutation(y)
        lucky += _worth(prim.find(x, mixed, density)[0], mixed) >= worth
    count = dict.fromkeys(x, 0)
    for _each in range(RESAMPLES):
        again = rng.integers(0, n, n)
        for name in prim.find(_rows(x, again), y[again], density)[0].restricted:
            count[name] += 1
    returns = {name: k / RESAMPLES for name, k in count.items()}
    return Found(box, held, interval, (1 + lucky) / (1 + SHUFFLES), returns, {}, {})


def _worth(box: prim.Box, y: np.ndarray) -> float:
    # cases of interest in the box beyond those that a box of its size would hold by chance, per point
    return box.mass * (box.density - float(y.mean()))


def _rows(x: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    return {name: v[rows] for name, v in x.items()}


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (1927, doi 10.1080/01621459.1927.10502953)."""
    if n == 0:
        return 0.0, 1.0
    p, z2 = k / n, z * z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))


def _beside(found: Found, own: Mapping[str, np.ndarray], x: Mapping[str, np.ndarray]) -> Found:
    inside = found.box.holds(x)
    told = [beside(own, x["reading"], where) for where in (inside, ~inside)]
    return Found(**{**vars(found), "inside": told[0], "outside": told[1]})


def beside(own: Mapping[str, np.ndarray], reading: np.ndarray, where: np.ndarray) -> dict[str, Any]:
    """Return median and 90 % range of what is told beside, by quantity; by reading where it hangs on it."""
    known = quantities()
    out: dict[str, Any] = {}
    for name in BESIDE:
        if known[name].by_reading:
            out[name] = {word: _range(own[name][where & (reading == word)]) for word in ("official", "ngo")}
        else:
            out[name] = _range(own[name][where])
    return out


def _range(values: np.ndarray) -> dict[str, float] | None:
    if not len(values):
        return None
    low, middle, high = np.nanquantile(values, INTERVAL)
    return {"low": float(low), "median": float(middle), "high": float(high)}


def _box_record(found: Found) -> dict[str, Any]:
    box, held = found.box, found.held_out
    return {
        "limits": {
            name: {"low": low if np.isfinite(low) else None, "high": high if np.isfinite(high) else None}
            for name, (low, high) in box.limits.items()
        },
        "kept": {name: list(words) for name, words in box.kept.items()},
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
        "held_out": {
            "coverage": held.coverage,
            "density": held.density,
            "mass": held.mass,
            "density_interval": list(found.held_out_density),
        },
        "luck": found.luck,
        "returns": found.returns,
        "inside": found.inside,
        "outside": found.outside,
    }


# -- words ---------------------------------------------------------------------------------------------------


def condition_words(box: prim.Box, titles: Mapping[str, str]) -> list[str]:
    """Say each condition of a box."""
    said = []
    for name, (low, high) in box.limits.items():
        what = titles.get(name, name)
        if np.isfinite(low) and np.isfinite(high):
            said.append(_("{what} from {a} to {b}").format(what=what, a=rough(low), b=rough(high)))
        elif np.isfinite(low):
            said.append(_("{what} at least {a}").format(what=what, a=rough(low)))
        else:
            said.append(_("{what} at most {b}").format(what=what, b=rough(high)))
    for name, words in box.kept.items():
        told = [quoted(held(word)) if name == "structure" else held(word) for word in words]
        said.append(_("{what} is {words}").format(what=inputs().get(name, name), words=_(" or ").join(told)))
    return said


def _pct(share: float) -> str:
    return percent(share, fine=True)


def _sentences(d: Discovery) -> list[str]:
    said = [
        _("{policy}: in {share} of {n} futures it meets every goal ({goals}).").format(
            policy=translated(d.policy.title),
            share=_pct(d.base_rate["all"]),
            n=count(len(d.y)),
            goals="; ".join(goal.sentence() for goal in d.goals),
        )
    ]
    if len(d.goals) > 1:
        parts = [f"{quoted(goal.sentence())}: {_pct(d.each[goal.text])}" for goal in d.goals]
        said.append(_("Each goal alone: {parts}.").format(parts="; ".join(parts)))
    said.append(
        _("By reading of who is arrested: official {a}, NGO {b}; the two are never averaged.").format(
            a=_pct(d.base_rate.get("reading official", float("nan"))),
            b=_pct(d.base_rate.get("reading ngo", float("nan"))),
        )
    )
    titles = {**inputs(), **{u.name: u.title for u in d.beliefs.uncertain}}
    hits = int(d.y.sum())
    if not d.boxes:
        if hits < FEWEST or len(d.y) - hits < FEWEST:
            said.append(
                _("{k} of {n} futures meet the goals: too few, or too many, to look for conditions.").format(
                    k=hits, n=count(len(d.y))
                )
            )
        else:
            said.append(_("No condition was found under which the goals are met more often than by luck."))
    for number, found in enumerate(d.boxes, 1):
        said += _of_box(_("Box {k}").format(k=number), found, titles, d.base_rate["all"])
    if d.alone:
        said.append(_("What each goal alone would need:"))
        for goal in d.goals:
            boxes = d.alone[goal.text]
            for found in boxes:
                said += _of_box(quoted(capital(goal.sentence())), found, titles, d.each[goal.text])
            if not boxes:
                said.append(
                    _("{goal}: no condition was found.").format(goal=quoted(capital(goal.sentence())))
                )
    said.append(_("Parameters come from {what}.").format(what=drawn_from(d.beliefs)))
    return [*said, *caveats()]


def _of_box(name: str, found: Found, titles: Mapping[str, str], base: float) -> list[str]:
    box, held = found.box, found.held_out
    low, high = found.held_out_density
    weak = [titles.get(name, name) for name in box.restricted if found.returns[name] < 0.5]
    p = rough(found.luck)
    said = [
        _(
            "{box}: where {conditions}, {density} of futures meet what is asked, against {base} of all. This "
            "covers {coverage} of the futures that meet it, and holds {mass} of all futures."
        ).format(
            box=name,
            conditions=_listing(condition_words(box, titles)),
            density=_pct(box.density),
            base=_pct(base),
            coverage=_pct(box.coverage),
            mass=_pct(box.mass),
        ),
        _(
            "    Is it luck? Sought on one half of the futures and counted on the other: {density} ({low} to "
            "{high}), covering {coverage}. Shuffled goals give a box as good with a chance of {p}."
        ).format(
            density=_pct(held.density),
            low=_pct(low),
            high=_pct(high),
            coverage=_pct(held.coverage),
            p=_("{p} or less").format(p=p) if found.luck <= 1.5 / (1 + SHUFFLES) else p,
        ),
    ]
    if found.luck > 0.05:
        said[-1] += " " + _("So it may well be luck.")
    if low <= base:
        said[-1] += " " + _("Where it was not sought, it does no better than all futures do.")
    if weak:
        said[-1] += " " + _("Seldom found again in resamples: {names}.").format(names="; ".join(weak))
    return said


def _listing(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{most} and {last}").format(most=", ".join(parts[:-1]), last=parts[-1])
