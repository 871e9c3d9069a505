"""Counter-based random numbers and the one function through which people move.

Every draw is addressed: key (seed, member), counter (step, place, slot). A scenario that switches one
mechanism on leaves all other addresses, and so their numbers, alone: scenarios share common random numbers.
One uniform per flow, turned into a count by inversion, so that counts rise and fall together when
probabilities differ a little.
"""

import math

import numpy as np

from tregua.model.compilation import inlined, outlined

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0xD1B54A32D192ED03)
_PLACE = np.uint64(0xAEF17502108EF2D9)
_R30, _R27, _R31, _R12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_TWO_52 = 2.0**-52

# expected counts up to which a count is found by walking up the distribution from zero
WALK_LIMIT = 6.0
# expected counts up to which it is exact: the expansion finds it, and a walk where the expansion is unsure
EXACT_LIMIT = 100.0
# no walk goes further: beyond lies less than 1e-20 of any distribution that is walked
WALK_MOST = 256
# trials up to which (1 - p)^n is a product
POWER_LIMIT = 8.0
_ONE_OVER = 1.0 / np.arange(1, WALK_MOST + 1)  # division is the slow part of a walk
# root of u (1 - u) down to which the central approximation of the normal quantile holds: |z| up to 3.3
CENTRAL = 0.022


@inlined
def mix(z):
    """Return the 64-bit word scrambled (finaliser of SplitMix64.

    Steele, Lea and Flood, 2014, doi 10.1145/2660193.2660195).
    """
    z = (z ^ (z >> _R30)) * _MIX_1
    z = (z ^ (z >> _R27)) * _MIX_2
    return z ^ (z >> _R31)


@inlined
def place_key(key, step, place):
    """Return the key of one place on one step."""
    return mix(mix(key + step * _STEP) + np.uint64(place) * _PLACE)


@inlined
def uniform(key, slot):
    """Return a uniform number strictly between 0 and 1 at an address."""
    return (mix(key + np.uint64(slot) * _GOLDEN) >> _R12) * _TWO_52 + 0.5 * _TWO_52


@inlined
def probability(hazard_dt):
    """Return 1 - exp(-x), by a short series where x is small."""
    if hazard_dt < 0.03:
        return hazard_dt * (1.0 - hazard_dt * (0.5 - hazard_dt * (1.0 / 6.0 - hazard_dt * (1.0 / 24.0))))
    return 1.0 - math.exp(-hazard_dt)


@outlined
def _tail_quantile(u):
    # the lower tail of the standard normal distribution, u below 0.02425
    q = math.sqrt(-2.0 * math.log(u))
    return (
        (
            (
                ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
                - 2.549732539343734e00
            )
            * q
            + 4.374664141464968e00
        )
        * q
        + 2.938163982698783e00
    ) / (
        (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
            + 3.754408661907416e00
        )
        * q
        + 1.0
    )


@inlined
def central_quantile(u, t):
    """Return numerator and denominator of the standard normal quantile in its centre.

    There ``t``, the root of u (1 - u), is at least `CENTRAL`.
    The quantile is u - 1/2 times a smooth function of ``t``: a rational of degree six in it, fitted here, has
    a relative error below 7e-10 and needs no logarithm, so that a compiler can work on several at a time.
    """
    top = 10707325.02768233 + t * (7622504.419747245 + t * 155199.46458068574)
    top = 9.969030517009482 + t * (
        3336.009355045647 + t * (189109.54840775114 + t * (2756086.8470553546 + t * top))
    )
    low = 560118.9802662305 + t * (3325857.6755327764 + t * (6129098.399156562 + t * 2748455.6223681574))
    low = 1.0 + t * (420.8947133286812 + t * (29484.067516616058 + t * low))
    return (u - 0.5) * top, low


@outlined
def normal_quantile(u):
    """Return the standard normal quantile.

    Relative error below 7e-10 in the centre; in the tails beyond 3.3, Acklam's approximation (below 1.2e-9).
    """
    t = math.sqrt(u * (1.0 - u))
    if t >= CENTRAL:
        top, low = central_quantile(u, t)
        return top / low
    if u < 0.5:
        return _tail_quantile(u)
    return -_tail_quantile(1.0 - u)


@inlined
def expanded(mean, variance, lean, spread, s, r, z):
    """Return the smooth quantile at normal quantile ``z`` of a binomial distribution; a half up is the count.

    Cornish and Fisher's expansion from the first five cumulants (1938, doi 10.2307/1400905), with ``lean``
    1 - 2 p and ``spread`` p (1 - p), both as at p = 0 for a Poisson distribution. The smooth curve through
    the distribution function at the halves, spread evenly over a unit, gives back the count: its cumulants
    lack those of the uniform. So ``s`` is the root of the variance less a twelfth, and ``r`` is 1 / s.
    `doubt` bounds the error.
    """
    i = r * r
    ratio = variance * i
    third = lean * ratio
    square = third * third
    fourth = (1.0 - 6.0 * spread) * ratio + i * (1.0 / 120.0)
    y = z * z
    first = third * (y * (1.0 / 6.0) - 1.0 / 6.0)
    second = z * (fourth * (y * (1.0 / 24.0) - 1.0 / 8.0) - square * (y * (1.0 / 18.0) - 5.0 / 36.0))
    last = third * (
        (1.0 - 12.0 * spread) * (y * (y * (1.0 / 120.0) - 1.0 / 20.0) + 1.0 / 40.0)
        - fourth * (y * (y * (1.0 / 24.0) - 5.0 / 24.0) + 1.0 / 12.0)
        + square * (y * (y * (1.0 / 27.0) - 53.0 / 324.0) + 17.0 / 324.0)
    )
    return mean + s * z + first + r * (second + r * last)


@inlined
def doubt(r, z):
    """Return a bound on the error of `expanded` where |z| is below 3.4 and np and n (1 - p) at least 6.

    Read off some 10,000 distributions, with a margin; a test looks at others.
    """
    y = z * z
    return (0.02 + 0.0015 * y * y * y) * (r * r * r)


@outlined
def _by_expansion(mean, variance, lean, spread, u):
    # the count, or -1 where it has to be exact and is not certain: where the error may reach a whole number
    z = normal_quantile(u)
    s = math.sqrt(variance - 1.0 / 12.0)
    r = 1.0 / s
    x = expanded(mean, variance, lean, spread, s, r, z) + 0.5
    k = float(math.floor(x))
    if mean <= EXACT_LIMIT:
        d = doubt(r, z)
        if not (d < x - k < 1.0 - d and -3.3 < z < 3.3):
            return -1.0
    return max(k, 0.0)


@inlined
def binomial(n, p, u):
    """Return the quantile ``u`` of the binomial distribution with ``n`` trials and probability ``p``.

    Exact (to rounding) where n p or n (1 - p) is at most ``EXACT_LIMIT``; an expansion above, whose error in
    the distribution function is below 1e-6 (tested).
    """
    # (1 - p)^n is never below 1 - n p: most draws end here
    if u <= 1.0 - n * p:
        return 0.0
    if p >= 1.0 or n == 1.0:
        return n
    return _some_of(n, p, math.log1p(-p) if n > POWER_LIMIT else 0.0, u)


@outlined
def _some_of(n, p, log_stay, u):
    # the same where it is known not to be zero; log_stay is log(1 - p), used above POWER_LIMIT alone
    flip = p > 0.5  # walk from the nearer end
    if flip:
        p, u = 1.0 - p, 1.0 - u
        if u <= 1.0 - n * p:
            return n
        log_stay = math.log1p(-p)
    mean = n * p
    q = 1.0 - p
    if mean > WALK_LIMIT:
        k = _by_expansion(mean, mean * q, q - p, p * q, u)
        if k >= 0.0:
            k = min(k, n)
            return n - k if flip else k
    if n > POWER_LIMIT:
        f = math.exp(n * log_stay)
    else:
        f = q
        for _ in range(1, int(n)):
            f *= q
    odds = p / q
    c = f
    k = 0
    left = n
    while u > c and left > 0.0 and k < WALK_MOST:
        f *= odds * left * _ONE_OVER[k]
        k += 1
        left -= 1.0
        c += f
    return left if flip else n - left


@outlined
def poisson(mean, u):
    """Return the quantile ``u`` of the Poisson distribution."""
    if u <= 1.0 - mean:
        return 0.0
    if mean > WALK_LIMIT:
        k = _by_expansion(mean, mean, 1.0, 0.0, u)
        if k >= 0.0:
            return k
    f = math.exp(-mean)
    c = f
    k = 0
    while u > c and k < WALK_MOST:
        f *= mean * _ONE_OVER[k]
        k += 1
        c += f
    return float(k)


@inlined
def flow(n, p, key, slot, expected):
    """Return how many of ``n`` people move with probability ``p``: a binomial draw, or its expectation."""
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if expected:
        return n * min(p, 1.0)
    return binomial(n, p, uniform(key, slot))


@inlined
def events(mean, key, slot, expected):
    """Return a number of events that move nobody: a Poisson draw, or its expectation."""
    if mean <= 0.0:
        return 0.0
    if expected:
        return mean
    u = uniform(key, slot)
    if u <= 1.0 - mean:  # most draws end here, without a call
        return 0.0
    return poisson(mean, u)


@inlined
def close(hazard, exits, dt):
    """Write behind a row of hazards (per day) their sum H and 1 - exp(-H dt), the chance of leaving."""
    total = 0.0
    for k in range(exits):
        total += hazard[k]
    hazard[exits] = total
    hazard[exits + 1] = probability(total * dt)


@inlined
def leave(n, hazard, exits, dt, key, slot, expected, out):
    """Fill ``out`` with how many of ``n`` people take each exit in a step, and return their sum.

    At zero ``out`` is left alone.

    Exits compete: with hazards h_k (per day) and H their sum, exit k is taken with probability h_k / H (1 -
    exp(-H dt)). One number decides how many leave; those who do are shared among the exits by a chain of
    binomials, each exit with a number of its own. ``hazard`` is a row that `close` has summed.
    """
    p = hazard[exits + 1]
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if expected:
        u = 0.0
    else:
        u = uniform(key, slot)
        if u <= 1.0 - n * p:  # (1 - p)^n is never below 1 - n p: most draws end here
            return 0.0
    return _leave_some(n, p, u, hazard, exits, dt, key, slot, expected, out)


@outlined
def _leave_some(n, p, u, hazard, exits, dt, key, slot, expected, out):
    total = hazard[exits]
    if expected:
        gone = n * p
        each = gone / total
        for k in range(exits):
            out[k] = each * hazard[k]
        return gone
    gone = n if n == 1.0 or p >= 1.0 else _some_of(n, p, -total * dt, u)
    left = gone
    for k in range(exits):
        out[k] = 0.0
        h = hazard[k]
        if left <= 0.0 or h <= 0.0:
            continue
        if h >= total * (1.0 - 1e-12):
            out[k] = left
        else:
            u = uniform(key, slot + 1 + k)
            if left == 1.0:
                out[k] = 1.0 if u * total > total - h else 0.0
            else:
                out[k] = binomial(left, h / total, u)
        left -= out[k]
        total -= h
    if left > 0.0:  # rounding in the sums of hazards: nobody may be lost
        for k in range(exits - 1, -1, -1):
            if hazard[k] > 0.0:
                out[k] += left
                break
    return gone
