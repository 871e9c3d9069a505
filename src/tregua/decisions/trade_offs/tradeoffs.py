"""Which policy: side by side as proposed, at equal cost and at equal dose, with no weighting hidden.

Lives, rights, displacement, support and money stay apart. Told are the policies that no other beats on every
count, the regret of each on each count, and the share of futures in which goals are met; by reading of who
is arrested, never averaged. A single score is told only where the user gives the weights, which must weigh
rights where they weigh lives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.decisions.caveats import caveats, tested
from tregua.decisions.futures import (
    Beliefs,
    Futures,
    Measured,
    evaluate,
    first_days_of,
    planned,
    sample,
)
from tregua.decisions.goals import Question, measuring, quantities
from tregua.decisions.labels import reading as in_words
from tregua.decisions.request import Asked, ask, beliefs_of, drawn_from, provenance
from tregua.decisions.trade_offs import pareto
from tregua.decisions.transferability.equal_dose import Match, match, scaled
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _, translated
from tregua.i18n.numbers import number, percent, rough
from tregua.printed import Printed, Row, saying
from tregua.vocabulary.quantiles import INTERVAL
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    from tregua.assumptions.assumed import Assumed
    from tregua.model.state import State
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.simulation.policy_arrays import Policy

FUTURES, FEW = 600, 120
CRITERIA = ("deaths", "deaths_custody", "arbitrary_years", "displaced_end", "support_host", "cost")
TOLD = (
    "deaths",
    "civilians",
    "deaths_state",
    "deaths_custody",
    "wrongly_arrested",
    "wrongful_years",
    "arbitrary_years",
    "arbitrary_years_children",
    "displaced_end",
    "support_host",
    "cost",
)
BASES = ("proposed", "cost", "dose")
MEMBER = 0  # class of the arrested


@dataclass(frozen=True)
class Line:
    """One policy on one basis of comparison.

    Attributes
    ----------
    name, title
        Of the policy.
    match
        How it was made equal; None as proposed, or where nothing had to be done.
    values
        By quantity, (future,).
    """

    name: str
    title: str
    match: Match | None
    values: dict[str, np.ndarray]


@dataclass(frozen=True)
class Basis:
    """Policies compared on one basis.

    Attributes
    ----------
    name
        "proposed", "cost" or "dose".
    lines
        Policies.
    left_out
        Those that cannot be made equal, and why.
    wanted
        What each is made equal to, dollars or people more than the baseline.
    """

    name: str
    lines: list[Line]
    left_out: dict[str, str]
    wanted: float = 0.0


@dataclass(frozen=True, repr=False)
class Tradeoffs(Printed):
    """Policies against each other."""

    asked: Asked
    beliefs: Beliefs
    futures: Futures
    reference: Scenario
    bases: list[Basis]
    criteria: tuple[str, ...]

    def basis(self, name: str) -> Basis:
        """Return one basis of comparison."""
        return next(b for b in self.bases if b.name == name)

    def of_reading(self, reading: str) -> np.ndarray:
        """Return the futures of one reading, (future,)."""
        return self.futures.reading == reading

    def losses(self, basis: Basis, reading: str) -> np.ndarray:
        """Return what is weighed, less being better, (future, policy, criterion)."""
        rows = self.of_reading(reading)
        known = quantities()
        signs = [1.0 if known[c].better == "less" else -1.0 for c in self.criteria]
        return np.stack(
            [
                np.stack(
                    [s * line.values[c][rows] for c, s in zip(self.criteria, signs, strict=True)], axis=-1
                )
                for line in basis.lines
            ],
            axis=1,
        )

    def front(self, basis: Basis, reading: str) -> dict[str, Any]:
        """Return which policies nothing beats on every count."""
        losses = self.losses(basis, reading)
        middle = np.median(losses, axis=0)
        good = pareto.undominated(middle)
        beaten = pareto.dominated_by(middle)
        often = pareto.undominated(losses).mean(axis=0)
        names = [line.name for line in basis.lines]
        return {
            name: {
                "undominated": bool(good[k]),
                "dominated_by": [names[n] for n in beaten[k]],
                "undominated_in": float(often[k]),
            }
            for k, name in enumerate(names)
        }

    def regrets(self, basis: Basis, reading: str) -> dict[str, Any]:
        """Return the regret of each policy on each criterion, and who is safest on it."""
        losses = self.losses(basis, reading)
        names = [line.name for line in basis.lines]
        out: dict[str, Any] = {}
        for k, criterion in enumerate(self.criteria):
            short = pareto.regret(losses[:, :, k])
            middle, high, most = np.quantile(short, [0.5, 0.9, 1.0], axis=0)
            out[criterion] = {
                "policies": {
                    name: {"median": float(middle[n]), "p90": float(high[n]), "most": float(most[n])}
                    for n, name in enumerate(names)
                },
                "least_regret": names[int(np.argmin(high))],
            }
        return out

    def satisficing(self, basis: Basis, reading: str) -> dict[str, Any]:
        """Return the share of futures in which each policy meets the goals, each and all."""
        rows = self.of_reading(reading)
        base = next((x.values for x in basis.lines if x.name == self.asked.base.name), None)
        base = base or self.basis("proposed").lines[0].values
        out = {}
        for line in basis.lines:
            met = {goal.text: goal.met(line.values, base)[rows] for goal in self.asked.goals}
            every = np.logical_and.reduce(list(met.values()))
            out[line.name] = {"all": float(every.mean()), **{t: float(m.mean()) for t, m in met.items()}}
        return out

    def weighted(self, basis: Basis, reading: str) -> dict[str, Any] | None:
        """Return the user's own weighting: its mean and regret by policy; None where no weights are given."""
        weights = self.asked.question.weights
        if not weights:
            return None
        rows = self.of_reading(reading)
        known = quantities()
        total = np.stack(
            [
                sum(
                    w * (1.0 if known[name].better == "less" else -1.0) * line.values[name][rows]
                    for name, w in weights.items()
                )
                for line in basis.lines
            ],
            axis=1,
        )
        short = pareto.regret(total)
        return {
            line.name: {
                "mean": float(total[:, n].mean()),
                "regret_mean": float(short[:, n].mean()),
                "regret_p90": float(np.quantile(short[:, n], 0.9)),
                "best_in": float((short[:, n] <= 0).mean()),
            }
            for n, line in enumerate(basis.lines)
        }

    def table(self, line: Line) -> dict[str, Any]:
        """Return median and 90 % range of what is told of a policy; by reading where it hangs on it."""
        known = quantities()
        out: dict[str, Any] = {}
        for name in TOLD:
            v = line.values[name]
            if known[name].by_reading:
                out[name] = {r: _range(v[self.of_reading(r)]) for r in READINGS}
            else:
                out[name] = _range(v)
        return out

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        return saying(translated(str(self.asked.place.title)), self.sentences())

    def sentences(self) -> list[str]:
        """Say what was found."""
        return _sentences(self)

    def record(self) -> dict[str, Any]:
        """Return all of it for machines."""
        return {
            "reference": self.reference.name,
            "criteria": list(self.criteria),
            "goals": [goal.text for goal in self.asked.goals],
            "weights": self.asked.question.weights or None,
            "bases": {b.name: self._basis_record(b) for b in self.bases},
            "sentences": self.sentences(),
            "tested": tested().record(),
            **provenance(self.asked, self.beliefs, len(self.futures)),
        }

    def _basis_record(self, basis: Basis) -> dict[str, Any]:
        return {
            "policies": {
                line.name: {
                    "title": line.title,
                    "factor": line.match.factor if line.match else 1.0,
                    "reached": line.match.reached if line.match else None,
                    "wanted": line.match.wanted if line.match else None,
                    "equal": line.match.met if line.match else None,
                    "outcomes": self.table(line),
                }
                for line in basis.lines
            },
            "left_out": basis.left_out,
            **{
                reading: {
                    "front": self.front(basis, reading),
                    "regret": self.regrets(basis, reading),
                    "satisficing": self.satisficing(basis, reading),
                    "weighted": self.weighted(basis, reading),
                }
                for reading in READINGS
            },
        }


def tradeoffs(
    place: str | Path | Place,
    policies: Sequence[str | Scenario] = (),
    *,
    goals: Sequence[str] = (),
    question: str | Path | Question | None = None,
    base: str | Scenario | None = None,
    reference: str | None = None,
    bases: Sequence[str] = BASES,
    futures: int = FUTURES,
    seed: int = 1,
    as_of: date | None = None,
    assume: Assumed | None = None,
    priors: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tradeoffs:
    """Compare policies as proposed, at equal cost and at equal dose.

    Parameters
    ----------
    place, policies
        Where, and what; those of the question, else those that the place names.
    goals, question
        See `tregua.decisions.goals`; weights and budget stand in the question.
    base
        The policy against which others are held, where the question names none; else the place's first.
    reference
        The policy whose mean cost and dose the others are brought to; else the first conditional one. A
        budget of the question goes before its cost.
    bases
        Some of "proposed", "cost" and "dose".
    futures
        How many, in whole sixes.
    seed, as_of, assume, priors, workers
        As of `tregua.run`; no number depends on the workers.
    progress
        Called with pieces done and pieces in all, of the comparison as proposed.

    Raises
    ------
    InputError
        With every mistake in what is asked.
    """
    problems = [
        Problem(_("command line"), None, "basis", name, one_of(BASES), did_you_mean(name, BASES))
        for name in bases
        if name not in BASES
    ]
    asked = None
    try:
        asked = ask(place, policies, goals=goals, question=question, base=base)
    except InputError as error:
        problems += error.problems
    if asked is not None and reference is not None:
        names = [s.name for s in asked.everyone]
        if reference not in names and f"{asked.place.name}/{reference}" not in names:
            hint = did_you_mean(reference, names)
            problems.append(Problem(_("command line"), None, "reference", reference, one_of(names), hint))
    if problems or asked is None:
        raise InputError(problems)
    beliefs = beliefs_of(
        asked, draws=futures, seed=seed, as_of=as_of, assume=assume, priors=priors, workers=workers
    )
    drawn = sample(beliefs)
    everyone = asked.everyone
    against = next((s for s in everyone if reference in (s.name, s.name.partition("/")[2])), None)
    against = against or next((s for s in everyone if s.conditional), everyone[-1])
    run = _Runner(asked, beliefs, drawn, workers)
    found = run(everyone, drawn, progress)
    first = Basis("proposed", [Line(s.name, str(s.title), None, found[s.name]) for s in everyone], {})
    done = [first]
    for name in BASES[1:]:
        if name in bases:
            done.append(_equal(name, run, asked, against, found, first))
    return Tradeoffs(asked, beliefs, drawn, against, done, CRITERIA)


class _Runner:
    """Runs policies in the futures of one comparison, and in the first few of them."""

    def __init__(self, asked: Asked, beliefs: Beliefs, drawn: Futures, workers: int | None) -> None:
        names = [*TOLD, *CRITERIA, *(g.quantity for g in asked.goals), *asked.question.weights]
        self.measure, variables = measuring(names)
        self.variables = (*dict.fromkeys([*variables, "arrests", "recruits"]),)
        self.beliefs, self.drawn, self.workers = beliefs, drawn, workers
        self.first: dict[int, tuple[State, np.ndarray]] = {}
        rows = np.arange(min(FEW, len(drawn)))
        self.few = Futures(
            drawn.row[rows],
            drawn.chance[rows],
            {name: v[rows] for name, v in drawn.values.items()},
            drawn.structure[rows],
            drawn.reading[rows],
        )

    def __call__(
        self,
        policies: Sequence[Scenario | Policy],
        drawn: Futures,
        progress: Callable[[int, int], None] | None = None,
    ) -> dict[str, dict[str, np.ndarray]]:
        if len(drawn) not in self.first:
            self.first[len(drawn)] = first_days_of(self.beliefs, drawn)
        return evaluate(
            self.beliefs,
            policies,
            drawn,
            self._all,
            self.variables,
            first=self.first[len(drawn)],
            workers=self.workers,
            progress=progress,
        )

    def _all(self, a: Measured) -> dict[str, np.ndarray]:
        return {
            **self.measure(a),
            "members_arrested": a["arrests"][:, :, MEMBER].reshape(len(a["arrests"]), -1).sum(axis=1),
            "recruits": a["recruits"].sum(axis=1),
        }


def dose(own: Mapping[str, np.ndarray], base: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return how many people a policy takes out of gangs or keeps from them, against the baseline, (future,).

    Members arrested, and recruits fewer. In the cartel model of Prieto-Curiel and others (2023, doi
    10.1126/science.adh2888) recruitment and arrest are one lever at equal dose.
    """
    return own["members_arrested"] - base["members_arrested"] + base["recruits"] - own["recruits"]


def _equal(
    name: str,
    run: _Runner,
    asked: Asked,
    against: Scenario,
    found: Mapping[str, Mapping[str, np.ndarray]],
    first: Basis,
) -> Basis:
    base = found[asked.base.name]
    usual = run.beliefs.setup.usual
    few_base = {k: v[: len(run.few)] for k, v in base.items()}
    added = {s.name: float(np.mean(found[s.name]["cost"] - base["cost"])) for s in asked.everyone}

    def reached(own: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> float:
        if name == "cost":
            return float(np.mean(own["cost"] - other["cost"]))
        return float(np.mean(dose(own, other)))

    wanted = reached(found[against.name], base)
    if name == "cost" and asked.question.budget is not None:
        wanted = asked.question.budget
    lines, left_out = [next(line for line in first.lines if line.name == asked.base.name)], {}
    for s in asked.everyone:
        if s.name == asked.base.name:
            continue
        own = found[s.name]
        now = reached(own, base)
        if name == "cost" and added[s.name] <= 0.0:
            left_out[s.name] = _("costs nothing more than the baseline: no amount of it costs as much")
            continue
        if name == "dose" and now <= 0.0:
            left_out[s.name] = _("takes nobody out of gangs and keeps nobody from them, on average")
            continue
        policy = planned(run.beliefs, s)
        few_own = {k: v[: len(run.few)] for k, v in own.items()}
        # what is reached in a few futures stands for all, by its ratio as proposed
        ratio = now / max(reached(few_own, few_base), 1e-12)

        def measured(
            factor: float, policy: Policy = policy, ratio: float = ratio, label: str = s.name
        ) -> float:
            part = run([scaled(policy, usual, factor)], run.few)[label]
            return ratio * reached(part, few_base)

        equal = match(measured, wanted, now)
        if equal.factor != 1.0:
            values = run([scaled(policy, usual, equal.factor)], run.drawn)[s.name]
            equal = Match(equal.factor, reached(values, base), wanted)
        else:
            values = dict(own)
        if not equal.met:
            left_out[s.name] = _(
                "reaches {share} of it at {factor} times what is proposed, and cannot be made equal"
            ).format(share=percent(equal.reached / wanted), factor=rough(equal.factor))
            continue
        lines.append(Line(s.name, str(s.title), equal, values))
    return Basis(name, lines, left_out, wanted)


def _range(values: np.ndarray) -> dict[str, float]:
    low, middle, high = np.nanquantile(values, INTERVAL)
    return {"low": float(low), "median": float(middle), "high": float(high)}


# -- words ---------------------------------------------------------------------------------------------------


def basis_title(t: Tradeoffs, basis: Basis) -> str:
    """Say on what basis policies are compared."""
    if basis.name == "proposed":
        return _("As proposed")
    if basis.name == "cost":
        return _("At equal cost: {n} million US dollars more than the baseline, on average").format(
            n=number(basis.wanted / 1e6)
        )
    return _("At equal dose: {n} people taken out of gangs or kept from them, on average").format(
        n=number(basis.wanted)
    )


def _sentences(t: Tradeoffs) -> list[str]:
    known = quantities()
    said = []
    for basis in t.bases:
        titles = {line.name: translated(line.title) for line in basis.lines}
        said.append(basis_title(t, basis) + ":")
        for reading in READINGS if len(titles) > 1 else ():  # where one is left, nothing is compared
            front = t.front(basis, reading)
            free = [titles[n] for n, f in front.items() if f["undominated"]]
            said.append(
                _("    {reading} reading: no other policy is as good on every count as {names}.").format(
                    reading=in_words(reading), names="; ".join(free)
                )
            )
            beaten = [
                _("{a} (by {b})").format(a=titles[n], b=titles[f["dominated_by"][0]])
                for n, f in front.items()
                if f["dominated_by"]
            ]
            if beaten:
                said.append(_("    beaten on every count: {names}.").format(names="; ".join(beaten)))
            best = t.satisficing(basis, reading)
            top = max(best, key=lambda n: best[n]["all"])
            said.append(
                _("    all goals are met most often by {name}: in {share} of futures.").format(
                    name=titles[top], share=percent(best[top]["all"], fine=True)
                )
                if best[top]["all"] > 0
                else _("    no policy meets all goals in any future.")
            )
            least = t.regrets(basis, reading)
            parts = [
                _("{what}: {name}").format(what=known[c].title, name=titles[least[c]["least_regret"]])
                for c in t.criteria
            ]
            said.append(_("    least to regret, nine times in ten: {parts}.").format(parts="; ".join(parts)))
        for name, why in basis.left_out.items():
            every = {x.name: translated(x.title) for x in t.bases[0].lines}
            said.append(_("    left out: {name}, which {why}.").format(name=every[name], why=why))
    said.append(_("Goals: {goals}.").format(goals="; ".join(g.sentence() for g in t.asked.goals)))
    if not t.asked.own_goals:
        said.append(_("These goals are examples; give your own with --goal or --ask."))
    said.append(_("Nothing is weighed against anything else, unless you give weights with --ask."))
    said.append(_("Parameters come from {what}.").format(what=drawn_from(t.beliefs)))
    return [*said, *caveats()]
