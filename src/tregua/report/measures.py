"""What the report counts: one entry a figure, with its unit, its side of the ledger and how it is computed.

A measure turns a result into one number per policy and draw; everything else (ranges, differences from the
baseline, splits by structure or reading) is the same for all of them. Those of other packages are found by
the entry point ``tregua.measures``: the name is the key, the value a `Measure`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.inputs.entry_points import plugged_in, skipped
from tregua.report import result_view
from tregua.results import measures as measures_of
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    import xarray as xr

GROUP = "tregua.measures"
ENDED = 6  # phase of a mission that has ended


@dataclass(frozen=True)
class Measure:
    """A figure that the report shows."""

    key: str
    title: str
    unit: str  # people, person-years, share, USD
    side: str  # violence, rights, aftermath, money, consent
    of: Callable[[xr.Dataset], xr.DataArray]
    # The official and the NGO reading of who is arrested differ threefold and are never pooled: such a
    # measure has no figure over all draws.
    by_reading: bool = False


def _sum(array: xr.DataArray) -> xr.DataArray:
    return array.astype("float64").sum([d for d in array.dims if d not in ("policy", "draw")])


def _end(array: xr.DataArray) -> xr.DataArray:
    return _sum(array.isel(time=-1))


def _last_year(array: xr.DataArray) -> xr.DataArray:
    return _sum(array.isel(time=slice(-12, None)))


def by_author(author: str) -> Callable[[xr.Dataset], xr.DataArray]:
    """Count the deaths of one author."""
    return lambda ds: _sum(ds["deaths"].isel(cause=(ds["author"] == author).values))


def civilians(ds: xr.Dataset) -> xr.DataArray:
    """Count the civilians killed, by anyone."""
    return _sum(ds["deaths"].isel(cause=ds["civilian"].values.astype(bool)))


def _killings(ds: xr.Dataset) -> xr.DataArray:
    # People who die in custody are in the total of deaths, but want and crowding are not killings.
    return ds["deaths"].isel(cause=(ds["author"] != "custody").values)


def places_short(ds: xr.Dataset) -> xr.DataArray:
    """Count the people held beyond the prison places, at home and rented abroad, in the worst month."""
    held = ds["held"].astype("float64").sum(["stage", "class"])
    return (held - ds["prison_places"] - ds["abroad"]).clip(min=0).max("time")


def judgement_days(ds: xr.Dataset) -> xr.DataArray:
    """Average the time to judgement or release over the last months in which anybody was judged."""
    return ds["judgement_days"].isel(time=slice(-12, None)).astype("float64").mean("time", skipna=True)


def killings_after_exit(ds: xr.Dataset) -> xr.DataArray:
    """Count the killings of the 12 months after a mission has ended; NaN where it ends too late or never.

    A mission has ended in a month whose phase is 6 (see ``phase`` among the variables of a result).
    """
    import numpy as np

    over = (ds["phase"] == ENDED).transpose("policy", "draw", "time").values
    killed = _killings(ds).astype("float64").sum(["region", "cause"]).transpose("policy", "draw", "time")
    months = over.shape[-1]
    first = np.where(over.any(-1), over.argmax(-1), months)
    running = np.concatenate([np.zeros((*over.shape[:2], 1)), killed.values.cumsum(-1)], axis=-1)
    # the month in which it ends is partly its own: the year begins with the next
    start, end = np.minimum(first + 1, months), np.minimum(first + 13, months)
    taken = np.take_along_axis(running, end[..., None], -1) - np.take_along_axis(
        running, start[..., None], -1
    )
    return killed.isel(time=0, drop=True).copy(data=np.where(first + 13 <= months, taken[..., 0], np.nan))


def control_share(ds: xr.Dataset, month: int = -1, where: list[str] | None = None) -> xr.DataArray:
    """Average the gang-controlled share over people, or over territories where people are unknown."""
    control = ds["control"].isel(time=month).astype("float64")
    people = result_view.people_of(ds)
    if where is not None:
        control = control.sel(territory=where)
    if not people:
        return control.mean("territory")
    weight = control["territory"].copy(data=[people[str(i)] for i in control["territory"].values])
    return (control * weight).sum("territory") / weight.sum()


def _support(public: str) -> Callable[[xr.Dataset], xr.DataArray]:
    def of(ds: xr.Dataset) -> xr.DataArray:
        return ds["support"].sel(public=public).isel(time=-1).astype("float64").drop_vars("public")

    return of


def _held_years(*stages: str) -> Callable[[xr.Dataset], xr.DataArray]:
    """Return person-years in gang cases, in some stages of custody, from those held at each month's end."""

    def of(ds: xr.Dataset) -> xr.DataArray:
        classes = [c for c in ds["class"].values if c != "other"]
        return _sum(ds["held"].sel({"stage": list(stages), "class": classes})) / 12.0

    return of


def _overdue_years(kind: str) -> Callable[[xr.Dataset], xr.DataArray]:
    """Return person-years that one class is held past the limit of review."""
    return lambda ds: _sum(ds["held"].sel({"stage": "overdue", "class": kind})) / 12.0


def _arrested_first_year(kind: str) -> Callable[[xr.Dataset], xr.DataArray]:
    def of(ds: xr.Dataset) -> xr.DataArray:
        return _sum(ds["arrests"].sel({"class": kind}).isel(time=slice(0, 12)))

    return of


def last_months(ds: xr.Dataset) -> int:
    """Return how many months 'the last year' has in this run."""
    return min(12, ds.sizes["time"])


@cache
def _of_packages() -> dict[str, Measure]:
    return plugged_in(GROUP, _amiss, frozenset(m.key for m in _own()))


def _amiss(key: str, thing: Any) -> str:
    """Return what keeps an object from being a figure; an empty text where nothing does."""
    if not isinstance(thing, Measure):
        return _("no tregua.report.measures.Measure")
    return "" if thing.key == key else _("its key must be '{key}'").format(key=key)


def _guarded(measure: Measure) -> Measure:
    """Return a figure of another package that is left out, and named, where it cannot be computed."""

    def of(ds: xr.Dataset) -> xr.DataArray:
        try:
            found = measure.of(ds)
            if set(found.dims) != {"policy", "draw"}:
                raise ValueError(_("its dimensions are {dims}, not policy and draw").format(dims=found.dims))
        except KeyError:
            raise
        except Exception as error:
            skipped(GROUP, measure.key, f"{type(error).__name__}: {error}")
            raise KeyError(measure.key) from error
        return found

    return replace(measure, of=of)


def measures() -> tuple[Measure, ...]:
    """List what the report counts, in the order in which it is shown, those of installed packages last."""
    return (*_own(), *(_guarded(each) for each in _of_packages().values()))


def _own() -> tuple[Measure, ...]:
    uninvolved = {"class": "uninvolved"}
    authors = {
        "gang": _("killed by gangs"),
        "state": _("killed by the state, its mission or its contractors"),
        "self-defence": _("killed by self-defence groups"),
        "custody": _("died in custody"),
        "other": _("killed by others"),
    }
    years = _("person-years")
    return (
        Measure(
            "deaths",
            _("deaths, all authors, custody included"),
            _("people"),
            "violence",
            measures_of.by_policy(measures_of.deaths, "deaths"),
        ),
        *(
            Measure(
                f"deaths_{author.replace('-', '_')}",
                title,
                _("people"),
                "rights" if author in ("state", "custody") else "violence",
                by_author(author),
            )
            for author, title in authors.items()
        ),
        Measure("civilians", _("civilians killed, by anyone"), _("people"), "violence", civilians),
        Measure(
            "arbitrary_years",
            _("held arbitrarily"),
            years,
            "rights",
            lambda ds: _sum(ds["arbitrary_days"]) / DAYS_A_YEAR,
            by_reading=True,
        ),
        Measure(
            "arbitrary_years_children",
            _("of them children"),
            years,
            "rights",
            lambda ds: _sum(ds["arbitrary_days"].sel(age="minor")) / DAYS_A_YEAR,
            by_reading=True,
        ),
        Measure(
            "wrongful_years",
            _("uninvolved people held"),
            years,
            "rights",
            lambda ds: _sum(ds["wrongful_days"]) / DAYS_A_YEAR,
            by_reading=True,
        ),
        Measure(
            "held_ordered_years", _("held by a judge's order"), years, "rights", _held_years("sentenced")
        ),
        Measure(
            "held_unordered_years",
            _("held without a judge's order"),
            years,
            "rights",
            _held_years("lawful", "overdue"),
        ),
        Measure(
            "held_average",
            _("held without a judge's order, on an average day"),
            _("people"),
            "rights",
            measures_of.by_policy(measures_of.held_without_order, "held"),
        ),
        Measure(
            "overdue_years",
            _("of them past the limit of review"),
            years,
            "rights",
            _held_years("overdue"),
        ),
        Measure(
            "overdue_years_members",
            _("members past the limit of review"),
            years,
            "rights",
            _overdue_years("member"),
            by_reading=True,
        ),
        Measure(
            "overdue_years_uninvolved",
            _("uninvolved people past the limit of review"),
            years,
            "rights",
            _overdue_years("uninvolved"),
            by_reading=True,
        ),
        Measure(
            "members_arrested_first_year",
            _("members arrested in the first year"),
            _("people"),
            "rights",
            _arrested_first_year("member"),
            by_reading=True,
        ),
        Measure(
            "uninvolved_arrested_first_year",
            _("uninvolved people arrested in the first year"),
            _("people"),
            "rights",
            _arrested_first_year("uninvolved"),
            by_reading=True,
        ),
        Measure(
            "wrongly_arrested",
            _("uninvolved people arrested"),
            _("people"),
            "rights",
            lambda ds: _sum(ds["arrests"].sel(uninvolved)),
            by_reading=True,
        ),
        Measure(
            "wrongly_arrested_share",
            _("uninvolved people, of all arrested"),
            _("share"),
            "rights",
            lambda ds: _sum(ds["arrests"].sel(uninvolved)) / _sum(ds["arrests"]),
            by_reading=True,
        ),
        Measure("places_short", _("prison places short, worst month"), _("places"), "rights", places_short),
        Measure(
            "judgement_days",
            _("time to judgement or release, mean of the last 12 months"),
            _("days"),
            "rights",
            judgement_days,
        ),
        Measure(
            "killings_last_year",
            _("killed in the last 12 months of the run"),
            _("people"),
            "aftermath",
            lambda ds: _last_year(_killings(ds)),
        ),
        Measure(
            "killings_after_exit",
            _("killed in the 12 months after the mission ends"),
            _("people"),
            "aftermath",
            killings_after_exit,
        ),
        Measure(
            "displaced_end",
            _("displaced at the end"),
            _("people"),
            "aftermath",
            lambda ds: _end(ds["displaced"]),
        ),
        Measure(
            "members_end",
            _("gang members at large at the end"),
            _("people"),
            "aftermath",
            lambda ds: _end(ds["active"]) + _end(ds["hiding"]),
        ),
        Measure("control_end", _("under gang control at the end"), _("share"), "aftermath", control_share),
        Measure("money_asked", _("asked"), "USD", "money", lambda ds: _sum(ds["money_asked"])),
        Measure("money_received", _("received"), "USD", "money", lambda ds: _sum(ds["money_received"])),
        Measure("money_spent", _("spent"), "USD", "money", lambda ds: _sum(ds["money_spent"])),
        Measure(
            "cost",
            _("spent by the mission and on prisons"),
            "USD",
            "money",
            measures_of.by_policy(measures_of.money, "money_spent", "prison_cost"),
        ),
        Measure("prison_cost", _("prisons"), "USD", "money", lambda ds: _sum(ds["prison_cost"])),
        Measure("support_host", _("host public"), _("share"), "consent", _support("host")),
        Measure(
            "support_contributor", _("contributor's public"), _("share"), "consent", _support("contributor")
        ),
        Measure("support_council", _("Security Council members"), _("share"), "consent", _support("council")),
    )
