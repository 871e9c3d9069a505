"""What carries over between the places that ship, computed before: shown at once, anew on request.

Made by ``python -m tregua.web.pages.transfer.shipped``, which writes ``shipped.json``.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua._version import __version__
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.decisions.transferability.transfer import Transfer
    from tregua.web.place_store import Shelf

FILE = Path(__file__).with_name("shipped.json")
PAIR, MEMBERS, SEED = ("el_salvador", "haiti"), 12, 1


@cache
def kept() -> dict[str, Any] | None:
    """Return what is stored; None where nothing is."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else None


def find(here: Shelf, there: Shelf) -> tuple[Transfer, str, bool] | None:
    """Return the stored result of two places, its day, and whether the places are as they were."""
    from tregua.decisions.transferability.transfer import Transfer, _asked

    found = kept()
    if found is None or [here.place.name, there.place.name] != found["places"] or here.own or there.own:
        return None
    asked = _asked(here.place, there.place, (None, None), (None, None))
    made = Transfer(
        asked[0],
        asked[1],
        found["branch"],
        tuple(_shared(each) for each in found["outcomes"]),
        tuple(found["people"]),
        tuple(found["years"]),
        tuple(found["players"]),
        tuple(found["learnt"]),
        found["options"],
    )
    return made, found["made"], found["hashes"] == [here.place.hash, there.place.hash]


def _shared(row: dict[str, Any]) -> Any:
    """Return an outcome, its title in the language in use."""
    from tregua.decisions.transferability.transfer import TOLD, Shared

    title = next(each.title for each in TOLD if each.name == row["name"])
    if row["reading"]:
        reading = {"official": _("official"), "ngo": _("NGO")}[row["reading"]]
        title = _("{title}, {reading} reading").format(title=title, reading=reading)
    ranges = {key: tuple(row[key]) for key in ("range_from", "range_to")}
    return Shared(**{**row, **ranges, "title": title})


def made() -> dict[str, Any]:
    """Compute what is stored."""
    from tregua.decisions import transfer
    from tregua.places import load_place

    places = [load_place(name) for name in PAIR]
    found = transfer(*places, members=MEMBERS, seed=SEED)
    names = ("name", "unit", "side", "reading", "effect_from", "effect_to", "range_from", "range_to",
             "factors", "errors")  # fmt: skip
    return {
        "version": __version__,
        "made": date.today().isoformat(),
        "places": list(PAIR),
        "hashes": [each.hash for each in places],
        "branch": found.branch,
        "people": found.people,
        "years": found.years,
        "players": found.players,
        "learnt": found.learnt,
        "options": found.options,
        "outcomes": [{key: getattr(each, key) for key in names} for each in found.outcomes],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(made(), indent=1) + "\n", encoding="utf-8")
