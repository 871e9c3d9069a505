"""Counter-based random numbers and the one function through which people move.

Every draw is addressed: key (seed, member), counter (step, place, slot). A scenario that switches one
mechanism on leaves all other addresses, and so their numbers, alone: scenarios share common random numbers.
One uniform per flow, turned into a count by inversion, so that counts rise and fall together when
probabilities differ a little.
"""

import math

import numpy as np

from tregua.model.compiled import apart, njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0xD1B54A32D192ED03)
_PLACE = np.uint64(0xAEF17502108EF2D9)
_R30, _R27, _R31, _R11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_TWO_53 = 2.0**-53

# expected counts up to which a count is found by walking up the distribution from zero
WALK_LIMIT = 40.0
# and never further than this: beyond it lies less than 1e-20 of any distribution that is walked
WALK_MOST = 128
# trials up to which (1 - p)^n is a product
POWER_LIMIT = 8.0
_ONE_OVER = 1.0 / np.arange(1, WALK_MOST + 1)  # division is the slow part of a walk


@njit
def mix(z):
    """Return the 64-bit word scrambled (finaliser of SplitMix64.

    Steele, Lea and Flood, 2014, doi 10.1145/2660193.2660195).
    """
    z = (z ^ (z >> _R30)) * _MIX_1
    z = (z ^ (z >> _R27)) * _MIX_2
    return z ^ (z >> _R31)


@njit
def place_key(key, step, place):
    """Return the key of one place on one step."""
    return mix(mix(key + step * _STEP) + np.uint64(place) * _PLACE)


@njit
def uniform(key, slot):
    """Return a uniform number strictly between 0 and 1 at an address."""
    return (mix(key + np.uint64(slot) * _GOLDEN) >> _R11) * _TWO_53 + 0.5 * _TWO_53


@njit
def probability(hazard_dt):
    """Return 1 - exp(-x), by a short series where x is small."""
    if hazard_dt < 0.03:
        return hazard_dt * (1.0 - hazard_dt * (0.5 - hazard_dt * (1.0 / 6.0 - hazard_dt * (1.0 / 24.0))))
    return 1.0 - math.exp(-hazard_dt)


@apart
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


@apart
def normal_quantile(u):
    """Return the standard normal quantile (rational approximation by Acklam, relative error below 1.2e-9)."""
    if u < 0.02425:
        return _tail_quantile(u)
    if u > 1.0 - 0.02425:
        return -_tail_quantile(1.0 - u)
    q = u - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239e00
        )
        * q
    ) / (
        (
            (
                ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
                + 6.680131188771972e01
            )
            * r
            - 1.328068155288572e01
        )
        * r
        + 1.0
    )


@apart
def _expanded(mean, variance, third, fourth, u):
    # Cornish and Fisher's expansion of a quantile, to third order, from cumulants. The smooth curve through
    # the distribution
    # function at the halves, spread evenly over a unit, gives back the count: its cumulants lack those of the
    # uniform.
    variance -= 1.0 / 12.0
    sd = math.sqrt(variance)
    skew = third / (variance * sd)
    kurtosis = (fourth + 1.0 / 120.0) / (variance * variance)
    z = normal_quantile(u)
    x = (
        z
        + skew * (z * z - 1.0) / 6.0
        + kurtosis * z * (z * z - 3.0) / 24.0
        - skew * skew * z * (2.0 * z * z - 5.0) / 36.0
    )
    return math.floor(mean + sd * x + 0.5)


@njit
def binomial(n, p, u):
    """Return the quantile ``u`` of the binomial distribution with ``n`` trials and probability ``p``.

    Exact (to rounding) where n p or n (1 - p) is at most ``WALK_LIMIT``; a third-order expansion above, whose
    error in the distribution function is bounded by a test.
    """
    # (1 - p)^n is never below 1 - n p: most draws end here
    if u <= 1.0 - n * p:
        return 0.0
    if p >= 1.0 or n == 1.0:
        return n
    return _some_of(n, p, math.log1p(-p) if n > POWER_LIMIT else 0.0, u)


@apart
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
        var = mean * q
        k = min(max(_expanded(mean, var, var * (q - p), var * (1.0 - 6.0 * p * q), u), 0.0), n)
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


@apart
def poisson(mean, u):
    """Return the quantile ``u`` of the Poisson distribution."""
    if u <= 1.0 - mean:
        return 0.0
    if mean > WALK_LIMIT:
        return max(_expanded(mean, mean, mean, mean, u), 0.0)
    f = math.exp(-mean)
    c = f
    k = 0
    while u > c and k < WALK_MOST:
        f *= mean * _ONE_OVER[k]
        k += 1
        c += f
    return float(k)


@njit
def flow(n, p, key, slot, expected):
    """Return how many of ``n`` people move with probability ``p``: a binomial draw, or its expectation."""
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if expected:
        return n * min(p, 1.0)
    return binomial(n, p, uniform(key, slot))


@njit
def events(mean, key, slot, expected):
    """Return a number of events that move nobody: a Poisson draw, or its expectation."""
    if mean <= 0.0:
        return 0.0
    if expected:
        return mean
    return poisson(mean, uniform(key, slot))


@njit
def close(hazard, exits, dt):
    """Write behind a row of hazards (per day) their sum H and 1 - exp(-H dt), the chance of leaving."""
    total = 0.0
    for k in range(exits):
        total += hazard[k]
    hazard[exits] = total
    hazard[exits + 1] = probability(total * dt)


@njit
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


@apart
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
