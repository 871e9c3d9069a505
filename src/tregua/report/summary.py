"""From a result to its headline figures: one row a policy, each figure with its range over the draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.printed import Printed
from tregua.report import numbers, phrases, result_view
from tregua.report.measures import Measure, measures
from tregua.results.estimates import Estimate, estimate, share_below_zero
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

# A figure's key is the measure's name and the reading it was computed under ("" where all draws count).
Key = tuple[str, str]
# Share of a figure below which a difference from it is none that a reader should act on.
ALIKE = 0.02
WITHOUT_FEAR = "incapacitation"


@dataclass(frozen=True)
class Row:
    """The figures of one policy (of one branch, where the policy is conditional)."""

    policy: str
    scenario: str
    branch: str
    title: str
    baseline: bool
    figures: Mapping[Key, Estimate | None]
    # Policy minus baseline, draw by draw: both were run on the same random numbers.
    differences: Mapping[Key, Estimate | None]
    # Share of draws with a lower figure than the baseline's.
    lower: Mapping[Key, float]
    odds: result_view.Odds | None
    # Deaths minus the baseline's in the structure in which nobody is deterred: arrests take people away only.
    without_fear: Estimate | None = None

    def __getitem__(self, key: str) -> Estimate | None:
        """Return a figure over all draws; a figure that depends on the reading has none."""
        return self.figures[key, ""]

    @property
    def deaths(self) -> Estimate:
        """All deaths, by everyone, those in custody included: every result has them."""
        total = self.figures["deaths", ""]
        assert total is not None
        return total

    def reading(self, key: str, reading: str) -> Estimate | None:
        """Return a figure under one reading of who is arrested."""
        return self.figures.get((key, reading))

    def difference(self, key: str, reading: str = "") -> Estimate | None:
        """Return a figure's difference from the baseline."""
        return self.differences.get((key, reading))


class Headline(Printed, tuple[Row, ...]):
    """The figures of a result, one row a policy."""

    __slots__ = ()

    def printed_rows(self) -> list[tuple[str, str]]:
        """Return what a session in Python prints of them."""
        said = [("", _("middle of the draws (eight in ten); held arbitrarily in person-years, by reading"))]
        for row in self:
            deaths = numbers.figure(row.deaths, shorten=True)
            gap = numbers.figure(row.difference("deaths"), signed=True, shorten=True)
            held = ", ".join(
                f"{phrases.reading(r)} {numbers.figure(row.reading('arbitrary_years', r), shorten=True)}"
                for r in READINGS
                if row.reading("arbitrary_years", r) is not None
            )
            apart = _("baseline") if row.baseline else gap
            said.append(
                (
                    phrases.name(row),
                    _("deaths {n}, {gap}; held {held}").format(n=deaths, gap=apart, held=held),
                )
            )
        return said


@dataclass(frozen=True)
class Split:
    """The headline figures again, over the draws of one structure."""

    structure: str
    draws: int
    rows: tuple[Row, ...]


def readings_of(ds: xr.Dataset) -> list[str]:
    """List the readings that the draws carry, in a fixed order."""
    have = {str(r) for r in ds["reading"].values}
    return [r for r in READINGS if r in have] + sorted(have - set(READINGS))


def structures_of(ds: xr.Dataset) -> list[str]:
    """List the structures in the order in which the draws meet them."""
    return list(dict.fromkeys(str(s) for s in ds["structure"].values))


def values_of(ds: xr.Dataset, wanted: Iterable[Measure] | None = None) -> dict[str, np.ndarray]:
    """Compute each measure for each policy and draw; what the result does not hold is left out."""
    out = {}
    for measure in measures() if wanted is None else wanted:
        try:
            array = measure.of(ds)
        except KeyError:
            continue
        out[measure.key] = array.transpose("policy", "draw").values
    return out


def _rows(ds: xr.Dataset, values: Mapping[str, np.ndarray], reference: str, keep: Any) -> tuple[Row, ...]:
    """Summarise the draws that `keep` selects."""
    found = result_view.policies(ds)
    start = [p.label for p in found].index(reference)
    reading = ds["reading"].values.astype(str)
    subsets: dict[str, np.ndarray] = {r: keep & (reading == r) for r in readings_of(ds)}
    odds = result_view.odds(ds)
    no_fear = keep & (ds["structure"].values.astype(str) == WITHOUT_FEAR)
    rows = []
    for i, policy in enumerate(found):
        figures: dict[Key, Estimate | None] = {}
        differences: dict[Key, Estimate | None] = {}
        lower: dict[Key, float] = {}
        for measure in measures():
            if measure.key not in values:
                continue
            # Every figure is given by reading too; those that hang on the reading are given in no other way.
            parts = subsets if measure.by_reading else {"": keep, **subsets}
            for name, draws in parts.items():
                own = values[measure.key][i, draws]
                apart = own - values[measure.key][start, draws]
                key = (measure.key, name)
                figures[key] = estimate(own)
                differences[key] = estimate(apart)
                lower[key] = share_below_zero(apart)
        rows.append(
            Row(
                policy.label,
                policy.scenario,
                policy.branch,
                policy.title,
                policy.label == reference,
                MappingProxyType(figures),
                MappingProxyType(differences),
                MappingProxyType(lower),
                odds.get(policy.scenario) if policy.branch else None,
                estimate(values["deaths"][i, no_fear] - values["deaths"][start, no_fear])
                if no_fear.any() and policy.label != reference
                else None,
            )
        )
    return tuple(rows)


def headline(ds: xr.Dataset, baseline: str | None = None) -> Headline:
    """Summarise a result: one row a policy, in the result's order.

    Parameters
    ----------
    ds : xarray.Dataset
        A result of the engine.
    baseline : str, optional
        Label or scenario of the policy that the others are compared with; the first policy if not given.

    """
    import numpy as np

    reference = result_view.baseline_of(ds, baseline).label
    return Headline(_rows(ds, values_of(ds), reference, np.ones(ds.sizes["draw"], bool)))


def by_structure(ds: xr.Dataset, baseline: str | None = None) -> tuple[Split, ...]:
    """Summarise a result once for each account of what a crackdown does."""
    reference = result_view.baseline_of(ds, baseline).label
    values = values_of(ds)
    structure = ds["structure"].values.astype(str)
    out = []
    for name in structures_of(ds):
        keep = structure == name
        out.append(Split(name, int(keep.sum()), _rows(ds, values, reference, keep)))
    return tuple(out)


def indistinct(ds: xr.Dataset, policy: str, key: str = "deaths") -> set[str]:
    """Return the policies whose figure cannot be told from one policy's.

    It lies now above, now below it in nine draws of ten; or the two differ, in the middle of the draws, by
    less than `ALIKE` of it. Common random numbers tell far smaller differences, but none that a reader of
    three digits, or of priors, should act on.
    """
    import numpy as np

    wanted = [m for m in measures() if m.key == key]
    values = values_of(ds, wanted)[key]
    labels = [p.label for p in result_view.policies(ds)]
    own = values[labels.index(policy)]
    out = set()
    for label, other in zip(labels, values, strict=True):
        gap = estimate(other - own)
        if label == policy or gap is None:
            continue
        if gap.low <= 0 <= gap.high or abs(gap.median) < ALIKE * float(np.median(own)):
            out.add(label)
    return out
