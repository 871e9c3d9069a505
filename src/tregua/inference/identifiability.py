"""What the record of a place says of each parameter, and what it cannot see.

Prior against posterior, one by one and in pairs, from the rows of a posterior. A parameter is seen as far
as its posterior is narrower than its prior on the prior's own normal scale: ``narrowed`` is one less the
ratio of the variances (Betancourt, 2018, calls it posterior contraction, arXiv 1803.08393). From 450 rows
it is known to some seven points of a hundred, from the 150 of a single structure to twelve. Two parameters
cannot be told apart where they trade: what the data see is one combination, and each alone stays open.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.counter_rng import normal_quantiles
from tregua.assumptions.posterior import load
from tregua.assumptions.sampling import quantile
from tregua.i18n import _
from tregua.inference.fit import to_normal
from tregua.inference.parameterisation import AT_START, from_normal
from tregua.inference.posterior_file import kept_branches
from tregua.inputs.bounded_archive import read_arrays, wanted
from tregua.vocabulary.quantiles import INTERVAL
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    from tregua.assumptions.parameter import Parameter
    from tregua.assumptions.prior import Prior
    from tregua.places import Place

SEEN, HARDLY = 0.5, 0.25  # narrowed by as much: seen; by less: not seen
TRADE = 0.5  # correlation of two parameters from which they are named as a pair
MOVED = 0.5  # of a prior's standard deviation, from which a middle is said to have moved
PATH = ("level ", "background ", "clash ", "ratio ")  # coordinates of walks: no parameters


@dataclass(frozen=True)
class Seen:
    """Prior and posterior of one parameter, structures mixed at equal weight.

    Attributes
    ----------
    prior, posterior
        Quantiles 5, 50 and 95 % in the unit in which it is stated.
    narrowed
        One less the posterior variance over the prior's, on the prior's normal scale; below zero where the
        posterior is wider.
    moved
        Of the middle, in prior standard deviations.
    by_structure
        The same ``narrowed`` within each structure.
    own
        ``narrowed`` against the prior that the fit was given, where that was learnt elsewhere; else None.
    """

    name: str
    unit: str
    meaning: str
    prior: tuple[float, ...]
    posterior: tuple[float, ...]
    narrowed: float
    moved: float
    by_structure: Mapping[str, float] = field(default_factory=dict)
    own: float | None = None
    reading: str = ""

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.narrowed >= SEEN:
            return _("seen")
        if self.narrowed >= HARDLY or abs(self.moved) >= MOVED:
            return _("seen in part")
        return _("not seen")

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "name": self.name,
            "reading": self.reading,
            "unit": self.unit,
            "prior": [round(x, 5) for x in self.prior],
            "posterior": [round(x, 5) for x in self.posterior],
            "narrowed": round(self.narrowed, 3),
            "moved": round(self.moved, 3),
            "by_structure": {s: round(x, 3) for s, x in self.by_structure.items()},
            "by_own_record": None if self.own is None else round(self.own, 3),
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Pair:
    """Two parameters that trade.

    Attributes
    ----------
    correlation
        In the posterior, on the priors' normal scale, within structures.
    together
        ``narrowed`` of the combination that the data see.
    """

    one: str
    two: str
    correlation: float
    together: float

    @property
    def words(self) -> str:
        """As a sentence."""
        text = _("{one} and {two}: more of the one with less of the other fits as well")
        if self.correlation > 0:
            text = _("{one} and {two}: more of both, or less of both, fits as well")
        return text.format(one=spoken(self.one), two=spoken(self.two))


@dataclass(frozen=True)
class Report:
    """The identifiability report of one posterior."""

    place: str
    as_of: str
    rows: int
    seen: tuple[Seen, ...]
    rest: Mapping[str, float]
    pairs: tuple[Pair, ...]
    log_evidence: Mapping[str, float]

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "place": self.place,
            "as_of": self.as_of,
            "rows": self.rows,
            "parameters": [s.record() for s in self.seen],
            "other_coordinates": {n: round(x, 3) for n, x in self.rest.items()},
            "pairs": [
                {"one": p.one, "two": p.two, "correlation": round(p.correlation, 2),
                 "narrowed_together": round(p.together, 2)} for p in self.pairs
            ],
            "log_evidence_laplace": dict(self.log_evidence),
            "in_words": words(self),
        }  # fmt: skip


def spoken(name: str) -> str:
    """Return a parameter's name as words."""
    return name.replace("_", " ")


def normal_scale(prior: Prior, x: np.ndarray) -> np.ndarray:
    """Return values of a parameter as standard normal numbers under its prior."""
    if prior.kind == "uniform":
        a, b = prior.numbers
        return normal_quantiles(np.clip((x - a) / (b - a), 1e-6, 1 - 1e-6))
    return to_normal(prior, x)


def _prior_quantiles(p: Parameter, prior: Prior) -> tuple[float, ...]:
    values = quantile(prior, np.array(INTERVAL))
    if p.bounds:
        values = np.clip(values, *p.bounds)
    return tuple(float(v) for v in values)


def _rows(file: Path) -> tuple[dict[str, np.ndarray], dict[str, list[str]]]:
    expected = _("a posterior as `tregua calibrate` writes it")
    kept = read_arrays(file, expected)
    of = list(dict.fromkeys(s for s, _reading in kept_branches(kept)))
    names = wanted(kept, file, expected, *(f"coordinates {s}" for s in of))
    return {s: np.concatenate([kept[f"z {s} {r}"] for r in READINGS]).astype(float) for s in of}, {
        s: [str(n) for n in column] for s, column in zip(of, names, strict=True)
    }


def report(place: Place, file: Path) -> Report:
    """Return prior against posterior for a shipped posterior or one of the user's own.

    Parameters
    ----------
    place
        Whose posterior it is.
    file
        Its rows, an ``.npz`` that `tregua.inference.fit.keep` wrote.
    """
    joint = load(file)
    z, names = _rows(file)
    own, wide = load_parameters(place, None, joint.as_of), load_parameters()
    seen: list[Seen] = []
    order = list(dict.fromkeys(n for s in z for n in names[s]))
    carried = bool(joint.provenance.get("given")) or place.name != "el_salvador"
    for name in order:
        if name not in own.names:
            continue
        p = (wide if name in AT_START else own)[name]
        within = [s for s in z if name in names[s]]
        for reading in p.priors:
            prior = p.for_reading(reading)
            rows = {s: _values(joint, z, names, s, name, reading, p) for s in within}
            scaled = {s: normal_scale(prior, x) for s, x in rows.items()}
            every = np.concatenate(list(scaled.values()))
            natural = np.concatenate(list(rows.values()))
            given = None
            if carried and name not in AT_START and not reading:
                given = float(np.mean([1.0 - z[s][:, names[s].index(name)].var() for s in within]))
            seen.append(
                Seen(
                    name,
                    p.unit,
                    p.meaning,
                    _prior_quantiles(p, prior),
                    tuple(float(v) for v in np.quantile(natural, INTERVAL)),
                    1.0 - float(every.var()),
                    float(np.median(every)),
                    {s: 1.0 - float(x.var()) for s, x in scaled.items()},
                    given,
                    reading,
                )
            )
    rest = {
        n: float(np.mean([1.0 - z[s][:, names[s].index(n)].var() for s in z if n in names[s]]))
        for n in order
        if n not in own.names and not n.startswith(PATH)
    }
    evidence = {
        s: float(np.mean([np.max(each["log_evidence_laplace"]) for each in told.values()]))
        for s, told in (joint.provenance.get("structures") or {}).items()
        if all("log_evidence_laplace" in each for each in told.values())
    }
    rows = sum(len(x) for x in z.values())
    return Report(
        place.name, joint.as_of.isoformat(), rows, tuple(seen), rest, tuple(pairs(z, names)), evidence
    )


def _values(
    joint: Any,
    z: Mapping[str, np.ndarray],
    names: Mapping[str, Sequence[str]],
    structure: str,
    name: str,
    reading: str,
    p: Parameter,
) -> np.ndarray:
    """Return the rows of a parameter in its unit: those of one reading where its prior has two."""
    mine = np.flatnonzero(joint.structure == structure)
    keep = np.ones(len(mine), bool)
    if reading:
        keep = joint.weights[mine, READINGS.index(reading)] > 0
    if name in joint.names:
        return joint.values[mine[keep], joint.names.index(name)]
    column = z[structure][keep, names[structure].index(name)]
    values = from_normal(p.for_reading(reading), column)
    return np.clip(values, *p.bounds) if p.bounds else values


def pairs(z: Mapping[str, np.ndarray], names: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Return pairs that trade, the strongest first, by their correlation within structures."""
    found = []
    every = sorted({n for s in names for n in names[s] if not n.startswith((*PATH, "jump ", "growth "))})
    for one, two in itertools.combinations(every, 2):
        both = [s for s in z if one in names[s] and two in names[s]]
        if not both:
            continue
        columns = [(z[s][:, names[s].index(one)], z[s][:, names[s].index(two)]) for s in both]
        r = float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in columns]))
        if abs(r) < TRADE:
            continue
        # what moves across the trade is what the data hold fast
        held = float(np.mean([((a - np.sign(r) * b) / np.sqrt(2.0)).var() for a, b in columns]))
        found.append(Pair(one, two, r, 1.0 - held))
    return sorted(found, key=lambda p: -abs(p.correlation))


def words(of: Report) -> list[str]:
    """Say what the data see, what they see in part, and what they cannot see."""
    groups: dict[str, list[str]] = {}
    for s in of.seen:
        name = spoken(s.name) + (f" ({s.reading})" if s.reading else "")
        # what another place's record saw is not seen here a second time
        elsewhere = s.own is not None and s.own < HARDLY and s.verdict != _("not seen")
        groups.setdefault("elsewhere" if elsewhere else s.verdict, []).append(name)
    out = []
    if any(s.own is not None for s in of.seen):
        out.append(_("What was learnt in El Salvador is held in the posterior of shared parameters here."))
    for verdict, text in (
        (_("seen"), _("The record sees: {names}.")),
        (_("seen in part"), _("It sees in part: {names}.")),
        ("elsewhere", _("Known from El Salvador alone, to which this record adds little: {names}.")),
        (_("not seen"), _("It cannot see, so that the prior answers: {names}.")),
    ):
        if verdict in groups:
            out.append(text.format(names=", ".join(groups[verdict])))
    for s in of.seen:
        if s.name == "replacement_share":
            text = _("Replacement: {a:.2f} to {b:.2f} (nine in ten), from a flat prior.")
            out.append(text.format(a=s.posterior[0], b=s.posterior[2]))
    if of.pairs:
        out.append(_("Not told apart: {list}.").format(list="; ".join(p.words for p in of.pairs)))
    if len(of.log_evidence) > 1:
        gap = max(of.log_evidence.values()) - min(of.log_evidence.values())
        told = ", ".join(f"{s} {x - max(of.log_evidence.values()):+.1f}" for s, x in of.log_evidence.items())
        text = _("Structures, log evidence against the best: {told}.")
        if gap < 3.0:
            text += " " + _("That is too little to choose one.")
        out.append(text.format(told=told))
    return out
