"""Write the golden outputs anew.

``python -m tests.simulation.golden``, with an entry in the changelog flagged **numbers**.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden.json"


def numbers(place) -> dict[str, object]:
    """Return sums over a small ensemble: whole numbers, so that no rounding of a platform can move them."""
    from tests.simulation.test_ensemble import nothing, offer
    from tregua import run

    ds = run([nothing(place), offer(place)], place, members=12, seed=1)
    kept: dict[str, object] = {}
    for name in ("recruits", "escaped", "in_care", "self_defence"):
        kept[name] = ds[name].sum(["draw", "time"]).values.astype(int).tolist()
    for name, dim in (
        ("deaths", "cause"),
        ("arrests", "class"),
        ("active", "gang"),
        ("held", "stage"),
        ("released", "class"),
    ):
        kept[name] = (
            ds[name].sum([d for d in ds[name].dims if d not in ("policy", dim)]).values.astype(int).tolist()
        )
    return kept


def main() -> None:
    """Run the small ensemble of the golden test and write its sums."""
    from tregua.places import load_place
    from tregua.places.place_template import new_place

    with tempfile.TemporaryDirectory() as folder:
        new_place(Path(folder) / "smallland")
        GOLDEN.write_text(json.dumps(numbers(load_place(Path(folder) / "smallland")), indent=1) + "\n")


if __name__ == "__main__":
    main()
