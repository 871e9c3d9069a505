"""The evidence of a place as a table in the shape of each source, such that its importer reads it back.

A count of a month in a shape of events stands on the last day of the month; it is no event, and a
column says so.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tregua.errors import InputError, Problem, one_of
from tregua.i18n import N_, _, translated
from tregua.places.evidence import COLUMNS, Row
from tregua.places.place import Place
from tregua.places.place_template import row_cells

Table = list[list[object]]
Months = Mapping[tuple[str, int, int], Row]
NOT_EVENTS = "a count of the month, not an event"
RATE, PEOPLE = 1e5, "population"


def export_evidence(place: Place, shape: str, series: str = "") -> Table:
    """Return the evidence of a place as a table in the shape of a source.

    Parameters
    ----------
    place
        The place.
    shape
        One of `SHAPES`.
    series
        The series of counts; the main one, or the displaced for ``dtm``, if left out.

    Raises
    ------
    InputError
        Where the shape is unknown, or has no form for what the series holds.
    """
    if shape not in SHAPES:
        raise InputError(Problem(_("command line"), None, "--as", shape, one_of(list(SHAPES))))
    if shape == "tidy":
        chosen = [row for row in place.evidence.rows if series in ("", row.series)]
        heads: list[object] = [*COLUMNS]
        return [heads, *(list[object](row_cells(row)) for row in chosen)]
    if not series:
        stocks = [name for name, s in place.series.items() if s.measures == "displaced"]
        series = next(iter(stocks), "") if shape == "dtm" else place.main_series
    rows = [row for row in place.evidence.rows if row.series == series]
    parts = {row.place for row in rows} - {"all"}
    kept = [row for row in rows if row.place != "all"] if parts else rows
    table = SHAPES[shape](place, kept)
    if len(table) < 2:
        found = _("no such count in {series}").format(series=series or "-")
        raise InputError(Problem(place.name, None, "--as", found, translated(_NEEDS[shape])))
    return table


def _part(place: Place, row: Row) -> str:
    known = place.territories.get(row.place)
    return (
        "" if row.place == "all" else str(known.title if known else place.regions.get(row.place, row.place))
    )


def _months(rows: Sequence[Row]) -> list[Row]:
    def last(day: date) -> date:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])

    return [r for r in rows if r.start.day == 1 and r.end == last(r.start)]


def _years(rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if (r.start.month, r.start.day, r.end.month, r.end.day) == (1, 1, 12, 31)
            and r.start.year == r.end.year]  # fmt: skip


def _days(row: Row) -> list[tuple[date, float]]:
    """Return the first and the last day of a month with what is written on each: all on the last."""
    return [(row.start, 0.0), (row.end, row.value)]


def _number(value: float) -> object:
    return int(value) if value == int(value) else value


def _acled(place: Place, rows: Sequence[Row]) -> Table:
    head = ("event_id_cnty event_date year disorder_type event_type sub_event_type country admin1 notes "
            "fatalities")  # fmt: skip
    body: Table = []
    for row in _months(rows):
        for day, value in _days(row):
            kind = ["Political violence", "Battles", "Armed clash"]
            body.append([f"T{len(body)}", day, day.year, *kind, place.title, _part(place, row), NOT_EVENTS,
                         _number(value)])  # fmt: skip
    return [list(head.split()), *body]


def _acled_monthly(place: Place, rows: Sequence[Row]) -> Table:
    head: list[object] = ["Country", "Admin1", "ISO3", "Month", "Year", "Events", "Fatalities"]
    return [head, *(
        [place.title, _part(place, r), place.iso3 or "", calendar.month_name[r.start.month], r.start.year, "",
         _number(r.value)] for r in _months(rows)
    )]  # fmt: skip


def _ged(place: Place, rows: Sequence[Row]) -> Table:
    head = (
        "id relid year type_of_violence side_a side_b adm_1 country date_start date_end best high low".split()
    )
    body: Table = []
    for row in _months(rows):
        for day, value in _days(row):
            low = value if row.low is None or not value else row.low
            high = value if row.high is None or not value else row.high
            body.append([len(body), NOT_EVENTS, day.year, 2, "", "", _part(place, row), place.title,
                         *[f"{day} 00:00:00.000"] * 2, *map(_number, (value, high, low))])  # fmt: skip
    return [list(head), *body]


def _hapi(place: Place, rows: Sequence[Row]) -> Table:
    head = ("location_code provider_admin1_name event_type events fatalities reference_period_start "
            "reference_period_end").split()  # fmt: skip
    return [list(head), *(
        [place.iso3 or place.title, _part(place, r), "political_violence", "", _number(r.value), r.start,
         r.end]
        for r in _months(rows)
    )]  # fmt: skip


def _dtm(place: Place, rows: Sequence[Row]) -> Table:
    head = ["operation", "admin0Name", "admin1Name", "numPresentIdpInd", "reportingDate", "roundNumber"]
    tags = [
        "#operation+name",
        "#country+name",
        "#adm1+name",
        "#affected+idps+ind",
        "#date+reported",
        "#round+code",
    ]
    days = sorted({r.end for r in rows if r.start == r.end})
    body: Table = [["Tregua", place.title, _part(place, r), _number(r.value), r.end, days.index(r.end) + 1]
                   for r in rows if r.start == r.end]  # fmt: skip
    return [list(head), list(tags), *body] if body else []


def _unodc(place: Place, rows: Sequence[Row]) -> Table:
    head: list[object] = ["Iso3_code", "Country", "Indicator", "Dimension", "Category", "Sex", "Age", "Year",
                          "Unit of measurement", "VALUE", "Source"]  # fmt: skip
    whole = place.evidence.rows
    years = _years([r for r in whole if r.place == "all" and rows and r.series == rows[0].series])
    return [head, *(
        [place.iso3 or "", place.title, "Victims of intentional homicide", *["Total"] * 4, r.start.year,
         "Counts", _number(r.value), r.source] for r in years
    )]  # fmt: skip


def _rates(place: Place, rows: Sequence[Row]) -> list[tuple[int, float, float]]:
    """Return year, killed per 100,000 and people, where both are known of the whole place."""
    people = {r.end.year: r.value for r in place.evidence.rows if r.series == PEOPLE and r.place == "all"}
    own = [r for r in place.evidence.rows if r.place == "all" and rows and r.series == rows[0].series]
    return [(r.start.year, r.value * RATE / people[r.start.year], people[r.start.year])
            for r in _years(own) if people.get(r.start.year)]  # fmt: skip


def _world_bank(place: Place, rows: Sequence[Row]) -> Table:
    found = _rates(place, rows)
    head = [
        "Country Name",
        "Country Code",
        "Indicator Name",
        "Indicator Code",
        *(str(y) for y, _r, _p in found),
    ]
    name = [place.title, place.iso3 or ""]
    return [] if not found else [
        ["Data Source", "Tregua"], list(head),
        [*name, "Intentional homicides (per 100,000 people)", "VC.IHR.PSRC.P5", *(r for _y, r, _p in found)],
        [*name, "Population, total", "SP.POP.TOTL", *(_number(p) for _y, _r, p in found)],
    ]  # fmt: skip


def _owid(place: Place, rows: Sequence[Row]) -> Table:
    head: list[object] = [
        "Entity",
        "Code",
        "Year",
        "Homicide rate per 100,000 population",
        "Population (historical)",
    ]
    return [head, *([place.title, place.iso3 or "", y, r, _number(p)] for y, r, p in _rates(place, rows))]


def _police(place: Place, rows: Sequence[Row]) -> Table:
    if months := _months(rows):
        found = [[_part(place, r) or "Total", r.start.year, r.start.month, _number(r.value)] for r in months]
        return [["Place", "Year", "Month", "Homicides"], *found]
    found = [[_part(place, r) or "Total", r.start.year, _number(r.value)] for r in _years(rows)]
    return [["Place", "Year", "Homicides"], *found]


SHAPES: dict[str, Callable[[Place, Sequence[Row]], Table]] = {
    "tidy": lambda place, rows: [],
    "acled": _acled,
    "acled-monthly": _acled_monthly,
    "ged": _ged,
    "hapi": _hapi,
    "dtm": _dtm,
    "unodc": _unodc,
    "worldbank": _world_bank,
    "owid": _owid,
    "police": _police,
}
_MONTHS, _PEOPLE = N_("counts of whole months"), N_("counts of whole years, and population")
_NEEDS = dict.fromkeys(("acled", "acled-monthly", "ged", "hapi"), _MONTHS) | {
    "dtm": N_("people displaced on a day"), "unodc": N_("counts of whole years"),
    "police": N_("counts of months or years"), "worldbank": _PEOPLE, "owid": _PEOPLE, "tidy": "",
}  # fmt: skip
