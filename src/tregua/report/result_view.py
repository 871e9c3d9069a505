"""What a result says of itself: its policies, period, place, authors of death and where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tregua.i18n import translated

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Odds:
    """The chance that a conditional policy ever starts, and what it then does: assumptions, not findings."""

    starts: float | None
    lasts_if_started: float | None = None
    # The day by which it has started in half of the cases in which it does.
    half_by: str | None = None
    # The odds of a start if all assumed odds are too high, or too low, together.
    between: tuple[float, float] | None = None


@dataclass(frozen=True)
class Policy:
    """One policy of a result; a conditional one appears once per branch."""

    label: str
    scenario: str
    branch: str
    title: str


def _on(ds: xr.Dataset, dim: str, *names: str) -> Any:
    for name in names:
        if name in ds.coords and ds.coords[name].dims == (dim,):
            return ds.coords[name].values
    return None


def policies(ds: xr.Dataset) -> list[Policy]:
    """List the policies in the result's own order."""
    labels = [str(label) for label in ds["policy"].values]
    scenario = _on(ds, "policy", "scenario")
    branch = _on(ds, "policy", "branch")
    title = _on(ds, "policy", "title", "policy_title")
    out = []
    for i, label in enumerate(labels):
        stem, _, tail = label.rpartition(":")
        kind = str(branch[i]) if branch is not None else (tail if stem else "")
        name = str(scenario[i]) if scenario is not None else (stem or label)
        told = translated(str(title[i])) if title is not None and title[i] else label
        out.append(Policy(label, name, kind, told))
    return out


def baseline_of(ds: xr.Dataset, baseline: str | None) -> Policy:
    """Find the policy that others are compared with: the first, unless another is named."""
    found = policies(ds)
    if baseline is None:
        return found[0]
    for policy in found:
        if baseline in (policy.label, policy.scenario):
            return policy
    raise KeyError(baseline)


def odds(ds: xr.Dataset) -> dict[str, Odds]:
    """Read the odds that each conditional scenario ever starts."""
    raw = ds.attrs.get("odds") or {}
    table = json.loads(raw) if isinstance(raw, str) else raw
    out = {}
    for scenario, value in table.items():
        given: Mapping = value if isinstance(value, Mapping) else {"starts": value}
        chance, lasts = given.get("starts"), given.get("lasts_if_started")
        by = given.get("by") or {}
        out[str(scenario)] = Odds(
            None if chance is None else float(chance),
            None if lasts is None else float(lasts),
            str(by["0.5"]) if "0.5" in by else None,
            (float(given["between"][0]), float(given["between"][1])) if given.get("between") else None,
        )
    return out


def dates(ds: xr.Dataset) -> tuple[date, date]:
    """Return the first and last day of the run."""
    months = ds["time"].values.astype("datetime64[D]").astype(object)
    first, last = months[0], months[-1]
    following = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def months(ds: xr.Dataset) -> list[date]:
    """Return the month starts."""
    return list(ds["time"].values.astype("datetime64[D]").astype(object))


def territory_titles(ds: xr.Dataset, place: Any = None) -> dict[str, str]:
    """Name the territories, in the place's own order."""
    ids = [str(i) for i in ds["territory"].values]
    given = _on(ds, "territory", "territory_title", "title")
    if given is not None:
        return {i: translated(str(t)) for i, t in zip(ids, given, strict=True)}
    known = getattr(place, "territories", {}) or {}
    return {i: str(getattr(known.get(i), "title", i)) for i in ids}


def territory_regions(ds: xr.Dataset, place: Any = None) -> dict[str, str]:
    """Return the region of each territory."""
    ids = [str(i) for i in ds["territory"].values]
    given = _on(ds, "territory", "territory_region")
    if given is not None:
        return {i: str(r) for i, r in zip(ids, given, strict=True)}
    known = getattr(place, "territories", {}) or {}
    return {i: str(getattr(known.get(i), "region", "")) for i in ids}


def region_titles(ds: xr.Dataset, place: Any = None) -> dict[str, str]:
    """Name the regions."""
    ids = [str(i) for i in ds["region"].values]
    given = _on(ds, "region", "region_title")
    if given is not None:
        return {i: translated(str(t)) for i, t in zip(ids, given, strict=True)}
    known = getattr(place, "regions", {}) or {}
    return {i: str(known.get(i, i)) for i in ids}


def place_title(ds: xr.Dataset, place: Any = None) -> str:
    """Name the place as it is printed."""
    title = getattr(place, "title", None)
    if isinstance(title, Mapping):
        from tregua.i18n import language

        title = title.get(language()) or title.get("en") or next(iter(title.values()), None)
    # Without the place at hand its folder's name has to do: el_salvador, El Salvador.
    name = str(ds.attrs.get("place") or "").replace("_", " ").title()
    return str(title or translated(str(ds.attrs.get("place_title") or name)))


def people_of(ds: xr.Dataset, place: Any = None) -> dict[str, float]:
    """Return the people of each territory, where they are known."""
    ids = [str(i) for i in ds["territory"].values]
    given = _on(ds, "territory", "population", "territory_population")
    if given is not None:
        return {i: float(n) for i, n in zip(ids, given, strict=True)}
    known = getattr(place, "territories", {}) or {}
    out = {}
    for i in ids:
        number = getattr(known.get(i), "population", None)
        if isinstance(number, (list, tuple)):
            number = number[-1] if number else None
        number = getattr(number, "value", number)
        if isinstance(number, (int, float)):
            out[i] = float(number)
    return out


def abroad_asked(ds: xr.Dataset) -> bool:
    """Whether any policy sends a mission; without one, support abroad has no one to be asked of."""
    return "mission_strength" not in ds or bool((ds["mission_strength"] > 0).any())


def posterior_of(ds: xr.Dataset) -> dict[str, Any]:
    """Return what the result says of the posterior its draws come from; empty where they come from priors."""
    raw = ds.attrs.get("posterior")
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raw = {"name": raw} if raw else {}
    return dict(raw) if isinstance(raw, Mapping) else {}


def calibrated(ds: xr.Dataset) -> bool:
    """Whether the parameters were fitted to evidence. Unless the result says so, they were not."""
    return bool(posterior_of(ds)) or str(ds.attrs.get("calibrated", "")).startswith("posterior")


def fitted_as_of(ds: xr.Dataset) -> str:
    """Return the day by which the evidence had been published to which the parameters were fitted."""
    return str(posterior_of(ds).get("as_of") or ds.attrs.get("as_of") or "")
