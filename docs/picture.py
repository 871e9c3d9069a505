"""Draw the picture of the readme from a saved result: ``python docs/picture.py out/compare-haiti-....npz``.

It is the report's own picture of deaths and of arbitrary detention, side by side, with what made it written
below.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from markupsafe import escape

from tregua.engine import load
from tregua.report import headline
from tregua.report.gallery import pictures

TARGET = Path(__file__).parent / "images" / "answer.svg"
MARGIN, FOOT, FONT = 16, 58, "system-ui, 'DejaVu Sans', sans-serif"


def main(result: str) -> None:
    """Write the picture."""
    ds = load(result)
    # those that collapse half way stand in the report
    rows = [row for row in headline(ds) if row.branch != "collapses"]
    panels = [str(panel) for panel in pictures(ds, rows)["ranges"]]
    sizes = [tuple(map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', p).groups())) for p in panels]
    width = sum(w for w, _h in sizes) + MARGIN * (len(sizes) + 1)
    height = max(h for _w, h in sizes) + FOOT + MARGIN
    x, drawn = MARGIN, []
    for panel, (w, h) in zip(panels, sizes, strict=True):
        drawn.append(panel.replace("<svg ", f'<svg x="{x}" y="{MARGIN}" width="{w:g}" height="{h:g}" ', 1))
        x += w + MARGIN
    notes = (
        f"Dot: middle; bar: nine runs in ten, of {ds.attrs['members']}. "
        "On the right, filled: official reading of who is arrested; hollow: that of NGOs.",
        "Parameters are priors, not calibrated: a comparison inside a model, no forecast.",
        f"Tregua {ds.attrs['version']}: {ds.attrs['command']}; seed {ds.attrs['seed']}; "
        f"{ds.attrs['digest'][:19]}…",
    )
    for n, note in enumerate(notes):
        y = height - FOOT + 10 + 16 * n
        drawn.append(f'<text x="{MARGIN}" y="{y:g}" font-size="11" fill="#5b6673">{escape(note)}</text>')
    TARGET.parent.mkdir(exist_ok=True)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="{FONT}"><rect width="100%" height="100%" fill="#ffffff"/>'
    )
    TARGET.write_text(head + "".join(drawn) + "</svg>\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
