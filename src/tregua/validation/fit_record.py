"""The record of a fit's checks, as it is printed and stored."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.assumptions.posterior import find, load, shipped
from tregua.inference.fit import code_hash
from tregua.validation.fit_check import check
from tregua.validation.fit_replicates import branches, replicate
from tregua.validation.fit_run import MEMBERS, rerun, special

if TYPE_CHECKING:
    from tregua.places import Place


def newest(place: Place, as_of: date | None) -> Path | None:
    """Return the newest posterior of a place that rests on no later knowledge than a day, or None."""
    known = [(day, file) for day, file in shipped(place) if as_of is None or day <= as_of]
    return max(known)[1] if known else None


def record_of(place: Place, file: Path, members: int = MEMBERS, seed: int = 1) -> dict[str, Any]:
    """Return the checks of a posterior as plain data, failures first.

    Parameters
    ----------
    file
        Rows of the posterior, as `tregua calibrate` writes them.
    members
        Runs of what happened.
    seed
        Of replicates and runs.
    """
    joint = load(file)
    found = branches(file, place)
    made, left = replicate(place, joint.as_of, found, seed)
    # runs look for the newest posterior of a day; another file cannot be asked for
    own = find(place, joint.as_of)
    ds = rerun(place, joint.as_of, members, seed) if own is not None and own.digest == joint.digest else None
    return {
        "as_of": joint.as_of.isoformat(),
        "posterior": joint.digest,
        "code": code_hash(),
        "main_series": place.main_series,
        "draws": int(sum(len(z) for _post, z in found)),
        "members": members,
        "special": [each.record() for each in special(place, joint.as_of, made, ds, seed)],
        "series": [
            {
                "series": each.name,
                "base": each.series.base,
                "measures": each.series.measures,
                "fitted": each.fitted,
                **judged.record(),
            }
            for each, judged in check(made)
        ],
        "never_tested": [
            {"series": u.name, "measures": u.series.measures, "figures": u.rows, "why": u.why} for u in left
        ],
    }
