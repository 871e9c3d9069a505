"""Run a short list of tests with the lowest, or the newest, versions that pyproject.toml allows.

    .venv/bin/python scripts/bounds.py lowest [PYTHON ...]
    .venv/bin/python scripts/bounds.py newest [PYTHON ...]

On each Python that scripts/pythons finds, or that is named: a fresh environment in a temporary folder, what
the package and its extras need at those versions, the wheel, the tests. Only what is declared is held low;
what it needs in turn is as new as fits. Where no wheel of the lowest version exists for a Python, the lowest
that has one is taken. Supported Pythons that are not found here are named, and not counted as passed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
RESOLUTION = {
    "lowest": ("--only-binary", ":all:", "--resolution", "lowest-direct"),
    "newest": ("--only-binary", ":all:", "--resolution", "highest", "--upgrade"),
}
NOT_TRIED = ("dev", "docs")  # extras of those who work on Tregua, not of those who use it
TOOLS = ("pytest", "hypothesis", "httpx", "scoringrules")  # of the extra dev: what the tests below need
# Uses of what is declared: kernel, files, terminal, studies, export, pictures, web, fits.
TESTS = (
    "tests/test_package.py",
    "tests/test_citation.py",
    "tests/test_cli.py",
    "tests/test_cli_studies.py::test_both_forms_hold_the_same",
    "tests/test_cli_studies.py::test_report_writes_pictures_for_papers",
    "tests/test_cli_studies.py::test_parquet",
    "tests/test_cli_studies.py::test_netcdf",
    "tests/test_cli_studies.py::test_a_part_of_a_variable_is_in_memory_at_a_time",
    "tests/simulation/test_store.py",
    "tests/studies/test_study.py::test_the_bytes_are_those_of_a_run_in_memory",
    "tests/studies/test_study.py::test_xarray_and_zarr_read_it_without_us",
    "tests/studies/test_study.py::test_what_was_not_finished_is_not_read_and_is_resumed",
    "tests/studies/test_study.py::test_damage_is_seen_and_mended",
    "tests/report/test_report_plot.py",
    "tests/web/test_web_api.py",
    "tests/inference/test_baselines.py",
    "tests/inference/test_sampler.py",
    "tests/decisions/test_sobol.py",
)


class Tried(NamedTuple):
    """What came of one Python."""

    version: str
    passed: bool
    seconds: float


def project() -> dict:
    """Return the table `project` of pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]


def supported() -> list[str]:
    """Return the versions of Python that the package names."""
    found = (re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", c) for c in project()["classifiers"])
    return [match[1] for match in found if match]


def requirements() -> list[str]:
    """Return what the package, its extras and the tests need, as declared."""
    extras = project()["optional-dependencies"]
    used = [r for name, wanted in extras.items() if name not in NOT_TRIED for r in wanted]
    tools = [r for r in extras["dev"] if name_of(r) in TOOLS]
    return sorted({*project()["dependencies"], *used, *tools})


def name_of(requirement: str) -> str:
    """Return the name of a distribution, as indexes spell it."""
    return re.split(r"[^A-Za-z0-9_.-]", requirement)[0].lower().replace("_", "-")


def version_of(python: str) -> str:
    """Return the version of a Python, 3.11 or so."""
    ask = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()


def uv(*words: str | Path) -> str:
    """Run uv, of this environment, and return what it prints."""
    command = [sys.executable, "-m", "uv", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{done.stdout}{done.stderr}".strip())
    return done.stdout


def wheel(folder: Path) -> Path:
    """Build the wheel."""
    uv("build", "--quiet", "--wheel", "--out-dir", folder, ".")
    return next(folder.glob("*.whl"))


def try_one(which: str, python: str, version: str, built: Path, work: Path) -> Tried:
    """Install at the bounds for one Python, run the tests there, and say how it went."""
    started = time.monotonic()
    home = work / version
    inside = home / "bin" / "python"
    asked = work / "requirements.txt"
    asked.write_text("\n".join(requirements()), encoding="utf-8")
    where = ("--quiet", "--python", inside)
    try:
        uv("venv", "--quiet", "--python", python, home)
        uv("pip", "install", *where, *RESOLUTION[which], "-r", asked)
        uv("pip", "install", *where, "--no-deps", built)
        uv("pip", "check", *where)
        found = dict(line.split("==") for line in uv("pip", "freeze", *where).splitlines() if "==" in line)
    except RuntimeError as problem:
        print(f"Python {version}, {which}: cannot be installed\n{problem}", flush=True)
        return Tried(version, False, time.monotonic() - started)
    declared = sorted({name_of(r) for r in requirements()} & set(found))
    at = ", ".join(f"{name} {found[name]}" for name in declared)
    print(f"Python {version}, {which}: {at}", flush=True)
    command = [inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *TESTS]
    around = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # the wheel alone
    done = subprocess.run(list(map(str, command)), cwd=ROOT, env=around)
    return Tried(version, done.returncode == 0, time.monotonic() - started)


def main(words: list[str]) -> int:
    """Try each Python; return 0 if all that were tried pass."""
    if not words or words[0] not in RESOLUTION:
        print(__doc__)
        return 2
    which, pythons = words[0], words[1:]
    if not pythons:
        pythons = subprocess.run([ROOT / "scripts/pythons"], capture_output=True, text=True).stdout.split()
    if not pythons:
        print("scripts/pythons finds no Python that can be used", file=sys.stderr)
        return 1
    tried = []
    with tempfile.TemporaryDirectory() as name:
        built = wheel(Path(name) / "dist")
        for python in pythons:
            version = version_of(python)
            tried.append(try_one(which, python, version, built, Path(name)))
    print(f"\n{which} versions:")
    for one in tried:
        print(f"  Python {one.version}: {'passed' if one.passed else 'FAILED'}, {one.seconds:.0f} s")
    for version in supported():
        if version not in {one.version for one in tried}:
            print(f"  Python {version}: not tried, not found here")
    return 0 if all(one.passed for one in tried) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
