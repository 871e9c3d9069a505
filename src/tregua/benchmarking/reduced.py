"""The reduced model as compiled code, from the model's own draws.

Nobody moves between territories. So a territory is followed for a stretch of days before the next one, and
its state stays in the fastest memory; replicates travel side by side, innermost, so that the compiler works
on eight at a time (`tregua.benchmarking.rows`). One number a flow, as in the full model; every count is a
quantile of its binomial distribution.
"""

import math

import numpy as np

from tregua.assumptions.counter_rng import keys
from tregua.benchmarking.rows import (
    LANES,
    OUT,
    SCRATCH,
    H,
    N,
    gone_per_hazard,
    leavers,
    njit,
    takers,
)
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
from tregua.model.random_draws import place_key, uniform
from tregua.numba_cache import compile_cached

STRETCH = 16  # days for which a territory is followed at a time
SINGLY = 8  # recruits up to which each chooses a gang for itself
ANYWAY = RECRUIT + KILL + DISPLACE
JUDGED = CONVICT + RELEASE
TOTALS = 6
LEFT, HOME, RECRUITED, FLED, CHOICE = 0, 1, 2, 3, 8  # addresses of the draws of a territory
GONE, DEAD, TAKEN, OUT_OF, CONVICTED, SERVED = range(6)  # and, from 32 on, of a gang, sixteen apart


@njit
def join(w, m, before, here, recruited, key):
    """Share recruits among gangs in proportion to their members at the start of the day, ``before``."""
    gangs = m.shape[0]
    most = 0
    for r in range(LANES):
        most = max(most, int(recruited[r]))
    if most <= SINGLY:
        for i in range(most):
            for r in range(LANES):
                # beyond all gangs where there is no such recruit
                w[H + r] = uniform(key[r], CHOICE + i) * here[r] if recruited[r] > i else 2.0 * here[r] + 1.0
            for g in range(gangs):
                for r in range(LANES):
                    v = w[H + r]
                    m[g, r] += 1.0 if (v >= before[g, r]) & (v < before[g + 1, r]) else 0.0
        return
    for r in range(LANES):
        w[N + r] = recruited[r]
    for g in range(gangs - 1):
        for r in range(LANES):
            rest = here[r] - before[g, r]
            own = before[g + 1, r] - before[g, r]
            w[H + r] = own / rest if rest > 0.0 else 0.0
        takers(w, key, CHOICE + g)
        for r in range(LANES):
            m[g, r] += w[OUT + r]
            w[N + r] -= w[OUT + r]
    for r in range(LANES):
        m[gangs - 1, r] += w[N + r]


@njit
def one_gang(w, m, j, c, here, key, slot, arrest, over, free, dead_here):
    """Move the members, detained and convicts of a gang; ``free`` and ``dead_here`` are added to."""
    anyhow = arrest + DESIST
    for r in range(LANES):
        w[N + r] = m[r]
        w[H + r] = (here[r] - m[r]) * (RIVAL * over) + anyhow
    leavers(w, key, slot + GONE)
    some = 0
    for r in range(LANES):
        some += w[OUT + r] > 0.0
    if some > 0:
        for r in range(LANES):
            rivals = (here[r] - m[r]) * (RIVAL * over)
            gone = w[OUT + r]
            w[H + r] = rivals / (rivals + anyhow)
            w[N + r] = gone
            m[r] -= gone
        takers(w, key, slot + DEAD)
        for r in range(LANES):
            dead = w[OUT + r]
            dead_here[r] += dead
            w[N + r] -= dead
            w[H + r] = arrest / anyhow
        takers(w, key, slot + TAKEN)
        for r in range(LANES):
            free[r] += w[N + r] - w[OUT + r]
            here_taken = w[OUT + r]
            w[N + r] = j[r]
            j[r] += here_taken
            w[H + r] = JUDGED
    else:
        for r in range(LANES):
            w[N + r] = j[r]
            w[H + r] = JUDGED
    leavers(w, key, slot + OUT_OF)
    some = 0
    for r in range(LANES):
        some += w[OUT + r] > 0.0
        j[r] -= w[OUT + r]
    if some > 0:
        for r in range(LANES):
            w[N + r] = w[OUT + r]
            w[H + r] = CONVICT / JUDGED
        takers(w, key, slot + CONVICTED)
        for r in range(LANES):
            convicted = w[OUT + r]
            m[r] += w[N + r] - convicted
            w[N + r] = c[r]
            c[r] += convicted
            w[H + r] = SENTENCE_END
    else:
        for r in range(LANES):
            w[N + r] = c[r]
            w[H + r] = SENTENCE_END
    leavers(w, key, slot + SERVED)
    for r in range(LANES):
        c[r] -= w[OUT + r]
        free[r] += w[OUT + r]


@njit
def record(kept, s, d, k, m, j, c):
    """Add a territory's people to the totals of a day, (total, replicate)."""
    for r in range(LANES):
        kept[0, r] += s[r]
        kept[4, r] += d[r]
        kept[5, r] += k[r]
    for g in range(m.shape[0]):
        for r in range(LANES):
            kept[1, r] += m[g, r]
            kept[2, r] += j[g, r]
            kept[3, r] += c[g, r]


@njit
def write(totals, kept, first, day, days):
    """Turn totals of a stretch of days round into the result."""
    for d in range(days):
        for r in range(min(LANES, totals.shape[0] - first)):
            for k in range(TOTALS):
                totals[first + r, day + d, k] = kept[d, k, r]
    kept[:] = 0.0


def _advance(civilians, members, arrest, keys, totals):
    territories, gangs = members.shape
    days = arrest.shape[0]
    w = np.zeros(SCRATCH)
    S, D, K = np.empty((3, territories, LANES))
    M, J, C = np.empty((3, territories, gangs, LANES))
    key = np.empty(LANES, np.uint64)
    kept = np.zeros((STRETCH, TOTALS, LANES))
    before = np.zeros((gangs + 1, LANES))
    here, left, home, recruited, free, dead = np.zeros((6, LANES))
    over = 1.0 / civilians
    for first in range(0, keys.shape[0], LANES):
        S[:], D[:], J[:], C[:], K[:] = civilians, 0.0, 0.0, 0.0, 0.0
        for t in range(territories):
            for g in range(gangs):
                M[t, g, :] = members[t, g]
            record(kept[0], S[t], D[t], K[t], M[t], J[t], C[t])
        write(totals, kept, first, 0, 1)
        for start in range(0, days, STRETCH):
            length = min(STRETCH, days - start)
            for t in range(territories):
                s, d_, k_, m, j, c = S[t], D[t], K[t], M[t], J[t], C[t]
                for d in range(length):
                    a = arrest[start + d]
                    for r in range(LANES):
                        key[r] = place_key(keys[first + r], np.uint64(start + d), t)
                    for g in range(gangs):
                        for r in range(LANES):
                            before[g + 1, r] = before[g, r] + m[g, r]
                    for r in range(LANES):
                        here[r] = before[gangs, r]
                        free[r] = 0.0
                        dead[r] = 0.0
                        w[N + r] = s[r]
                        w[H + r] = ANYWAY * over * here[r]
                    leavers(w, key, LEFT)
                    for r in range(LANES):
                        left[r] = w[OUT + r]
                        w[N + r] = left[r]
                        w[H + r] = RECRUIT / ANYWAY
                    takers(w, key, RECRUITED)
                    for r in range(LANES):
                        recruited[r] = w[OUT + r]
                        w[N + r] = left[r] - recruited[r]
                        w[H + r] = DISPLACE / (DISPLACE + KILL)
                    takers(w, key, FLED)
                    for r in range(LANES):
                        fled = w[OUT + r]
                        dead[r] += left[r] - recruited[r] - fled
                        home[r] = fled
                        w[N + r] = d_[r]
                        w[H + r] = RETURN
                    leavers(w, key, HOME)
                    for r in range(LANES):
                        d_[r] += home[r] - w[OUT + r]
                        home[r] = w[OUT + r]
                    for g in range(gangs):
                        one_gang(w, m[g], j[g], c[g], here, key, 32 + 16 * g, a, over, free, dead)
                    join(w, m, before, here, recruited, key)
                    for r in range(LANES):
                        s[r] += home[r] + free[r] - left[r]
                        k_[r] += dead[r]
                    record(kept[d], s, d_, k_, m, j, c)
            write(totals, kept, first, start + 1, length)


def _expect(civilians, members, arrest, totals):
    territories, gangs = members.shape
    days = arrest.shape[0]
    S, D, K = np.empty((3, territories, LANES))
    M, J, C = np.empty((3, territories, gangs, LANES))
    kept = np.zeros((STRETCH, TOTALS, LANES))
    here, joined, free, dead = np.zeros((4, LANES))
    over = 1.0 / civilians
    home, out, served = -math.expm1(-RETURN), -math.expm1(-JUDGED), -math.expm1(-SENTENCE_END)
    for first in range(0, totals.shape[0], LANES):
        S[:], D[:], J[:], C[:], K[:] = civilians, 0.0, 0.0, 0.0, 0.0
        for t in range(territories):
            for g in range(gangs):
                M[t, g, :] = members[t, g]
            record(kept[0], S[t], D[t], K[t], M[t], J[t], C[t])
        write(totals, kept, first, 0, 1)
        for start in range(0, days, STRETCH):
            length = min(STRETCH, days - start)
            for t in range(territories):
                s, d_, k_ = S[t], D[t], K[t]
                for d in range(length):
                    a = arrest[start + d]
                    anyhow = a + DESIST
                    # were everybody a member, hazards would be 0.025: there the series is right to 2e-11
                    here[:] = 0.0
                    for g in range(gangs):
                        m = M[t, g]
                        for r in range(LANES):
                            here[r] += m[r]
                    for r in range(LANES):
                        h = ANYWAY * over * here[r]
                        left = s[r] * h * gone_per_hazard(h)
                        joined[r] = left * (RECRUIT / ANYWAY) / max(here[r], 1e-300)
                        s[r] += d_[r] * home - left
                        d_[r] += left * (DISPLACE / ANYWAY) - d_[r] * home
                        k_[r] += left * (KILL / ANYWAY)
                        free[r] = 0.0
                        dead[r] = 0.0
                    q = kept[d]
                    for g in range(gangs):
                        m, j, c = M[t, g], J[t, g], C[t, g]
                        for r in range(LANES):
                            rivals = (here[r] - m[r]) * (RIVAL * over)
                            h = rivals + anyhow
                            each = m[r] * gone_per_hazard(h)
                            judged = j[r] * out
                            freed = c[r] * served
                            convicted = judged * (CONVICT / JUDGED)
                            dead[r] += each * rivals
                            free[r] += each * DESIST + freed
                            m[r] += m[r] * joined[r] + judged - convicted - each * h
                            j[r] += each * a - judged
                            c[r] += convicted - freed
                            q[1, r] += m[r]
                            q[2, r] += j[r]
                            q[3, r] += c[r]
                    for r in range(LANES):
                        s[r] += free[r]
                        k_[r] += dead[r]
                        q[0, r] += s[r]
                        q[4, r] += d_[r]
                        q[5, r] += k_[r]
            write(totals, kept, first, start + 1, length)


_settings = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
_advance_compiled = compile_cached(_advance, **_settings)
_expect_compiled = compile_cached(_expect, **_settings)


def stochastic(size: Reduced, replicates: int, seed: int) -> np.ndarray:
    """Return the totals of each replicate and day, (replicate, day, total), by draws of whole people."""
    full = -(-replicates // LANES) * LANES  # the compiled loop takes whole blocks
    totals = np.zeros((full, size.days + 1, 6))
    _advance_compiled(size.civilians, size.members, size.arrest, keys(seed, 0, np.arange(full)), totals)
    return totals[:replicates]


def expected(size: Reduced, replicates: int) -> np.ndarray:
    """Return the same totals in expectation."""
    totals = np.zeros((replicates, size.days + 1, 6))
    _expect_compiled(float(size.civilians), size.members, size.arrest, totals)
    return totals
