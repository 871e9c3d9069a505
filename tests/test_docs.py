"""The documentation's examples run: commands, files and what they show, each page in a folder of its own.

A comment in front of a fence says what is done with it: ``% write: NAME`` writes the file, ``% run`` runs the
commands (``% run: status 2`` where a mistake is meant), and ``% shows`` looks for its lines in what the last
commands printed, with ``...`` for whatever may stand between.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="without the documentation")
MEMBERS = "6"  # runs a policy: one for each structure and reading
_MARKED = re.compile(r"^% (write|run|shows)(?:: ([^\n]+))?\n```[a-z]*\n(.*?)^```$", re.M | re.S)

# Runs are quick here: commands that run the model take few members unless they say how many.
TREGUA = """\
import sys
from tregua.cli.app import main
if __name__ == "__main__":  # not in the processes that it starts
    words = sys.argv[1:]
    if words[:1] in (["run"], ["compare"]) and "--members" not in words:
        words += ["--members", "{members}"]
    sys.exit(main(words))
"""


class Block(NamedTuple):
    """A fence of a page, and what is done with it."""

    what: str
    how: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _MARKED.findall(page.read_text(encoding="utf-8"))]


def examples() -> list[Path]:
    pages = sorted(page for page in DOCS.rglob("*.md") if not {"_generated", "_build"} & set(page.parts))
    return [page for page in pages if blocks(page)]


@pytest.fixture
def shell(tmp_path: Path):
    """Return a function that runs commands in an empty folder, with this environment's tregua and python."""
    tools, work = tmp_path / "bin", tmp_path / "work"
    for folder in (tools, work):
        folder.mkdir()
    (tools / "few_members.py").write_text(TREGUA.format(members=MEMBERS), encoding="utf-8")
    for name, script in {"tregua": f'"{tools}/few_members.py"', "python": ""}.items():
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {script} "$@"\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    around = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "COLUMNS": "200", "TREGUA_LANG": "en"}

    def run(commands: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-e", "-c", commands], cwd=work, env=around, text=True, timeout=600,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    run.folder = work
    return run


def pattern(text: str) -> str:
    lines = [
        r"[^\n]*".join(re.escape(part) for part in line.split("...")) for line in text.rstrip().splitlines()
    ]
    return r"\n".join(r"(?:[^\n]*\n)*?[^\n]*" if line == r"[^\n]*" else rf"{line}[^\n]*" for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("page", examples(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_the_examples_of_a_page_run(page: Path, shell):
    if page.name == "r.md" and shutil.which("Rscript") is None:
        assert not os.environ.get("CI"), "CI installs R"
        pytest.skip("no R here")
    printed = ""
    for what, how, text in blocks(page):
        if what == "write":
            path = shell.folder / how
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif what == "run":
            wanted = int(how.removeprefix("status ")) if how else 0
            done = shell(text)
            printed = done.stdout
            assert done.returncode == wanted, f"{text}\n{printed}"
            assert "Traceback" not in printed
        else:
            assert re.search(pattern(text), printed), f"not shown:\n{text}\nbut:\n{printed}"


def test_every_shell_block_of_the_tutorial_but_the_installation_is_run():
    page = DOCS / "tutorial.md"
    assert page.read_text(encoding="utf-8").count("```sh\n") == 1 + sum(b.what == "run" for b in blocks(page))


@pytest.fixture(scope="module")
def generated():
    sys.path.insert(0, str(DOCS))
    try:
        import generate

        yield generate.pages()
    finally:
        sys.path.remove(str(DOCS))


def test_the_generated_pages_hold_all_that_the_package_has(generated):
    from tregua.assumptions import load_parameters
    from tregua.model.explain import steps
    from tregua.places import list_places, load_place
    from tregua.results.variables import VARIABLES
    from tregua.scenarios import list_scenarios
    from tregua.scenarios.controls import CONTROLS
    from tregua.scenarios.interventions import KINDS

    wanted = {
        "parameters": [f"### {p.name}\n" for p in load_parameters()],
        "day": [f". {step.title}\n" for step in steps()],
        "interventions": [f"### {kind}\n" for kind in KINDS] + [f"| `{name}` |" for name in CONTROLS],
        "scenarios": [f"`{name}`" for name in list_scenarios()],
        "series": [f"| `{name}` |" for place in list_places() for name in load_place(place).series],
        "variables": [f"| `{v.name}` |" for v in VARIABLES],
    }
    for page, words in wanted.items():
        assert [word for word in words if word not in generated[page]] == []


def test_every_command_is_described(generated):
    from tregua.cli.app import app, place

    groups = {"--help", "-h", "--version", "place"}
    names = {n for n in app if n not in groups} | {f"place {n}" for n in place if not n.startswith("-")}
    assert {n for n in names if f"\n## {n}\n" not in generated["commands"]} == set()


def test_the_columns_of_evidence_are_all_described():
    from tregua.places.evidence import COLUMNS

    text = (DOCS / "reference" / "evidence.md").read_text(encoding="utf-8")
    assert [column for column in COLUMNS if f"| `{column}` |" not in text] == []


def test_no_page_tells_of_a_file_of_the_package_that_is_not_there():
    missing, path = {}, re.compile(r"`(model|engine|places|scenarios|assumptions)/([a-z_]+\.(?:py|yaml))`")
    for page in examples() + sorted((DOCS / "model").glob("*.md")):
        named = set(path.findall(page.read_text(encoding="utf-8")))
        if gone := [n for n in named if not (ROOT / "src" / "tregua" / n[0] / n[1]).is_file()]:
            missing[page.name] = gone
    assert missing == {}
