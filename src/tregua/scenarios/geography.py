"""The territories as interventions see them: ids, regions, people and gang members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tregua.places import Place

Sharing = Literal["population", "gangs", "equal"]


@dataclass(frozen=True)
class Ground:
    """The territories of a place, in its own order.

    Attributes
    ----------
    ids, region
        Id of each territory, and the region it belongs to.
    population, members
        People, and gang members at large, by territory.
    names
        Titles of territories and regions by id.
    """

    ids: tuple[str, ...]
    region: tuple[str, ...]
    population: tuple[float, ...]
    members: tuple[float, ...]
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def mask(self, territories: Iterable[str] | Literal["all"] = "all") -> NDArray[np.bool_]:
        """Return which territories a list of territories and regions covers."""
        import numpy as np

        if territories == "all":
            return np.ones(len(self.ids), dtype=bool)
        wanted = {territories} if isinstance(territories, str) else set(territories)
        unknown = wanted - set(self.ids) - set(self.region)
        if unknown:
            raise KeyError(f"no territory or region is called '{sorted(unknown)[0]}'")
        return np.array([i in wanted or r in wanted for i, r in zip(self.ids, self.region, strict=True)])

    def shares(
        self, by: Sharing | Mapping[str, float], territories: Iterable[str] | Literal["all"] = "all"
    ) -> NDArray[np.float64]:
        """Return each territory's part of a total, adding up to 1 over the territories covered.

        Parameters
        ----------
        by
            ``population``: by people; ``gangs``: by gang members; ``equal``; or weights by territory or
            region (a region's weight goes to its territories by people).
        territories
            The territories and regions covered.
        """
        weights = tuple(by.items()) if isinstance(by, Mapping) else by
        covered = territories if isinstance(territories, str) else tuple(territories)
        return _shares(self, weights, covered).copy()


@lru_cache(maxsize=64)  # an intervention asks for the same ones every month
def _shares(
    ground: Ground, by: Sharing | tuple[tuple[str, float], ...], territories: tuple[str, ...] | str
) -> NDArray[np.float64]:
    import numpy as np

    mask = ground.mask(territories)
    people = np.asarray(ground.population, dtype=np.float64)
    if isinstance(by, tuple):
        weight = np.zeros(len(ground.ids))
        for name, value in by:
            within = ground.mask([name])
            part = np.where(within, people, 0.0)
            part = part if part.sum() > 0 else within.astype(np.float64)
            weight += value * part / part.sum()
    elif by == "gangs":
        weight = np.asarray(ground.members, dtype=np.float64)
    else:
        weight = people if by == "population" else np.ones(len(ground.ids))
    weight = np.where(mask, weight, 0.0)
    if weight.sum() <= 0:
        weight = mask.astype(np.float64)
    return weight / weight.sum() if weight.any() else weight


def ground_of(place: Place, at: date, as_of: date) -> Ground:
    """Return a place's ground as it was known on one day about another."""
    ids = tuple(place.territories)
    members = dict.fromkeys(ids, 0.0)
    for gang in place.gangs.values():
        total = figure(gang.members, at, as_of)
        for territory, share in gang.presence.items():
            members[territory] += total * float(getattr(share, "value", share))
    names = {id_: territory.title for id_, territory in place.territories.items()}
    return Ground(
        ids,
        tuple(territory.region or "" for territory in place.territories.values()),
        tuple(figure(territory.population, at, as_of) for territory in place.territories.values()),
        tuple(members.values()),
        {**{region: title for region, title in place.regions.items()}, **names},
    )


def figure(what: Any, at: date, as_of: date) -> float:
    """Return the number in a figure or in a dated list of figures."""
    if isinstance(what, int | float):
        return float(what)
    if isinstance(what, list | tuple):
        from tregua.places.place import latest

        what = latest(what, at, as_of)
    return float(what.value)
