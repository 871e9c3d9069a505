import os
import pickle
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tregua.errors import InputError
from tregua.places import Place, check_place, json_schema, list_places, load_place
from tregua.places.schema import KINDS

SOUND = Path(__file__).parents[1] / "broken_files" / "sound"
TINY = {
    "place.yaml": "name: tiny\ntitle: Tiny\nmain_series: homicides\n",
    "territories.yaml": "land: {title: Land, population: 100000, centroid: [10, 20]}\n",
    "gangs.yaml": "gangs:\n  g: {title: The gang, members: 500}\n",
    "series.yaml": "homicides: {title: Homicides, base: police, kind: flow, measures: deaths}\n",
    "evidence.csv": "series,place,start,end,value,low,high,unit,source,url,published,confidence,note\n"
    "homicides,all,2023-01-01,2023-12-31,50,,,people,Police,,2024-02,high,\n",
}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SOUND, tmp_path / "bayside"))


def write(folder, files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def told(folder):
    with pytest.raises(InputError) as caught:
        load_place(folder)
    return caught.value.problems


def test_one_territory_one_gang_one_series_is_enough(tmp_path):
    place = load_place(write(tmp_path / "tiny", TINY))
    assert place.regions == {"country": "Tiny"}
    assert place.territories["land"].region == "country"
    assert place.territories["land"].police == 1
    assert place.gangs["g"].presence == {"land": 1.0}
    assert place.run.as_of == date(2024, 2, 29) and place.run.start == date(2024, 3, 1)
    assert place.scenarios == ("baseline",)
    assert [p for p in check_place(tmp_path / "tiny") if p.severity == "error"] == []


def test_a_place_holds_what_its_files_say(folder):
    place = load_place(folder)
    assert isinstance(place, Place)
    assert (place.name, place.title, place.title.by_language["es"]) == ("bayside", "Bayside", "La Bahía")
    assert place.people == 220_000
    assert place.territories_of("coast") == ("harbour", "old_town")
    assert place.territories_of(["hills", "old_town"]) == ("old_town", "hills")
    assert place.territories_of("all") == tuple(place.territories)
    assert place.relations[1].between == "all"
    assert [event.kind for event in place.history] == ["pact", "spree", "coalition"]
    assert place.parameters["targeting_odds"].readings["ngo"].prior.numbers == (12, 0.5)
    assert place.state.prisons.held[0].value == 450
    assert place.population("harbour", date(2015, 1, 1), date(2024, 1, 1)) == 90_000
    with pytest.raises(AttributeError):
        place.name = "other"


def test_titles_follow_the_language(folder, monkeypatch):
    monkeypatch.setenv("TREGUA_LANG", "es")
    assert str(load_place(folder).title) == "La Bahía"


def test_a_place_travels_between_processes(folder):
    place = load_place(folder)
    copy = pickle.loads(pickle.dumps(place))
    assert copy == place and copy.title.by_language == place.title.by_language


def test_the_hash_is_of_the_data_and_nothing_else(folder, tmp_path):
    before = load_place(folder).hash
    moved = Path(shutil.copytree(folder, tmp_path / "elsewhere"))
    (moved / "README.md").write_text("notes")
    assert load_place(moved).hash == before
    with (moved / "state.yaml").open("a") as file:
        file.write("# one byte more\n")
    assert load_place(moved).hash != before


def test_library_places_load_without_a_mistake():
    for name in list_places():
        place = load_place(name)
        assert place.name == name
        assert [p for p in check_place(name) if p.severity == "error"] == []


def test_a_path_without_a_folder_may_be_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_place(Path("haiti")).folder.parent.name == "library"
    write(tmp_path / "haiti", TINY)
    assert load_place("haiti").name == "haiti"  # a name is a name
    assert load_place(Path("haiti")).name == load_place("./haiti").name == "tiny"


def test_an_unknown_place():
    with pytest.raises(InputError) as caught:
        load_place("hait")
    (problem,) = caught.value.problems
    assert problem.found == "no such place"
    for odd in ("", "\0", "x" * 5000, str(SOUND / "place.yaml")):
        with pytest.raises(InputError):
            load_place(odd)


def test_missing_files_are_all_told(tmp_path):
    (tmp_path / "territory.yaml").write_text("x: 1\n")
    problems = told(tmp_path)
    assert {Path(p.file).name for p in problems} == set(TINY)
    hint = next(p.hint for p in problems if p.file.endswith("territories.yaml"))
    assert "territory.yaml" in hint


def test_links_that_lead_out_are_not_read(folder, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("police: 1000\n")
    (folder / "state.yaml").unlink()
    (folder / "state.yaml").symlink_to(secret)
    (folder / "evidence.csv").unlink()
    (folder / "evidence.csv").symlink_to("/dev/zero")
    problems = told(folder)
    assert {(Path(p.file).name, p.found) for p in problems} == {
        ("state.yaml", "a path leading out of its folder"),
        ("evidence.csv", "a path leading out of its folder"),
    }


def test_links_inside_the_folder_are_followed(folder):
    (folder / "state.yaml").rename(folder / "own_state.txt")
    (folder / "state.yaml").symlink_to("own_state.txt")
    assert load_place(folder).state.police[0].value == 700


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_hang(folder):
    (folder / "history.yaml").unlink()
    os.mkfifo(folder / "history.yaml")
    (problem,) = told(folder)
    assert problem.found == "a device or a pipe"


def test_rings_and_dangling_links(folder):
    (folder / "history.yaml").unlink()
    (folder / "history.yaml").symlink_to("history.yaml")
    (folder / "state.yaml").unlink()
    (folder / "state.yaml").symlink_to("nowhere.yaml")
    assert {Path(p.file).name for p in told(folder)} == {"history.yaml", "state.yaml"}


def test_absurd_sizes_are_refused_soon(tmp_path):
    many = "".join(f"t{i}: {{title: T, population: 10, centroid: [{i / 100}, 0]}}\n" for i in range(2500))
    gangs = "gangs:\n" + "".join(
        f"  g{i}: {{title: G, members: 1, presence: {{t0: 1}}}}\n" for i in range(12)
    )
    problems = told(write(tmp_path / "big", {**TINY, "territories.yaml": many, "gangs.yaml": gangs}))
    assert {"2500 territories", "2500 territories with 12 gangs"} == {p.found for p in problems}


def test_a_flood_of_mistakes_ends(tmp_path):
    names = ", ".join(f"x{i}" for i in range(50_000))
    many = f"land: {{title: L, population: 9, centroid: [1, 1], neighbours: [{names}]}}\n"
    rows = TINY["evidence.csv"] + "homicide,al,2023,x,y,,,,,,,,\n" * 20_000
    problems = told(write(tmp_path / "flood", {**TINY, "territories.yaml": many, "evidence.csv": rows}))
    assert 100 < len(problems) < 1000


def test_large_files_are_not_read(folder):
    with (folder / "evidence.csv").open("ab") as file:
        file.truncate(60_000_000)
    (problem,) = told(folder)
    assert problem.found == "60.0 MB"


def test_json_schemas():
    for kind in KINDS:
        schema = json_schema(kind)
        assert schema["$schema"].startswith("https://json-schema.org/")
    assert "from" in json_schema("gangs")["$defs"]["Relation"]["properties"]
    with pytest.raises(InputError):
        json_schema("gang")


def test_loading_a_place_needs_no_heavy_library():
    code = (
        "import sys, tregua.places as p; p.load_place(sys.argv[1]);"
        "print([m for m in ('numpy', 'pandas', 'xarray', 'numba') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SOUND)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
