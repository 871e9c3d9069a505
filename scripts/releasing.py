"""Check a release for scripts/release; each step prints what it saw and ends with status 1 at a mistake.

    releasing.py ready            all is committed, changelog and reference say this version
    releasing.py contents FOLDER  sdist and wheel hold every file that they are to hold, and no other
    releasing.py installed        the Tregua of this Python, from an empty folder: files, help, a small run

The last step runs in the bare environment, so nothing here needs more than Python itself.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNSHIPPED = (".po", ".pot")  # what runs is the compiled .mo
RUN = ("compare", "haiti", "haiti/no-mission", "--members", "2", "--dt", "week")


def run(*words: str, where: Path = ROOT) -> str:
    """Run a command and return what it prints."""
    return subprocess.run(words, check=True, capture_output=True, text=True, cwd=where).stdout


def tracked(*folders: str) -> set[str]:
    """Return the files that git knows in some folders, as they are named from the root."""
    return set(run("git", "ls-files", "-z", "--", *folders).split("\0")) - {""}


def version() -> str:
    """Return the version that the sources name."""
    text = (ROOT / "src/tregua/_version.py").read_text(encoding="utf-8")
    return re.findall(r'__version__ = "(.+)"', text)[0]


def ready() -> list[str]:
    """Return what keeps the sources from being released."""
    found, now = [], version()
    if changed := run("git", "status", "--porcelain").strip():
        found.append(f"not everything is committed:\n{changed}")
    waiting = [p.name for p in (ROOT / "changelog.d").glob("*.*.md")]
    if waiting:
        found.append(f"changelog.d still holds {len(waiting)} changes: scripts/changelog.py build")
    dated = re.escape(f"## {now} (") + r"\d{4}-\d\d-\d\d\)"
    if not re.search(f"^{dated}$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M):
        found.append(f"CHANGELOG.md has no section '## {now} (YEAR-MONTH-DAY)'")
    reference = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    if f'\nversion: "{now}"\n' not in reference:
        found.append(f'CITATION.cff does not say version: "{now}"')
    if not re.search(r"^date-released: \"?\d{4}-\d\d-\d\d\"?$", reference, re.M):
        found.append("CITATION.cff has no date-released: YEAR-MONTH-DAY")
    return found


def contents(folder: Path) -> list[str]:
    """Return what is missing or too much in the wheel and the sdist of a folder."""
    found = []
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    sources = tracked("src/tregua")
    wanted = {p.removeprefix("src/") for p in sources if not p.endswith(UNSHIPPED)} | {"tregua/CITATION.cff"}
    with zipfile.ZipFile(wheel) as archive:
        there = {n for n in archive.namelist() if ".dist-info/" not in n}
        if archive.read("tregua/CITATION.cff") != (ROOT / "CITATION.cff").read_bytes():
            found.append("the wheel's CITATION.cff is not the one at the root")
    found += [f"the wheel lacks {n}" for n in sorted(wanted - there)]
    found += [f"the wheel holds {n}, which git does not know" for n in sorted(there - wanted)]
    with tarfile.open(sdist) as archive:
        inside = {n.partition("/")[2] for n in archive.getnames()}
    alone = {"CITATION.cff", "LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "SECURITY.md"}
    found += [f"the sdist lacks {n}" for n in sorted((sources | tracked("tests") | alone) - inside)]
    print(f"{wheel.name}: {len(there)} files, {wheel.stat().st_size // 1000} kB")
    print(f"{sdist.name}: {len(inside)} files, {sdist.stat().st_size // 1000} kB")
    return found


def installed() -> list[str]:
    """Return what is wrong with the Tregua that this Python has installed."""
    from base64 import urlsafe_b64encode
    from importlib.metadata import distribution

    found, here = [], distribution("tregua")
    if ROOT in Path(str(here.locate_file("tregua"))).resolve().parents:
        return [f"this Python runs the sources at {ROOT}, not a wheel"]
    files = here.files or []
    for file in files:
        path = Path(str(file.locate()))
        if not path.is_file():
            found.append(f"{file} is not there")
        elif file.hash and file.hash.mode == "sha256":
            digest = urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
            if digest != file.hash.value:
                found.append(f"{file} is not what the wheel holds")
    print(f"{len(files)} files, each as the wheel has it" if not found else "files:")

    command = str(Path(sys.executable).with_name("tregua"))
    empty = Path.cwd()
    now = here.version
    for words, wanted in {
        ("--help",): "compare",
        ("version",): now,
        ("cite",): f"version = {{{now}}}",
        ("places",): "haiti",
        RUN: "digest: sha256:",
    }.items():
        done = subprocess.run([command, *words], capture_output=True, text=True, cwd=empty)
        said = f"tregua {' '.join(words)}"
        shown = next((line for line in done.stdout.splitlines() if wanted in line), None)
        if done.returncode or shown is None:
            found.append(f"{said}: status {done.returncode}, no {wanted!r}\n{done.stdout}{done.stderr}")
        else:
            print(f"{said}: {shown.strip()}")
    if not list((empty / "out").glob("*.html")):
        found.append("the run wrote no report under out/")
    return found


def main(words: list[str]) -> int:
    """Do one step; return the exit status."""
    match words:
        case ["ready"]:
            found = ready()
        case ["contents", folder]:
            found = contents(Path(folder))
        case ["installed"]:
            found = installed()
        case _:
            print(__doc__)
            return 2
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
