"""The reduced model as compiled code, from the model's own draws.

Replicates travel side by side, innermost, so that the compiler works on several at a time. Most people stay
where they are on most days: a first pass finds that out with one number a flow and no library call, and
writes down the few that may not stay; a second pass goes down that list. Up to three leavers are found by
comparison with three partial sums, more by `tregua.model.draws.binomial`, so that every count is an exact
quantile of its binomial distribution, as in the full model.
"""

import math

import numpy as np
from numba import njit as compiled

from tregua.assumptions.chance import keys
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
from tregua.engine.cachefolder import kept_here
from tregua.model.compiled import njit
from tregua.model.draws import binomial, place_key, uniform

SHIFT = 6
LANES = 1 << SHIFT  # replicates side by side
TERMS = 32  # partial sums compared at once, for the leavers of a territory
NEAR = 12.0  # expected leavers of a territory up to which that is done
SINGLY = 24  # leavers up to which each has a number of its own
ANYWAY = RECRUIT + KILL + DISPLACE
JUDGED = CONVICT + RELEASE
SMALL = 0.05  # hazard of a day up to which short series hold
CHOICE = 192  # address of the draws that share recruits among gangs


@njit
def chance(x):
    """Return 1 - exp(-x) without a library call, for x up to 16: a short series, then doubled six times."""
    y = x * (1.0 / 64.0)
    q = y * (1.0 / 6.0 - y * (1.0 / 24.0 - y * (1.0 / 120.0 - y * (1.0 / 720.0 - y * (1.0 / 5040.0)))))
    q = y * (1.0 - y * (0.5 - q))
    for _ in range(6):
        q *= 2.0 - q
    return q


@njit
def gone_per_hazard(h):
    """Return (1 - exp(-h)) / h by a series, for h up to 0.1; no hazard of a day here is above 0.01."""
    s = 1.0 - h * (1.0 / 8.0)
    s = 1.0 - h * (1.0 / 7.0) * s
    s = 1.0 - h * (1.0 / 6.0) * s
    s = 1.0 - h * (1.0 / 5.0) * s
    s = 1.0 - h * (1.0 / 4.0) * s
    s = 1.0 - h * (1.0 / 3.0) * s
    return 1.0 - h * (1.0 / 2.0) * s


@njit
def odds(hazard):
    """Return exp(h) - 1, the odds of leaving, where h is small."""
    return hazard * (1.0 + hazard * (0.5 + hazard * (1.0 / 6.0 + hazard * (1.0 / 24.0 + hazard / 120.0))))


@njit
def few(n, hazard, u, listed, count):
    """Fill ``count`` with how many of n leave, where that is probably none to three."""
    for e in range(listed):
        x = n[e] * hazard[e]
        o = odds(hazard[e])
        f = 1.0 - chance(x)
        c = f
        k = 1.0 * (u[e] > c)
        f *= o * n[e]
        c += f
        k += 1.0 * (u[e] > c)
        f *= o * (n[e] - 1.0) * 0.5
        c += f
        k += 1.0 * (u[e] > c)
        f *= o * (n[e] - 2.0) * (1.0 / 3.0)
        far = (u[e] > c + f) | (x > NEAR)
        count[e] = -1.0 if far else k
    for e in range(listed):
        if count[e] < 0.0:
            count[e] = binomial(n[e], -math.expm1(-hazard[e]), u[e])


@njit
def part(n, share, key, slot):
    """Return how many of n leavers take an exit: a number each where they are few, one draw where many."""
    if n > SINGLY:
        return binomial(n, share, uniform(key, slot))
    k = 0.0
    for i in range(int(n)):
        k += 1.0 * (uniform(key, slot + 32 + i) < share)
    return k


@njit
def many(n, hazard, key, slot, u, f, c, ratio, count):
    """Fill ``count`` with the leavers of each replicate's n people, each under its own hazard."""
    lanes = n.shape[0]
    near = True
    for r in range(lanes):
        near &= (n[r] * hazard[r] <= NEAR) & (hazard[r] <= SMALL)
    if not near:
        for r in range(lanes):
            count[r] = 0.0
            if n[r] * hazard[r] > 0.0:
                count[r] = binomial(n[r], -math.expm1(-hazard[r]), uniform(key[r], slot))
        return
    for r in range(lanes):
        u[r] = uniform(key[r], slot)
        f[r] = 1.0 - chance(n[r] * hazard[r])
        c[r] = f[r]
        ratio[r] = odds(hazard[r])
        count[r] = 1.0 * (u[r] > c[r])
    for i in range(1, TERMS):
        inverse = 1.0 / i
        most = -1.0
        for r in range(lanes):
            f[r] *= ratio[r] * (n[r] - (i - 1.0)) * inverse
            c[r] += f[r]
            count[r] += 1.0 * (u[r] > c[r])
            most = max(most, u[r] - c[r])
        if most <= 0.0:
            return
    for r in range(lanes):
        if u[r] > c[r]:
            count[r] = binomial(n[r], -math.expm1(-hazard[r]), u[r])


@njit
def listed(flag, order):
    """Write where a flag is set, without a branch, and return how often it is."""
    k = 0
    for r in range(flag.shape[0]):
        order[k] = r
        k += flag[r]
    return k


@njit
def join(M, t, gangs, cumulated, here, recruited, key):
    """Share recruits among gangs in proportion to their members at the start of the day."""
    for r in range(here.shape[0]):
        n = recruited[r]
        if n > SINGLY:
            before = 0.0
            for g in range(gangs - 1):
                own = cumulated[g, r] - before
                joined = 0.0
                if own > 0.0 and n > 0.0:
                    joined = binomial(n, min(1.0, own / (here[r] - before)), uniform(key[r], CHOICE + g))
                M[t, g, r] += np.int32(joined)
                n -= joined
                before = cumulated[g, r]
            M[t, gangs - 1, r] += np.int32(n)
        else:
            for i in range(int(n)):
                v = uniform(key[r], CHOICE + i) * here[r]
                g = 0
                for k in range(gangs - 1):
                    g += v >= cumulated[k, r]
                M[t, g, r] += np.int32(1)


def _advance(civilians, members, arrest, keys, totals):
    territories, gangs = members.shape
    B = LANES
    S, D = np.empty((territories, B), np.int32), np.empty((territories, B), np.int32)
    M = np.empty((territories, gangs, B), np.int32)
    J, C = np.empty_like(M), np.empty_like(M)
    Q = gangs * B  # cells of one territory, side by side
    K, key, order = np.zeros(B), np.zeros(B, np.uint64), np.zeros(Q + 1, np.int32)
    fM, fJ, fC = np.zeros(Q, np.uint8), np.zeros(Q, np.uint8), np.zeros(Q, np.uint8)
    here, hazard, n, u, f, c, ratio, left, home, recruited, back = np.zeros((11, B))
    uM, uJ, uC, hM, nE, hE, uE, gone = np.zeros((8, Q))
    dM, dJ, dC = np.zeros(Q, np.int32), np.zeros(Q, np.int32), np.zeros(Q, np.int32)
    cumulated, sums = np.zeros((gangs, B)), np.zeros((6, B))
    over = 1.0 / civilians
    for first in range(0, keys.shape[0], B):
        S[:], D[:], J[:], C[:], K[:] = civilians, 0, 0, 0, 0.0
        for t in range(territories):
            for g in range(gangs):
                M[t, g, :] = members[t, g]
        for day in range(arrest.shape[0] + 1):
            sums[:] = 0.0
            for t in range(territories):
                for r in range(B):
                    sums[0, r] += S[t, r]
                    sums[4, r] += D[t, r]
                for g in range(gangs):
                    for r in range(B):
                        sums[1, r] += M[t, g, r]
                        sums[2, r] += J[t, g, r]
                        sums[3, r] += C[t, g, r]
            for r in range(B):
                sums[5, r] = K[r]
                for k in range(6):
                    totals[first + r, day, k] = sums[k, r]
            if day == arrest.shape[0]:
                break
            a = arrest[day]
            anyhow = a + DESIST
            for t in range(territories):
                here[:] = 0.0
                for r in range(B):
                    key[r] = place_key(keys[first + r], np.uint64(day), t)
                for g in range(gangs):
                    for r in range(B):
                        here[r] += M[t, g, r]
                        cumulated[g, r] = here[r]
                for r in range(B):
                    n[r] = D[t, r]
                    hazard[r] = RETURN
                    back[r] = 0.0
                many(n, hazard, key, 1, u, f, c, ratio, home)
                for r in range(B):
                    n[r] = S[t, r]
                    hazard[r] = ANYWAY * over * here[r]
                many(n, hazard, key, 0, u, f, c, ratio, left)
                for g in range(gangs):
                    for r in range(B):
                        q = g * B + r
                        at = 256 * (g + 2)
                        uM[q] = uniform(key[r], at)
                        uJ[q] = uniform(key[r], at + 1)
                        uC[q] = uniform(key[r], at + 2)
                        m = M[t, g, r]
                        hM[q] = (here[r] - m) * (RIVAL * over) + anyhow
                        fM[q] = uM[q] > 1.0 - m * hM[q]
                        fJ[q] = uJ[q] > 1.0 - J[t, g, r] * JUDGED
                        fC[q] = uC[q] > 1.0 - C[t, g, r] * SENTENCE_END
                        dM[q], dJ[q], dC[q] = 0, 0, 0
                some = listed(fM, order)
                for e in range(some):
                    q = order[e]
                    nE[e] = M[t, q >> SHIFT, q & (LANES - 1)]
                    hE[e] = hM[q]
                    uE[e] = uM[q]
                few(nE, hE, uE, some, gone)
                for e in range(some):
                    q = order[e]
                    g, r = q >> SHIFT, q & (LANES - 1)
                    at = 256 * (g + 2)
                    k, h = gone[e], hE[e]
                    v = uniform(key[r], at + 32) * h
                    taken = 1.0 * ((k > 0.0) & (v < a))
                    dead = 1.0 * ((k > 0.0) & (v >= anyhow))
                    if k > 1.0:
                        if k > SINGLY:
                            dead = binomial(k, (h - anyhow) / h, uniform(key[r], at + 3))
                            taken = binomial(k - dead, a / anyhow, uniform(key[r], at + 4))
                        else:
                            for i in range(1, int(k)):
                                v = uniform(key[r], at + 32 + i) * h
                                taken += 1.0 * (v < a)
                                dead += 1.0 * (v >= anyhow)
                    K[r] += dead
                    back[r] += k - dead - taken
                    dM[q] -= np.int32(k)
                    dJ[q] += np.int32(taken)
                some = listed(fJ, order)
                for e in range(some):
                    q = order[e]
                    nE[e] = J[t, q >> SHIFT, q & (LANES - 1)]
                    hE[e] = JUDGED
                    uE[e] = uJ[q]
                few(nE, hE, uE, some, gone)
                for e in range(some):
                    q = order[e]
                    at = 256 * ((q >> SHIFT) + 2)
                    k = gone[e]
                    own = key[q & (LANES - 1)]
                    convicted = 1.0 * ((k > 0.0) & (uniform(own, at + 96) * JUDGED < CONVICT))
                    if k > 1.0:
                        convicted = part(k, CONVICT / JUDGED, own, at + 64)
                    dJ[q] -= np.int32(k)
                    dC[q] += np.int32(convicted)
                    dM[q] += np.int32(k - convicted)
                some = listed(fC, order)
                for e in range(some):
                    q = order[e]
                    nE[e] = C[t, q >> SHIFT, q & (LANES - 1)]
                    hE[e] = SENTENCE_END
                    uE[e] = uC[q]
                few(nE, hE, uE, some, gone)
                for e in range(some):
                    q = order[e]
                    dC[q] -= np.int32(gone[e])
                    back[q & (LANES - 1)] += gone[e]
                for g in range(gangs):
                    for r in range(B):
                        M[t, g, r] += dM[g * B + r]
                        J[t, g, r] += dJ[g * B + r]
                        C[t, g, r] += dC[g * B + r]
                most = 0.0
                for r in range(B):
                    most = max(most, left[r])
                    recruited[r] = 0.0
                    n[r] = 0.0
                if most > SINGLY:
                    for r in range(B):
                        recruited[r] = part(left[r], RECRUIT / ANYWAY, key[r], 64)
                        n[r] = part(left[r] - recruited[r], DISPLACE / (DISPLACE + KILL), key[r], 128)
                else:
                    for i in range(int(most)):
                        for r in range(B):
                            v = uniform(key[r], 64 + i) * ANYWAY
                            recruited[r] += 1.0 * ((left[r] > i) & (v < RECRUIT))
                            n[r] += 1.0 * ((left[r] > i) & (v >= RECRUIT) & (v < RECRUIT + DISPLACE))
                join(M, t, gangs, cumulated, here, recruited, key)
                for r in range(B):
                    S[t, r] += np.int32(home[r] + back[r] - left[r])
                    D[t, r] += np.int32(n[r] - home[r])
                    K[r] += left[r] - recruited[r] - n[r]


def _expect(civilians, members, arrest, totals):
    territories, gangs = members.shape
    B = totals.shape[0]
    S, D, K = np.empty(B), np.empty(B), np.empty(B)
    M, J, C = np.empty((gangs, B)), np.empty((gangs, B)), np.empty((gangs, B))
    here, joined, held, convicts = np.empty((4, B))
    over = 1.0 / civilians
    home, out, free = -math.expm1(-RETURN), -math.expm1(-JUDGED), -math.expm1(-SENTENCE_END)
    totals[:] = 0.0
    for t in range(territories):  # nobody moves between territories: one after the other
        S[:], D[:], K[:], J[:], C[:] = civilians, 0.0, 0.0, 0.0, 0.0
        for g in range(gangs):
            M[g, :] = members[t, g]
        for day in range(arrest.shape[0] + 1):
            here[:], held[:], convicts[:] = 0.0, 0.0, 0.0
            for r in range(B):
                totals[r, day, 0] += S[r]
                totals[r, day, 4] += D[r]
                totals[r, day, 5] += K[r]
            for g in range(gangs):
                for r in range(B):
                    here[r] += M[g, r]
                    held[r] += J[g, r]
                    convicts[r] += C[g, r]
            for r in range(B):
                totals[r, day, 1] += here[r]
                totals[r, day, 2] += held[r]
                totals[r, day, 3] += convicts[r]
            if day == arrest.shape[0]:
                break
            anyhow = arrest[day] + DESIST
            for r in range(B):
                left = S[r] * chance(ANYWAY * over * here[r])
                joined[r] = left * (RECRUIT / ANYWAY) / max(here[r], 1e-300)
                S[r] += D[r] * home - left
                D[r] += left * (DISPLACE / ANYWAY) - D[r] * home
                K[r] += left * (KILL / ANYWAY)
            for g in range(gangs):
                for r in range(B):
                    rivals = (here[r] - M[g, r]) * (RIVAL * over)
                    h = rivals + anyhow
                    each = M[g, r] * gone_per_hazard(h)
                    judged = J[g, r] * out
                    freed = C[g, r] * free
                    convicted = judged * (CONVICT / JUDGED)
                    K[r] += each * rivals
                    S[r] += each * DESIST + freed
                    M[g, r] += M[g, r] * joined[r] + judged - convicted - each * h
                    J[g, r] += each * arrest[day] - judged
                    C[g, r] += convicted - freed


with kept_here() as _kept:
    _advance_compiled = compiled(nogil=True, cache=_kept, error_model="numpy")(_advance)
    _expect_compiled = compiled(nogil=True, cache=_kept, error_model="numpy")(_expect)


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
