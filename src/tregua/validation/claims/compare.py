"""The model's figure for the estimand of each claim, with its range, and whether the two agree.

A claim agrees where its interval and the model's band of nine draws in ten overlap, or, without an interval,
where the claimed figure lies inside the band; the median must have the sign that was claimed. A claim of a
sign alone agrees where the median has that sign. Claims that depend on who is arrested have a line for each
of the two readings, which are never pooled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.i18n import N_, _
from tregua.validation.claims.estimands import figure
from tregua.validation.claims.plan import plan
from tregua.validation.claims.register import Entry, read_claims
from tregua.vocabulary.quantiles import INTERVAL
from tregua.vocabulary.readings import STRUCTURES

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place

AGREES, DISAGREES = N_("agrees"), N_("disagrees")
NO_MECHANISM, NO_RUN = N_("no mechanism"), N_("no run")
WAITS, UNDEFINED = N_("waits for evidence"), N_("no figure")
# the order of lines: misses first
VERDICTS = (DISAGREES, UNDEFINED, NO_MECHANISM, NO_RUN, WAITS, AGREES)
MEMBERS = 96
LEAST_FINITE = 0.5  # of the draws must have the figure


@dataclass(frozen=True)
class Model:
    """The model's own figure.

    Attributes
    ----------
    low, median, high
        Of nine draws in ten.
    draws
        How many have the figure.
    same_sign
        Share of them with the claimed sign; None where no sign was claimed.
    parameters
        What the parameters were drawn from.
    by_structure
        Median by causal structure.
    in_fit
        Whether the claim was published before the day of the posterior of its own place.
    """

    low: float
    median: float
    high: float
    draws: int
    same_sign: float | None
    parameters: str
    by_structure: dict[str, float] = field(default_factory=dict)
    in_fit: bool = False


@dataclass(frozen=True)
class Line:
    """One claim under one reading, the model's figure, and the verdict."""

    entry: Entry
    reading: str
    verdict: str
    model: Model | None = None

    def record(self) -> dict[str, Any]:
        """Return the line for machines."""
        c = self.entry.claim
        low, high = c.interval
        return {
            "name": self.entry.name,
            "title": str.__str__(c.title),
            "place": c.place,
            "source": c.source,
            "url": c.url,
            "published": c.published.isoformat(),
            "population": c.population,
            "period": [day.isoformat() for day in c.period],
            "claimed": {
                "value": c.value,
                "low": low if c.low is not None or c.bound else None,
                "high": high if c.high is not None or c.bound else None,
                "level": c.level,
                "bound": c.bound,
                "sign": c.sign,
                "unit": c.unit,
            },
            "grade": c.grade,
            "seen": c.seen,
            "used": c.used,
            "note": c.note,
            "estimand": None if c.estimand is None else c.estimand.model_dump(mode="json", exclude_none=True),
            "why": None if c.why is None else str.__str__(c.why),
            "reading": self.reading,
            "model": None if self.model is None else vars(self.model),
            "verdict": self.verdict,
            "testable_when": None if c.testable_when is None else c.testable_when.model_dump(mode="json"),
        }


def compare(
    entries: Sequence[Entry] | None = None,
    *,
    members: int = MEMBERS,
    seed: int = 1,
    mean_field: bool = False,
    priors: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Line]:
    """Compute the model's figure for every claim, and compare; misses come first.

    Parameters
    ----------
    entries
        Claims; all that ship with Tregua if not given.
    members
        Draws of each place.
    seed
        Of the draws and of the noise of counting.
    mean_field
        Expectations in place of draws of single people.
    priors
        Draw from the priors, even where a posterior is known.
    workers
        Threads; no result depends on them.
    progress
        Called with places done and places in all.

    Raises
    ------
    InputError
        With every claim whose place, scenario, series or window does not exist.
    """
    import tregua

    entries = read_claims() if entries is None else list(entries)
    lines = [Line(e, "", NO_RUN if e.claim.mechanism == "no run" else NO_MECHANISM)
             for e in entries if e.claim.estimand is None]  # fmt: skip
    jobs, waiting = plan([e for e in entries if e.claim.estimand is not None], priors)
    lines += [Line(e, "", WAITS) for e in waiting]
    for done, job in enumerate(jobs):
        if progress:
            progress(done, len(jobs))
        ds = tregua.run(
            list(job.scenarios.values()),
            job.place,
            members=members,
            seed=seed,
            mean_field=mean_field,
            priors=priors,
            workers=workers,
            dt="week",
            parameters=job.parameters,
            as_of=job.as_of,
        )
        for entry in job.entries:
            lines += _lines_of(entry, ds, job.place, seed)
    if progress:
        progress(len(jobs), len(jobs))
    order = [entry.name for entry in entries]
    return sorted(lines, key=lambda x: (VERDICTS.index(x.verdict), order.index(x.entry.name), x.reading))


def _lines_of(entry: Entry, ds: xr.Dataset, place: Place, seed: int) -> list[Line]:
    estimand = entry.claim.estimand
    assert estimand is not None
    values = figure(estimand, ds, place, seed)
    readings, structures = ds["reading"].values.astype(str), ds["structure"].values.astype(str)
    lines = []
    for reading in entry.claim.readings:
        mine = np.isfinite(values) & ((readings == reading) | (reading == ""))
        asked = (readings == reading).sum() if reading else len(values)
        if mine.sum() <= LEAST_FINITE * asked:
            lines.append(Line(entry, reading, UNDEFINED))
            continue
        low, median, high = (float(q) for q in np.quantile(values[mine], INTERVAL))
        side = _claimed_side(entry)
        neutral = estimand.neutral
        same = (
            None if not side or neutral is None else float(np.mean(np.sign(values[mine] - neutral) == side))
        )
        by_structure = {
            s: float(np.median(values[mine & (structures == s)]))
            for s in STRUCTURES
            if (mine & (structures == s)).any()
        }
        model = Model(
            low,
            median,
            high,
            int(mine.sum()),
            same,
            str(ds.attrs["calibrated"]),
            by_structure,
            _in_fit(entry, ds),
        )
        lines.append(Line(entry, reading, verdict(entry, low, median, high), model))
    return lines


def _claimed_side(entry: Entry) -> int:
    """Return -1 for a claimed fall, 1 for a rise, 0 where the claim spans no effect or is no effect."""
    estimand = entry.claim.estimand
    neutral = None if estimand is None else estimand.neutral
    if neutral is None:
        return 0
    low, high = entry.claim.interval
    if entry.claim.sign is not None:
        return -1 if entry.claim.sign == "fall" else 1
    return -1 if high < neutral else 1 if low > neutral else 0


def verdict(entry: Entry, low: float, median: float, high: float) -> str:
    """Return whether a claim and the model's band agree.

    Parameters
    ----------
    entry
        The claim.
    low, median, high
        The model's band of nine draws in ten, and its middle.
    """
    estimand, side = entry.claim.estimand, _claimed_side(entry)
    if side and estimand is not None and estimand.neutral is not None:
        if np.sign(median - estimand.neutral) != side:
            return DISAGREES
        if entry.claim.sign is not None:
            return AGREES
    claimed = entry.claim.interval
    return AGREES if low <= claimed[1] and claimed[0] <= high else DISAGREES


def _in_fit(entry: Entry, ds: xr.Dataset) -> bool:
    mark = json.loads(ds.attrs["posterior"]) if ds.attrs.get("posterior") else {}
    place, day = str(mark.get("place", "")), str(mark.get("as_of", ""))
    return place == entry.claim.place and bool(day) and entry.claim.published.isoformat() <= day


def summary(lines: Sequence[Line]) -> str:
    """Return the sentence that counts the verdicts; a claim with two readings is two lines."""
    counts = {v: sum(line.verdict == v for line in lines) for v in VERDICTS}
    return _(
        "{n} comparisons: {agree} agree, {disagree} disagree, {none} without a mechanism, {outside} without "
        "a run, {wait} wait for evidence"
    ).format(
        n=len(lines),
        agree=counts[AGREES],
        disagree=counts[DISAGREES] + counts[UNDEFINED],
        none=counts[NO_MECHANISM],
        outside=counts[NO_RUN],
        wait=counts[WAITS],
    )
