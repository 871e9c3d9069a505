"""The marks of the README's blocks; `scripts/readme.py` runs them in a fresh clone, in CI and `make full`."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "readme.py"
pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="without the scripts")


@pytest.fixture(scope="module")
def readme():
    spec = importlib.util.spec_from_file_location("readme", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_something_is_done_with_every_block(readme):
    found = readme.blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(found) > 15 and readme.wrong(found) == []
    assert sum(block.how[:2] == ["run", "quick"] for block in found) >= 4


def test_what_a_block_needs_is_said_before_it(readme):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for extra, first in {
        "decide": "tregua sensitivity",
        "learn": "tregua calibrate",
        "web": "tregua web",
    }.items():
        assert text.index(f"pip install '.[{extra}]'") < text.index(f"\n{first}")
    for name in ("mine.yaml", "counts.csv"):
        written = f"<!-- write {name} -->"
        used = [text.find(f"{words} {name}") for words in ("tregua diff haiti/mission-2500", "--evidence")]
        assert text.index(written) < max(used)


def test_a_block_without_a_mark_and_a_command_that_nothing_runs_are_found(readme, tmp_path):
    (tmp_path / "ci").write_text("make lint\n")
    found = readme.blocks("```sh\necho 1\n```\n\n<!-- elsewhere ci -->\n```sh\nmake test   # all\n```\n")
    assert readme.wrong(found, tmp_path) == [
        "nothing says what is done with: echo 1",
        "ci does not run: make test",
    ]


@pytest.mark.parametrize(("quick", "said"), [(True, "x=1 two"), (False, "x=1 two three")])
def test_blocks_run_in_one_shell_in_order(readme, tmp_path, quick, said):
    text = (
        "<!-- run quick -->\n```sh\nx=1\n```\n<!-- write a file.txt -->\n```text\nignored\n```\n"
        "<!-- write it's.txt -->\n```text\ntwo\n```\n<!-- run -->\n```python\nprint('three')\n```\n"
        "<!-- run quick -->\n```sh\necho x=$x; cat *\\'s.txt\n```\n"
    ).replace("write a file.txt", "write a.txt")
    done = subprocess.run(
        ["bash", "-c", readme.commands(readme.blocks(text), quick)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = [line for line in done.stdout.splitlines() if not line.startswith(readme.MARK)]
    assert sorted(words) == sorted(said.split())


def test_a_block_that_fails_stops_the_rest(readme, tmp_path):
    text = "<!-- run -->\n```sh\nfalse\n```\n<!-- run -->\n```sh\necho after\n```\n"
    done = subprocess.run(
        ["bash", "-c", readme.commands(readme.blocks(text), False)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "after" not in done.stdout
