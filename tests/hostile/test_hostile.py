"""Every reader on every artefact that a stranger could hand over.

No write outside, no code run, no allocation beyond 512 MiB, no fault, and none takes five seconds of
processor time.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hostile.conftest import run_all, victims
from tests.hostile.makers import POSTERIORS, RAN, RESULTS, STUDIES

SPARE_MB = 512
SECONDS = 5.0
# what is sound in form: it may be read, and what it says is only odd
READABLE = {"sql-value", "formulas", "attr-markup", "attr-odds", "no-deaths", "no-cause", "attr-manifest"}
WRITES = {
    "lock-link", "lock-hard-link", "lock-pipe", "arrays-link", "record-link", "block", "record-number",
    "record-list",
}  # fmt: skip
MANIFESTS = {
    name
    for name in STUDIES
    if name.split("-")[0]
    in ("assume", "place", "members", "options", "dates", "years", "no", "scenario", "kind", "python",
        "precondition", "manifest")
}  # fmt: skip


def lost(found: dict, ends: tuple[int, ...] = (2,)) -> list[str]:
    """Return what was not as promised in the end of a call: in words, in time, with one of the statuses."""
    said, wrong = found["err"], []
    if "this is a fault in Tregua" in said.replace("nobody changed it, this is a fault", ""):
        wrong.append("a fault")
    if "Traceback" in said or "MemoryError" in said:
        wrong.append("memory, or a traceback")
    if found["status"] not in ends:
        wrong.append(f"status {found['status']}")
    if found["seconds"] > SECONDS:
        wrong.append(f"{found['seconds']} seconds")
    if found["status"] == 2 and not ("found:" in said and "expected:" in said):
        wrong.append("not what was found and expected")
    return [f"{found['call']}: {', '.join(wrong)}: {said[:300]}"] if wrong else []


def warm(sound: Path, folder: Path) -> dict[str, list[str]]:
    """Return the call that loads templates and threads, so that the others are held to what they allocate."""
    return {"warm": ["report", str(sound / "study"), "--out", str(folder / "out" / "warm")]}


@pytest.fixture
def unharmed(yard):
    """Check afterwards that nothing outside was written and no code was run."""
    before = victims(yard)
    yield yard
    assert victims(yard) == before
    assert not (yard / RAN).exists()


def test_results(sound, unharmed) -> None:
    calls = {}
    for name, make in RESULTS.items():
        file = make(sound, unharmed / f"{name}.npz")
        for words in (["report", "--out"], ["export", "--out"], ["ledger", "--out"]):
            calls[f"{words[0]} {name}"] = [words[0], str(file), "--out", str(unharmed / "out" / name)]
        calls[f"rerun {name}"] = ["rerun", str(file)]
    for name in ("sql-key", "sql-value", "formulas"):
        file, out = str(unharmed / f"{name}.npz"), str(unharmed / "out" / name)
        calls[f"parquet {name}"] = ["export", file, "--format", "parquet", "--out", out]
    # what is readable holds a manifest that is sound: it would be run
    calls = {k: v for k, v in calls.items() if not (k.startswith("rerun") and k.split()[1] in READABLE)}
    found = run_all(warm(sound, unharmed) | calls, unharmed, SPARE_MB)
    assert found.pop("warm")["status"] == 0
    told = [lost(entry, (0, 2) if name.split()[1] in READABLE else (2,)) for name, entry in found.items()]
    assert not [text for each in told for text in each]
    assert found["export formulas"]["status"] == 0 and "apostrophe" in found["export formulas"]["err"]
    labels = (unharmed / "out" / "formulas" / "labels.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in labels and "'@SUM" in labels
    cells = [cell.strip('"') for line in labels.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
    assert found["parquet sql-value"]["status"] == 0
    page = (unharmed / "out" / "attr-markup" / "attr-markup.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page


def test_studies_and_manifests(sound, unharmed) -> None:
    calls = {}
    for name, make in STUDIES.items():
        folder = make(sound, unharmed / name)
        if name in WRITES:
            calls[f"resume {name}"] = ["resume", str(folder)]
            continue
        calls[f"report {name}"] = ["report", str(folder), "--out", str(unharmed / "out")]
        calls[f"export {name}"] = ["export", str(folder), "--out", str(unharmed / "out")]
        if name in MANIFESTS:
            calls[f"rerun {name}"] = ["rerun", str(folder)]
            calls[f"resume {name}"] = ["resume", str(folder)]
    calls["runs"] = ["runs", str(unharmed), "--json"]
    found = run_all(warm(sound, unharmed) | calls, unharmed, SPARE_MB)
    assert found.pop("warm")["status"] == 0
    sound_numbers = {"years-many", "kind", "kind-list", "python", "precondition", "place-foreign", "dates"}
    # the record of a chunk that is not one is a chunk that is not finished: it is run again
    again = {"resume record-number", "resume record-list"}
    listed = {entry["folder"]: entry["status"] for entry in json.loads(found.pop("runs")["out"] or "[]")}
    told = []
    for name, entry in found.items():
        command, of = name.split()
        # a manifest that is sound in form but asks for what cannot be: its numbers can still be looked at
        harmless = command in ("report", "export") and (of in sound_numbers or of == "place-posterior")
        told += lost(entry, (0, 2) if harmless or name in again else (2,))
    assert not told
    assert len(listed) > 30  # one bad manifest hides none of the others


def test_the_other_studies_are_listed(sound, unharmed) -> None:
    import shutil

    from tregua.studies import runs

    shutil.copytree(sound / "study", unharmed / "whole")
    for name in ("manifest-deep", "members-text", "manifest-latin", "manifest-pipe", "scenario-text"):
        STUDIES[name](sound, unharmed / name)
    found = {entry.folder.rpartition("/")[2]: entry.status for entry in runs(unharmed)}
    assert found["whole"] == "complete"
    assert found["members-text"] == found["scenario-text"] == "unreadable"


def test_posteriors(sound, unharmed) -> None:
    calls = {}
    for name, make in POSTERIORS.items():
        calls[name] = ["parameters", str(make(sound, unharmed / name))]
    calls["sound"] = ["parameters", str(sound / "learnt")]
    found = run_all(calls, unharmed, SPARE_MB)
    assert not lost(found.pop("sound"), (0,))
    assert not [text for entry in found.values() for text in lost(entry)]


def test_a_large_table_of_evidence(sound, unharmed) -> None:
    import shutil

    place = unharmed / "place"
    shutil.copytree(sound / "smallland", place)
    file = place / "evidence.csv"
    head, row = file.read_text().splitlines()[:2]
    file.write_text("\n".join([head, *([row] * 690_000)]))
    few = unharmed / "few"
    shutil.copytree(sound / "smallland", few)
    (few / "evidence.csv").write_text("\n".join([head, *([row] * 90_000)]))
    calls = {name: ["place", "check", str(folder)] for name, folder in (("many", place), ("few", few))}
    found = run_all(calls, unharmed, SPARE_MB)
    assert not [text for entry in found.values() for text in lost(entry)]
