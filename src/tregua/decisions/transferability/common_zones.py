"""Two places over the same zones, so that what one has can stand in the other.

Territories of two places do not match: fourteen departments here, sixteen communes there. So each place is
cut where it parts best into classes of ground, from held by gangs to not, and people are lined up from
the most to the least held. A zone is a stretch of that line: it holds the same share of the people in both
places. Splitting a class of territories between zones in proportion to its people changes nothing in
expectation; joining territories into classes does, and the full run says by how much. With ``parts`` at
least the number of territories, none are joined.
"""

from __future__ import annotations

import numpy as np

PARTS = 4  # classes into which the territories of a place are joined


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
    order = np.argsort(-control, kind="stable")
    c, w = control[order], np.maximum(members[order], 1e-9)
    edges = _breaks(c, w, min(parts, len(c)))
    out = np.zeros(len(c), int)
    out[order] = np.searchsorted(edges, np.arange(len(c)), side="right")
    return out


def _breaks(c: np.ndarray, w: np.ndarray, parts: int) -> list[int]:
    """Return where ordered values are best cut, by dynamic programming: the first of each later class."""
    n = len(c)
    whole, first, second = (np.concatenate([[0.0], np.cumsum(x)]) for x in (w, w * c, w * c * c))

    def within(a: int, b: int) -> float:
        return float(second[b] - second[a] - (first[b] - first[a]) ** 2 / (whole[b] - whole[a]))

    best = [within(0, b) if b else np.inf for b in range(n + 1)]
    back: list[list[int]] = []
    for _part in range(1, parts):
        tried = [min(((best[a] + within(a, b), a) for a in range(1, b)), default=(np.inf, 0))
                 for b in range(n + 1)]  # fmt: skip
        best, cut = [t[0] for t in tried], [t[1] for t in tried]
        back.append(cut)
    edges, at = [], n
    for cut in reversed(back):
        at = cut[at]
        edges.append(at)
    return edges[::-1]


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
