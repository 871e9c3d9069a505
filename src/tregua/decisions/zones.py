"""Two places over the same zones, so that what one has can stand in the other.

Territories of two places do not match: fourteen departments here, sixteen communes there. So each place is
cut where it parts best into ground that gangs hold and ground that they do not, and people are lined up from
the most to the least held. A zone is a stretch of that line: it holds the same share of the people in both
places. Splitting a class of territories between zones in proportion to its people changes nothing in
expectation; joining territories into classes does, and the full run says by how much.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np

PARTS = 2  # classes into which the territories of a place are joined


def classes(control: np.ndarray, members: np.ndarray, parts: int = PARTS) -> np.ndarray:
    """Return the class of each territory, 0 for the one held most by gangs.

    Natural breaks: of all ways to cut the territories, ordered by the share held, into ``parts``, the one
    with the least variance of that share within classes over gang members (Fisher, 1958, doi
    10.1080/01621459.1958.10501479).

    Parameters
    ----------
    control
        (territory,) share of ground under gangs.
    members
        (territory,) gang members, as weights.
    """
    n = len(control)
    order = np.argsort(-control, kind="stable")
    c, w = control[order], np.maximum(members[order], 1e-9)

    def within(first: int, last: int) -> float:
        mean = (c[first:last] * w[first:last]).sum() / w[first:last].sum()
        return float((w[first:last] * (c[first:last] - mean) ** 2).sum())

    best, cuts = np.inf, ()
    for tried in combinations(range(1, n), min(parts, n) - 1):
        edges = (0, *tried, n)
        spread = sum(within(a, b) for a, b in pairwise(edges))
        if spread < best:
            best, cuts = spread, tried
    out = np.zeros(n, int)
    out[order] = np.searchsorted(cuts, np.arange(n), side="right")
    return out


def widths(people: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return the share of the people in each class, (class,)."""
    return np.bincount(of, weights=people, minlength=int(of.max()) + 1) / people.sum()


def overlay(*shares: np.ndarray) -> np.ndarray:
    """Return the share of the people in each zone: the line of people, cut where any place is cut.

    Examples
    --------
    >>> overlay(np.array([0.25, 0.75]), np.array([0.5, 0.5])).tolist()
    [0.25, 0.25, 0.5]
    """
    edges = np.unique(np.round(np.concatenate([np.cumsum(s) for s in shares]), 12))
    edges[-1] = 1.0
    return np.diff(np.concatenate([[0.0], edges]))


def spread(people: np.ndarray, of: np.ndarray, zones: np.ndarray) -> np.ndarray:
    """Return which part of each territory lies in each zone, (territory, zone); rows add up to one."""
    width = widths(people, of)
    middle = np.cumsum(zones) - zones / 2
    zone_class = np.searchsorted(np.cumsum(width), middle)
    return np.where(of[:, None] == zone_class[None, :], zones[None, :] / width[of][:, None], 0.0)
