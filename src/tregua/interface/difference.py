"""Differences between policies, draw by draw; those of two results only where both were drawn alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _, translated
from tregua.interface.keywords import public
from tregua.printed import Printed, Row
from tregua.report import numbers, phrases, result_view
from tregua.report.measures import Measure, measures
from tregua.report.result_place import manifest_of
from tregua.report.summary import readings_of, values_of
from tregua.results.estimates import Estimate, estimate, share_below_zero

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

SHOWN = ("deaths", "arbitrary_years")  # lives and rights, of which a difference prints one line each


@dataclass(frozen=True)
class Entry:
    """One figure of one policy against the baseline.

    Attributes
    ----------
    policy, title
        Of the policy.
    measure
        Key of the figure, as of `tregua.report.measures`.
    reading
        Of who is arrested; empty where a figure is of all draws.
    value
        Middle draw and range of eight in ten of policy minus baseline; None where no draw has the figure.
    lower
        Share of draws in which the policy has less.
    """

    policy: str
    title: str
    measure: Measure
    reading: str
    value: Estimate | None
    lower: float


@dataclass(frozen=True, repr=False)
class Difference(Printed):
    """Policies against a baseline.

    Attributes
    ----------
    baseline
        Label of the baseline.
    entries
        Every figure, by policy.
    values
        (policy, draw) of each figure that has one number over all draws or is read under its own reading:
        policy minus baseline, in the unit of its attributes.
    remarks
        In what the two sides were not drawn alike, where that was allowed.
    """

    baseline: str
    entries: tuple[Entry, ...]
    values: xr.Dataset
    remarks: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return a tidy table: a row for each policy, figure and reading."""
        import pandas as pd

        rows = [
            {
                "policy": e.policy,
                "figure": e.measure.key,
                "unit": e.measure.unit,
                "reading": e.reading,
                "median": None if e.value is None else e.value.median,
                "low": None if e.value is None else e.value.low,
                "high": None if e.value is None else e.value.high,
                "share_lower": e.lower,
                "draws": 0 if e.value is None else e.value.draws,
            }
            for e in self.entries
        ]
        return pd.DataFrame(rows)

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        said: list[Row] = [("", _("against {baseline}, draw by draw").format(baseline=self.baseline))]
        said += [("", remark) for remark in self.remarks]
        for e in self.entries:
            if e.measure.key in SHOWN and (e.reading == "") != e.measure.by_reading:
                name = f"{e.measure.title}, {phrases.reading(e.reading)}" if e.reading else e.measure.title
                figure = numbers.figure(e.value, e.measure.unit, signed=True)
                said.append((e.title, f"{name}: {figure} {e.measure.unit}"))
        return said


@public
def difference(
    result: xr.Dataset, baseline: str | xr.Dataset | None = None, *, mixed: bool = False
) -> Difference:
    """Compute how policies differ from a baseline in every figure of the report.

    Parameters
    ----------
    result
        A result of `run` or `compare`: dimensions policy, draw, time (month).
    baseline
        Label or scenario of the baseline in the result, the first by default; or another result, whose first
        policy is the baseline.
    mixed
        Whether another result may have been drawn from other parameters, such as the priors where this one
        was drawn from a posterior. The difference then says so.

    Raises
    ------
    InputError
        If there is no such baseline, or with everything in which two results were not made alike.
    """
    if baseline is None or isinstance(baseline, str):
        other, label, remarks = result, label_of(result, baseline), ()
    else:
        other, label = baseline, result_view.policies(baseline)[0].label
        remarks = alike(result, baseline, mixed)
    own, base = values_of(result), values_of(other)
    at = [p.label for p in result_view.policies(other)].index(label)
    own = {key: value for key, value in own.items() if key in base}
    return _as_difference(
        result, label, {key: v - base[key][at][None] for key, v in own.items()}, other is result, remarks
    )


def _as_difference(
    ds: xr.Dataset, label: str, apart: dict[str, np.ndarray], same: bool, remarks: tuple[str, ...]
) -> Difference:
    import xarray as xr

    reading = ds["reading"].values.astype(str)
    entries = []
    for i, policy in enumerate(result_view.policies(ds)):
        if same and policy.label == label:
            continue
        title = f"{policy.title}, {phrases.branch(policy.branch)}" if policy.branch else policy.title
        for measure in (m for m in measures() if m.key in apart):
            for name in ([] if measure.by_reading else [""]) + readings_of(ds):
                draws = apart[measure.key][i, reading == name] if name else apart[measure.key][i]
                value = estimate(draws)
                entries.append(Entry(policy.label, title, measure, name, value, share_below_zero(draws)))
    units = {m.key: {"units": m.unit, "long_name": m.title} for m in measures()}
    values = xr.Dataset(
        {key: (("policy", "draw"), value, units[key]) for key, value in apart.items()},
        {name: ds[name] for name in ("policy", "draw", "reading", "structure") if name in ds.coords},
        {"baseline": label},
    )
    return Difference(label, tuple(entries), values, remarks)


def label_of(ds: xr.Dataset, name: str | None) -> str:
    """Return the label of a policy that is named by label or by scenario, with or without its place."""
    place = str(ds.attrs.get("place") or "")
    found = result_view.policies(ds)
    if name is None:
        return found[0].label
    for policy in found:
        if name in (policy.label, policy.scenario) or f"{place}/{name}" in (policy.label, policy.scenario):
            return policy.label
    labels = [p.label for p in found]
    raise InputError(
        Problem(_("(result)"), None, "policy", str(name), one_of(labels, 20), did_you_mean(name, labels))
    )


def alike(a: xr.Dataset, b: xr.Dataset, mixed: bool = False) -> tuple[str, ...]:
    """Check that two results were drawn alike; return in what they were not, where that is allowed.

    Raises
    ------
    InputError
        With everything in which they differ.
    """
    import numpy as np

    problems = []

    def compared(where: str, one: Any, other: Any, hint: str = "") -> bool:
        if one != other:
            expected = _("as in the other result: {value}").format(value=other)
            problems.append(Problem(_("(result)"), None, where, str(one), expected, hint))
        return one == other

    again = _("run both in one call: tregua.run([...])")
    for key in ("place", "place_hash", "seed", "dt", "mean_field"):
        compared(key, str(a.attrs.get(key, "")), str(b.attrs.get(key, "")), again)
    for name in ("number", "reading", "structure", "time"):
        if not np.array_equal(a[name].values, b[name].values):
            one, other = (f"{ds[name].size}: {ds[name].values[0]} ..." for ds in (a, b))
            compared(name, one, other, again)
            if not problems or problems[-1].where != name:
                there, wanted = _("other draws or months"), _("the draws and months of the other result")
                problems.append(Problem(_("(result)"), None, name, there, wanted, again))
    sources = [source_of(ds) for ds in (a, b)]
    remarks: tuple[str, ...] = ()
    if sources[0] != sources[1]:
        text = _("Not drawn alike: {one}; the baseline: {other}.")
        remarks = (text.format(one=in_words(a), other=in_words(b)),)
        if not mixed:
            hint = _("run both in one call, or say mixed=True: the difference is then also one of parameters")
            expected = _("as in the other result: {value}").format(value=in_words(b))
            problems.append(Problem(_("(result)"), None, "parameters", in_words(a), expected, hint))
    if problems:
        raise InputError(problems)
    return remarks


def source_of(ds: xr.Dataset) -> tuple[str, ...]:
    """Return what the parameters of a result were drawn from, for comparison."""
    mark = result_view.posterior_of(ds)
    held = manifest_of(ds).get("parameters") or {}
    return (str(mark.get("digest") or ""), str(held.get("hash") or ds.attrs.get("parameters") or ""))


def in_words(ds: xr.Dataset) -> str:
    """Return in words what the parameters of a result were drawn from, and what the user assumed."""
    from tregua.assumptions.posterior_summary import whence

    mark = result_view.posterior_of(ds)
    text = whence(mark or None, translated(str(ds.attrs.get("place_title") or "")))
    if not mark and (manifest_of(ds).get("options") or {}).get("priors"):
        text = _("{what}, as was asked for with priors").format(what=text)
    own = json.loads(ds.attrs.get("assumed_by_user") or "[]")
    return _("{what}; assumed by the user: {names}").format(what=text, names=", ".join(own)) if own else text
