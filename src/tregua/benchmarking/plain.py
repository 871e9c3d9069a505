"""The yardstick: the reduced model in plain NumPy, vectorised over replicates."""

from __future__ import annotations

import numpy as np

from tregua.benchmarking.spec import (
    CONVICT,
    DESIST,
    DISPLACE,
    KILL,
    RECRUIT,
    RELEASE,
    RETURN,
    RIVAL,
    SENTENCE_END,
    Reduced,
)


def _chance(hazard: np.ndarray | float) -> np.ndarray:
    return -np.expm1(-np.asarray(hazard))


def _record(totals: np.ndarray, day: int, *compartments: np.ndarray) -> None:
    for k, x in enumerate(compartments):
        totals[:, day, k] = x.reshape(len(x), -1).sum(axis=1)


def _first_day(
    size: Reduced, replicates: int, kind: type
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...], np.ndarray]:
    shape = (replicates, size.territories)
    people = np.full(shape, size.civilians, kind), np.zeros(shape, kind), np.zeros(shape, kind)
    members = np.broadcast_to(size.members, (*shape, size.gangs)).astype(kind)
    gangs = members, np.zeros_like(members), np.zeros_like(members)
    totals = np.zeros((replicates, size.days + 1, 6))
    S, D, K = people
    _record(totals, 0, S, *gangs, D, K)
    return people, gangs, totals


def _rates(size: Reduced) -> tuple[tuple[float, ...], float, tuple[np.ndarray, ...]]:
    hazards = tuple(rate / size.civilians for rate in (RECRUIT, KILL, DISPLACE))
    return hazards, sum(hazards), (_chance(RETURN), _chance(CONVICT + RELEASE), _chance(SENTENCE_END))


def stochastic(size: Reduced, replicates: int, seed: int) -> np.ndarray:
    """Return the totals of each replicate and day, (replicate, day, total), by draws of whole people."""
    rng = np.random.default_rng(seed)
    (S, D, K), (M, J, C), totals = _first_day(size, replicates, np.int64)
    (recruit, kill, displace), anyway, (back, judged, served) = _rates(size)
    n = size.civilians
    for day, arrest in enumerate(size.arrest):
        here = M.sum(axis=2)
        left = rng.binomial(S, _chance(anyway * here))
        home = rng.binomial(D, back)
        rivals = RIVAL / n * (here[:, :, None] - M)
        leaving = rivals + arrest + DESIST
        members_left = rng.binomial(M, _chance(leaving))
        out = rng.binomial(J, judged)
        free = rng.binomial(C, served)
        dead = rng.binomial(members_left, rivals / leaving)
        taken = rng.binomial(members_left - dead, arrest / (arrest + DESIST))
        convicted = rng.binomial(out, CONVICT / (CONVICT + RELEASE))
        recruited = rng.binomial(left, recruit / anyway)
        fled = rng.binomial(left - recruited, displace / (displace + kill))
        grown = M - members_left + out - convicted
        still, rest = recruited.copy(), here.copy()
        for g in range(size.gangs - 1):
            joined = rng.binomial(still, np.minimum(1.0, M[:, :, g] / np.maximum(rest, 1)))
            grown[:, :, g] += joined
            still -= joined
            rest -= M[:, :, g]
        grown[:, :, -1] += still
        M = grown
        J += taken - out
        C += convicted - free
        S += home - left + (members_left - dead - taken + free).sum(axis=2)
        D += fled - home
        K += left - recruited - fled + dead.sum(axis=2)
        _record(totals, day + 1, S, M, J, C, D, K)
    return totals


def expected(size: Reduced, replicates: int) -> np.ndarray:
    """Return the same totals in expectation: every draw replaced by its mean, nothing rounded."""
    (S, D, K), (M, J, C), totals = _first_day(size, replicates, np.float64)
    (recruit, kill, displace), anyway, (back, judged, served) = _rates(size)
    n = size.civilians
    for day, arrest in enumerate(size.arrest):
        here = M.sum(axis=2)
        left = S * _chance(anyway * here)
        home = D * back
        rivals = RIVAL / n * (here[:, :, None] - M)
        leaving = rivals + arrest + DESIST
        each = M * _chance(leaving) / leaving
        out, free = J * judged, C * served
        convicted = out * (CONVICT / (CONVICT + RELEASE))
        joined = (left * (recruit / anyway) / np.maximum(here, 1e-300))[:, :, None] * M
        M = M + joined + out - convicted - each * leaving
        J = J + each * arrest - out
        C = C + convicted - free
        S = S + home - left + (each * DESIST + free).sum(axis=2)
        D = D + left * (displace / anyway) - home
        K = K + left * (kill / anyway) + (each * rivals).sum(axis=2)
        _record(totals, day + 1, S, M, J, C, D, K)
    return totals
