"""How near the reckoning of `tregua transfer` is to the runs at its ends; prints the table of transfer.md.

python docs/decisions/near.py [MEMBERS]
"""

from __future__ import annotations

import sys

import numpy as np

from tregua import run
from tregua.decisions.outcomes import arrays_of, chosen
from tregua.decisions.transferability.common_zones import PARTS
from tregua.decisions.transferability.mixed_places import Between, differing, sides
from tregua.decisions.transferability.reference_policy import question
from tregua.decisions.transferability.transfer import EVERY, TOLD
from tregua.places import load_place
from tregua.simulation.setup import Options, prepare

PLACES = ("el_salvador", "haiti")
COMMON = {"seed": 1, "branches": ("operates",)}


def medians(values: np.ndarray, reading: np.ndarray) -> list[str]:
    """Return an effect's middle by outcome, and by reading where it hangs on it; dollars in millions."""
    out = []
    for one, row in zip(WANTED, values, strict=True):
        parts = [row[reading == r] for r in ("official", "ngo")] if one.by_reading else [row]
        sign, scale = (-1 if one.key == "deaths" else 1), (1e-6 if one.unit == "USD" else 1)
        out += [f"{sign * scale * np.median(part):,.0f}" for part in parts]
    return out


def main(members: int) -> None:
    """Print a row for each way of running each end."""
    asked = [found for name in PLACES if (found := question(load_place(name)))]
    heads = [f"{o.key}{r}" for o in WANTED for r in ((" official", " ngo") if o.by_reading else ("",))]
    print("| | " + " | ".join(heads) + " |\n|" + " --- |" * (len(heads) + 1))
    for q in asked:
        for name, options in (
            ("full run", {}),
            ("full run, weekly", {"dt": "week"}),
            ("in expectation, weekly", {"dt": "week", "mean_field": True}),
        ):
            ds = run([q.baseline, q.policy], q.place, members=members, **COMMON, **options)
            each = [o.of(arrays_of(ds, 1, o.needs)) - o.of(arrays_of(ds, 0, o.needs)) for o in WANTED]
            print(f"| {q.place.name}, {name} | ", end="")
            print(" | ".join(medians(np.stack(each), ds["reading"].values.astype(str))) + " |", flush=True)
    options = Options(members=members, dt="week", mean_field=True, **COMMON)
    setups = [prepare([q.baseline, q.policy], q.place, options) for q in asked]
    for name, parts in (("zones", PARTS), ("zones, --fine", EVERY)):
        zones, (a, b) = sides(setups, parts)
        between, players = Between(zones, a, b), frozenset(differing(a, b))
        for q, side, here in zip(asked, (a, b), (frozenset[str](), players), strict=True):
            found = between.effects([here], WANTED, (side.months,))[0, 0] * side.people / a.people
            print(f"| {q.place.name}, {len(zones)} {name} | ", end="")
            print(" | ".join(medians(found, a.draws.reading)) + " |", flush=True)


if __name__ == "__main__":
    WANTED = chosen(told.outcome for told in TOLD)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 48)
