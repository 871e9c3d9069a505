"""A8: the last simulation-based calibration, as it was kept; making it anew is a command of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tregua.i18n import _
from tregua.inference.sbc import LEAST_P, LEAST_REPLICATIONS, LEAST_SHARE, NEEDED, last, stands
from tregua.validation.registry import needs
from tregua.validation.result import Result


def ranks(again: bool = True) -> Sequence[Result]:
    """A8: whether ranks of known truths in their posteriors are uniform, as last kept.

    Parameters
    ----------
    again
        Whether to make a replication again, some seconds, where code or evidence was touched since. What
        comes out otherwise than it was kept is a miss, whatever the ranks: they are another program's.
    """
    source = "Talts et al. 2018, arXiv 1804.06788"
    told = last()
    if told is None:
        what = _("posterior ranks of known truths: uniform or not")
        note = _("no output has been kept: run tregua sbc")
        return [Result("A8", what, None, math.nan, "", False, source=source, note=note)]
    share = told["uniform"] / told["of"]
    worst = min(told["quantities"], key=lambda name: told["quantities"][name]["p"])
    note = _(
        "made on {made} with version {version}, not now: {n} replications of a reduced problem ({problem}); "
        "{inside:.1%} of all truths in the middle 90 %; the least uniform is {worst} (p {p:.4f}); again: "
        "tregua sbc"
    ).format(
        made=told["made"],
        version=told["version"],
        n=told["replications"],
        problem=told["problem"],
        inside=told["inside_90"],
        worst=worst,
        p=told["quantities"][worst]["p"],
    )
    moved = False
    if again:
        needs(NEEDED)
        still = stands(told)
        moved = still is False
        if moved:
            note += "; " + _(
                "CODE OR EVIDENCE HAVE MOVED PAST IT: a replication made again comes out otherwise"
            )
        elif still is None:
            note += "; " + _("code was touched since: a replication made again comes out the same")
    enough = told["replications"] >= LEAST_REPLICATIONS
    what = _("posterior ranks of known truths: share of {n} quantities uniform (chi-square p above {p:g})")
    tolerance = _("{share:g} or more, {n} replications or more").format(
        share=LEAST_SHARE, n=LEAST_REPLICATIONS
    )
    return [
        Result(
            "A8",
            what.format(n=told["of"], p=LEAST_P),
            None,
            share,
            tolerance,
            enough and share >= LEAST_SHARE and not moved,
            source=source,
            note=note,
        )
    ]
