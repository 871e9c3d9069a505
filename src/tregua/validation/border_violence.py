"""A5: clashes between two gangs fall off from their border.

Brantingham, Tita, Short and Reid (2012), Criminology 50:851. Two gangs that compete for ground meet in
opposed logistic fronts; where they meet they clash, so that the density of clashes is the product of the two,
sech² of the distance from the border. Within a distance d lies the share tanh(d / s). The scale s = 0.2965
mile was read from the published theory, so that one of its three figures is used up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tregua.i18n import _
from tregua.validation.result import Result, within

SCALE = 0.2965  # miles
FAR = 20.0  # scales: beyond it lies nothing
POINTS = 400_001
PUBLISHED = {0.2: (58.8, 58.2), 0.4: (87.4, 83.1), 1.0: (99.8, 97.7)}  # miles: theory, observed; %
TOLERANCE = 1.0  # percentage points
SOURCE = "Brantingham and others 2012, Criminology 50:851"


def share_within(miles: float) -> float:
    """Return the share of clashes, in %, within so many miles of the border, by adding up over the ground."""
    x = np.linspace(-FAR * SCALE, FAR * SCALE, POINTS)
    one = 1.0 / (1.0 + np.exp(-2.0 * x / SCALE))
    clashes = one * (1.0 - one)
    return float(100.0 * clashes[np.abs(x) <= miles].sum() / clashes.sum())


def border() -> Sequence[Result]:
    """A5: three distances; observed shares are told beside the theory."""
    lines = []
    for miles, (theory, seen) in PUBLISHED.items():
        what = _("clashes within {miles:g} mile of the border, %").format(miles=miles)
        note = _("observed: {seen:g} %; the fronts are steeper than what was seen").format(seen=seen)
        lines.append(within("A5", what, theory, share_within(miles), TOLERANCE, source=SOURCE, note=note))
    return lines
