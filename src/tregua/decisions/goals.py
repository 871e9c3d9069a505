"""Goals: what a user asks of a policy, as inequalities, and the question that they stand in.

A goal names a quantity, may hold it against the same quantity under the baseline, and gives a bound:
``killing_ratio_year2 <= 0.5``, ``deaths / base <= 0.8``, ``cost <= 1.5e9``. Nothing is weighed against
anything else: a future meets the goals where it meets each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tregua.decisions.futures import START, Measured
from tregua.decisions.outcomes import Outcome, needs, outcomes
from tregua.decisions.uncertainties import NAMES
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.i18n.numbers import marks
from tregua.inputs.yaml_reader import load_yaml, validate
from tregua.vocabulary.causes import CAUSES, CUSTODY
from tregua.vocabulary.people import CLASSES
from tregua.vocabulary.time import DAYS_A_YEAR, MONTHS_A_YEAR

FORM = re.compile(
    r"\s*([a-z][a-z0-9_]*)\s*(?:([-/])\s*base)?\s*(<=|>=)\s*([-+]?[0-9][0-9_]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?)\s*\Z"
)
MOST = 50  # goals
SECURITY = ("lives",)
UNINVOLVED = CLASSES.index("uninvolved")


@dataclass(frozen=True)
class Goal:
    """One inequality.

    Attributes
    ----------
    quantity
        Key of an outcome.
    against
        "" for the quantity itself, "-" for its difference from the baseline, "/" for its ratio to it.
    at_most
        Whether the bound is an upper one.
    bound
        In the unit of the quantity, or a ratio.
    """

    quantity: str
    against: str
    at_most: bool
    bound: float

    @property
    def text(self) -> str:
        """The goal as it is written."""
        against = f" {self.against} base" if self.against else ""
        return f"{self.quantity}{against} {'<=' if self.at_most else '>='} {self.bound:g}"

    def value(self, own: Measured, base: Measured | None) -> np.ndarray:
        """Return what is held against the bound, (future,)."""
        mine = own[self.quantity]
        if not self.against:
            return mine
        assert base is not None
        other = base[self.quantity]
        if self.against == "-":
            return mine - other
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(other == 0, np.where(mine == 0, 1.0, np.inf), mine / other)

    def met(self, own: Measured, base: Measured | None) -> np.ndarray:
        """Return in which futures it is met, (future,)."""
        value = self.value(own, base)
        return value <= self.bound if self.at_most else value >= self.bound

    def sentence(self) -> str:
        """Say it in words."""
        known = quantities()[self.quantity]
        parts = {
            ("", True): _("{what}: at most {n}"),
            ("", False): _("{what}: at least {n}"),
            ("-", True): _("{what}, less those of the baseline: at most {n}"),
            ("-", False): _("{what}, less those of the baseline: at least {n}"),
            ("/", True): _("{what}, against the baseline: at most {n} times"),
            ("/", False): _("{what}, against the baseline: at least {n} times"),
        }
        return parts[self.against, self.at_most].format(
            what=known.title, n=_amount(self.bound, "" if self.against == "/" else known.unit)
        )


def _amount(value: float, unit: str) -> str:
    number = marks(f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}")
    return number if unit in ("", _("share"), _("ratio")) else f"{number} {unit}"


def _years(number: int) -> Callable[[Measured], np.ndarray]:
    causes = [n for n in range(len(CAUSES)) if n != CUSTODY]

    def of(a: Measured) -> np.ndarray:
        months = a["deaths"][:, MONTHS_A_YEAR * (number - 1) : MONTHS_A_YEAR * number]
        killed = months[..., causes].reshape(len(months), -1).sum(axis=1)
        days = months.shape[1] * DAYS_A_YEAR / MONTHS_A_YEAR
        if months.shape[1] < MONTHS_A_YEAR:
            return np.full(len(months), np.nan)
        return killed / days / np.maximum(a[START], 1e-12)

    return of


def quantities() -> dict[str, Outcome]:
    """Return everything that a goal can name: the outcomes that are weighed, and a few of goals alone."""
    known = {each.key: each for each in outcomes()}
    for n in range(1, 6):
        name = f"killing_ratio_year{n}"
        title = _("killing in year {n}, against the first day's pace").format(n=n)
        known[name] = Outcome(name, title, _("ratio"), "lives", "less", ("deaths",), _years(n), total=False)
    known["wrongly_held"] = Outcome(
        "wrongly_held",
        _("uninvolved people held, in the worst month"),
        _("people"),
        "rights",
        "less",
        ("held",),
        lambda a: a["held"][..., UNINVOLVED].sum(axis=2).max(axis=1),
        by_reading=True,
        total=False,
    )
    known["arbitrarily_held_share"] = Outcome(
        "arbitrarily_held_share",
        _("person-time held arbitrarily, of all held in gang cases"),
        _("share"),
        "rights",
        "less",
        ("held", "arbitrary_days"),
        _arbitrary_share,
        by_reading=True,
        total=False,
    )
    return known


def _arbitrary_share(a: Measured) -> np.ndarray:
    held = a["held"][..., : len(CLASSES) - 1]
    days = held.reshape(len(held), -1).sum(axis=1) * DAYS_A_YEAR / MONTHS_A_YEAR
    return a["arbitrary_days"].reshape(len(held), -1).sum(axis=1) / np.maximum(days, 1e-9)


class Question(BaseModel):
    """What a user asks: a small YAML file, shared by the commands that weigh."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    policies: Annotated[tuple[str, ...], Field(max_length=MOST)] = ()
    base: str | None = None
    goals: Annotated[tuple[str, ...], Field(max_length=MOST)] = ()
    uncertainties: Annotated[dict[str, tuple[float, float]], Field(max_length=MOST)] = {}
    density: Annotated[float, Field(gt=0, le=1)] = 0.8
    weights: Annotated[dict[str, float], Field(max_length=MOST)] = {}
    budget: Annotated[float | None, Field(gt=0)] = None


def read_question(file: str | Path | None) -> Question:
    """Read a question.

    Raises
    ------
    InputError
        With every mistake in it.
    """
    if file is None:
        return Question()
    node = load_yaml(file)
    found = validate(Question, node)
    if isinstance(found, list):
        raise InputError(found)
    problems = [
        Problem(str(file), node.line(("uncertainties", name)), f"uncertainties.{name}", name, one_of(NAMES),
                did_you_mean(name, NAMES))
        for name in found.uncertainties
        if name not in NAMES
    ]  # fmt: skip
    for name, (low, high) in found.uncertainties.items():
        if name in NAMES and not (low < high and (low > 0 or name in ("replacement", "force", "funding"))):
            expected = _("[low, high] with low less than high, and neither below 0")
            where = node.line(("uncertainties", name))
            problems.append(
                Problem(str(file), where, f"uncertainties.{name}", f"[{low:g}, {high:g}]", expected)
            )
    known = quantities()
    for name in found.weights:
        if name not in known:
            where = node.line(("weights", name))
            problems.append(
                Problem(
                    str(file), where, f"weights.{name}", name, one_of(known, 30), did_you_mean(name, known)
                )
            )
    for n, text in enumerate(found.goals):
        problem = _goal(text, str(file), node.line(("goals", n)))[1]
        problems += [problem] if problem else []
    if found.weights and not problems:
        problems += one_sided(found.weights, str(file), node.line(("weights",)))
    if problems:
        raise InputError(problems)
    return found


def one_sided(weights: Mapping[str, float], file: str, line: int | None = None) -> list[Problem]:
    """Refuse weights that weigh security and leave out rights: to give them none, one writes 0."""
    known = quantities()
    sides = {known[name].side for name in weights}
    if sides & set(SECURITY) and "rights" not in sides:
        expected = _("a weight for at least one outcome of rights, if only 0")
        rights = ", ".join(name for name, each in known.items() if each.side == "rights")
        hint = _("security is never weighed without rights; outcomes of rights: {names}").format(names=rights)
        return [Problem(file, line, "weights", ", ".join(weights), expected, hint)]
    return []


def parse_goals(texts: Sequence[str], file: str | None = None) -> tuple[Goal, ...]:
    """Return goals from their texts.

    Raises
    ------
    InputError
        With every text that is no goal.
    """
    pairs = [_goal(text, file or _("command line"), None) for text in texts]
    problems = [problem for _goal_, problem in pairs if problem]
    if problems:
        raise InputError(problems)
    return tuple(goal for goal, _problem in pairs if goal)


def _goal(text: str, file: str, line: int | None) -> tuple[Goal | None, Problem | None]:
    match = FORM.match(text)
    if match is None:
        expected = _("a goal such as 'killing_ratio_year2 <= 0.5', 'deaths / base <= 0.8' or 'cost <= 1.5e9'")
        return None, Problem(file, line, "goals", text, expected)
    name, against, sense, bound = match.groups()
    known = quantities()
    if name not in known:
        return None, Problem(file, line, "goals", name, one_of(known, 30), did_you_mean(name, known))
    return Goal(name, against or "", sense == "<=", float(bound.replace("_", ""))), None


def measuring(names: Sequence[str]) -> tuple[Callable[[Measured], dict[str, Any]], tuple[str, ...]]:
    """Return what computes quantities by name, and which variables of a result it reads."""
    known = quantities()
    wanted = [known[name] for name in dict.fromkeys(names)]

    def measure(a: Measured) -> dict[str, Any]:
        return {each.key: each.of(a) for each in wanted}

    return measure, needs(wanted)
