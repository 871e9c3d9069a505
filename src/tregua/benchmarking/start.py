"""Figures on starting: help, and the first compilation, each in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tregua.benchmarking.measure import Figure, median, repeats
from tregua.i18n import _

_FIRST = """
from tregua.benchmarking.full import haiti
from tregua.engine import run
place, scenario = haiti()
run([scenario], place, members=1)
"""


def _seconds(command: list[str], env: Mapping[str, str] | None = None) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True, env=env)
    return time.perf_counter() - start


def help_s(small: bool) -> Figure:
    """Measure `tregua --help`."""
    times = 2 if small else 7
    taken = repeats(lambda: _seconds(["-m", "tregua", "--help"]), times)
    return Figure(
        "help_s", median(taken), "s", _("tregua --help, in a process of its own"), "< 0.5",
        {"repeats_s": taken},
    )  # fmt: skip


def compile_s(small: bool) -> Figure:
    """Measure the first run on a machine, and the next; also where no home can be written."""
    details = {}
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        home, temporary = base / "home", base / "tmp"
        home.write_text("a file, so that nothing can be written below it")
        temporary.mkdir()
        plain = {k: v for k, v in os.environ.items() if k not in ("TREGUA_CACHE_DIR", "XDG_CACHE_HOME")}
        # the package itself is never written to
        settings = {"own_cache": plain | {"TREGUA_CACHE_DIR": str(base / "cache")}}
        if not small:
            settings["no_home"] = plain | {"HOME": str(home), "TMPDIR": str(temporary)}
        for name, env in settings.items():
            first, second = _seconds(["-c", _FIRST], env), _seconds(["-c", _FIRST], env)
            details[name] = {"first_s": first, "next_s": second}
    worst = max(d["first_s"] - d["next_s"] for d in details.values())
    return Figure(
        "compile_s",
        worst,
        "s",
        _(
            "One member of Haiti in a new process with nothing compiled before, less the same once compiled; "
            "also where neither package nor home can be written (a temporary folder is used)"
        ),
        "< 25",
        details,
    )
