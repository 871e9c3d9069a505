"""Make the table of peers: environments, our means, each peer in its own environment, the table.

`run.sh` calls this with a Python that has Tregua; README.md tells how to use it and how to read the table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent / "src"
SCRIPTS = {
    "ours": "ours.py",
    "numpy": "numpy_leap.py",
    "gillespy2": "gillespy2_leap.py",
    "mesa": "mesa_agents.py",
    "starsim": "starsim_agents.py",
    "pysd": "pysd_mean.py",
    "epymorph": "epymorph_leap.py",
}
LONGEST = 1800  # seconds a peer may take


def parsed(words: list[str] | None) -> argparse.Namespace:
    """Return what was asked."""
    parser = argparse.ArgumentParser(prog="run.sh", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "peers",
        nargs="*",
        metavar="PEER",
        help=f"which to measure anew: {', '.join(SCRIPTS)}; or `table`, which only writes the table again "
        "from the rows kept; all when none is named",
    )
    parser.add_argument(
        "--scratch", type=Path, help="folder for the environments, kept; a temporary one when not given"
    )
    parser.add_argument(
        "--rows", type=Path, default=HERE / "rows.json", help="file of the rows that are kept"
    )
    parser.add_argument("--table", type=Path, default=HERE / "results.md", help="file of the table")
    parser.add_argument("--small", action="store_true", help="a few days, to see that all works")
    parser.add_argument(
        "--here", action="store_true", help="run with this Python, in place of an environment for each peer"
    )
    asked = parser.parse_args(words)
    if unknown := [p for p in asked.peers if p not in (*SCRIPTS, "table")]:
        parser.error(f"unknown: {', '.join(unknown)}; expected some of {', '.join(SCRIPTS)}, table")
    if asked.small and (HERE / "rows.json").resolve() == asked.rows.resolve():
        parser.error("--small writes no committed row: name another file with --rows and --table")
    if not asked.peers:
        asked.peers = list(SCRIPTS)
    asked.peers = [p for p in asked.peers if p != "table"]
    return asked


def environment(peer: str, scratch: Path) -> Path:
    """Return the Python of a peer's environment, which is made if it is not there or not as pinned."""
    folder, pins = scratch / peer, (HERE / "requirements" / f"{peer}.txt").read_text(encoding="utf-8")
    python, made = folder / "bin" / "python", folder / "pinned.txt"
    if not made.exists() or made.read_text(encoding="utf-8") != pins:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        wanted = HERE / "requirements" / f"{peer}.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
        made.write_text(pins, encoding="utf-8")
    return python


def measured(peer: str, python: Path, around: dict[str, str]) -> list[dict[str, Any]]:
    """Return the rows that a peer's script prints.

    Raises
    ------
    subprocess.SubprocessError
        If it fails or takes too long.
    """
    around = around | {
        "PATH": f"{python.parent}{os.pathsep}{around['PATH']}"
    }  # GillesPy2 looks for scons there
    done = subprocess.run(
        [python, HERE / SCRIPTS[peer]],
        env=around,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LONGEST,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not rows:
        raise subprocess.SubprocessError(f"{peer} printed no row")
    return rows


def main(words: list[str] | None = None) -> int:
    """Measure what was asked, keep the rows, write the table."""
    from table import table

    asked = parsed(words)
    kept = json.loads(asked.rows.read_text(encoding="utf-8")) if asked.rows.exists() else []
    failed = []
    with ExitStack() as stack:
        scratch = asked.scratch or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="peers-")))
        scratch = scratch.resolve()
        if HERE.parent.parent in (scratch, *scratch.parents):
            raise SystemExit("run.sh: --scratch lies in the repository; name a folder outside")
        scratch.mkdir(parents=True, exist_ok=True)
        around = {
            **os.environ,
            "PYTHONPATH": f"{SOURCE}{os.pathsep}{HERE}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PEERS_REFERENCE": str(scratch / "reference.json"),
            "PEERS_SMALL": "1" if asked.small else "",
        }
        if asked.peers:
            print("our means", file=sys.stderr, flush=True)
            wanted = [sys.executable, HERE / "ours.py", "reference", around["PEERS_REFERENCE"]]
            subprocess.run(wanted, env=around, check=True)
        for peer in asked.peers:
            print(peer, file=sys.stderr, flush=True)
            try:
                own = peer != "ours" and not asked.here
                python = environment(peer, scratch) if own else Path(sys.executable)
                rows = measured(peer, python, around)
            except (subprocess.SubprocessError, OSError) as problem:
                failed.append(peer)
                print(f"{peer} did not run: {problem}", file=sys.stderr)
                if any(row["peer"] == peer and "failed" not in row for row in kept):
                    print("what was measured before stays in the table", file=sys.stderr)
                    continue
                rows = [{"peer": peer, "failed": f"{type(problem).__name__} on {datetime.now(UTC).date()}"}]
            kept = [row for row in kept if row["peer"] != peer] + rows
            asked.rows.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    asked.table.write_text(table(kept), encoding="utf-8")
    print(f"written: {asked.table}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
