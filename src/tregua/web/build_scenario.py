"""From a question to a policy, beliefs and the files that say the same to the command line.

The scenario of a question is made from the text of its file, laid over its base as the command line lays it,
so that what the page answers and what the file says cannot differ.
"""

from __future__ import annotations

import copy
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tregua.assumptions.parameter import ParameterSet
from tregua.assumptions.units import SHORTEST
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _, translated
from tregua.inputs.yaml_reader import parse_yaml, validate
from tregua.scenarios import Scenario
from tregua.scenarios.fields import Step
from tregua.scenarios.inheritance import ScenarioFile
from tregua.scenarios.interventions.base import Measure
from tregua.scenarios.locate import Source, in_library
from tregua.scenarios.overrides import Sheet, lay_over, sheet
from tregua.scenarios.validate import build
from tregua.web.language import told
from tregua.web.request import Question
from tregua.web.sliders import TIMES, ids, movable

if TYPE_CHECKING:
    from tregua.assumptions.prior import Prior
    from tregua.places import Place
    from tregua.web.place_store import Library, Shelf

NAME = "my-question"
SCENARIO_FILE, ASSUMPTIONS_FILE = f"{NAME}.yaml", "my-assumptions.yaml"
REQUEST = "request"
# A number of the user's may lie this many times beyond the range that the place's own prior reaches.
BEYOND = 100.0
TAILS = (0.0005, 0.5, 0.9995)


@dataclass(frozen=True)
class Asked:
    """A question that makes sense.

    Attributes
    ----------
    question
        With its defaults filled in.
    shelf
        Its place.
    quick_baseline, quick_policy
        At the level of the quick answer.
    text
        The scenario file; `beliefs` the file of assumptions, empty where nothing was changed.
    given_as_of
        The day whose knowledge both rest on, where they were written with different ones.
    """

    question: Question
    shelf: Shelf
    quick_baseline: Scenario
    quick_policy: Scenario
    text: str
    beliefs: str
    priors: Mapping[str, Prior]
    given_as_of: date | None = None

    @cached_property
    def baseline(self) -> Scenario:
        """The baseline at full detail, for the exact ensemble."""
        found = self.shelf.policies[str(self.question.baseline)]
        return found if self.given_as_of is None else found.known_by(self.given_as_of)

    @cached_property
    def policy(self) -> Scenario:
        """The policy at full detail, for the exact ensemble.

        Raises
        ------
        InputError
            If its file is wrong at full detail alone, which no change of numbers can make it.
        """
        if self.shelf.coarse is self.shelf.place:
            return self.quick_policy
        found, problems = from_text(self.text, self.shelf, self.shelf.place)
        if found is None:
            raise InputError(problems)
        return found if self.given_as_of is None else found.known_by(self.given_as_of)

    @property
    def as_of(self) -> date:
        """The day whose knowledge the answer rests on: the later one of policy's and baseline's."""
        return self.quick_baseline.as_of

    @property
    def yours(self) -> bool:
        """Whether there are beliefs of the user's own."""
        return bool(self.priors)

    @property
    def same(self) -> bool:
        """Whether policy and baseline are one and the same."""
        return not self.question.changed and self.question.policy == self.question.baseline

    def parameters(self) -> ParameterSet:
        """Return the parameters with the user's beliefs: those that the file of assumptions gives."""
        usual = self.shelf.parameters(self.as_of, self.quick_baseline.start)
        own = copy.copy(usual)  # whatever else the set holds stays
        own._parameters = {
            p.name: replace(
                p, priors={"": self.priors[p.name]}, source=_("assumed by the user"), grade="D", set_by="user"
            )
            if p.name in self.priors
            else p
            for p in usual
        }
        return own

    def commands(self, yours: bool = True) -> dict[str, str]:
        """Return the commands that answer the question exactly, with or without the user's beliefs."""
        q = self.question
        how = ["--members", str(q.members), "--seed", str(q.seed)]
        if self.given_as_of is not None:
            how += ["--as-of", self.given_as_of.isoformat()]
        if yours and self.yours:
            how += ["--assume", ASSUMPTIONS_FILE]
        place = ["--place", self.shelf.ref] if self.shelf.own else []
        return {
            "compare": shlex.join(
                ["tregua", "compare", self.shelf.ref, str(q.baseline), SCENARIO_FILE, *how]
            ),
            "run": shlex.join(["tregua", "run", SCENARIO_FILE, *place, *how]),
        }

    def files(self) -> list[dict[str, str]]:
        """Return the files that these commands read."""
        found = [{"name": SCENARIO_FILE, "text": self.text}]
        if self.yours:
            found.append({"name": ASSUMPTIONS_FILE, "text": self.beliefs})
        return found


def asked(question: Question, library: Library, lang: str) -> Asked:
    """Check a question against its place and make its policy.

    Raises
    ------
    InputError
        With every mistake in it.
    """
    shelf = library.shelf(question.place, lang)
    problems: list[Problem] = []
    known = list(shelf.policies)
    question = question.model_copy(update={"baseline": question.baseline or shelf.baseline})
    for key in ("policy", "baseline"):
        given = getattr(question, key)
        if given not in known:
            problems.append(Problem(REQUEST, None, key, given, one_of(known, 20), did_you_mean(given, known)))
    if problems:
        raise InputError(problems)
    base = shelf.policies[question.policy]
    problems += _bounds(question, library, base)
    problems += _beliefs(question, shelf)
    changes, found = _changes(question, base)
    problems += found
    text = written(base, question, changes)
    policy = None
    baseline = shelf.coarse_policies[str(question.baseline)]
    if not problems:
        policy, problems = from_text(text, shelf, shelf.coarse)
    if policy is not None and (policy.start, policy.end) != (baseline.start, baseline.end):
        told = _("the dates of the policy, {start} to {end}").format(start=policy.start, end=policy.end)
        problems.append(Problem(REQUEST, None, "baseline", f"{baseline.start} to {baseline.end}", told))
    if problems or policy is None:
        raise InputError(list(dict.fromkeys(problems)))
    priors = question.priors()
    as_of = None
    if baseline.as_of != policy.as_of:
        as_of = max(baseline.as_of, policy.as_of)
        baseline, policy = baseline.known_by(as_of), policy.known_by(as_of)
    return Asked(question, shelf, baseline, policy, text, beliefs_file(priors), priors, as_of)


def _bounds(question: Question, library: Library, base: Scenario) -> list[Problem]:
    problems = []
    limits = library.limits
    for key, most in (("members", limits.members), ("draws", limits.draws)):
        value = getattr(question, key)
        if value is not None and value > most:
            problems.append(
                Problem(REQUEST, None, key, str(value), _("at most {n} on this server").format(n=most))
            )
    if question.branch == "collapses" and not base.conditional:
        problems.append(
            Problem(REQUEST, None, "branch", question.branch, _("a policy that depends on preconditions"))
        )
    return problems


def _changes(question: Question, base: Scenario) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Return the changed keys of interventions and preconditions, as a scenario file has them."""
    problems = []
    known = ids(base)
    interventions: dict[str, dict[str, Any]] = {}
    for name, value in sorted(question.controls.items()):
        where = f"controls.{name}"
        if name not in known:
            hint = _retired(base, name) or did_you_mean(name, known)
            problems.append(Problem(REQUEST, None, where, name, one_of(known, 20), hint))
            continue
        label, key = name.split(".")
        each = base.interventions[label]
        interventions.setdefault(label, {})[key] = _moved(each, key, value)
    preconditions: dict[str, dict[str, Any]] = {}
    kinds = [each.kind for each in base.preconditions]
    for kind, change in sorted(question.preconditions.items()):
        if kind not in kinds:
            expected = one_of(kinds) if kinds else _("nothing here: this policy has no preconditions")
            problems.append(Problem(REQUEST, None, f"preconditions.{kind}", kind, expected))
            continue
        own = {key: getattr(change, key) for key in sorted(change.model_fields_set)}
        before = next(each for each in base.preconditions if each.kind == kind)
        if own.get("date") is not None and before.arrival_per_year is not None:
            own["arrival_per_year"] = None  # it comes one way: on a day, or at a rate
        if own.get("arrival_per_year") is not None and before.date is not None and "date" not in own:
            own["date"] = None
        if own:
            preconditions[kind] = own
    return {"interventions": interventions, "preconditions": preconditions}, problems


def _retired(base: Scenario, name: str) -> str:
    """Return what to write instead of a key that an earlier version had; empty for any other name."""
    label, _dot, key = name.partition(".")
    return translated(getattr(base.interventions.get(label), "retired", {}).get(key, ""))


def _moved(each: Measure, key: str, value: float) -> Any:
    found = movable(each, key)
    if found is not None and found[1] == TIMES:
        return [
            {
                "date": step.date,
                "value": step.value * value,
                **({"known": step.known} if step.known else {}),
            }
            for step in getattr(each, key)
            if isinstance(step, Step)
        ]
    integral = key in ("over_days", "ramp_days", "held_days") and float(value).is_integer()
    return int(value) if integral else float(value)


def _beliefs(question: Question, shelf: Shelf) -> list[Problem]:
    """Tell beliefs about what is no parameter, and those so far out that no model could bear them."""
    import numpy as np

    from tregua.assumptions.sampling import quantile

    problems = []
    names = list(shelf.usual.names)
    for name, prior in question.priors().items():
        where = f"assumptions.{name}"
        if name not in shelf.usual:
            problems.append(
                Problem(
                    REQUEST, None, where, name, _("the name of a parameter"),
                    did_you_mean(name, names) or _("see: tregua parameters"),
                )
            )  # fmt: skip
            continue
        usual = shelf.usual[name]
        ends = np.concatenate([quantile(each, np.array(TAILS)) for each in usual.priors.values()])
        with np.errstate(all="ignore"):
            given = quantile(prior, np.array(TAILS))
        low, high = reach(usual.unit, float(ends.min()), float(ends.max()), usual.bounds)
        if not np.isfinite(given).all() or given.min() < low or given.max() > high:
            expected = _("values from {low} to {high}").format(low=f"{low:.4g}", high=f"{high:.4g}")
            found = ", ".join(f"{x:.4g}" for x in np.unique(given))
            problems.append(Problem(REQUEST, None, where, found, expected))
    return problems


def reach(
    unit: str, low: float, high: float, bounds: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Return the range in which a belief may lie, given where the place's own prior reaches."""
    if unit == "share":
        least, most = (0.0, 1.0) if low >= 0 else (-1.0, 1.0)
    else:
        size = max(abs(low), abs(high), 1e-9) * BEYOND
        least, most = (SHORTEST.get(unit, 0.0) if low >= 0 else -size), size
    if bounds:
        least, most = max(least, bounds[0]), min(most, bounds[1])
    return min(least, low), max(most, high)


# -- the files -----------------------------------------------------------------------------


_Emitter: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Plain(yaml.SafeDumper):
    """YAML without aliases, which the files' reader refuses."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Quick(_Emitter):
    """The same by libyaml, several times as fast; of ASCII alone, it writes the same text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(content: Mapping[str, Any], dumper: Any = _Quick, flow: bool | None = None) -> str:
    return yaml.dump(
        dict(content), Dumper=dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=flow
    )


@lru_cache(maxsize=256)
def _head(items: tuple[tuple[str, str], ...], alone: bool) -> str:
    # as PyYAML writes them: texts alone on one line, and each on its own line where changes follow
    return _dump(dict(items), _Plain, None if alone else False)


def written(base: Scenario, question: Question, changes: Mapping[str, dict[str, Any]]) -> str:
    """Write the scenario file of a question: a base, and named changes to it."""
    # an unchanged title stays as it was written, so that it is translated wherever it is shown
    title = _("{title}, changed").format(title=told(base.title)) if question.changed else base.title + ""
    content = {"name": NAME, "title": title[:300], "sentence": base.sentence + ""}
    content["place"] = base.place
    if base.name != f"{base.place}/baseline" or base.written or base.base:
        content["base"] = question.policy
    moved = {key: change for key, change in changes.items() if change}
    return _head(tuple(content.items()), not moved) + (_dump(moved) if moved else "")


def beliefs_file(priors: Mapping[str, Prior]) -> str:
    """Write the file of assumptions; empty where there are none."""
    if not priors:
        return ""
    return _dump({name: prior.model_dump(exclude_none=True, mode="json") for name, prior in priors.items()})


def from_text(text: str, shelf: Shelf, place: Place) -> tuple[Scenario | None, list[Problem]]:
    """Make a scenario of the text of a file over a base of the place; nothing is read but the base.

    The latest ones are kept: while an assumption is moved, the policy stays as it is.
    """
    key = (text, id(place))
    made = shelf.made.find(key)
    if made is None:
        made, problems = _from_text(text, shelf, place)
        if made is None or problems:
            return None, problems
        shelf.made.keep(key, made)
    return made, []


def _from_text(text: str, shelf: Shelf, place: Place) -> tuple[Scenario | None, list[Problem]]:
    node, problems = parse_yaml(text, SCENARIO_FILE)
    if node is None or problems:
        return None, _as_request(problems)
    checked = validate(ScenarioFile, node)
    if isinstance(checked, list):
        return None, _as_request(checked)
    own = sheet(node)
    whole: Sheet = own
    source = Source(Path(SCENARIO_FILE), SCENARIO_FILE, Path())
    if own.value.get("base"):
        found = in_library(str(own.value["base"]), place)
        below, problems = shelf.chain(found, place) if found else (None, [])
        if below is None:
            return None, problems or [own.problem(("base",), own.value["base"], _("a scenario of the place"))]
        whole, more = lay_over(below, own)
        problems += more
    scenario, more = build(whole, source, place)
    return (None if problems else scenario), _as_request(problems + more)


def _as_request(problems: list[Problem]) -> list[Problem]:
    """Tell the problems of the file as problems of the request that it was made from."""
    return [
        replace(
            p,
            file=REQUEST,
            line=None,
            where=p.where.replace("interventions.", "controls.", 1) if p.file == SCENARIO_FILE else p.where,
        )
        for p in problems
    ]
