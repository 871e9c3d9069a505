"""Each place says up to when its record reaches, and whether its level of killing is made up."""

from datetime import date

import pytest

from tregua.cli.app import main
from tregua.places import list_places, load_place, new_place
from tregua.places.made_up import level_made_up
from tregua.places.record_reach import record_reach, record_until
from tregua.report.out_of_evidence_flags import invented


@pytest.mark.parametrize("name", list_places())
def test_the_record_of_each_place_that_ships_is_dated(name, capsys):
    place = load_place(name)
    until = record_until(place)
    assert until is not None and until >= date(2024, 1, 1)
    later = record_reach(place, date(until.year + 1, until.month, 1))
    assert str(until) in later and "days before today" in later
    assert main(["places"]) == 0
    assert record_reach(place) in capsys.readouterr().out
    assert not level_made_up(place) and invented(place) == []


def test_a_place_without_counts_says_that_its_level_is_made_up(tmp_path):
    new_place(tmp_path / "p")
    place = load_place(tmp_path / "p")
    assert level_made_up(place) and invented(place)[0] == "level of killing: made up"
    assert invented(place, fitted=True)[0] != "level of killing: made up"


@pytest.mark.slow
def test_compare_says_so_on_its_first_lines(tmp_path, capsys):
    table = tmp_path / "t.csv"
    for word, made in (("zorks", True), ("homicidios", False)):
        table.write_text(f"series,place,start,end,value\n{word},all,2023,2023,400\n", encoding="utf-8")
        new_place(tmp_path / word, table)
        words = [
            "compare",
            str(tmp_path / word),
            "baseline",
            "--members",
            "2",
            "--dt",
            "week",
            "--out",
            str(tmp_path),
        ]
        assert main(words) == 0
        first = capsys.readouterr().out.splitlines()[:4]
        assert first[0].startswith(f"{word.capitalize()}: the record of deaths") or made
        assert ("Outside the evidence: level of killing: made up" in first) == made
