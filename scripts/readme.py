"""Run the README: every block of it, in order, in a fresh clone with an environment of its own.

    python scripts/readme.py [--quick]

A comment before a block says what is done with it. ``run``, ``run quick``: with ``--quick`` only the latter
are run. ``write NAME``: the block is the file NAME. ``serve``: a command that runs until it is interrupted;
once it answers, it is. ``elsewhere FILE``: FILE runs the same command, and is read to make sure.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(?:<!-- ([^\n]*) -->\n)?```([a-z]*)\n(.*?)^```$", re.M | re.S)
MARK, SERVED = "::block", "http://127.0.0.1:8642/healthz"


class Block(NamedTuple):
    """A block of the README: the words of its comment, its language, its text."""

    how: list[str]
    language: str
    text: str


def blocks(readme: str) -> list[Block]:
    """Return all blocks in order."""
    return [Block((found[0] or "").split(), found[1], found[2]) for found in FENCE.findall(readme)]


def commands(found: list[Block], quick: bool) -> str:
    """Return one script of all blocks, for one shell, so that what one sets up the next finds."""
    lines = ["set -e"]
    for number, block in enumerate(found, 1):
        action, *rest = block.how or [""]
        if action == "elsewhere" or (quick and action in ("run", "serve") and "quick" not in rest):
            continue
        lines.append(f"echo {MARK} {number}")
        if action == "write":
            lines.append(f"printf %s {shlex.quote(block.text)} > {shlex.quote(rest[0])}")
        elif action == "serve":
            lines.append(f"{{ {block.text.split('#')[0].strip()} & }}; serving=$!")
            lines.append(f"python {shlex.quote(str(Path(__file__).resolve()))} --wait {SERVED} $serving")
            lines.append("kill -INT $serving; wait $serving || true")
        elif block.language == "python":
            lines.append(f"python -c {shlex.quote(block.text)}")
        else:
            lines.append(block.text)
    return "\n".join(lines) + "\n"


def wrong(found: list[Block], root: Path = ROOT) -> list[str]:
    """Return what is wrong with the marks of the blocks."""
    bad = []
    for block in found:
        action, *rest = block.how or [""]
        first = block.text.splitlines()[0] if block.text else ""
        if action not in ("run", "write", "serve", "elsewhere"):
            bad.append(f"nothing says what is done with: {first}")
        elif action == "elsewhere":
            command = first.split("#")[0].strip()
            if command not in (root / rest[0]).read_text(encoding="utf-8").splitlines():
                bad.append(f"{rest[0]} does not run: {command}")
    return bad


def wait(address: str, process: int) -> int:
    """Wait until a server answers; return 1 if it ends first."""
    from urllib.request import urlopen

    for _look in range(600):
        try:
            with urlopen(address, timeout=5):
                return 0
        except OSError:
            time.sleep(0.5)
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return 1
    return 1


def main(words: list[str]) -> int:
    """Run the README; return 1 if a block fails."""
    if words[:1] == ["--wait"]:
        return wait(words[1], int(words[2]))
    quick = words == ["--quick"]
    if words and not quick:
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory(prefix="tregua-readme-") as folder:
        clone = Path(folder) / "tregua"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        found = blocks((clone / "README.md").read_text(encoding="utf-8"))
        if bad := wrong(found, clone):
            print(*bad, sep="\n")
            return 1
        around = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")}
        if not quick:  # the model is compiled as for the first time
            around["TREGUA_CACHE_DIR"] = str(Path(folder) / "cache")
        else:  # what `make demo` sets up
            subprocess.run(["make", "-s", ".venv/.ready"], cwd=clone, env=around, check=True)
        began, at = time.monotonic(), 0
        script = commands(found, quick)
        with subprocess.Popen(
            ["bash", "-c", script], cwd=clone, env=around, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            said: list[str] = []
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith(MARK):
                    at, said = int(line.split()[1]), []
                    print(
                        f"{time.monotonic() - began:6.0f} s  {found[at - 1].text.splitlines()[0]}", flush=True
                    )
                else:
                    said.append(line)
        if process.returncode:
            print("".join(said[-40:]))
            print(f"block {at} of the README ends with status {process.returncode}:\n{found[at - 1].text}")
            return 1
        ran = script.count(f"echo {MARK}")
        print(f"README: {ran} of {len(found)} blocks run, in order, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
