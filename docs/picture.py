"""Draw the picture of the readme from a saved result: ``python docs/picture.py out/compare-haiti-....npz``.

It is the report's own picture of deaths against arbitrary detention, as `tregua report --pictures` writes it,
with the rights figures and what made it written below.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tregua import load
from tregua.report import save_pictures

TARGET = Path(__file__).parent / "images" / "answer.svg"


def main(result: str) -> None:
    """Write the picture."""
    TARGET.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (picture,) = save_pictures(load(result), folder, format="svg", names=["tradeoff"])
        TARGET.write_bytes(picture.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
