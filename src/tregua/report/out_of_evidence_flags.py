"""Inputs outside the evidence, to be stamped on every picture that they touch.

The rule. A figure of a place is outside the evidence where its source says that it is made up. So is an
assumption of the user's own where the middle of its prior lies outside the range that holds 95 % of the prior
it replaces (the wider of the two readings), and a rate or ratio put at zero where that prior leaves no
room for zero: perfect targeting, prisons in which nobody dies. So is a setting of a policy that says that no
error is ever made: mass hearings that convict no uninvolved person, lethal operations that kill no bystander.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, ngettext, translated
from tregua.report.numbers import plain
from tregua.report.result_place import manifest_of

if TYPE_CHECKING:
    from datetime import date

    import xarray as xr

    from tregua.assumptions.prior import Prior
    from tregua.places import Place

CENTRE = (0.025, 0.975)
# What a policy may say of its own errors: kind of intervention, its field, and how many it acts with.
FLAWLESS = (
    ("mass_hearings", "wrongly_convicted", "cases_per_day"),
    ("lethal_operations", "bystanders_per_operation", "operations_per_month"),
)


def given_priors(ds: xr.Dataset) -> dict[str, Prior]:
    """Return the priors that the user put in place of the library's, by parameter."""
    import yaml
    from pydantic import ValidationError

    from tregua.assumptions.prior import Prior

    text = (manifest_of(ds).get("parameters") or {}).get("text") or ""
    try:
        found = yaml.safe_load(text) if text else {}
    except yaml.YAMLError:
        return {}
    out = {}
    for name, prior in (found if isinstance(found, Mapping) else {}).items():
        try:
            out[str(name)] = Prior.model_validate(prior)
        except ValidationError:
            continue
    return out


def _span(priors: Mapping[str, Prior]) -> tuple[float, float]:
    """Return the range of the middle 95 % of a prior, over its readings."""
    import numpy as np

    from tregua.assumptions.sampling import quantile

    ends = np.array([quantile(prior, np.array(CENTRE)) for prior in priors.values()])
    return float(ends[:, 0].min()), float(ends[:, 1].max())


def outside(name: str, given: Prior, usual: Mapping[str, Prior]) -> str:
    """Say how an assumption lies outside the evidence, or nothing where it does not."""
    import numpy as np

    from tregua.assumptions.sampling import quantile

    low, high = _span(usual)
    middle = float(quantile(given, np.array([0.5]))[0])
    # a prior that is fixed knows no doubt: any other value is outside it, but nothing tells how far
    if low <= middle <= high or low == high:
        return ""
    if middle == 0:
        return _("{name} is put at zero").format(name=name)
    return _("{name} is put at {value}, outside the {low} to {high} that the evidence allows").format(
        name=name, value=plain(middle), low=plain(low), high=plain(high)
    )


def invented(place: Place | None, as_of: date | None = None, fitted: bool = False) -> list[str]:
    """List what of a place is made up, as a place is begun: the level of killing first."""
    from tregua.places.made_up import made_up

    if place is None:
        return []
    found = [] if fitted or not level_is_made_up(place, as_of) else [_("level of killing: made up")]
    if count := made_up(place):
        words = ngettext("{n} figure of {place} is made up", "{n} figures of {place} are made up", count)
        found.append(words.format(n=count, place=translated(place.title)))
    return found


def level_is_made_up(place: Place, as_of: date | None = None) -> bool:
    """Return whether neither a count of deaths nor a posterior sets the level of killing of a place."""
    from tregua.assumptions.posterior import find
    from tregua.errors import InputError
    from tregua.places.made_up import level_made_up

    if not level_made_up(place):
        return False
    try:
        return find(place, as_of or place.run.as_of, place.run.start) is None
    except InputError:
        return True  # a posterior that cannot be read sets no level


def assumed_stamps(ds: xr.Dataset, place: Place | None) -> list[str]:
    """List what of a place is made up, and the user's own assumptions outside the evidence.

    They touch every picture.
    """
    from datetime import date

    from tregua.assumptions import load_parameters

    day = str(ds.attrs.get("as_of") or "")
    as_of = date.fromisoformat(day) if day else None
    told = invented(place, as_of, fitted=str(ds.attrs.get("posterior") or "null") != "null")
    given = given_priors(ds)
    if not given:
        return told
    usual = load_parameters(place, None, as_of)
    for name, prior in given.items():
        if name in usual:
            words = outside(translated(usual[name].meaning), prior, usual[name].priors)
            if words:
                told.append(words)
    return told


def _acts(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_acts(step.get("value") if isinstance(step, Mapping) else step) for step in value)
    return bool(value)


def policy_stamps(ds: xr.Dataset) -> dict[str, list[str]]:
    """List, for each scenario, what it says of itself that no evidence bears out."""
    words = {
        "mass_hearings": _("mass hearings that convict no uninvolved person"),
        "lethal_operations": _("lethal operations that kill no bystander"),
    }
    out: dict[str, list[str]] = {}
    for scenario in manifest_of(ds).get("scenarios") or ():
        told = []
        for each in (scenario.get("interventions") or {}).values():
            for kind, field, size in FLAWLESS:
                if each.get("kind") == kind and each.get(field) == 0 and _acts(each.get(size)):
                    told.append(words[kind])
        if told:
            out[str(scenario.get("name"))] = list(dict.fromkeys(told))
    return out
