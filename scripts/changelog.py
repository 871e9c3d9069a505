"""The changelog from the files in changelog.d.

    .venv/bin/python scripts/changelog.py check    every file fits what changelog.d/README.md says
    .venv/bin/python scripts/changelog.py show     print the section that the files make
    .venv/bin/python scripts/changelog.py build    write it into CHANGELOG.md, remove the files

towncrier makes the section; what is checked here is what it lets pass.
"""

import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_FRAGMENTS = ("README.md", "template.md")
LONGEST = 600  # characters


def kinds() -> list[str]:
    """Return the kinds of change that pyproject.toml names."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return [kind["directory"] for kind in tomllib.load(file)["tool"]["towncrier"]["type"]]


def fragments(folder: Path) -> list[Path]:
    """Return the files of a folder that hold a change each."""
    return sorted(p for p in folder.iterdir() if p.name not in NOT_FRAGMENTS and not p.name.startswith("."))


def mistakes(folder: Path) -> list[str]:
    """Return every mistake in the folder, each with the file, what was found and what was expected."""
    known, found = kinds(), []
    name = re.compile(rf"[a-z0-9][a-z0-9._-]*\.({'|'.join(known)})\.md")
    for path in fragments(folder):
        where = f"{folder.name}/{path.name}"
        if not name.fullmatch(path.name):
            found.append(f"{where}: expected NAME.KIND.md in small letters, KIND one of {', '.join(known)}")
            continue
        text = path.read_text(encoding="utf-8").strip()
        if not text:
            found.append(f"{where}:1: empty; expected one or two sentences")
            continue
        if re.match(r"[-*+#]\s|\*\*numbers\*\*", text):
            found.append(f"{where}:1: {text[:12]!r}; expected no bullet and no flag, they are added")
        if text[-1] not in ".)`":
            found.append(f"{where}: ends with {text[-1]!r}; expected a full stop")
        if len(text) > LONGEST:
            found.append(f"{where}: {len(text)} characters; expected at most {LONGEST}, one or two sentences")
        if "\n\n" in text:
            found.append(f"{where}: several paragraphs; expected one, or one file for each change")
    return found


def version() -> str:
    """Return the version that the package has."""
    text = (ROOT / "src/tregua/_version.py").read_text(encoding="utf-8")
    return re.findall(r'__version__ = "(.+)"', text)[0]


def towncrier(*words: str, folder: Path = ROOT) -> str:
    """Run towncrier and return what it prints."""
    command = [sys.executable, "-m", "towncrier", "build", "--dir", str(folder), *words]
    command += ["--version", version(), "--date", date.today().isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}".strip())
    return done.stdout


def main(words: list[str]) -> int:
    """Do what the words say; return the exit status."""
    if words not in (["check"], ["show"], ["build"]):
        print(__doc__)
        return 2
    found = mistakes(ROOT / "changelog.d")
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    there = fragments(ROOT / "changelog.d")
    if words == ["check"]:
        print(f"changelog.d: {len(there)} changes, each as it should be")
    elif not there:
        print("changelog.d holds no change", file=sys.stderr)
        return 1
    elif words == ["show"]:
        print(towncrier("--draft"), end="")
    elif f"\n## {version()} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"):
        print(f"CHANGELOG.md has a section {version()} already; raise the version first", file=sys.stderr)
        return 1
    else:
        towncrier("--yes")
        print(f"CHANGELOG.md has a section {version()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
