"""Figures on starting: help, and the first compilation, each in processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tregua.benchmarking.measure import Figure, median, repeats
from tregua.i18n import _
from tregua.numba_cache import PACKAGE

CHOICES = ("TREGUA_CACHE_DIR", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR")  # where else compiled code may be kept
_FIRST = """
from tregua.benchmarking.full import haiti
from tregua.studies import run
place, scenario = haiti()
run([scenario], place, members=1)
"""


def _seconds(command: list[str], env: Mapping[str, str] | None = None) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=env)
    return time.perf_counter() - start


def help_s(small: bool) -> Figure:
    """Measure `tregua --help`."""
    times = 2 if small else 7
    taken = repeats(lambda: _seconds([sys.executable, "-m", "tregua", "--help"]), times)
    return Figure(
        "help_s", median(taken), "s", _("tregua --help, in a process of its own"), "< 0.5",
        {"repeats_s": taken},
    )  # fmt: skip


@contextmanager
def unwritable(base: Path) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield how to start Python, and with what environment, where neither Tregua nor a home can be written.

    Parameters
    ----------
    base
        A folder of one's own, for a copy of the package and for temporary files.
    """
    home, temporary, copy = base / "home", base / "tmp", base / "lib"
    home.write_text("a file, so that nothing can be written below it")
    temporary.mkdir()
    shutil.copytree(PACKAGE, copy / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    every = [copy, *copy.rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & ~0o222)
    start = [sys.executable]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and (setpriv := shutil.which("setpriv")):
        # root writes where it likes, unless it lays that right down
        start = [setpriv, "--inh-caps=-dac_override", "--bounding-set=-dac_override", *start]
    env = {k: v for k, v in os.environ.items() if k not in CHOICES}
    try:
        yield start, env | {"HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(copy)}
    finally:
        for path in every:
            path.chmod(path.stat().st_mode | 0o200)


def compile_s(small: bool) -> Figure:
    """Measure the first run on a machine, and the next; also where package and home cannot be written."""
    details: dict[str, dict[str, float]] = {}

    def measure(name: str, start: list[str], env: Mapping[str, str]) -> None:
        first, second = (_seconds([*start, "-c", _FIRST], env) for _each in range(2))
        details[name] = {"first_s": first, "next_s": second}

    with tempfile.TemporaryDirectory() as folder:
        measure("own_cache", [sys.executable], {**os.environ, "TREGUA_CACHE_DIR": folder})
    if not small:
        with tempfile.TemporaryDirectory() as folder, unwritable(Path(folder)) as (start, env):
            measure("nothing_writable", start, env)
    worst = max(d["first_s"] - d["next_s"] for d in details.values())
    return Figure(
        "compile_s",
        worst,
        "s",
        _(
            "One member of Haiti in a new process with nothing compiled before, less the same once compiled; "
            "also with a copy of the package and a home that cannot be written (a temporary folder is used)"
        ),
        "< 25",
        details,
    )
