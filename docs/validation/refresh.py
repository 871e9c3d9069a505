"""Make the figures of these pages anew: the commands' own output, with the day and the version.

Run it where Tregua is installed with the extra learn; all of it takes a few minutes. The pages are built from
the files it writes, so that what they show was printed by a command. What takes longer is made only when it is
named: `python docs/validation/refresh.py sbc`, and `ladder`, `hindcasts` (with the watch), `level`, `moves`.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
from datetime import date
from pathlib import Path

from tregua import __version__
from tregua.cli.app import main

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# where what a command prints is kept: beside the pages, or in the package where it is told at run time
ELSEWHERE = {
    "cases": ROOT / "src" / "tregua" / "validation" / "tested.json",
    "claims": ROOT / "src" / "tregua" / "validation" / "claims" / "compared.json",
    "sbc": ROOT / "src" / "tregua" / "inference" / "data" / "sbc.json",
    "check-fit": ROOT / "src" / "tregua" / "validation" / "fit_checks.json",
}
COMMANDS = {
    "published": ["validate", "--json"],
    "cases": ["cases", "--json"],
    "claims": ["claims", "--json"],
    "check-fit": ["check-fit", "el_salvador", "haiti", "--json"],
    "identify": ["identify", "el_salvador", "haiti", "--json"],
    "counterfactual": ["counterfactual", "el_salvador", "--json", "--out", str(HERE / "counterfactual.svg")],
}

# hours of work: made only when they are named
LONG = {"sbc": ["sbc", "--json"]}
# scripts of their own, made only when they are named
PAGES = {"ladder": "ladder.py", "hindcasts": "hindcasts.py", "level": "level.py", "moves": "moves.py"}


def refresh(names: list[str]) -> None:
    """Run the commands and keep what they print."""
    for name in names or list(COMMANDS):
        if name in PAGES:
            runpy.run_path(str(HERE / PAGES[name]), run_name="__main__")
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = main({**COMMANDS, **LONG}[name])
        if status:
            raise SystemExit(status)
        kept = {"made": date.today().isoformat(), "version": __version__, **json.loads(out.getvalue())}
        text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
        ELSEWHERE.get(name, HERE / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asked, sys.argv = sys.argv[1:], sys.argv[:1]
    refresh(asked)
