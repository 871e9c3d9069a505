"""The state: its forces, its prisons and courts, its money, and how far three publics support it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from tregua.inputs.fields import Count, Day, Free, Grade, Model, Published, Url
from tregua.places.sourced_value import Amount, DatedPeople, Figure, ShareFigure


class Mission(Model):
    """Strength of a foreign force on a day."""

    troops: Count = 0
    police: Count = 0
    date: Day
    published: Published | None = None
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""
    disagree: Free = ""

    def known(self, as_of: date) -> bool:
        """Tell whether it had been published by a date."""
        return (self.published or self.date) <= as_of


class Prisons(Model):
    """Prisons: places, and who is held."""

    places: DatedPeople = Field(default=(), description="people the prisons are built for")
    held: DatedPeople = Field(default=(), description="people held")
    held_gang_share: ShareFigure | None = None
    pretrial_share: ShareFigure | None = None
    minors_share: ShareFigure | None = None


class Courts(Model):
    """Courts: how many judgements a day, and after how many days detention must be reviewed."""

    judgements_per_day: Amount | None = None
    review_limit_days: Amount | None = None


class Money(Model):
    """What things cost, in United States dollars."""

    police_usd_per_officer_year: Amount | None = None
    prison_usd_per_place_year: Amount | None = None
    prison_usd_per_place_built: Amount | None = None


class Support(Model):
    """Support, as shares of a public; contributor and council only where a mission is in play."""

    host: ShareFigure | None = None
    contributor: ShareFigure | None = None
    council: ShareFigure | None = None


class State(Model):
    """The content of state.yaml."""

    police: DatedPeople = Field(default=(), description="deployable officers")
    soldiers: DatedPeople = Field(default=(), description="soldiers deployed at home against gangs")
    mission: tuple[Mission, ...] = Field(default=(), description="foreign force already there")
    contractors: DatedPeople = Field(default=(), description="contractors under arms")
    prisons: Prisons = Prisons()
    courts: Courts = Courts()
    money: Money = Money()
    support: Support = Support()


def dated_lists(state: State) -> dict[tuple[str, ...], tuple[Figure, ...]]:
    """Return the dated lists of a state that are given, by their path in the file."""
    lists = {
        ("police",): state.police,
        ("soldiers",): state.soldiers,
        ("contractors",): state.contractors,
        ("prisons", "places"): state.prisons.places,
        ("prisons", "held"): state.prisons.held,
    }
    return {path: figures for path, figures in lists.items() if figures}
