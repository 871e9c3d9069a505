"""Draw the model's counts for many replicates at once: those of `tregua.model.random_draws`, sooner.

A compiler works on eight replicates at a time where a loop has no branch and calls nothing. So a row of
replicates is drawn in one of two ways, chosen by its expected counts: a walk up the distribution in which all
take each step, or the engine's expansion. Where either is not certain of a count (far tails, a quantile too
near a whole number, very unequal replicates) the engine's own function is asked for that one.

All rows lie in one array, each at an offset that is known when it is compiled: only then does the compiler
see that they do not overlap. Here it may fuse a product and a sum, which the model itself never does, since
its results have to be the same on every machine; it can move a count only where a uniform number meets the
distribution function to fifteen digits.
"""

import math
from collections.abc import Callable
from types import FunctionType

import numpy as np
from numba.extending import register_jitable

from tregua.model import random_draws
from tregua.model.random_draws import CENTRAL, EXACT_LIMIT, WALK_LIMIT, _some_of, binomial, uniform

_settings = {"error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False, "fastmath": {"contract"}}
njit = register_jitable(**_settings, forceinline=True)
apart = register_jitable(**_settings)


def _fused(function: Callable) -> Callable:
    # the same source, compiled with sums and products fused
    return njit(FunctionType(function.__code__, function.__globals__, function.__name__))


central_quantile, expanded, doubt = (
    _fused(random_draws.central_quantile),
    _fused(random_draws.expanded),
    _fused(random_draws.doubt),
)

LANES = 64  # replicates side by side
N, H, U, OUT, F, C, ODDS, X, T, ORDER = (
    LANES * k for k in range(10)
)  # people, hazard or share, uniform, drawn; scratch
SCRATCH = 11 * LANES
SERIES = 0.02  # hazard of a day up to which short series hold to 5e-12
LONGEST = 24.0  # expected counts up to which a row is walked
MOST = 60  # and steps of a walk
MANY = LANES * 3 // 4  # replicates with large counts from which a row is drawn by expansion
_OVER = np.cumprod(1.0 / np.maximum(1.0, np.arange(MOST + 5)))  # one over factorials
FEWEST, FEW = 4, 8  # leavers, takers: replicates perhaps not at zero up to which they are drawn one by one
DEEP = 1e-280  # chance of zero below which a walk would start from nothing


@njit
def exp_minus(x):
    """Return exp(-x) for x from 0 to 24 to a relative error of 1e-12: a short series, squared nine times."""
    y = x * (-1.0 / 512.0)
    e = 1.0 / 6.0 + y * (1.0 / 24.0 + y * (1.0 / 120.0 + y * (1.0 / 720.0 + y * (1.0 / 5040.0))))
    e = 1.0 + y * (1.0 + y * (0.5 + y * e))
    for _ in range(9):
        e *= e
    return e


@njit
def exp_minus_little(x):
    """Return exp(-x) for x from 0 to 1, likewise."""
    y = x * (-1.0 / 16.0)
    e = 1.0 / 6.0 + y * (1.0 / 24.0 + y * (1.0 / 120.0 + y * (1.0 / 720.0 + y * (1.0 / 5040.0))))
    e = 1.0 + y * (1.0 + y * (0.5 + y * e))
    for _ in range(4):
        e *= e
    return e


@njit
def gone_per_hazard(h):
    """Return (1 - exp(-h)) / h for h up to 0.02 to a relative error of 5e-12."""
    return 1.0 - h * (0.5 - h * (1.0 / 6.0 - h * (1.0 / 24.0 - h * (1.0 / 120.0))))


@njit
def odds(h):
    """Return exp(h) - 1, the odds of leaving, for h up to 0.02 to a relative error of 5e-12."""
    return h * (1.0 + h * (0.5 + h * (1.0 / 6.0 + h * (1.0 / 24.0 + h * (1.0 / 120.0)))))


@njit
def _listed(w):
    # write into ORDER where X is set, without a branch, and return how often it is
    k = 0
    for r in range(LANES):
        w[ORDER + k] = r
        k += w[X + r] > 0.0
    return k


@njit
def _begin(w, r, f, o, guard):
    # the first four terms of one replicate's walk, from the chance of zero by the odds; returns if it is done
    u = w[U + r]
    t = w[N + r] * o
    c = f
    k = 1.0 * (u > c)
    f *= t
    c += f
    k += 1.0 * (u > c)
    t -= o
    f *= (t if t > 0.0 else 0.0) if guard else t
    c += f * (1.0 / 2.0)
    k += 1.0 * (u > c)
    t -= o
    f *= (t if t > 0.0 else 0.0) if guard else t
    c += f * (1.0 / 6.0)
    k += 1.0 * (u > c)
    w[F + r], w[C + r], w[T + r], w[ODDS + r] = f, c, t, o
    w[OUT + r] = k if k < w[N + r] else w[N + r]
    return u > c


@njit
def _walk(w, steps, guard):
    # count further terms of the distribution that the uniform exceeds; returns how many replicates are not
    # done. A term is a falling product, kept in F, over a factorial. The product meets zero but for rounding;
    # where odds may be large (`guard`) it is held there.
    done = 4
    while True:
        going = 0
        for r in range(LANES):
            going += w[U + r] > w[C + r]
        if going == 0 or done >= steps:
            break
        a, b, c1, d = _OVER[done], _OVER[done + 1], _OVER[done + 2], _OVER[done + 3]
        for r in range(LANES):
            t, u, o, f, c, k = w[T + r], w[U + r], w[ODDS + r], w[F + r], w[C + r], w[OUT + r]
            t -= o
            f *= (t if t > 0.0 else 0.0) if guard else t
            c += f * a
            k += 1.0 * (u > c)
            t -= o
            f *= (t if t > 0.0 else 0.0) if guard else t
            c += f * b
            k += 1.0 * (u > c)
            t -= o
            f *= (t if t > 0.0 else 0.0) if guard else t
            c += f * c1
            k += 1.0 * (u > c)
            t -= o
            f *= (t if t > 0.0 else 0.0) if guard else t
            c += f * d
            k += 1.0 * (u > c)
            w[F + r], w[C + r], w[OUT + r], w[T + r] = f, c, k, t
        done += 4
    for r in range(LANES):
        k = w[OUT + r]
        w[OUT + r] = k if k < w[N + r] else w[N + r]
    return going


@njit
def _spread(w):
    # the engine's expansion with the chance in X; returns how many counts are not certain, marked in C
    unsure = 0
    for r in range(LANES):
        n, p, u = w[N + r], w[X + r], w[U + r]
        mean, q = n * p, 1.0 - p
        variance = mean * q
        near = mean if p <= 0.5 else n * q
        safe = variance if near > WALK_LIMIT else 9.0  # any number: these are drawn again
        t = math.sqrt(u * (1.0 - u))
        top, low = central_quantile(u, t)
        s = math.sqrt(safe - 1.0 / 12.0)
        inverse = 1.0 / (s * low)  # one division for two
        r1 = inverse * low
        z = top * inverse * s
        x = expanded(mean, safe, q - p, p * q, s, r1, z) + 0.5
        x = x if x > 0.0 else 0.0
        x = x if x < n else n
        k = 1.0 * int(x)
        d = doubt(r1, z)
        part = x - k
        far = (
            (near <= WALK_LIMIT) | (t < CENTRAL) | ((near <= EXACT_LIMIT) & ((part <= d) | (part >= 1.0 - d)))
        )
        w[OUT + r] = k
        w[C + r] = 1.0 if far else 0.0
        unsure += far
    return unsure


@apart
def _one(n, h, u):
    # the leavers of one replicate, from the engine
    p = h * gone_per_hazard(h) if h <= SERIES else -math.expm1(-h)
    return _some_of(n, p, -h, u) if u > 1.0 - n * p and n > 0.0 else 0.0


@apart
def _share(n, p, u):
    return binomial(n, p, u)


@apart
def leavers(w, key, slot):
    """Draw how many of N people leave each under a hazard of H (a step's), by a number each, into OUT."""
    some, big, high, little = 0, 0, 0, 0
    for r in range(LANES):
        u = uniform(key[r], slot)
        x = w[N + r] * w[H + r]
        w[U + r] = u
        w[OUT + r] = 0.0
        w[X + r] = 1.0 if u > 1.0 - x else 0.0  # the others surely stay
        some += u > 1.0 - x
        little += x <= 1.0
        big += x > WALK_LIMIT + 0.5
        high += (x > LONGEST) | (w[H + r] > SERIES)
    if some <= FEWEST:
        if some > 0:
            for i in range(_listed(w)):
                r = int(w[ORDER + i])
                w[OUT + r] = _one(w[N + r], w[H + r], w[U + r])
    elif little == LANES and high == 0:
        going = 0
        for r in range(LANES):
            h = w[H + r]
            going += _begin(w, r, exp_minus_little(w[N + r] * h), odds(h), False)
        if going > 0:
            _go_on(w)
    elif high == 0 and big < MANY:
        for r in range(LANES):
            h = w[H + r]
            _begin(w, r, exp_minus(w[N + r] * h), odds(h), False)
        _go_on(w)
    else:
        for r in range(LANES):
            w[X + r] = w[H + r] * gone_per_hazard(w[H + r])
        if _spread(w) + high > 0:
            for r in range(LANES):
                if w[C + r] > 0.0 or w[H + r] > SERIES:
                    w[OUT + r] = _one(w[N + r], w[H + r], w[U + r])


@apart
def _go_on(w):
    # a walk of leavers beyond the fourth term
    if _walk(w, MOST, False) > 0:
        for r in range(LANES):
            if w[U + r] > w[C + r]:
                w[OUT + r] = _one(w[N + r], w[H + r], w[U + r])


@apart
def takers(w, key, slot):
    """Draw how many of N take an exit, each with chance H, by a number each, into OUT."""
    some, most, big = 0, 0, 0
    for r in range(LANES):
        n, p = w[N + r], w[H + r]
        w[X + r] = n
        w[OUT + r] = 0.0
        some += n > 0.0
        big += n * (p if p <= 0.5 else 1.0 - p) > WALK_LIMIT
        most = max(most, int(n))
    if some <= FEW:
        if some > 0:
            for i in range(_listed(w)):
                r = int(w[ORDER + i])
                w[OUT + r] = _share(w[N + r], w[H + r], uniform(key[r], slot))
    elif most <= 3:
        for r in range(LANES):
            n, p, u = w[N + r], w[H + r], uniform(key[r], slot)
            q = 1.0 - p
            two = q * q
            none = q if n == 1.0 else two if n == 2.0 else two * q
            one = 1.0 if n == 1.0 else 1.0 - p * p if n == 2.0 else two * (q + 3.0 * p)
            k = (1.0 if u > none else 0.0) + (1.0 if u > one else 0.0)
            k += 1.0 if (u > 1.0 - p * p * p) & (n == 3.0) else 0.0
            w[OUT + r] = k if n > 0.0 else 0.0
    elif big >= MANY or most > MOST:
        for r in range(LANES):
            w[U + r] = uniform(key[r], slot)
            w[X + r] = w[H + r]
        if _spread(w) > 0:
            for r in range(LANES):
                if w[C + r] > 0.0:
                    w[OUT + r] = _share(w[N + r], w[H + r], w[U + r])
    else:
        for r in range(LANES):
            w[U + r] = uniform(key[r], slot)
            w[F + r] = 1.0
            w[C + r] = 1.0 - w[H + r]
        bit = 1
        while bit <= most:
            for r in range(LANES):
                w[F + r] *= w[C + r] if (int(w[N + r]) & bit) != 0 else 1.0
                w[C + r] *= w[C + r]
            bit *= 2
        deep = 0
        for r in range(LANES):
            f, p = w[F + r], w[H + r]
            w[X + r] = 1.0 if f < DEEP else 0.0
            deep += f < DEEP
            _begin(w, r, f, p / (1.0 - p), True)
        if most > 3:
            _walk(w, most, True)
        if deep > 0:
            for r in range(LANES):
                if w[X + r] > 0.0:
                    w[OUT + r] = _share(w[N + r], w[H + r], w[U + r])
