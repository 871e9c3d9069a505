"""The template of a package that adds to Tregua: one of each kind comes in, and a broken one stays out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TEMPLATE = Path(__file__).parent.parent / "docs" / "howto" / "plugin"
CODE = """
import json, sys, warnings
from datetime import date
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    import tregua
    from tregua.places.place_template import new_place
    from tregua.scenarios import json_schema, kinds
    new_place("smallland")
    place = tregua.load_place("smallland")
    scenario = tregua.load_scenario("curfew.yaml", place)
    schema = json_schema()
    figures = tregua.run(scenario, place, members=2, dt="week", mean_field=True).tregua.headline[0].figures
    evidence = tregua.read_evidence("morgue.csv")
    from tregua.interventions import Curfew
told = {
    "kinds": [k for k in kinds() if k in ("curfew", "wrecked", "nothing", "pact")],
    "sentences": scenario.sentences(),
    "schema": sorted(schema["$defs"]["curfew"]["properties"]),
    "python": Curfew(start="2024-05-01", officers=10).sentence(),
    "kidnapped": figures["kidnapped", ""].median,
    "broken_figure": ("broken", "") in figures,
    "series": sorted(evidence.series),
    "warnings": [str(w.message) for w in said if w.category.__name__ == "PluginWarning"],
}
print(json.dumps(told))
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


def installed(folder: Path, name: str, points: dict[str, dict[str, str]]) -> None:
    """Write beside a package what an installer writes: its name and its entry points."""
    info = folder / f"{name.replace('-', '_')}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n", encoding="utf-8")
    lines = []
    for group, entries in points.items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in entries.items()), ""]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    site, work = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("work")
    shutil.copytree(TEMPLATE / "src" / "tregua_curfew", site / "tregua_curfew")
    project = tomllib.loads((TEMPLATE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed(site, project["name"], project["entry-points"])
    (site / "tregua_wrecked.py").write_text(
        "from tregua.report.measures import Measure\nNOTHING = 7\n"
        "BROKEN = Measure('broken', 'broken', 'people', 'violence', lambda ds: 1 / 0)\n",
        encoding="utf-8",
    )
    installed(site, "tregua-wrecked", BROKEN)
    (work / "curfew.yaml").write_text(
        "title: Curfew\nsentence: A curfew.\nplace: smallland\n"
        "interventions:\n  night:\n    kind: curfew\n    from: 2024-05-01\n    officers: 200\n",
        encoding="utf-8",
    )
    rows = "".join(f"2023-{month:02d},{40 + month}\n" for month in range(1, 13))
    (work / "morgue.csv").write_text(f"morgue_month,bodies\n{rows}", encoding="utf-8")
    paths = [str(site), *(p for p in sys.path if p)]
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        cwd=work,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TREGUA_LANG": "en"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_kind_of_intervention_comes_in_through_yaml_schema_and_python(told):
    assert told["kinds"] == ["pact", "curfew"]
    assert "200 officers keep a curfew in the whole country" in told["sentences"][0]
    assert {"kind", "from", "officers", "usd_per_year"} <= set(told["schema"])
    assert "10 officers keep a curfew" in told["python"]


def test_a_figure_and_an_importer_come_in(told):
    assert told["kidnapped"] > 0 and not told["broken_figure"]
    assert told["series"] == ["killed"]


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
def test_what_is_broken_is_named_and_skipped(told, name, why):
    mine = [text for text in told["warnings"] if f"'{name}'" in text]
    assert mine and why in mine[0] and ("tregua-wrecked" in mine[0] or name == "broken")
