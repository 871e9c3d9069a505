"""A place at the level at which it is reported: one territory for each region.

Deaths are published for regions or for the whole country. A fit at a finer level would only repeat priors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tregua.places.place import Place
from tregua.places.sourced_value import Figure, latest
from tregua.places.territory import Territory

REPORTED = "-reported"  # behind the hash of the place from which one is made


def at_reported_level(
    place: Place, at: date | None = None, as_of: date | None = None, *, whole: bool = False
) -> Place:
    """Return a place whose territories are its regions.

    People, police, the displaced and armed neighbours are summed; control is weighted by people, killing per
    member and the share of minors by the members who stand there.

    Parameters
    ----------
    at, as_of
        Day of people and members, and day by which they were published; without them those of the place's
        own run.
    whole
        Whether a place of one region, or with territories of none, becomes one territory; else it stays.
    """
    at, as_of = at or place.run.start, as_of or place.run.as_of
    parts = {r: [t for t, x in place.territories.items() if x.region == r] for r in place.regions}
    parts = {r: names for r, names in parts.items() if names}
    if whole and (not parts or any(x.region is None for x in place.territories.values())):
        parts = {"all": list(place.territories)}
    if len(parts) == len(place.territories) if whole else len(parts) < 2:
        return place
    region = {name: r for r, names in parts.items() for name in names}
    people = {name: place.population(name, at, as_of) for name in place.territories}
    members = dict.fromkeys(place.territories, 0.0)
    evenly = {name: count / sum(people.values()) for name, count in people.items()}
    for gang in place.gangs.values():
        for name, share in (gang.presence or evenly).items():
            members[name] += share * float(latest(gang.members, at, as_of).value)
    territories = {
        r: _together(
            place, r, names, people, members, {region[n] for t in names for n in _next(place, t)} - {r}
        )
        for r, names in parts.items()
    }
    gangs = {}
    for key, gang in place.gangs.items():
        presence = {r: sum(gang.presence.get(t, 0.0) for t in names) for r, names in parts.items()}
        kept = {r: share for r, share in presence.items() if share > 0}
        gangs[key] = gang.model_copy(update={"presence": kept if gang.presence else {}})
    return replace(place, territories=territories, gangs=gangs, hash=f"{place.hash}{REPORTED}")


def _next(place: Place, name: str) -> tuple[str, ...]:
    return place.territories[name].neighbours


def _together(
    place: Place,
    region: str,
    names: Sequence[str],
    people: dict[str, float],
    members: dict[str, float],
    neighbours: set[str],
) -> Territory:
    parts = [place.territories[n] for n in names]
    here = [people[n] for n in names]
    gang = [max(members[n], 1e-9) for n in names]
    police = [t.police for t in parts]

    def total(figures: Sequence[Figure | None]) -> Figure | None:
        known = [float(f.value) for f in figures if f is not None]
        return Figure(value=sum(known), grade="D") if known else None

    def mean(figures: Sequence[Figure | None], weights: Sequence[float]) -> Figure | None:
        known = [(float(f.value), w) for f, w in zip(figures, weights, strict=True) if f is not None]
        weight = sum(w for _, w in known)
        return Figure(value=sum(v * w for v, w in known) / weight, grade="D") if weight > 0 else None

    everyone = max(sum(here), 1.0)
    return Territory(
        title=place.regions.get(region, place.title),
        region=region if region in place.regions else None,
        population=(Figure(value=sum(here), grade="D"),),
        centroid=(
            sum(t.centroid[0] * w for t, w in zip(parts, here, strict=True)) / everyone,
            sum(t.centroid[1] * w for t, w in zip(parts, here, strict=True)) / everyone,
        ),
        neighbours=tuple(sorted(neighbours)),
        control=mean([t.control for t in parts], here),
        violence=sum(t.violence * w for t, w in zip(parts, gang, strict=True)) / sum(gang),
        police=None if None in police else min(1.0, sum(float(p) for p in police if p is not None)),
        displaced=total([t.displaced for t in parts]),
        self_defence=total([t.self_defence for t in parts]),
        minors_share=mean([t.minors_share for t in parts], gang),
    )
