"""Compiled code is kept where it belongs, also where neither package nor home can be written."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tregua import code_fingerprint, numba_cache
from tregua.code_fingerprint import COMPILED, covered


def test_fingerprint_follows_every_file_at_any_depth(tmp_path) -> None:
    for name in ("model/day.py", "model/mechanisms/x.py", "vocabulary/controls.py", "report/page.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")

    def now() -> str:
        return code_fingerprint.fingerprint(COMPILED, code_fingerprint.read_sources(tmp_path))

    seen = [now()]
    for name in ("model/day.py", "model/mechanisms/x.py", "vocabulary/controls.py"):
        (tmp_path / name).write_text("x = 22\n")
        seen.append(now())
    (tmp_path / "simulation").mkdir()
    (tmp_path / "simulation" / "b.py").write_text("")
    seen.append(now())
    (tmp_path / "model" / "day.py").rename(tmp_path / "model" / "night.py")
    seen.append(now())
    assert len(set(seen)) == len(seen)
    (tmp_path / "report" / "page.py").write_text("x = 22\n")  # nothing of it is compiled
    assert now() == seen[-1]


def test_every_file_with_compiled_code_and_what_it_reads_is_covered() -> None:
    """What a compiled function can see: names of its own module, and of modules that this one imports."""
    compilers = {"numba", "numba.extending", "tregua.model.compilation", "tregua.numba_cache.compile_cached"}
    seen = set()
    for path in sorted(code_fingerprint.PACKAGE.rglob("*.py")):
        imported = _imported(path)
        if imported.isdisjoint(compilers):
            continue
        seen.add(name := path.relative_to(code_fingerprint.PACKAGE).as_posix())
        if not covered(name, COMPILED):
            # neither stores compiled code nor hands a function to one that does
            assert name in ("validation/civil_violence.py",) or "compile_cached" not in path.read_text()
            continue
        for module in imported:
            file = module.removeprefix("tregua.").replace(".", "/")
            if module.startswith("tregua.") and (code_fingerprint.PACKAGE / f"{file}.py").exists():
                assert covered(f"{file}.py", COMPILED), f"{name} reads {file}.py"
    assert {"simulation/month_kernel.py", "inference/trajectory_kernel.py", "results/reductions.py"} <= seen


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


MECHANISM = """from tregua.model.compilation import inlined

@inlined
def rate(x):
    return {factor} * x
"""
KERNEL = """from tregua.model.mechanisms.tiny import rate
from tregua.numba_cache import compile_cached

def _kernel(x):
    return rate(x)

kernel = compile_cached(_kernel)
"""
EDITED = """
import sys
from pathlib import Path
when = sys.argv[1]
import tregua.model.mechanisms.tiny as tiny
mechanism = Path(tiny.__file__)
def edit():
    mechanism.write_text(mechanism.read_text().replace("return 1.0 * x", "return 1000.0 * x"))
if when == "before the kernel is imported":
    edit()
from tregua.inference.tiny_kernel import kernel
if when == "before the kernel is compiled":
    edit()
print(kernel(3.0))
"""
CLAIMS = '(code_hash, lambda: study._go("nowhere", None, {}, None, "", None))'
CLAIMED = f"""
from tregua.errors import RunError
from tregua.executors.environment_fingerprint import differs, handshake, identity
from tregua.inference.fit import code_hash
from tregua.studies import study
print(identity())
print(bool(differs(handshake(), handshake())))
for claim in {CLAIMS}:
    try:
        print(claim())
    except RunError as error:
        print(type(error).__name__, error)
"""


@pytest.fixture
def copy(tmp_path) -> Path:
    """Return a copy of the package, with a small mechanism and a kernel that runs it."""
    package = tmp_path / "lib" / "tregua"
    left = shutil.ignore_patterns("__pycache__", "page", "viewer", "library", "posteriors", "LC_MESSAGES")
    shutil.copytree(code_fingerprint.PACKAGE, package, ignore=left)
    (package / "model" / "mechanisms" / "tiny.py").write_text(MECHANISM.format(factor="1.0"))
    (package / "inference" / "tiny_kernel.py").write_text(KERNEL)
    return package


def _python(copy: Path, code: str, *args: str) -> list[str]:
    env = {**os.environ, "PYTHONPATH": str(copy.parent), "TREGUA_CACHE_DIR": str(copy.parent / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code, *args], env=env, cwd=copy.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("when", ["before the kernel is imported", "before the kernel is compiled"])
def test_a_new_process_never_runs_the_numbers_of_old_sources(copy, when) -> None:
    first, *claims = _python(copy, EDITED + CLAIMED, when)
    assert first == "3.0"  # what this process loaded
    # of code that was edited since, nothing is claimed
    assert claims[0] == "changed since it was loaded" and claims[1] == "True"
    assert [each.split()[:2] for each in claims[2:]] == [["RunError", "model/mechanisms/tiny.py:"]] * 2
    assert not list((copy.parent / "cache").rglob("*_kernel*.nb?"))  # and nothing is stored
    fresh = _python(copy, EDITED, "never")
    assert fresh == ["3000.0"]
    assert list((copy.parent / "cache").rglob("*tiny_kernel*.nbi"))
    mechanism = copy / "model" / "mechanisms" / "tiny.py"
    mechanism.write_text(MECHANISM.format(factor="1.0"))  # back again: the stored code is of the other one
    assert _python(copy, EDITED, "never") == ["3.0"]


def test_sources_that_nobody_edited_can_be_named(copy) -> None:
    code = CLAIMED.replace(CLAIMS, "(code_hash,)")
    one, two = _python(copy, code), _python(copy, code)
    assert one == two and one[1] == "False" and "changed" not in one[0]
    for room, name in (("model/mechanisms", "tiny.py"), ("simulation", "batch_run.py")):
        path = copy / room / name
        path.write_text(path.read_text() + "\n\nMORE = 1\n")
        three = _python(copy, code)
        assert three[0] != two[0] and three[2] != two[2]  # identity, and the hash of fits
        two = three


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
    code = "from tregua.numba_cache import cache_folder; print(cache_folder())"
    found = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert temporary in Path(found.stdout.strip()).parents


WRITES = """
import os, sys, tregua
from pathlib import Path
from tregua.results import reductions
package = Path(tregua.__file__).parent
try:
    (package / "written").write_text("")
except OSError:
    print("cannot write")
print(package)
stats = reductions._sum_ages.stats
print(sum(stats.cache_misses.values()), sum(stats.cache_hits.values()))
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
    assert not left and "reductions._ages" in kept


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


def test_a_shared_base_that_others_can_write_in_is_not_used(tmp_path, monkeypatch) -> None:
    """In the temporary folder of all users the base must be ours and closed, not only the folder in it."""
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    base, other = tmp_path / "tregua-own", tmp_path / "elsewhere"
    monkeypatch.setattr(numba_cache, "candidates", lambda: iter([base]))
    found = numba_cache.cache_folder()
    assert found == base / numba_cache.fingerprint() and not base.stat().st_mode & 0o022
    base.chmod(0o777)
    assert numba_cache.cache_folder() is None
    base.chmod(0o700)
    base.rename(other)
    base.symlink_to(other)
    assert numba_cache.cache_folder() is None
    base.unlink()
    other.rename(base)
    real = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: real + 1)  # as if somebody else had made it
    assert numba_cache.cache_folder() is None
