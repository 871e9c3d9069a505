"""The rights ledger: who is held without right, children, deaths in custody and why, time to judgement.

Held wrongly is who is uninvolved; held arbitrarily is, besides, anyone held past the lawful limit of review
untried. What the two readings of who is arrested say is told apart and never averaged, and so is what
officials and rights organisations have published of one quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.decisions.outcomes import UNINVOLVED, arrays_of, outcomes
from tregua.decisions.transferability.transfer import shapley
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _, translated
from tregua.vocabulary.people import MINOR
from tregua.vocabulary.quantiles import HIGH, LOW
from tregua.vocabulary.readings import READINGS
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Range:
    """Middle of the draws, and what holds nine in ten."""

    median: float
    low: float
    high: float

    def record(self) -> dict[str, float]:
        """Return it for machines."""
        return dict(vars(self))


@dataclass(frozen=True)
class Entry:
    """One line of the ledger.

    Attributes
    ----------
    key, title, unit
        What is counted.
    figures
        By reading: "official" and "ngo"; the same quantity, never averaged.
    more
        By reading: how much more than under the baseline, draw by draw.
    """

    key: str
    title: str
    unit: str
    figures: Mapping[str, Range]
    more: Mapping[str, Range]

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "title": self.title,
            "unit": self.unit,
            "figures": {k: v.record() for k, v in self.figures.items()},
            "more_than_baseline": {k: v.record() for k, v in self.more.items()},
        }


@dataclass(frozen=True)
class Account:
    """The ledger of one policy.

    Attributes
    ----------
    policy, scenario, branch, title, baseline
        Which.
    entries
        Lines.
    rise
        Why more, or fewer, die in custody than under the baseline, by reading and cause: "crowding" (what
        people held beyond the places bring), "numbers" (more people taken in), "time" (each held for
        longer), "other" (who is held, and when). In each draw they add up to the difference.
    """

    policy: str
    scenario: str
    branch: str
    title: str
    baseline: bool
    entries: tuple[Entry, ...]
    rise: Mapping[str, Mapping[str, Range]]

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "policy": self.policy,
            "scenario": self.scenario,
            "branch": self.branch,
            "title": self.title,
            "baseline": self.baseline,
            "entries": {each.key: each.record() for each in self.entries},
            "custody_deaths_rise": {
                reading: {cause: v.record() for cause, v in causes.items()}
                for reading, causes in self.rise.items()
            },
        }


@dataclass(frozen=True)
class Reported:
    """One quantity as officials and as rights organisations have published it, up to the same day."""

    quantity: str
    official: Mapping[str, Any]
    ngo: Mapping[str, Any]

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {"quantity": self.quantity, "official": dict(self.official), "ngo": dict(self.ngo)}


@dataclass(frozen=True)
class Ledger:
    """The rights ledger of a result."""

    accounts: tuple[Account, ...]
    reported: tuple[Reported, ...]
    first: str
    last: str

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "from": self.first,
            "until": self.last,
            "policies": [each.record() for each in self.accounts],
            "reported": [each.record() for each in self.reported],
        }


def _sum(array: np.ndarray) -> np.ndarray:
    return array.reshape(len(array), -1).sum(axis=1, dtype=np.float64)


def _stock(array: np.ndarray, which: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return which(array.reshape(*array.shape[:2], -1).sum(axis=2, dtype=np.float64))


def _a_day(a: Arrays) -> np.ndarray:
    """Return how many people are held arbitrarily on a day of each month, (draw, time)."""
    return _stock(a["arbitrary_days"], lambda x: x) / a["days"]


def _days(result: xr.Dataset) -> np.ndarray:
    """Return the days of each month, (time,)."""
    starts = result["time"].values.astype("datetime64[D]")
    after = (starts[-1].astype("datetime64[M]") + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.diff(np.append(starts, after)).astype(float)


def counted() -> tuple[tuple[str, str, str, tuple[str, ...], Callable[[Arrays], np.ndarray]], ...]:
    """Return what the ledger counts: key, title, unit, the variables it needs, and how it is read."""
    people, years = _("people"), _("person-years")
    known = {each.key: each for each in outcomes()}

    def taken(key: str, title: str) -> Any:
        o = known[key]
        return key, title, o.unit, o.needs, o.of

    return (
        taken("wrongly_arrested", _("uninvolved people arrested")),
        ("wrongly_arrested_minors", _("of them children"), people, ("arrests",),
         lambda a: _sum(a["arrests"][:, :, UNINVOLVED, MINOR])),
        taken("wrongful_years", _("uninvolved people held")),
        ("wrongful_years_minors", _("of them children"), years, ("wrongful_days",),
         lambda a: _sum(a["wrongful_days"][..., MINOR]) / DAYS_A_YEAR),
        ("arbitrary_people", _("people newly held arbitrarily: uninvolved, or past the lawful limit"), people,
         ("overdue", "arrests"), lambda a: _sum(a["overdue"]) + _sum(a["arrests"][:, :, UNINVOLVED])),
        ("arbitrary_minors", _("of them children"), people, ("overdue", "arrests"),
         lambda a: _sum(a["overdue"][..., MINOR]) + _sum(a["arrests"][:, :, UNINVOLVED, MINOR])),
        taken("arbitrary_years", _("held arbitrarily")),
        taken("arbitrary_years_children", _("of them children")),
        ("arbitrary_first", _("held arbitrarily, on a day of the first month"), people, ("arbitrary_days",),
         lambda a: _a_day(a)[:, 0]),
        ("arbitrary_most", _("held arbitrarily, on a day of the worst month"), people, ("arbitrary_days",),
         lambda a: _a_day(a).max(axis=1)),
        taken("minors_arrested", _("children arrested, involved or not")),
        ("minors_held_most", _("children in custody, in the worst month"), people, ("minors_held",),
         lambda a: _stock(a["minors_held"], lambda x: x.max(axis=1))),
        ("held_most", _("people in custody, in the worst month"), people, ("held",),
         lambda a: _stock(a["held"], lambda x: x.max(axis=1))),
        taken("deaths_custody", _("deaths in custody")),
        ("custody_deaths_crowding", _("of them, that crowding brings"), people, ("custody_deaths_crowding",),
         lambda a: _sum(a["custody_deaths_crowding"])),
        taken("judgement_days", _("time to judgement or release, mean of the last 12 months")),
    )  # fmt: skip


def ledger(result: xr.Dataset, baseline: str | None = None, place: Place | None = None) -> Ledger:
    """Return the rights ledger of a result.

    Parameters
    ----------
    result
        Of the engine. Results made before it counted who passes the limit of review lack two lines.
    baseline
        Policy that the others are compared with; the first if not given.
    place
        For what has been published; None to leave it out.

    Raises
    ------
    InputError
        If the result holds no such policy.
    """
    labels = [str(p) for p in result["policy"].values]
    scenarios = [str(s) for s in result["scenario"].values]
    start = 0
    if baseline is not None:
        if baseline not in labels and baseline not in scenarios:
            expected = one_of(labels)
            raise InputError(
                Problem(_("(options)"), None, "baseline", baseline, expected, did_you_mean(baseline, labels))
            )
        start = labels.index(baseline) if baseline in labels else scenarios.index(baseline)
    reading = result["reading"].values.astype(str)
    entries = [c for c in counted() if all(name in result for name in c[3])]
    days = {"days": _days(result)}
    values = {
        key: np.stack([of(arrays_of(result, k, needs) | days) for k in range(len(labels))])
        for key, _title, _unit, needs, of in entries
    }
    parts = [rise(*(_custody(result, k) for k in (start, number))) for number in range(len(labels))]
    accounts = []
    for k, label in enumerate(labels):
        lines = [
            Entry(
                key,
                title,
                unit,
                _by_reading(values[key][k], reading),
                _by_reading(values[key][k] - values[key][start], reading),
            )
            for key, title, unit, _needs, _of in entries
        ]
        why = {
            r: {cause: _range(part[reading == r]) for cause, part in parts[k].items()}
            for r in READINGS
            if (reading == r).any()
        }
        branch, title = str(result["branch"].values[k]), str(result["title"].values[k])
        accounts.append(
            Account(label, scenarios[k], branch, title, k == start, tuple(lines), why if k != start else {})
        )
    times = result["time"].values.astype("datetime64[M]").astype(str)
    return Ledger(
        tuple(accounts), tuple(reported(place, result)) if place else (), str(times[0]), str(times[-1])
    )


def _by_reading(values: np.ndarray, reading: np.ndarray) -> dict[str, Range]:
    return {r: _range(values[reading == r]) for r in READINGS if (reading == r).any()}


def _range(values: np.ndarray) -> Range:
    known = values[~np.isnan(values)]
    if not len(known):
        return Range(np.nan, np.nan, np.nan)
    low, middle, high = np.quantile(known, (LOW, 0.5, HIGH))
    return Range(float(middle), float(low), float(high))


def _custody(result: xr.Dataset, policy: int) -> dict[str, np.ndarray]:
    """Return deaths, those that crowding brings, people taken in and person-years of one policy, (draw,)."""
    a = arrays_of(result, policy, ("held", "arrests", "deaths", "custody_deaths_crowding"))
    held = a["held"].reshape(*a["held"].shape[:2], -1).sum(axis=2, dtype=np.float64)
    deaths = _sum(a["deaths"][..., list(result["cause"].values).index("custody")])
    crowding = _sum(a["custody_deaths_crowding"])
    return {
        "deaths": deaths,
        "crowding": crowding,
        "people": held[:, 0] + _sum(a["arrests"][:, 1:]),
        "years": held @ _days(result) / DAYS_A_YEAR,
    }


def rise(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Split the rise of deaths in custody by cause, (draw,) each.

    What is not laid to crowding is people taken in x years that each is held x deaths a person-year; the
    three share its rise by their Shapley values, over all orders, so that nothing is left over.

    Parameters
    ----------
    before, after
        "deaths", "crowding" (deaths that crowding brings), "people" taken in and "years" held, (draw,).
    """

    def parts(x: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        people, years = np.maximum(x["people"], 1e-9), np.maximum(x["years"], 1e-9)
        return [people, years / people, (x["deaths"] - x["crowding"]) / years]

    first, second = parts(before), parts(after)
    worth = np.array(
        [
            np.prod([second[k] if number >> k & 1 else first[k] for k in range(3)], axis=0)
            for number in range(8)
        ]
    )
    numbers, time, other = shapley(worth)
    return {
        "crowding": after["crowding"] - before["crowding"],
        "numbers": numbers,
        "time": time,
        "other": other,
    }


def reported(place: Place, result: xr.Dataset) -> list[Reported]:
    """Return what officials and rights organisations have published of the same quantity, each as of last.

    A place keeps the two as two series whose names end in ``_official`` and ``_ngo``. Only what was public on
    the day whose knowledge the result rests on is told.
    """
    from datetime import date

    as_of = date.fromisoformat(str(result.attrs["as_of"]))
    out = []
    for name, series in place.series.items():
        if (
            not name.endswith("_official")
            or (other := f"{name.removesuffix('_official')}_ngo") not in place.series
        ):
            continue
        last = {}
        for key in (name, other):
            rows = [r for r in place.evidence.select(series=key) if r.published <= as_of and r.place == "all"]
            if rows:
                last[key] = max(rows, key=lambda r: (r.end, r.published))
        if len(last) == 2:
            title = translated(str(series.title)).split(",")[0]
            out.append(Reported(title, _row(last[name]), _row(last[other])))
    return out


def _row(row: Any) -> dict[str, Any]:
    return {
        "value": row.value,
        "unit": row.unit,
        "until": row.end.isoformat(),
        "source": row.source,
        "url": row.url,
        "published": row.published.isoformat(),
        "at_least": bool(row.floor),
    }
