"""Territories: where people live, what borders what, and who holds the ground."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from tregua.i18n import _
from tregua.inputs.fields import Model, Name, Number, Share, Title
from tregua.inputs.yaml_reader import mistake
from tregua.places.sourced_value import DatedPeople, People, ShareFigure


def _coordinates(value: object) -> object:
    numbers = value if isinstance(value, list | tuple) else ()
    if len(numbers) != 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        raise mistake(_("[latitude, longitude] in degrees"))
    latitude, longitude = numbers
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        hint = (
            _("are latitude and longitude exchanged?") if abs(longitude) <= 90 < abs(latitude) <= 180 else ""
        )
        raise mistake(_("latitude between -90 and 90, longitude between -180 and 180"), hint)
    return value


Centroid = Annotated[tuple[Number, Number], BeforeValidator(_coordinates)]


class Territory(Model):
    """A part of a place in which people, gangs and forces are counted."""

    title: Title
    region: Name | None = Field(
        default=None, description="region it belongs to; may be left out where there is one"
    )
    population: DatedPeople = Field(description="inhabitants")
    centroid: Centroid = Field(description="latitude and longitude of its middle, degrees")
    neighbours: tuple[Name, ...] = Field(
        default=(), description="territories that border it; both name each other"
    )
    control: ShareFigure | None = Field(default=None, description="share under gangs at a date, 0 to 1")
    violence: Annotated[Number, Field(ge=0, le=1000)] = Field(
        default=1.0, description="killing per member, relative; mean 1 over members"
    )
    police: Share | None = Field(default=None, description="share of the police stationed here; sums to 1")
    displaced: People | None = Field(default=None, description="people driven from here at the start")
    self_defence: People | None = Field(default=None, description="armed neighbours at the start")
    minors_share: ShareFigure | None = Field(default=None, description="share of its gang members under 18")


Territories = dict[Name, Territory]
