"""Compiled code is kept where it belongs, also where neither package nor home can be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tregua.simulation import numba_cache


def test_fingerprint_follows_every_file_of_model_and_engine(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("model", "engine"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(numba_cache, "PACKAGE", tmp_path)
    before = numba_cache.fingerprint()
    (tmp_path / "model" / "a.py").write_text("x = 2\n")
    changed = numba_cache.fingerprint()
    (tmp_path / "engine" / "b.py").write_text("")
    assert len({before, changed, numba_cache.fingerprint()}) == 3


def test_first_folder_that_can_be_written(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(numba_cache, "candidates", lambda: iter([blocked / "no", tmp_path / "yes"]))
    assert numba_cache.cache_folder() == tmp_path / "yes" / numba_cache.fingerprint()
    monkeypatch.setattr(numba_cache, "candidates", lambda: iter([blocked / "no"]))
    assert numba_cache.cache_folder() is None


def test_somebody_elses_folder_is_not_trusted(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba_cache, "candidates", lambda: iter([tmp_path]))
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert numba_cache.cache_folder() is None


def test_temporary_folder_where_home_cannot_be_written(tmp_path) -> None:
    locked = tmp_path / "home"
    locked.write_text("a file, so that no folder can be made in it")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    env = {k: v for k, v in os.environ.items() if k not in ("TREGUA_CACHE_DIR", "XDG_CACHE_HOME")}
    env |= {"HOME": str(locked), "TMPDIR": str(temporary)}
    code = "from tregua.simulation.numba_cache import cache_folder; print(cache_folder())"
    found = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert temporary in Path(found.stdout.strip()).parents


WRITES = """
import os, sys, tregua
from pathlib import Path
from tregua.simulation import sums
package = Path(tregua.__file__).parent
try:
    (package / "written").write_text("")
except OSError:
    print("cannot write")
print(package)
print(sum(sums._sum_ages.stats.cache_misses.values()), sum(sums._sum_ages.stats.cache_hits.values()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_code_is_compiled_once_where_neither_package_nor_home_can_be_written(tmp_path) -> None:
    from tregua.benchmarking.start import unwritable

    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root writes everywhere")
    told = []
    with unwritable(tmp_path) as (start, env):
        for _each in range(2):
            done = subprocess.run([*start, "-c", WRITES], env=env, capture_output=True, text=True, check=True)
            told.append(done.stdout.splitlines())
        left = [p for p in (tmp_path / "lib").rglob("*") if p.suffix not in {".py", ""} and "nbi" in p.suffix]
        kept = {p.name.split("-")[0] for p in (tmp_path / "tmp").rglob("*.nbi")}
    assert [each[:2] for each in told] == [["cannot write", str(tmp_path / "lib" / "tregua")]] * 2
    assert [each[2] for each in told] == ["1 0", "0 1"]  # compiled, then read
    assert not left and "sums._ages" in kept


def test_a_run_does_not_compile_what_only_fits_need(place) -> None:
    code = (
        "import sys, tregua; from tregua.scenarios import baseline\n"
        "place = tregua.load_place(sys.argv[1]); tregua.run([baseline(place)], place, members=1, dt='week')\n"
        "kernels = ('tregua.simulation.month_kernel', 'tregua.inference.trajectory_kernel')\n"
        "print(*(name in sys.modules for name in kernels))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(place.folder)], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["True", "False"]
