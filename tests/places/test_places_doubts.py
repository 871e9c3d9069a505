import shutil
from pathlib import Path

import pytest

from tregua.places import check_place, load_place

SOUND = Path(__file__).parents[1] / "broken_files" / "sound"
HOMICIDES = "homicides,all,2023-01-01,2023-12-31,104,,,people,Police,,2024,high,,,true"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "where", "found"),
    [
        ("gangs.yaml", "high: 600, date: 2023-06-01, source: police", "high: 600, date: 2023-06-01", 4,
         "gangs.dockers.members", "400"),
        ("territories.yaml", "control: {value: 0.3, date: 2023-11-01,", "control: {value: 0.3,", 16,
         "old_town.control", "no date"),
        ("territories.yaml", "violence: 0.7", "violence: 3", 1, "", "violence with a mean"),
        ("evidence.csv", "99,people,Police", "99,people,", 3, "homicides", "no source"),
        ("evidence.csv", "2023-02,high", "2022-11,high", 3, "homicides", "published before the period ends"),
        ("evidence.csv", "2023-02,high", "2023-02,low", 3, "homicides", "low confidence in the main series"),
        ("evidence.csv", "2023-02,high", "2023-02,D", 3, "homicides", "low confidence in the main series"),
        ("evidence.csv", "2023-02,high", ",high", 3, "homicides", "first publication unknown"),
        ("evidence.csv", HOMICIDES, HOMICIDES.replace("2023-01", "2022-10"), 4, "homicides",
         "a period that overlaps another"),
        ("evidence.csv", HOMICIDES, HOMICIDES.replace("2023-", "2032-"), 4, "homicides",
         "a period that begins years after"),
        ("evidence.csv", HOMICIDES, HOMICIDES.replace("104", "1.104"), 4, "homicides",
         "a count with a fraction"),
        ("series.yaml", "  causes: [gang_on_gang, gang_on_civilian, gang_on_agent, background]\n", "", 1,
         "homicides", "no causes"),
        ("place.yaml", "main_series: homicides", "main_series: held", 5, "main_series", "prison_held, stock"),
        ("state.yaml", "police: {value: 700, date: 2023-01-01", "police: {value: 700, date: 2024-06-01", 1,
         "police", "no figure for 2024-04-01"),
        ("state.yaml", "{value: 50, date: 2023-01-01", "{value: 50, date: 2023-01-01, published: 2022-05", 2,
         "soldiers.published", "published on 2022-05-31"),
    ],
)  # fmt: skip
def test_a_doubt_is_told_and_the_place_still_loads(tmp_path, file, old, new, line, where, found):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    load_place(folder)
    doubts = [p for p in check_place(folder) if p.severity == "doubt"]
    here = [p for p in doubts if p.file.endswith(file) and (p.line, p.where) == (line, where)]
    assert any(found in p.found for p in here), "\n".join(map(str, doubts))


def test_a_series_without_rows(tmp_path):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    rows = (folder / "evidence.csv").read_text().splitlines(keepends=True)
    (folder / "evidence.csv").write_text("".join(row for row in rows if not row.startswith("held")))
    (problem,) = [p for p in check_place(folder) if p.file.endswith("series.yaml")]
    assert (problem.line, problem.where, problem.found) == (9, "held", "no row of evidence")


def test_a_count_that_should_only_grow(tmp_path):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    with (folder / "series.yaml").open("a") as file:
        file.write("arrests: {title: Arrests, base: police, kind: cumulative, measures: detentions}\n")
    with (folder / "evidence.csv").open("a") as file:
        file.write("arrests,all,2022-01-01,2022-06-30,900,,,people,Police,,2022-07,high,,,\n")
        file.write("arrests,all,2022-01-01,2022-12-31,800,,,people,Police,,2023-01,high,,,\n")
    assert any(p.found.startswith("a cumulative count that falls") for p in check_place(folder))


def test_arrests_without_a_declaration(tmp_path):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    with (folder / "series.yaml").open("a") as file:
        file.write("arrests: {title: Arrests, base: police, kind: cumulative, measures: detentions}\n")
    with (folder / "evidence.csv").open("a") as file:
        file.write("arrests,all,2022-01-01,2022-06-30,900,,,people,Police,,2022-07,high,,,\n")
    found = "arrests counted, and no declaration"
    assert any(p.found.startswith(found) for p in check_place(folder))
    (folder / "history.yaml").write_text(
        "- {date: 2022-01-01, kind: declaration, title: An emergency, law: A decree, territories: [all]}\n"
    )
    assert not any(p.found.startswith(found) for p in check_place(folder))


def test_a_regime_of_0_1_is_read_with_a_notice(tmp_path):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    (folder / "history.yaml").write_text(
        "- {date: 2022-01-01, kind: regime, title: An emergency, level: 1, source: Gazette}\n"
    )
    (problem,) = [p for p in check_place(folder) if p.where == "[0].kind"]
    assert problem.severity == "doubt" and problem.line == 1
    assert problem.expected.startswith("kind: declaration") and "no effect" in problem.hint
    assert load_place(folder).history[0].kind == "regime"


def test_files_that_are_not_read_are_told(tmp_path):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    (folder / "parameter.yaml").write_text("x: 1\n")
    (problem,) = [p for p in check_place(folder) if p.file.endswith("parameter.yaml")]
    assert problem.severity == "doubt" and "parameters.yaml" in problem.hint
