"""A copy of the package to which a page of the documentation is applied."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tregua

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(tregua.__file__).parent
_MARKED = re.compile(r"^% (adds|adds to): (\S+)\n```[a-z]*\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Change:
    """What a page adds to one file.

    Attributes
    ----------
    file
        Path in the repository.
    text
        The file as a whole; or lines of a difference, each with a sign in front.
    new
        Whether the file is new.
    """

    file: str
    text: str
    new: bool


def changes(page: Path, heading: str = "") -> list[Change]:
    """Return what a page adds, below one heading or in all."""
    text = page.read_text(encoding="utf-8")
    if heading:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [Change(file, lines, what == "adds") for what, file, lines in _MARKED.findall(text)]


def changed(old: str, lines: str) -> str:
    """Return a text with a difference applied to the one spot that it fits."""
    rows = lines.splitlines()
    before = "".join(f"{row[1:]}\n" for row in rows if not row.startswith("+"))
    after = "".join(f"{row[1:]}\n" for row in rows if not row.startswith("-"))
    assert old.count(before) == 1, f"found {old.count(before)} times:\n{before}"
    return old.replace(before, after)


class Copy:
    """A copy of the package, of the tests of the model, and of what one page adds to them."""

    def __init__(self, folder: Path, wanted: list[Change]) -> None:
        self.folder = folder
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(SOURCES, folder / "src" / "tregua", ignore=left_out)
        shutil.copytree(ROOT / "tests" / "model", folder / "tests" / "model", ignore=left_out)
        (folder / "tests" / "__init__.py").touch()
        for change in wanted:
            path = folder / change.file
            assert path.exists() != change.new, change.file
            text = change.text if change.new else changed(path.read_text(encoding="utf-8"), change.text)
            path.write_text(text, encoding="utf-8")

    def python(self, *words: str) -> str:
        """Run Python with the copy and return what it prints."""
        around = {**os.environ, "PYTHONPATH": str(self.folder / "src"), "TREGUA_LANG": "en", "COLUMNS": "200"}
        done = subprocess.run(
            [sys.executable, *words],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=around,
            timeout=1800,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
        return done.stdout

    def answer(self, program: str) -> Any:
        """Run a program with the copy and return the JSON in its last line."""
        return json.loads(self.python("-c", program).splitlines()[-1])
