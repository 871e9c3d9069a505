"""Random networks of rivals and allies with the counts of a published one.

The network of Prieto-Curiel, Campedelli and Hope (2023) carries no licence and is not shipped. Ours match its
counts and nothing else: 150 groups; 92 rival pairs of total weight 179, 91 allied pairs of total weight 163;
79 groups without a rival, 59 without an ally, 36 with neither. Ties lean to large groups: which groups have
ties, with whom, and how often a tie is seen are drawn with odds in proportion to size, which falls as one
over rank. As published, groups are then ranked by the strength of all their ties, and size follows from rank.
No network is chosen by what it gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GROUPS = 150
MEMBERS = 115_000
RIVAL_PAIRS, RIVAL_WEIGHT, WITHOUT_RIVAL = 92, 179, 79
ALLIED_PAIRS, ALLIED_WEIGHT, WITHOUT_ALLY = 91, 163, 59
WITH_NEITHER = 36
NETWORKS = 100
SEED = 2023


@dataclass(frozen=True)
class Network:
    """Groups in the order of rank.

    Attributes
    ----------
    members
        (group,) at the start, 115,000 in all, in proportion to one over rank.
    rivals, allies
        (group, group) weights, symmetric, zero on the diagonal.
    """

    members: np.ndarray
    rivals: np.ndarray
    allies: np.ndarray

    @property
    def conflict(self) -> np.ndarray:
        """K_ij = (R_ij + 1) / (a_i + 1), with zeros on the diagonal; not symmetric."""
        k = (self.rivals + 1.0) / (self.allies.sum(axis=1, keepdims=True) + 1.0)
        np.fill_diagonal(k, 0.0)
        return k


def sizes(groups: int = GROUPS, total: float = MEMBERS) -> np.ndarray:
    """Return members in proportion to one over rank."""
    share = 1.0 / np.arange(1, groups + 1)
    return total * share / share.sum()


def unconnected() -> Network:
    """Return the groups without ties: everyone fights everyone alike."""
    nobody = np.zeros((GROUPS, GROUPS))
    return Network(sizes(), nobody, nobody)


def random_network(number: int) -> Network:
    """Return one of the random networks; the same one for the same number."""
    rng = np.random.default_rng([SEED, number])
    pull = 1.0 / np.arange(1, GROUPS + 1)
    # groups with a rival, with an ally, with both: 71, 91, and 71 + 91 - 114
    tied = rng.choice(GROUPS, GROUPS - WITH_NEITHER, replace=False, p=pull / pull.sum())
    some_rival, some_ally = GROUPS - WITHOUT_RIVAL, GROUPS - WITHOUT_ALLY
    both = some_rival + some_ally - len(tied)
    first = rng.choice(tied, both, replace=False, p=pull[tied] / pull[tied].sum())
    others = rng.permutation(np.setdiff1d(tied, first))
    rival_side, ally_side = others[: some_rival - both], others[some_rival - both :]
    rivals = _ties(rng, np.concatenate([first, rival_side]), pull, RIVAL_PAIRS, RIVAL_WEIGHT)
    allies = _ties(rng, np.concatenate([first, ally_side]), pull, ALLIED_PAIRS, ALLIED_WEIGHT)
    strength = rivals.sum(axis=1) + allies.sum(axis=1)
    rank = np.argsort(-strength, kind="stable")
    return Network(sizes(), rivals[np.ix_(rank, rank)], allies[np.ix_(rank, rank)])


def _ties(
    rng: np.random.Generator, groups: np.ndarray, pull: np.ndarray, pairs: int, weight: int
) -> np.ndarray:
    """Draw pairs among groups so that each has one at least, and weights of one or more."""
    found: dict[tuple[int, int], int] = {}
    odds = pull[groups]

    def partner(of: int) -> int:
        left = np.where(groups == of, 0.0, odds)
        return int(rng.choice(groups, p=left / left.sum()))

    alone = list(rng.permutation(groups))
    while alone:
        one = int(alone.pop())
        if any(one in pair for pair in found):
            continue
        # where pairs would run out before everyone has one, those left are paired among themselves
        unserved = [int(g) for g in alone if not any(g in pair for pair in found)]
        if unserved and len(unserved) + 1 > pairs - len(found):
            other = unserved[0]
        else:
            other = partner(one)
        found[(min(one, other), max(one, other))] = 1
    while len(found) < pairs:
        one = int(rng.choice(groups, p=odds / odds.sum()))
        other = partner(one)
        found.setdefault((min(one, other), max(one, other)), 1)
    ties = list(found)
    lean = np.array([pull[a] * pull[b] for a, b in ties])
    more = rng.multinomial(weight - pairs, lean / lean.sum())
    out = np.zeros((GROUPS, GROUPS))
    for (a, b), extra in zip(ties, more, strict=True):
        out[a, b] = out[b, a] = 1 + extra
    return out
