"""A package that is installed into a fresh environment adds to Tregua; a broken one stays out, by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

TEMPLATE = Path(__file__).parent.parent / "docs" / "howto" / "plugin"
CODE = """
import json, warnings
from pathlib import Path
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    import tregua
    from tregua.places.place_template import new_place
    from tregua.scenarios import json_schema, kinds
    from tregua.scenarios.parts import parts_of
    from tregua.web import catalogue
    from tregua.web.limits import Limits
    from tregua.web.place_store import Library
    new_place("smallland")
    Path("curfew.yaml").rename("smallland/scenarios/curfew.yaml")
    place = tregua.load_place("smallland")
    scenario = tregua.load_scenario("curfew", place)
    schema = json_schema()
    shelf = Library([Path("smallland")], Limits()).shelf("smallland", "en")
    explorer = catalogue.policy(shelf, "smallland/curfew", shelf.policies["smallland/curfew"])
    figures = tregua.run(scenario, place, members=2, dt="week", mean_field=True).tregua.headline[0].figures
    evidence = tregua.read_evidence("morgue.csv")
    from tregua.interventions import Curfew
found = {
    "kinds": [k for k in kinds() if k in ("curfew", "wrecked", "nothing", "pact")],
    "sentences": scenario.sentences(),
    "schema": sorted(schema["$defs"]["curfew"]["properties"]),
    "explorer": explorer,
    "python": Curfew(start="2024-05-01", officers=10).sentence(),
    "parts": parts_of(scenario.interventions["night"]),
    "recruited": figures["recruited", ""].median,
    "broken_figure": ("broken", "") in figures,
    "series": sorted(evidence.series),
    "warnings": [str(w.message) for w in said if w.category.__name__ == "PluginWarning"],
}
print(json.dumps(found))
"""
BROKEN = {
    "tregua.interventions": {
        "wrecked": "tregua_wrecked.no_such_module:Thing",
        "nothing": "tregua_wrecked:NOTHING",
        "pact": "tregua_wrecked:NOTHING",
    },
    "tregua.importers": {"wreck": "tregua_wrecked:NOTHING"},
    "tregua.measures": {"broken": "tregua_wrecked:BROKEN"},
}


def wheel(folder: Path, name: str, files: Mapping[str, str], points: Mapping[str, Mapping[str, str]]) -> Path:
    """Write the wheel of a package: its files, and the entry points that an installer records."""
    called = name.replace("-", "_")
    info = f"{called}-0.1.0.dist-info"
    lines = []
    for group, entries in points.items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in entries.items()), ""]
    content = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "\n".join(lines),
    }
    content[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*content, f"{info}/RECORD"])
    path = folder / f"{called}-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in content.items():
            archive.writestr(file, text)
    return path


def environment(folder: Path, wheels: list[Path]) -> Path:
    """Make a fresh environment that sees what this one has, install wheels there and return its Python."""
    venv.create(folder, symlinks=True)
    inside = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", inside))
    seen = [str(Path(each).resolve()) for each in sys.path if each and Path(each).is_dir()]
    (site / "seen.pth").write_text("\n".join(seen) + "\n", encoding="utf-8")
    python = Path(sysconfig.get_path("scripts", "venv", inside)) / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q"]
    words = [*pip, "--no-index", "--no-deps", *map(str, wheels)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return python


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    work = tmp_path_factory.mktemp("work")
    project = tomllib.loads((TEMPLATE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sources = TEMPLATE / "src"
    files = {p.relative_to(sources).as_posix(): p.read_text(encoding="utf-8") for p in sources.rglob("*.py")}
    wrecked = (
        "from tregua.report.measures import Measure\nNOTHING = 7\n"
        "BROKEN = Measure('broken', 'broken', 'people', 'violence', lambda ds: 1 / 0)\n"
    )
    wheels = [
        wheel(work, project["name"], files, project["entry-points"]),
        wheel(work, "tregua-wrecked", {"tregua_wrecked.py": wrecked}, BROKEN),
    ]
    python = environment(tmp_path_factory.mktemp("fresh") / "env", wheels)
    (work / "curfew.yaml").write_text(
        "title: Curfew\nsentence: A curfew.\nplace: smallland\n"
        "interventions:\n  night:\n    kind: curfew\n    from: 2024-05-01\n    officers: 200\n",
        encoding="utf-8",
    )
    rows = "".join(f"2023-{month:02d},{40 + month}\n" for month in range(1, 13))
    (work / "morgue.csv").write_text(f"morgue_month,bodies\n{rows}", encoding="utf-8")
    around = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(python), "-c", CODE],
        capture_output=True,
        text=True,
        cwd=work,
        env={**around, "TREGUA_LANG": "en"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_kind_of_intervention_comes_in_through_yaml_schema_and_python(found):
    assert found["kinds"] == ["pact", "curfew"]
    assert "200 officers keep a curfew in the whole country" in found["sentences"][0]
    assert {"kind", "from", "officers", "usd_per_year"} <= set(found["schema"])
    assert "10 officers keep a curfew" in found["python"]
    assert found["parts"] == ["force"]


def test_its_sentence_and_its_numbers_are_in_the_explorer(found):
    assert found["explorer"]["sentences"] == found["sentences"]
    sliders = {each["id"]: each for each in found["explorer"]["controls"]}
    assert sliders["night.officers"]["kind"] == "curfew"
    assert sliders["night.officers"]["label"] == "officers on the streets"
    assert sliders["night.officers"]["value"] == 200.0 and sliders["night.officers"]["unit"] == "people"


def test_a_figure_and_an_importer_come_in(found):
    assert found["recruited"] > 0 and not found["broken_figure"]
    assert found["series"] == ["killed"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("wrecked", "ModuleNotFoundError"),
        ("nothing", "no class derived from"),
        ("pact", "the name is taken"),
        ("wreck", "no module with TITLE"),
        ("broken", "ZeroDivisionError"),
    ],
)
def test_what_is_broken_is_named_and_skipped(found, name, why):
    mine = [text for text in found["warnings"] if f"'{name}'" in text]
    assert mine and why in mine[0] and "tregua-wrecked" in mine[0]
