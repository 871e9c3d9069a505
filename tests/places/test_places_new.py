import csv
from datetime import date
from pathlib import Path

import pytest

from tregua.errors import InputError
from tregua.places import check_place, load_place, new_place
from tregua.places.import_table import import_tables
from tregua.places.infer_series_kind import base_of, guess, is_floor, slug

HEADER = "series,place,start,end,value,low,high,unit,source,url,published,confidence,note\n"
ROWS = (
    "event,Atlantis,2021-05-01,2021-05-01,,,,event,Press,,2021-05-02,high,A truce\n"
    "homicide_rate,Atlantis,2021-01-01,2021-12-31,9.5,,,\"per 100,000\",UN,,2023,high,\n"
    "homicides,Atlantis (national),2021-01-01,2021-12-31,310,,,people killed (Police),Police,,2022-02,high,\n"
    "homicides,Atlantis,2022-01-01,2022-12-31,330,,,people killed (more than),Police,,2023-02,high,\n"
    "homicides,Atlantis,2022-01-01,2022-12-31,350,,,people killed,Press,,2023-01,medium,\n"
    "homicides,Atlantis,2023-01-01,2023-12-31,360,,,people killed,Police,,2024-02-20,high,\n"
    "homicides,Atlantis,2023-01-01,2023-12-31,410,,,people killed (Observatory),Observatory,,2024-01,high,\n"
    "homicides,Atlantis: North Shore,2023-01-01,2023-12-31,90,,,people killed,Police,,2024-02-20,high,\n"
    "homicides,Far Island prison,2023-01-01,2023-12-31,3,,,people killed,Police,,2024-02-20,high,\n"
    "population,Atlantis,2023-07-01,2023-07-01,2500000,,,people,Census,,2024-01,high,\n"
    "population,North Shore,2023-07-01,2023-07-01,700000,,,people,Census,,2024-01,high,\n"
    "gang_members_estimate,Atlantis,2022-06-01,2022-06-01,4000,3000,6000,persons,Police,,2022-06-05,medium,\n"
    "prison_population,Atlantis,2023-12-31,2023-12-31,8000,,,inmates,Ministry,https://example.org,,high,\n"
    "police_officers,Atlantis,2023-12-31,2023-12-31,9000,,,persons,Ministry,,2024-01,high,\n"
)  # fmt: skip


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "atlantis.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def errors(folder):
    return [p for p in check_place(folder) if p.severity == "error"]


def test_a_new_place_runs_at_once(tmp_path):
    new_place(tmp_path / "my place")
    place = load_place(tmp_path / "my place")
    assert place.name == "my_place"
    assert (len(place.regions), len(place.territories), len(place.gangs)) == (1, 3, 2)
    assert place.main_series == "homicides" and len(place.evidence) == 5
    assert errors(tmp_path / "my place") == []
    assert (tmp_path / "my place" / "README.md").exists()


def test_its_scenarios_load(tmp_path):
    from tregua.scenarios import load_scenario

    new_place(tmp_path / "p")
    place = load_place(tmp_path / "p")
    assert len(place.scenarios) == 3
    for name in place.scenarios:
        assert load_scenario(name, place).sentences()


def test_every_file_explains_itself(tmp_path):
    new_place(tmp_path / "p")
    for path in (tmp_path / "p").rglob("*.yaml"):
        text = path.read_text()
        assert "#" in text and "@" not in text, path


def test_evidence_brings_its_series(tmp_path, table):
    new_place(tmp_path / "p", table)
    place = load_place(tmp_path / "p")
    assert place.title == "Atlantis"
    assert place.main_series == "homicides"
    assert [r.value for r in place.evidence.select(series="homicides", place="all")] == [330, 360]
    assert [r.value for r in place.evidence.series("homicides_police")] == [310]  # bases are kept apart
    assert [r.value for r in place.evidence.series("homicides_observatory")] == [410]
    assert [r.value for r in place.evidence.select(place="north_shore", measures="deaths")] == [90]
    assert place.evidence.series("homicides").rows[0].floor
    assert place.series["homicides"].measures == "deaths" and place.series["homicides"].causes
    assert place.series["homicide_rate"].measures == "other"
    assert place.series["prison_population"].measures == "prison_held"
    assert place.run.as_of == date(2024, 2, 20)
    assert place.territories["north_shore"].population[0].value == 700_000
    assert sum(g.members[0].value for g in place.gangs.values()) == 4000
    assert place.state.police[0].value == 9000
    assert errors(tmp_path / "p") == []
    assert "guessed: check" in (tmp_path / "p" / "series.yaml").read_text()


def test_a_table_that_names_no_country_takes_the_name_of_its_folder(tmp_path, table):
    rows = table.read_text().replace("Atlantis (national)", "all").replace("Atlantis", "all")
    table.write_text(rows.replace("all: North Shore", "North Shore"))
    new_place(tmp_path / "far_isles", table)
    place = load_place(tmp_path / "far_isles")
    assert place.title == "Far isles"
    assert [r.value for r in place.evidence.select(place="north_shore", measures="deaths")] == [90]  # a part


def test_a_first_run_begins_at_the_counted_pace(tmp_path, table):
    new_place(tmp_path / "p", table)
    priors = load_place(tmp_path / "p").parameters
    gangs, others = priors["killing_per_member"], priors["background_rate"]
    assert gangs.prior.lognormal[0] == pytest.approx(0.8 * 360 / 4000, rel=0.01)
    assert others.prior.lognormal[0] == pytest.approx(0.2 * 360 / 2.5e6 * 1e5, rel=0.01)
    assert gangs.published == others.published == date(2024, 2, 20)  # set aside by runs as of an earlier day
    new_place(tmp_path / "q")  # nothing counted, nothing worked out
    assert "killing_per_member" not in load_place(tmp_path / "q").parameters


def test_what_is_made_up_is_told(tmp_path, table):
    new_place(tmp_path / "p", table)
    told = [p for p in check_place(tmp_path / "p") if "made up" in p.found]
    assert {Path(p.file).name for p in told} == {"territories.yaml", "state.yaml"}
    assert all(p.severity == "doubt" for p in told)


def test_nothing_of_the_evidence_is_lost(tmp_path, table):
    new_place(tmp_path / "p", table)
    with (tmp_path / "p" / "left_out.csv").open(encoding="utf-8", newline="") as file:
        left = list(csv.DictReader(file))
    place = load_place(tmp_path / "p")
    assert [event.kind for event in place.history] == ["pact"]
    assert len(left) + len(place.evidence) + len(place.history) == ROWS.count("\n")
    assert all(r["reason"] for r in left)


def test_mistakes_in_the_evidence_come_at_once_and_nothing_is_written(tmp_path, table):
    bad = table.read_text().replace("2021-12-31,310", "31/13/2021,310").replace(",330,", ",many,")
    table.write_text(bad)
    with pytest.raises(InputError) as caught:
        new_place(tmp_path / "p", table)
    assert [(p.line, p.where) for p in caught.value.problems] == [(4, "D (end)"), (5, "E (value)")]
    assert [p.name for p in tmp_path.iterdir()] == ["atlantis.csv"]


@pytest.mark.parametrize("text", ["", "country,iso3,year\nAtlantis,ATL,2020\n", HEADER, HEADER + "a,b\n"])
def test_a_table_that_is_no_evidence(tmp_path, text):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(InputError):
        new_place(tmp_path / "p", tmp_path / "t.csv")
    assert not (tmp_path / "p").exists()


def test_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        new_place(folder)
    assert [p.name for p in folder.iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="a file"):
        new_place(folder / "mine.txt")
    (tmp_path / "empty").mkdir()
    new_place(tmp_path / "empty")
    assert errors(tmp_path / "empty") == []


def test_nothing_is_half_written(tmp_path, monkeypatch):
    real, done = Path.write_text, []

    def fails(self, *args, **kwargs):
        done.append(self)
        if len(done) == 4:
            raise OSError(28, "No space left on device")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", fails)
    with pytest.raises(InputError, match="No space left"):
        new_place(tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_names_that_yaml_would_read_otherwise(tmp_path, table):
    place = 'No: ""x"" {a} #1 @NAME@'
    row = f'homicides,"{place}",2023-01-01,2023-12-31,9,,,people,"=cmd()",,2024,high,\n'
    table.write_text(HEADER + row)
    new_place(tmp_path / "1 place", table)
    place = load_place(tmp_path / "1 place")
    assert place.name == "n1_place" and place.title.startswith("No")


def test_guesses():
    assert guess("homicides", "people", True).measures == "deaths"
    assert guess("homicide_rate", "per 100000", True).measures == "other"
    assert guess("deaths_in_custody_cumulative", "persons", True).kind == "cumulative"
    assert guess("prison_capacity", "places", False).measures == "prison_places"
    assert guess("drone_strike_killings", "people", True).causes == (
        "operation_on_gang",
        "operation_on_bystander",
    )
    assert guess("days_without_homicides", "days", True).measures == "other"
    assert base_of("people killed (BINUH HRS)") == "binuh_hrs"
    assert base_of("people killed (more than)") == ""
    assert is_floor("people killed (at least)") and not is_floor("people killed")
    assert slug("Cité Soleil") == "cite_soleil"


def test_a_table_without_the_country_row(tmp_path):
    path = tmp_path / "city.csv"
    path.write_text(HEADER + "murders,Springfield,2023-01-01,2023-12-31,4,,,murders,Police,,2024,high,\n")
    found = import_tables(path, 3)
    assert (found.title, found.main, found.rows[0].place) == ("Springfield", "murders", "all")
