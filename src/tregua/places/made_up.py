"""What of a place nobody counted: figures that keep a new place running, and where such figures are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.inputs.yaml_reader import PathTo

if TYPE_CHECKING:
    from tregua.places.place import Place

MADE_UP = "made up: replace"  # what `tregua place new` writes as the source of what it makes up
LEVEL = "killing_per_member"  # the parameter that sets the level of killing


def figures_inside(value: Any, path: PathTo) -> Iterator[tuple[PathTo, Any]]:
    """Return the figures inside a part of a place, each with its path."""
    from pydantic import BaseModel

    from tregua.places.sourced_value import Figure

    if isinstance(value, Figure):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from figures_inside(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from figures_inside(item, path if len(value) == 1 else (*path, i))


def made_up(place: Place) -> int:
    """Count what of a place is made up: figures and rows of evidence that `tregua place new` wrote."""
    parts = (*place.territories.values(), *place.gangs.values(), place.state)
    figures = [figure.source for part in parts for _path, figure in figures_inside(part, ())]
    sources = [*figures, *(relation.source for relation in place.relations)]
    sources += [row.source for row in place.evidence.rows]
    return sum(source.startswith(MADE_UP) for source in sources)


def level_made_up(place: Place) -> bool:
    """Return whether no count of deaths sets the level of killing in the files of a place."""
    prior = place.parameters.get(LEVEL)
    if prior is None or prior.source.startswith(MADE_UP):
        return True
    counted = [row for row in place.evidence.rows if row.series == place.main_series]
    return bool(counted) and all(row.source.startswith(MADE_UP) for row in counted)


def list_made_up(place: Place) -> list[tuple[str, str]]:
    """Return what of a place is made up, each with where such a figure is usually found."""
    state = place.state
    checks: list[tuple[bool, str, str]] = [
        (level_made_up(place), _("the level of killing"),
         _("counts of deaths: police, prosecutors, forensic institute, UNODC, ACLED, UCDP")),
        (_any(t.population for t in place.territories.values()), _("people by territory"),
         _("the census, the statistics office; UN World Population Prospects")),
        (_any(g.members for g in place.gangs.values()), _("members of gangs"),
         _("ministry of the interior, police; UN panels of experts; InSight Crime")),
        (_any((t.control,) for t in place.territories.values()), _("ground under gangs"),
         _("reports to the UN Security Council; police; press")),
        (_any([state.police]), _("police"), _("ministry of the interior; UNODC")),
        (_any([state.soldiers]), _("soldiers at home"), _("ministry of defence; decrees of deployment")),
        (_any([state.prisons.places, state.prisons.held]), _("prison places and people held"),
         _("the prison service; World Prison Brief")),
        (_any([(state.courts.judgements_per_day,)]), _("judgements a day"), _("the judiciary's yearbook")),
    ]  # fmt: skip
    return [(what, where) for made, what, where in checks if made]


def _any(groups: Any) -> bool:
    return any(
        figure is not None and figure.source.startswith(MADE_UP) for group in groups for figure in group or ()
    )
