"""Writes one small record of deaths in each shape, encoding and spelling that importers know."""

from __future__ import annotations

import calendar
import csv
import gzip
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

# Deaths by place, year and month; every place reports every month.
Record = dict[tuple[str, int, int], int]
Table = list[list[object]]

SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
CREOLE = "janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm".split()
ENGLISH = list(calendar.month_name)[1:]
SHORT = "ene feb mar abr may jun jul ago sep oct nov dic".split()


def last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def rows_of(record: Record) -> dict[tuple[str, date, date], float]:
    """Return the rows that any importer must make of a record, the sum of the parts with them."""
    found: dict[tuple[str, date, date], float] = {}
    for (place, year, month), n in record.items():
        period = (date(year, month, 1), last(year, month))
        found[place.casefold(), *period] = n
        found["all", *period] = found.get(("all", *period), 0) + n
    return found


def times(record: Record) -> list[tuple[int, int]]:
    return sorted({(y, m) for _p, y, m in record})


def names(record: Record) -> list[str]:
    return sorted({p for p, _y, _m in record})


def acled(record: Record) -> Table:
    head = [
        "event_id_cnty",
        "event_date",
        "year",
        "disorder_type",
        "event_type",
        "sub_event_type",
        "actor1",
        "country",
        "admin1",
        "location",
        "latitude",
        "longitude",
        "notes",
        "fatalities",
    ]
    body: Table = []
    for (place, y, m), n in record.items():
        # Two events carry the deaths; they lie on the first and the last day, so that the month is covered.
        for day, deaths in ((date(y, m, 1), n // 2), (last(y, m), n - n // 2)):
            body.append(
                [
                    f"NOR{len(body)}",
                    day,
                    y,
                    "Political violence",
                    "Battles",
                    "Armed clash",
                    "Gang A",
                    "Norland",
                    place,
                    "Port",
                    1.5,
                    2.5,
                    "A clash, with a note; 12 shots",
                    deaths,
                ]
            )
    return [head, *body]


def acled_monthly(record: Record) -> Table:
    head = [
        "Country",
        "Admin1",
        "Admin2",
        "ISO3",
        "Admin2 Pcode",
        "Admin1 Pcode",
        "Month",
        "Year",
        "Events",
        "Fatalities",
    ]
    body = []
    for (p, y, m), n in record.items():
        for commune, deaths in (("A", n // 3), ("B", n - n // 3)):
            body.append(["Norland", p, commune, "NOR", "N1", "N", ENGLISH[m - 1], y, 1, deaths])
    return [head, *body]


def ucdp(record: Record) -> Table:
    head = [
        "id",
        "relid",
        "year",
        "type_of_violence",
        "side_a",
        "side_b",
        "adm_1",
        "latitude",
        "longitude",
        "country",
        "date_start",
        "date_end",
        "best",
        "high",
        "low",
    ]
    body: Table = []
    for (p, y, m), n in record.items():
        for start, end, deaths in ((date(y, m, 1), date(y, m, 2), n), (last(y, m), last(y, m), 0)):
            stamp = " 00:00:00.000"
            body.append(
                [
                    len(body),
                    "X",
                    y,
                    2,
                    "Gang A",
                    "Gang B",
                    p,
                    1.0,
                    2.0,
                    "Norland",
                    f"{start}{stamp}",
                    f"{end}{stamp}",
                    deaths,
                    deaths + 1,
                    deaths,
                ]
            )
    return [head, *body]


def hapi(record: Record) -> Table:
    head = [
        "location_code",
        "has_hrp",
        "provider_admin1_name",
        "admin1_code",
        "admin_level",
        "event_type",
        "events",
        "fatalities",
        "reference_period_start",
        "reference_period_end",
    ]
    tags = [
        "#country+code",
        "#meta",
        "#adm1+name",
        "#adm1+code",
        "#meta+level",
        "#event+type",
        "#event+num",
        "#affected+killed",
        "#date+start",
        "#date+end",
    ]
    body = [
        ["NOR", "True", p, "N1", 1, kind, 1, deaths, date(y, m, 1), last(y, m)]
        for (p, y, m), n in record.items()
        for kind, deaths in (("political_violence", n), ("civilian_targeting", n // 2), ("demonstration", 0))
    ]
    return [head, tags, *body]


def police_long(record: Record) -> Table:
    head = ["Departamento", "Año", "Mes", "Delito", "Sexo", "Cantidad"]
    body = []
    for (p, y, m), n in record.items():
        for sex, deaths in (("Mujer", n // 4), ("Hombre", n - n // 4)):
            body.append([p, y, SPANISH[m - 1], "HOMICIDIO", sex, deaths])
        body.append([p, y, SPANISH[m - 1], "ROBO", "Hombre", 7])
    return [["Policía Nacional: estadística de delitos"], head, *body, ["Fuente: Policía Nacional"]]


def police_french(record: Record) -> Table:
    head = ["Département", "Mois", "Année", "Nombre de tués"]
    return [head, *([p, FRENCH[m - 1], y, n] for (p, y, m), n in record.items())]


def victims(record: Record) -> Table:
    head = ["Nombre", "DUI", "Fecha del hecho", "Departamento", "Municipio", "Tipo de muerte", "Edad"]
    body: Table = []
    for (p, y, m), n in record.items():
        days = [date(y, m, 1), last(y, m), *[date(y, m, 13 + i % 10) for i in range(max(n - 2, 0))]]
        for day in days[: max(n, 2)]:
            body.append(["Ana Pérez", f"{len(body):08d}-1", f"{day:%d/%m/%Y}", p, "Puerto", "Homicidio", 30])
    return [head, *body]


def wide_months(record: Record) -> Table:
    months = times(record)
    head = ["Departamento", *(f"{SHORT[m - 1]}-{y}" for y, m in months), "Total"]
    body = [
        [p, *(record[p, y, m] for y, m in months), sum(record[p, y, m] for y, m in months)]
        for p in names(record)
    ]
    totals = [sum(record[p, y, m] for p in names(record)) for y, m in months]
    return [["Homicidios por departamento"], head, *body, ["Total país", *totals, sum(totals)]]


def wide_two_lines(record: Record) -> Table:
    months = times(record)
    years: list[object] = ["Departamento"]
    for i, (y, _m) in enumerate(months):
        years.append(y if i == 0 or months[i - 1][0] != y else "")
    head = ["", *(SPANISH[m - 1].capitalize() for _y, m in months)]
    body = [[p, *(record[p, y, m] for y, m in months)] for p in names(record)]
    return [["Homicidios"], years, head, *body]


def wide_by_year(record: Record) -> Table:
    head = ["Departamento", "Año", *(s.capitalize() for s in SPANISH)]
    body = [
        [p, y, *(record.get((p, y, m), "") for m in range(1, 13))]
        for p in names(record)
        for y in sorted({y for y, _m in times(record)})
    ]
    return [["Homicidios"], head, *body]


def wide_places(record: Record) -> Table:
    head = ["Mes", *names(record), "Nacional"]
    body = [
        [
            f"{SPANISH[m - 1].capitalize()} {y}",
            *(record[p, y, m] for p in names(record)),
            sum(record[p, y, m] for p in names(record)),
        ]
        for y, m in times(record)
    ]
    return [["Homicidios por mes y departamento"], head, *body]


def _tidy(
    head: list[str], word: str, whole: str, period: Callable[[int, int], list[object]]
) -> Callable[[Record], Table]:
    def write(record: Record) -> Table:
        body: Table = [[word, p, *period(y, m), n] for (p, y, m), n in record.items()]
        for y, m in times(record):
            body.append([word, whole, *period(y, m), sum(record[p, y, m] for p in names(record))])
        return [head, *body]

    return write


def _days(y: int, m: int) -> list[object]:
    return [date(y, m, 1), last(y, m)]


SHAPES: dict[str, Callable[[Record], Table]] = {
    "acled": acled,
    "acled_monthly": acled_monthly,
    "ucdp": ucdp,
    "hapi": hapi,
    "police_long": police_long,
    "police_french": police_french,
    "victims": victims,
    "wide_months": wide_months,
    "wide_two_lines": wide_two_lines,
    "wide_by_year": wide_by_year,
    "wide_places": wide_places,
    "tidy_english": _tidy(["series", "place", "start", "end", "value"], "homicides", "all", _days),
    "tidy_spanish": _tidy(
        ["Serie", "Lugar", "Inicio", "Fin", "Valor"],
        "homicidios",
        "Nacional",
        lambda y, m: [f"{d:%d/%m/%Y}" for d in (date(y, m, 1), last(y, m))],
    ),
    "tidy_french": _tidy(
        ["SÉRIE", "LIEU", "PÉRIODE", "VALEUR"],
        "assassinats",
        "Ensemble",
        lambda y, m: [f"{FRENCH[m - 1]} {y}"],
    ),
    "tidy_creole": _tidy(
        ["Seri", "Kote", "Dat", "Vale"], "omisid", "Nasyonal", lambda y, m: [f"{CREOLE[m - 1]} {y}"]
    ),
    "tidy_month": _tidy(
        ["indicator", "department", "month", "year", "value"], "Murders", "Total", lambda y, m: [m, y]
    ),
}

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")
FORMS = ("csv", "semicolon", "tab", "sep", "xlsx", "gzip")


def write(table: Table, path: Path, form: str = "csv", encoding: str = "utf-8") -> Path:
    """Write a table in a form; XLSX has no encoding."""
    if form == "xlsx":
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in table:
            sheet.append(row)
        path = path.with_suffix(".xlsx")
        book.save(path)
        return path
    marks = {"semicolon": ";", "tab": "\t"}
    out = io.StringIO()
    if form == "sep":
        out.write("sep=,\r\n")
    csv.writer(out, delimiter=marks.get(form, ",")).writerows(table)
    data = out.getvalue().encode(encoding)
    if form == "gzip":
        path = path.with_suffix(".csv.gz")
        data = gzip.compress(data)
    path.write_bytes(data)
    return path
