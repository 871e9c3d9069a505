"""What is recorded beside deaths: never fitted, dated, graded, with a source."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tregua.inputs.fields import is_web_address, parse_day
from tregua.places import load_place
from tregua.places.load import LIBRARY

RECORDED = {
    "haiti": {
        "sexual_violence", "sexual_violence_sg", "children_killed", "children_killed_gangs",
        "children_killed_state", "children_killed_self_defence", "children_killed_maimed", "executions",
    },
    "el_salvador": {
        "custody_deaths_violent_share", "custody_deaths_untreated_share", "custody_deaths_children",
        "custody_deaths_iachr",
    },
}  # fmt: skip


def rows(*path):
    with (LIBRARY.joinpath(*path)).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_series_are_never_fitted(name):
    place = load_place(name)
    for s in RECORDED[name]:
        assert place.series[s].use == "context" and place.evidence.series(s), s
        # running totals of deaths by operations are supplied to a fit whatever their use
        assert place.series[s].kind != "cumulative" or place.series[s].measures != "deaths", s


def test_the_check_by_commune_reconciles():
    found = rows("haiti", "checks", "binuh_commune_2026Q1.csv")
    total = {k: sum(int(r[k]) for r in found) for k in found[0] if k != "commune"}
    assert (total["killed"], total["injured"], total["abducted"]) == (1619, 745, 57)
    authors = total["victims_gangs"] + total["victims_security_forces"] + total["victims_community"]
    assert authors == 1619 + 745 + 57
    for r in found:  # each victim has one author
        of_authors = sum(int(r[k]) for k in r if k.startswith("victims"))
        assert of_authors == int(r["killed"]) + int(r["injured"]) + int(r["abducted"]), r["commune"]
    assert len({r["commune"] for r in found}) == len(found)


def test_children_by_author_add_up():
    place = load_place("haiti")
    quarter = {
        s: next(r.value for r in place.evidence.series(s) if r.start == date(2026, 1, 1))
        for s in RECORDED["haiti"]
        if s
        in (
            "children_killed",
            "children_killed_gangs",
            "children_killed_state",
            "children_killed_self_defence",
        )
    }
    whole = quarter.pop("children_killed")
    assert sum(quarter.values()) == whole


@pytest.mark.parametrize(
    ("file", "days"), [("opinion_abroad.csv", ("start", "end")), ("copied.csv", ("date",))]
)
def test_what_other_countries_said_and_did_has_dates_sources_and_grades(file, days):
    found = rows("el_salvador", "recorded", file)
    assert found
    for r in found:
        assert all(parse_day(r[d]) for d in days), r
        assert parse_day(r["published"], end=True), r
        assert r["url"] and is_web_address(r["url"]) and r["source"], r
        assert r["confidence"] in ("high", "medium", "low"), r
        assert None not in r, r
        if r.get("until"):
            assert parse_day(r["until"]) >= parse_day(r["date"]), r


def test_folders_beside_a_place_are_explained():
    for folder in (LIBRARY / "haiti" / "checks", LIBRARY / "el_salvador" / "recorded"):
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert all(Path(f).name in text for f in folder.glob("*.csv"))
