"""Counter-based random numbers and the one function through which people move.

Every draw is addressed: key (seed, member), counter (step, place, slot). A scenario that switches one mechanism on
leaves all other addresses, and so their numbers, alone: scenarios share common random numbers. One uniform per flow,
turned into a count by inversion, so that counts rise and fall together when probabilities differ a little.
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


@njit
def mix(z):
    """Return the 64-bit word scrambled (finaliser of SplitMix64: Steele, Lea and Flood, 2014, doi 10.1145/2660193.2660195)."""
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
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q - 2.549732539343734e00) * q
         + 4.374664141464968e00) * q + 2.938163982698783e00
    ) / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q + 3.754408661907416e00) * q + 1.0)


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
        (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02) * r
          - 3.066479806614716e01) * r + 2.506628277459239e00) * q
    ) / (((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01) * r
          - 1.328068155288572e01) * r + 1.0)


@apart
def _corrected(mean, sd, skew, kurtosis, u):
    # Cornish and Fisher's expansion of a quantile, to third order
    z = normal_quantile(u)
    x = z + skew * (z * z - 1.0) / 6.0 + kurtosis * z * (z * z - 3.0) / 24.0 - skew * skew * z * (2.0 * z * z - 5.0) / 36.0
    return math.floor(mean + sd * x + 0.5)


@apart
def binomial(n, p, u):
    """Return the quantile ``u`` of the binomial distribution with ``n`` trials and probability ``p``.

    Exact (to rounding) where n p or n (1 - p) is at most ``WALK_LIMIT``; a third-order expansion above, whose error in
    the distribution function is bounded by a test.
    """
    mean = n * p
    # (1 - p)^n is never below 1 - n p: most draws end here
    if u <= 1.0 - mean:
        return 0.0
    if p >= 1.0:
        return n
    # walk from the nearer end
    flip = p > 0.5
    if flip:
        p, u = 1.0 - p, 1.0 - u
        mean = n * p
        if u <= 1.0 - mean:
            return n
    if mean > WALK_LIMIT:
        q = 1.0 - p
        var = mean * q
        sd = math.sqrt(var)
        k = min(max(_corrected(mean, sd, (q - p) / sd, (1.0 - 6.0 * p * q) / var, u), 0.0), n)
        return n - k if flip else k
    f = math.exp(n * math.log1p(-p))
    odds = p / (1.0 - p)
    c = f
    k = 0.0
    while u > c and k < n:
        f *= odds * (n - k) / (k + 1.0)
        k += 1.0
        c += f
        if f < 1e-18 and k > mean:
            break
    return n - k if flip else k


@apart
def poisson(mean, u):
    """Return the quantile ``u`` of the Poisson distribution."""
    if u <= 1.0 - mean:
        return 0.0
    if mean > WALK_LIMIT:
        sd = math.sqrt(mean)
        return max(_corrected(mean, sd, 1.0 / sd, 1.0 / mean, u), 0.0)
    f = math.exp(-mean)
    c = f
    k = 0.0
    while u > c:
        k += 1.0
        f *= mean / k
        c += f
        if f < 1e-18 and k > mean:
            break
    return k


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


@apart
def leave(n, hazard, exits, dt, key, slot, expected, out):
    """Fill ``out`` with how many of ``n`` people take each exit in a step, and return their sum.

    Exits compete: with hazards h_k (per day) and H their sum, exit k is taken with probability h_k / H (1 - exp(-H dt)).
    One number decides how many leave; those who do are shared among the exits by a chain of binomials, each exit with a
    number of its own.
    """
    total = 0.0
    for k in range(exits):
        total += hazard[k]
        out[k] = 0.0
    if n <= 0.0 or total <= 0.0:
        return 0.0
    p = probability(total * dt)
    if expected:
        gone = n * p
        for k in range(exits):
            out[k] = gone * (hazard[k] / total)
        return gone
    u = uniform(key, slot)
    if u <= 1.0 - n * p:
        return 0.0
    gone = binomial(n, p, u)
    left = gone
    for k in range(exits):
        h = hazard[k]
        if left <= 0.0:
            break
        if h <= 0.0:
            continue
        if h >= total * (1.0 - 1e-12):
            out[k] = left
            left = 0.0
        else:
            out[k] = binomial(left, h / total, uniform(key, slot + 1 + k))
            left -= out[k]
        total -= h
    if left > 0.0:  # rounding in the sums of hazards: nobody may be lost
        for k in range(exits - 1, -1, -1):
            if hazard[k] > 0.0:
                out[k] += left
                break
    return gone
