"""What stands beside every number that is weighed: whose numbers they are, and how the model fared before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tregua.validation
from tregua.i18n import _

FILE = Path(tregua.validation.__file__).with_name("tested.json")  # what `tregua cases --json` printed


@dataclass(frozen=True)
class Tested:
    """How the model fared on treated cases.

    Attributes
    ----------
    cases, inside
        How many cases, and in how many every horizon lay inside the 80 % band.
    outside_fit, outside_fit_inside
        The same of the cases that lie in no record to which parameters were fitted.
    horizons, horizons_inside, sign_right
        The same by horizon, and in how many the middle of the forecast had the sign of what came.
    made
        Day on which it was worked out.
    """

    cases: int
    inside: int
    outside_fit: int
    outside_fit_inside: int
    horizons: int
    horizons_inside: int
    sign_right: int
    made: str

    def sentence(self) -> str:
        """Say it."""
        said = _(
            "The model was tried on {k} treated cases: what came lay inside its 80 % band in {m} of them "
            "({h} of {n} times looked at), and had the sign it forecast in {s} of {n}."
        ).format(k=self.cases, m=self.inside, h=self.horizons_inside, n=self.horizons, s=self.sign_right)
        if self.outside_fit == self.cases:
            return said + " " + _("All of them lie outside every fit.")
        return (
            said
            + " "
            + _("Of these, {k} lie outside every fit, and it got {m} of them.").format(
                k=self.outside_fit, m=self.outside_fit_inside
            )
        )

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return dict(vars(self))


@cache
def tested() -> Tested:
    """Return how the model fared, from the record that ships with the package."""
    record = json.loads(FILE.read_text(encoding="utf-8"))
    lines = record["cases"]
    by_case: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        by_case.setdefault(line["case"], []).append(line)
    got = {name: all(line["inside"] for line in of) for name, of in by_case.items()}
    outside = [name for name, of in by_case.items() if not of[0].get("fitted_in")]
    return Tested(
        len(by_case),
        sum(got.values()),
        len(outside),
        sum(got[name] for name in outside),
        len(lines),
        sum(line["inside"] for line in lines),
        sum(line["right_sign"] for line in lines),
        record["made"],
    )


def explains_the_model() -> str:
    """Say what such values are and what they are not."""
    return _("These values explain the model, not the world.")


def caveats() -> list[str]:
    """Return the sentences that belong under every table that weighs."""
    return [explains_the_model(), tested().sentence()]
