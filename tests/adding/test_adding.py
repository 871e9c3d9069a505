"""The pages on how to add a thing, applied to a copy of the package: few files, and what they add works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.adding.copied import ROOT, Change, Copy, changed, changes

PAGES = ROOT / "docs" / "howto"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="without the documentation")
HEAD = """
import contextlib, io, json
from pathlib import Path
import tregua
from tregua.cli.app import main
from tregua.places.place_template import new_place

def printed(*words):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(words) == 0, words
    return out.getvalue()

def made(name):
    new_place(name)
    file = Path(name) / "place.yaml"
    place = tregua.load_place(name)
    start, end = place.run.start, place.run.end.isoformat()
    sooner = start.replace(year=start.year + 1).isoformat()
    text = file.read_text(encoding="utf-8")
    assert f"end: {end}" in text
    file.write_text(text.replace(f"end: {end}", f"end: {sooner}"), encoding="utf-8")
    return Path(name)

FEW = {"members": 6, "dt": "week", "mean_field": True}
"""
CURFEW = (
    HEAD
    + """
for name in ("here", "there"):
    (made(name) / "scenarios" / "curfew.yaml").write_text(
        "title: Curfew\\nsentence: A curfew.\\n"
        "interventions:\\n  night:\\n    kind: curfew\\n    coverage: 0.5\\n"
    )
from tregua.interventions import Curfew
from tregua.web import catalogue
from tregua.web.limits import Limits
from tregua.web.place_store import Library

place = tregua.load_place("here")
both = tregua.compare(place, ["baseline", "curfew"], **FEW)
deaths = both["deaths"].sel(cause="gang_on_civilian").sum(["time", "region"]).astype(float)
carried = tregua.transfer(
    "here", "there", origin_policy="curfew", target_policy="curfew", origin_baseline="baseline",
    target_baseline="baseline", draws=6, **FEW,
)
shelf = Library([Path("here")], Limits()).shelf("here", "en")
described = catalogue.policy(shelf, "here/curfew", shelf.policies["here/curfew"])
words = ("run", "curfew", "--place", "here", "--members", "2", "--dt", "week", "--mean-field", "--out", "out")
ran = printed(*words)
(saved,) = Path("out").glob("*.npz")
printed("report", str(saved), "--out", "out")
(page,) = Path("out").glob("*.html")
print(json.dumps({
    "baseline": deaths.values[0].tolist(),
    "curfew": deaths.values[1].tolist(),
    "all": both["deaths"].isel(policy=0).sum().item(),
    "sentence": tregua.load_scenario("curfew", place).sentences()[0],
    "same": Curfew(coverage=0.5).sentence(),
    "transfer": carried.record(),
    "parameters": printed("parameters", "--name", "curfew_effect"),
    "schema": "curfew" in json.loads(printed("schema", "scenario"))["$defs"],
    "explained": printed("model", "--explain"),
    "sliders": [each["id"] for each in described["controls"]],
    "assumed": [each["id"] for each in catalogue.place(shelf)["assumptions"]],
    "digest": "digest: sha256:" in ran,
    "report": "keeps 50 % of the people at home" in page.read_text(encoding="utf-8"),
}))
"""
)
BASELINE = (
    HEAD
    + """
made("here")
ds = tregua.compare("here", ["baseline"], **FEW)
print(json.dumps(ds["deaths"].sum().item()))
"""
)


def files(wanted: list[Change]) -> list[str]:
    return sorted({change.file for change in wanted})


def test_a_difference_is_applied_to_one_spot_only() -> None:
    assert changed("a\nb\nc\n", " b\n+x\n") == "a\nb\nx\nc\n"
    assert changed("a\nb\nc\n", "-b\n+x\n") == "a\nx\nc\n"
    for lines in (" d\n+x\n", " a\n+x\n"):
        with pytest.raises(AssertionError, match="times"):
            changed("a\na\nb\n", lines)


def test_a_curfew_takes_at_most_seven_files() -> None:
    assert len(files(changes(PAGES / "mechanism.md"))) <= 7


@pytest.mark.slow
def test_a_curfew_is_run_compared_carried_over_described_and_reported(tmp_path: Path) -> None:
    copy = Copy(tmp_path, changes(PAGES / "mechanism.md"))
    found = copy.answer(CURFEW)
    assert all(b > c for b, c in zip(found["baseline"], found["curfew"], strict=True))
    assert found["sentence"].endswith(
        "a curfew keeps 50 % of the people at home at night in the whole country."
    )
    assert found["sentence"] == found["same"]
    assert "ε_8" in found["parameters"] and found["schema"] and found["digest"] and found["report"]
    assert "curfew.py: under_curfew" in found["explained"]
    assert found["sliders"] == ["night.coverage", "night.usd_per_year"]
    assert "curfew_effect" in found["assumed"]
    assert found["transfer"]["outcomes"]["deaths_averted"]["effect_from"] > 0
    # what is not used moves nothing
    done = subprocess.run(
        [sys.executable, "-c", BASELINE], capture_output=True, text=True, cwd=tmp_path / "src"
    )
    assert float(done.stdout.splitlines()[-1]) == found["all"]
    tests = (
        "test_mechanisms_curfew.py",
        "test_every_mechanism_is_tested.py",
        "test_reads.py",
        "test_explain.py",
    )
    copy.python("-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"tests/model/{name}" for name in tests))


USES = {
    "An outcome": """
made("here")
figures = tregua.run("baseline", "here", **FEW).tregua.headline[0].figures
print(json.dumps(figures["recruited", ""].median > 0))
""",
    "An importer": """
rows = "".join(f"2023-{month:02d},{40 + month}\\n" for month in range(1, 13))
Path("morgue.csv").write_text(f"morgue_month,bodies\\n{rows}")
print(json.dumps(list(tregua.read_evidence("morgue.csv").series) == ["killed"]))
""",
    "A section of the report": """
made("here")
words = ("--place", "here", "--members", "2", "--dt", "week", "--mean-field", "--out", "out")
printed("run", "baseline", *words)
(saved,) = Path("out").glob("*.npz")
printed("report", str(saved), "--out", "out", "--with", "custody")
(page,) = Path("out").glob("*.html")
print(json.dumps("people held at the end, in the middle of the draws" in page.read_text(encoding="utf-8")))
""",
    "A page of the explorer's server": """
from starlette.testclient import TestClient
from tregua.web.app import create
made("here")
with TestClient(create(["here"]), base_url="http://127.0.0.1") as client:
    found, missing = client.get("/grades/here"), client.get("/grades/nowhere")
print(json.dumps(found.status_code == 200 and "<li>D: " in found.text and missing.status_code == 404))
""",
    "A command": """
found = json.loads(printed("grade", "--json"))["grades"]
print(json.dumps(found["D"] > 0 and "D: " in printed("grade") and "grade" in printed("--help")))
""",
}


@pytest.mark.slow
@pytest.mark.parametrize("heading", USES)
def test_what_takes_one_or_two_files_works(heading: str, tmp_path: Path) -> None:
    wanted = changes(PAGES / "adding.md", heading)
    assert 1 <= len(files(wanted)) <= 2
    assert Copy(tmp_path, wanted).answer(HEAD + USES[heading]) is True


def test_the_table_for_contributors_names_the_files_of_the_pages() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = [*changes(PAGES / "mechanism.md"), *changes(PAGES / "adding.md")]
    missing = [
        change.file
        for change in named
        if not change.file.startswith("tests/")
        and f"`{change.file.removeprefix('src/tregua/')}`" not in table
        and f"`{Path(change.file).parent.as_posix().removeprefix('src/tregua/')}/NAME.py`" not in table
    ]
    assert missing == []
