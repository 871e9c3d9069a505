"""A8: the last simulation-based calibration, as it was kept; making it anew is a command of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tregua.i18n import _
from tregua.learning.fit import code_hash
from tregua.learning.sbc import LEAST_P, LEAST_REPLICATIONS, LEAST_SHARE, last
from tregua.validation.result import Result


def ranks() -> Sequence[Result]:
    """A8: whether ranks of known truths in their posteriors are uniform, as last kept."""
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
        "the least uniform is {worst} (p {p:.4f}); again: tregua sbc"
    ).format(
        made=told["made"],
        version=told["version"],
        n=told["replications"],
        problem=told["problem"],
        worst=worst,
        p=told["quantities"][worst]["p"],
    )
    if told["code"] != code_hash():
        note += "; " + _("THE MODEL'S CODE HAS CHANGED SINCE")
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
            enough and share >= LEAST_SHARE,
            source=source,
            note=note,
        )
    ]
