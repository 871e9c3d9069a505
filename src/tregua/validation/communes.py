"""A9: where people were killed in the first quarter of 2026, by commune, against what the model says.

BINUH's incident database by commune is the first count below the level of regions since 2019. It is held
against the model and is not fitted; one error is printed, and no forecast by commune.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from tregua.i18n import _
from tregua.places import Place, load_place
from tregua.places.infer_series_kind import slug
from tregua.places.load import LIBRARY
from tregua.validation.result import Result
from tregua.vocabulary.quantiles import INTERVAL

COUNT = LIBRARY / "haiti" / "checks" / "binuh_commune_2026Q1.csv"
QUARTER = (date(2026, 1, 1), date(2026, 4, 1))
KNOWN = date(2025, 12, 31)
MEMBERS = 48
MOST = 0.2  # share of the killed that may lie in another commune; fixed before the first run
SOURCE = "BINUH, incident database by commune, cut of 18 May 2026"
DEPARTMENTS = {
    "artibonite": "petite_riviere_de_l_artibonite saint_marc montrouis liancourt l_estere dessalines "
                  "gonaives gros_morne marmelade",
    "centre": "mirebalais boucan_carre lascahobas belladere hinche maissade",
}  # fmt: skip


def counted(place: Place) -> Counter[str]:
    """Return the killed of the quarter by territory of the model; communes of the rest are joined."""
    inside = {name: part for part, names in DEPARTMENTS.items() for name in names.split()}
    rest = next(name for name, t in place.territories.items() if t.region == "rest")
    found: Counter[str] = Counter()
    with COUNT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = slug(row["commune"])
            found[name if name in place.territories else inside.get(name, rest)] += int(row["killed"])
    return found


def misplaced(ours: np.ndarray, theirs: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
    """Return the share of the killed that a model places elsewhere than the count does.

    Parameters
    ----------
    ours
        Killed by the model, (draw, territory).
    theirs
        Killed by the count, by territory.
    names
        Territories, in the order of `ours`.

    Returns
    -------
    numpy.ndarray
        Half the sum of absolute differences of shares, (draw,): 0 where all agree, 1 where none does.
    """
    seen = np.array([theirs.get(name, 0.0) for name in names], float)
    share = ours / np.maximum(ours.sum(axis=1, keepdims=True), 1e-300)
    return 0.5 * np.abs(share - seen / seen.sum()).sum(axis=1)


def by_commune(members: int = MEMBERS, priors: bool = False) -> Sequence[Result]:
    """A9: one error, over all communes of the model."""
    import tregua

    place = load_place("haiti")
    scenario = replace(
        tregua.load_scenario("haiti/baseline", place), start=QUARTER[0], end=QUARTER[1], as_of=KNOWN
    )
    result = tregua.run([scenario], place, members=members, dt="week", priors=priors)
    killed = result["deaths_by_territory"][0]
    over = [d for d in killed.dims if d not in ("draw", "territory")]
    ours = killed.sum(over).transpose("draw", "territory").values
    names = [str(name) for name in killed["territory"].values]
    low, middle, high = (float(x) for x in np.quantile(misplaced(ours, counted(place), names), INTERVAL))
    note = _(
        "one quarter, one compiler, second hand; the count gives authors for the killed, injured and "
        "abducted together, so that killing by author is not compared; nothing by commune is forecast"
    )
    return [
        Result(
            "A9", _("Haiti, first quarter of 2026: share of the killed placed in another commune"), 0.0,
            middle, _("at most {most:g}").format(most=MOST), middle <= MOST, low, high, SOURCE, note,
        )
    ]  # fmt: skip
