"""New rows for a place that is there, mapping files that are kept, and the command itself."""

import json
import sys
from pathlib import Path

import pytest

from tregua.cli.app import main
from tregua.places import load_place

from .table_shapes import acled, police_long, write

PLACES = ("Alta", "Baja")


def record(last, **change):
    months = [(2021 + i // 12, i % 12 + 1) for i in range(last)]
    found = {(p, y, m): 6 + m + len(p) for p in PLACES for y, m in months}
    for key, n in change.items():
        place, y, m = key.split("_")
        found[place, int(y), int(m)] = n
    return found


def run(capsys, *words):
    status = main(["import", *map(str, words)])
    out = capsys.readouterr()
    return status, out.out, out.err


@pytest.fixture
def place(tmp_path, capsys):
    path = write(acled(record(18)), tmp_path / "acled.csv")
    status, _out, _err = run(capsys, path, "--into", tmp_path / "norland")
    assert status == 0
    return tmp_path / "norland"


def test_without_into_nothing_is_written(tmp_path, capsys):
    path = write(acled(record(18)), tmp_path / "acled.csv")
    before = sorted(tmp_path.rglob("*"))
    status, out, _err = run(capsys, path)
    assert status == 0 and "nothing is written" in out
    for words in (
        "ACLED, events",
        "figures in the table: 72",
        "counting base: acled",
        "parts: Alta, Baja",
        "latitude",
    ):
        assert words in out
    assert sorted(tmp_path.rglob("*")) == before


def test_a_new_place_lists_what_is_made_up(place, tmp_path, capsys):
    _status, out, _err = run(capsys, tmp_path / "acled.csv", "--into", tmp_path / "other")
    assert "members of gangs: ministry of the interior" in out
    assert load_place(place).main_series == "acled_fatalities"


def test_new_rows_are_added_and_nothing_else_changes(place, tmp_path, capsys):
    before = (place / "evidence.csv").read_text()
    path = write(acled(record(21)), tmp_path / "acled.csv")
    status, out, _err = run(capsys, path, "--into", place, "--update")
    assert status == 0 and "54 rows compared, 54 the same, 0 revised, 9 new" in out
    after = (place / "evidence.csv").read_text()
    assert after.startswith(before) and len(load_place(place).evidence) == 63
    status, out, _err = run(capsys, path, "--into", place, "--update")
    assert "63 the same, 0 revised, 0 new" in out and "nothing is written" in out
    assert (place / "evidence.csv").read_text() == after


def test_revisions_are_listed_with_both_dates_and_not_overwritten(place, tmp_path, capsys):
    before = (place / "evidence.csv").read_text()
    path = write(acled(record(18, Alta_2021_3=40)), tmp_path / "acled.csv")
    status, out, _err = run(capsys, path, "--into", place, "--update")
    assert status == 0 and "2 revised, 0 new" in out
    line = "alta, 2021-03-01 to 2021-03-31: 13 (published 2021-04-14) is now 40 (published 2021-04-14)"
    assert line in out and "without --replace" in out
    assert (place / "evidence.csv").read_text() == before
    status, out, _err = run(capsys, path, "--into", place, "--update", "--replace")
    assert status == 0 and "overwritten:" in out
    values = {
        r.value for r in load_place(place).evidence.rows if (r.place, str(r.start)) == ("alta", "2021-03-01")
    }
    assert values == {40}


def test_a_last_month_that_was_not_over_is_continued(tmp_path, capsys):
    table = acled(record(18))
    write([r for r in table if str(r[1]) < "2022-06-15" or r[0] == "event_id_cnty"], tmp_path / "acled.csv")
    place = tmp_path / "norland"
    run(capsys, tmp_path / "acled.csv", "--into", place)
    last = max(load_place(place).evidence.rows, key=lambda r: r.end)
    assert str(last.end) == "2022-06-01"
    path = write(table, tmp_path / "acled.csv")
    _status, out, _err = run(capsys, path, "--into", place)
    assert "overlap periods of the record" in out and "--update if the table has grown" in out
    _status, out, _err = run(capsys, path, "--into", place, "--update")
    assert "continued to a later day:" in out
    rows = load_place(place).evidence.rows
    assert sum(r.value for r in rows if r.place == "all") == sum(record(18).values())


def test_another_series_is_added_to_the_register(place, tmp_path, capsys):
    path = write(police_long(record(18)), tmp_path / "policia.csv")
    status, out, _err = run(capsys, path, "--into", place, "--json")
    assert status == 0
    answer = json.loads(out)
    assert answer["update"]["new_series"] == ["homicides"] and answer["update"]["added"] == 54
    assert load_place(place).series["homicides"].base == "homicides"
    assert len(list((place / "imports").iterdir())) == 2


def test_rows_of_unknown_places_are_said(place, tmp_path, capsys):
    changed = {("Costa" if p == "Baja" else p, y, m): n for (p, y, m), n in record(18).items()}
    _status, out, _err = run(capsys, write(acled(changed), tmp_path / "acled.csv"), "--into", place)
    assert "18 rows of places that are no territory or region there are left out: costa" in out


def test_a_series_that_counts_another_thing_is_refused(place, tmp_path, capsys):
    rows = [
        ["series", "place", "start", "end", "value"],
        ["acled_fatalities", "all", "2025", "2025", 5],
        ["homicides", "all", "2025", "2025", 5],
    ]
    file = place / "series.yaml"
    file.write_text(
        file.read_text().replace("measures: deaths", "measures: injured").replace("causes:", "# causes:")
    )
    status, _out, err = run(capsys, write(rows, tmp_path / "t.csv"), "--into", place)
    assert status == 2 and "a series that counts injured, flow" in err


def test_update_needs_a_table_that_was_imported(place, tmp_path, capsys):
    path = write(acled(record(18)), tmp_path / "another.csv")
    status, _out, err = run(capsys, path, "--into", place, "--update")
    assert status == 2 and "a table that was imported before: acled.csv" in err
    status, _out, err = run(capsys, path, "--update")
    assert status == 2 and "--into" in err


def test_an_unknown_table_ends_with_a_mapping_file_that_works(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [["zona", "cuando", "cuantos"], *[[p, f"2021-{m:02d}", 5] for p in PLACES for m in range(1, 13)]]
    path = write(rows, tmp_path / "odd.csv")
    status, _out, err = run(capsys, path)
    assert status == 2 and "odd.csv.map.yaml" in err
    mapping = tmp_path / "odd.csv.map.yaml"
    text = mapping.read_text()
    assert text.count("#") > 10 and '"?"' in text
    status, _out, err = run(capsys, path, "--map", mapping)
    assert status == 2 and "the name of a series" in err  # question marks are left
    mapping.write_text(
        "shape: rows\nheader: 1\ncolumns: {place: zona, date: cuando}\nvalues: {cuantos: homicides}\n"
    )
    place = tmp_path / "oddland"
    status, _out, err = run(capsys, path, "--map", mapping, "--into", place)
    assert status == 0, err
    assert sum(r.value for r in load_place(place).evidence.rows if r.place == "all") == 120
    rows += [[p, "2022-01", 9] for p in PLACES]
    status, out, _err = run(capsys, write(rows, path), "--into", place, "--update")
    assert status == 0 and "3 new" in out


@pytest.mark.parametrize(
    "text, words",
    [
        ("shape: round\n", "shape"),
        ("columns: {where: x}\n", "one of series, category"),
        ("values: {x: Not-a-name}\n", "values"),
        ("colums: {}\n", "colums"),
        ("header: 0\n", "header"),
        ("columns: {place: nothing}\n", "nothing"),
    ],
)
def test_mistakes_in_a_mapping_file(tmp_path, capsys, text, words):
    path = write(police_long(record(3)), tmp_path / "t.csv")
    (tmp_path / "m.yaml").write_text(text)
    status, _out, err = run(capsys, path, "--map", tmp_path / "m.yaml")
    assert status == 2 and words in err


def test_a_question_is_asked_on_a_terminal(tmp_path, capsys, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_text("series,place,start,end,value\nhomicides,all,2021,2021,1.400\n")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdin, "readline", lambda: "2\n", raising=False)
    status, out, err = run(capsys, path)
    assert status == 0 and "which one" in err and "1,400" in out
    monkeypatch.setattr(sys.stdin, "readline", lambda: "\n", raising=False)
    assert run(capsys, path)[0] == 2


def test_a_table_in_the_place_of_a_place(tmp_path, capsys):
    path = write(acled(record(18)), tmp_path / "acled.csv", "gzip")
    status = main(["evidence", str(path)])
    out = capsys.readouterr()
    assert status == 0 and "acled_fatalities" in out.out and "tables only" in out.err


def test_place_new_takes_the_same(tmp_path, capsys):
    path = write(police_long(record(18)), tmp_path / "policia.csv", "xlsx")
    assert main(["place", "new", str(tmp_path / "p"), "--evidence", str(path)]) == 0
    out = capsys.readouterr().out
    assert "a table of police or ministry" in out and "made up until you replace it" in out
    assert Path(tmp_path / "p" / "imports" / "policia.xlsx.map.yaml").is_file()


def test_options_of_import_go_with_a_table_in_the_place_of_a_place(tmp_path, capsys):
    path = tmp_path / "t.csv"
    rows = [f"homicides,all,{y}-01-01,{y}-12-31,1.4{y - 2000}" for y in range(2019, 2024)]
    path.write_text("\n".join(["series,place,start,end,value", *rows]) + "\n", encoding="utf-8")
    assert main(["evidence", str(path)]) == 2
    assert "--decimal" in capsys.readouterr().err
    assert main(["evidence", str(path), "--decimal", ","]) == 0
    assert "1,423" in (out := capsys.readouterr().out) or "1423" in out
    assert main(["evidence", str(path), "--decimal=."]) == 0
    assert "1.42" in capsys.readouterr().out
    assert main(["evidence", str(path)]) == 2  # an option holds for one command only
    capsys.readouterr()
    assert main(["evidence", "haiti", "--decimal", "."]) == 2  # no table: an unknown option


def test_what_is_not_used_stands_first_for_a_table_in_the_place_of_a_place(tmp_path, capsys):
    path = tmp_path / "t.csv"
    rows = ["homicides,all,2023-01-01,2023-12-31,400", "homicides,all,2022-01-01,2022-12-31,n/d"]
    path.write_text("\n".join(["series,place,start,end,value", *rows]) + "\n", encoding="utf-8")
    assert main(["evidence", str(path)]) == 0
    assert "1 of 2 figures are not used: no figure there: n/d (1)" in capsys.readouterr().err
