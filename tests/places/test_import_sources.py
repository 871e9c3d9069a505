"""Tables of international sources: what each counts, what is left out, and when it was published."""

from datetime import date

import pytest

from tregua.errors import InputError
from tregua.places import load_place, new_place
from tregua.places.import_table import read_evidence
from tregua.places.importers.recipe import AmbiguousTableError
from tregua.places.importers.ucdp import version_of

from .table_shapes import acled, acled_monthly, hapi, ucdp, write

YEARS = (2019, 2020, 2021, 2022)
RECORD = {(p, 2021, m): 4 * m + len(p) for p in ("Alta", "Baja") for m in range(1, 13)}


def whole(found, series):
    return {r.end.year: r.value for r in found.rows if r.series == series and r.place == "all"}


def unodc():
    head = [
        "Iso3_code",
        "Country",
        "Region",
        "Subregion",
        "Indicator",
        "Dimension",
        "Category",
        "Sex",
        "Age",
        "Year",
        "Unit of measurement",
        "VALUE",
        "Source",
    ]
    body = []
    for code, country, scale in (("NOR", "Norland", 1), ("SUD", "Sudland", 3)):
        for y in YEARS:
            row = [code, country, "Americas", "Caribbean", "Victims of intentional homicide"]
            body.append([*row, "Total", "Total", "Total", "Total", y, "Counts", scale * (y - 1900), "CTS"])
            body.append(
                [*row, "Total", "Total", "Total", "Total", y, "Rate per 100,000 population", 9.5, "CTS"]
            )
            body.append([*row, "Total", "Total", "Male", "Total", y, "Counts", scale * 90, "CTS"])
            body.append([*row, "by mechanisms", "Firearms", "Total", "Total", y, "Counts", scale * 70, "CTS"])
    return [["United Nations Office on Drugs and Crime"], ["Date of publication", "15/10/2025"], head, *body]


def world_bank(people=True):
    head = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *map(str, YEARS)]
    rows = []
    for name, code, scale in (("Norland", "NOR", 1), ("Sudland", "SUD", 2)):
        rows.append(
            [
                name,
                code,
                "Intentional homicides (per 100,000 people)",
                "VC.IHR.PSRC.P5",
                *(10.5 * scale + i for i in range(len(YEARS))),
            ]
        )
        if people:
            rows.append(
                [
                    name,
                    code,
                    "Population, total",
                    "SP.POP.TOTL",
                    *(2_000_000 * scale + 1000 * i for i in range(len(YEARS))),
                ]
            )
        rows.append([name, code, "GDP", "NY.GDP.MKTP.CD", *(1e9 for _y in YEARS)])
    return [["Data Source", "World Development Indicators"], ["Last Updated Date", "2024-10-07"], head, *rows]


def owid(people=True):
    head = ["Entity", "Code", "Year", "Homicide rate per 100,000 population"] + (
        ["Population (historical)"] if people else []
    )
    rows = []
    for name, code in (("Norland", "NOR"), ("World", "OWID_WRL")):
        for i, y in enumerate(YEARS):
            rows.append([name, code, y, 10.5 + i] + ([2_000_000 + 1000 * i] if people else []))
    return [head, *rows]


def dtm(columns="snake"):
    head = [
        "operation",
        "admin0Name",
        "admin0Pcode",
        "admin1Name",
        "admin1Pcode",
        "numPresentIdpInd",
        "reportingDate",
        "roundNumber",
        "displacementReason",
    ]
    tags = [
        "#operation+name",
        "#country+name",
        "#country+code",
        "#adm1+name",
        "#adm1+code",
        "#affected+idps+ind",
        "#date+reported",
        "#round+code",
        "#event",
    ]
    body = []
    for n, day in ((1, "2023-03-31"), (2, "2023-09-30")):
        for p, people in (("Alta", 1000 * n), ("Baja", 200 * n)):
            for reason, share in (("Conflict", 3), ("Disaster", 1)):
                body.append(
                    ["Norland crisis", "Norland", "NOR", p, "N1", people * share // 4, day, n, reason]
                )
    body.append(["Norland crisis", "Norland", "NOR", "Costa", "N3", 50, "2023-10-02", 2, "Conflict"])
    if columns == "words":
        head = [
            "Operation",
            "Admin 0 Name",
            "Admin 0 Pcode",
            "Admin 1 Name",
            "Admin 1 Pcode",
            "People",
            "Reporting Date",
            "Round Number",
            "Reason",
        ]
    return [head, tags, *body]


def test_unodc_counts_are_used_and_rates_left_out(tmp_path):
    path = write(unodc(), tmp_path / "data_cts_intentional_homicide.csv", "xlsx")
    with pytest.raises(AmbiguousTableError, match="2 countries: Norland, Sudland"):
        read_evidence(path)
    for asked in ("Norland", "norland", "NOR"):
        found = read_evidence(path, country=asked)
        assert whole(found, "unodc_homicides") == {y: y - 1900 for y in YEARS}
        assert found.title == "Norland"
    account = found.sources[0].account
    assert account.left_out["another country"][0] == 16
    assert sum(e[0] for r, e in account.left_out.items() if r.startswith("other rows")) == 12
    assert found.info["unodc_homicides"].base == "unodc"


@pytest.mark.parametrize(("make", "name"), [(world_bank, "API.csv"), (owid, "homicide-rate.csv")])
@pytest.mark.parametrize("form", ["csv", "xlsx", "gzip"])
def test_rates_become_counts_where_people_are_given(tmp_path, make, name, form):
    found = read_evidence(write(make(), tmp_path / name, form), country="Norland")
    assert whole(found, "homicides") == {
        y: round((10.5 + i) * (2_000_000 + 1000 * i) / 1e5) for i, y in enumerate(YEARS)
    }
    assert any("worked out of the rate" in note for note in found.notes)
    new_place(tmp_path / "p", found)
    assert sum(t.population[-1].value for t in load_place(tmp_path / "p").territories.values()) > 1_900_000


@pytest.mark.parametrize("make", [world_bank, owid])
def test_rates_without_people_stay_rates_and_that_is_said(tmp_path, make):
    found = read_evidence(write(make(people=False), tmp_path / "t.csv"), country="NOR")
    assert "homicides" not in found.series
    assert found.notes[0].startswith("no series counts deaths: the level of killing is made up")
    assert any("becomes a count only where the table gives people" in note for note in found.notes)


@pytest.mark.parametrize("columns", ["snake", "words"])
def test_rounds_of_displaced_people_are_added_up(tmp_path, columns):
    found = read_evidence(write(dtm(columns), tmp_path / "dtm.csv"))
    rows = {(r.place, r.end): r.value for r in found.rows}
    assert rows["all", date(2023, 3, 31)] == 1200
    assert rows["all", date(2023, 10, 2)] == 2450  # a round counts on its last day
    assert rows["alta", date(2023, 10, 2)] == 2000
    assert ("costa", date(2023, 3, 31)) not in rows  # not covered then: not none
    assert found.series["idps"][1].measures == "displaced" and found.series["idps"][1].kind == "stock"


@pytest.mark.parametrize(
    ("name", "day", "candidate"),
    [
        ("GEDEvent_v25_1.csv", "2025-06-30", False),
        ("ged251.csv", "2025-06-30", False),
        ("GEDEvent_v25_0_9.csv", "2025-10-31", True),
        ("GEDEvent_v24_0_12.csv", "2025-01-31", True),
        ("ged-24.1.csv", "2024-06-30", False),
        ("candidate_events.csv", None, True),
        ("events.csv", None, False),
    ],
)
def test_the_version_of_ucdp_is_its_day_of_publication(tmp_path, name, day, candidate):
    released, is_candidate = version_of(name.rsplit(".", 1)[0].replace("_", " "))
    assert (str(released) if released else None, is_candidate) == (day, candidate)
    found = read_evidence(write(ucdp(RECORD), tmp_path / name))
    series = "ucdp_candidate_killed" if candidate else "ucdp_killed"
    assert set(found.series) == {series}
    row = found.newest("deaths")
    assert row is not None and row.low is not None and row.low <= row.value <= row.high
    if not candidate:
        assert row.published == date(2022, 6, 30)  # the yearly release of the next year, not this edition


def test_the_lag_of_acled_is_declared(tmp_path):
    found = read_evidence(write(acled(RECORD), tmp_path / "a.csv"))
    row = found.newest("deaths")
    assert row is not None and not row.published_known and (row.published - row.end).days == 14


@pytest.mark.parametrize(
    ("name", "series"),
    [
        (
            "norland_political_violence_events_and_fatalities_by_month-year_as-of-05Nov2025.csv",
            "acled_fatalities",
        ),
        ("norland_civilian_targeting_events_and_fatalities_as-of-05Nov2025.csv", "acled_civilian_fatalities"),
        ("norland_demonstration_events_by_month.csv", "acled_demonstration_fatalities"),
        ("hrp.csv", "acled_fatalities"),
        ("political_violence.csv", "acled_fatalities"),
    ],
)
def test_counts_of_acled_by_month_say_what_they_count(tmp_path, name, series):
    assert set(read_evidence(write(acled_monthly(RECORD), tmp_path / name)).series) == {series}


def test_a_workbook_with_a_page_of_notes(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "README"
    book.active.append(["Political violence events and fatalities. Terms of use apply."])
    sheet = book.create_sheet("Data")
    for row in acled_monthly(RECORD):
        sheet.append(row)
    book.save(tmp_path / "norland.xlsx")
    found = read_evidence(tmp_path / "norland.xlsx")
    assert found.sources[0].recipe.sheet == "Data"
    assert any("sheets that are not read: README" in note for note in found.notes)


def test_a_part_of_hapi_is_not_counted_twice(tmp_path):
    found = read_evidence(write(hapi(RECORD), tmp_path / "hapi.csv"))
    total = sum(RECORD.values())
    assert sum(r.value for r in found.rows if r.place == "all") == total
    left = found.sources[0].account.left_out["other rows of event_type"]
    assert left[0] == 2 * len(RECORD)


def test_one_country_of_several_events(tmp_path):
    table = acled(RECORD)
    other = [[*row[:7], "Sudland", *row[8:]] for row in table[1:]]
    path = write([*table, *other], tmp_path / "a.csv")
    with pytest.raises(AmbiguousTableError) as caught:
        read_evidence(path)
    assert set(caught.value.choices) == {"Norland", "Sudland"}
    found = read_evidence(path, country="Sudland")
    assert found.title == "Sudland" and found.sources[0].account.found[1] == 2 * sum(RECORD.values())
    with pytest.raises(InputError, match="a country of the table: Norland, Sudland"):
        read_evidence(path, country="Westland")


def test_events_over_a_month_count_where_they_end(tmp_path):
    table = ucdp(RECORD)
    table.append(
        [
            999,
            "X",
            2021,
            3,
            "Gang A",
            "Civilians",
            "Alta",
            1,
            2,
            "Norland",
            "2021-03-20",
            "2021-05-02",
            7,
            9,
            5,
        ]
    )
    found = read_evidence(write(table, tmp_path / "g.csv"))
    rows = {(r.place, r.start): r.value for r in found.rows}
    assert rows["alta", date(2021, 5, 1)] == RECORD["Alta", 2021, 5] + 7
    assert any("1 events span more than a month (7 counted)" in note for note in found.notes)


@pytest.mark.parametrize("name", ["t.xls", "t.pdf", "t.parquet", "t.html", "t.json", "t.zip"])
def test_other_forms_are_named(tmp_path, name):
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("data.csv", "a,b\n1,2\n")
    data = {
        "xls": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "pdf": b"%PDF-1.7 ...",
        "parquet": b"PAR1....",
        "html": b"<html><table><tr><td>1",
        "json": b'{"a": 1}',
        "zip": packed.getvalue(),
    }
    path = tmp_path / name
    path.write_bytes(data[name.split(".")[1]])
    with pytest.raises(InputError) as caught:
        read_evidence(path)
    (problem,) = caught.value.problems
    assert problem.hint and "CSV, TSV or XLSX" in problem.expected
