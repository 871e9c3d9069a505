"""Addressed random numbers for whole arrays.

The same address gives the same number, whatever else is drawn.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_1 = np.uint64(0xBF58476D1CE4E5B9)
_2 = np.uint64(0x94D049BB133111EB)


def mix(words: np.ndarray) -> np.ndarray:
    """Return 64-bit words scrambled by the finaliser of SplitMix64 (doi 10.1145/2660193.2660195)."""
    with np.errstate(over="ignore"):
        words = (words ^ (words >> np.uint64(30))) * _1
        words = (words ^ (words >> np.uint64(27))) * _2
        return words ^ (words >> np.uint64(31))


def keys(seed: int, stream: int | np.ndarray, index: np.ndarray) -> np.ndarray:
    """Return one 64-bit key for each index of a stream; streams and indices go together by broadcasting."""
    with np.errstate(over="ignore"):
        start = mix(np.array([seed % 2**64], np.uint64) * _GOLDEN + np.uint64(1))
        start = mix(start + np.asarray(stream).astype(np.uint64) * _2)
        return mix(start + np.asarray(index).astype(np.uint64) * _GOLDEN)


def uniforms(seed: int, stream: int | np.ndarray, index: np.ndarray) -> np.ndarray:
    """Return uniform numbers strictly between 0 and 1, one for each key."""
    return (keys(seed, stream, index) >> np.uint64(11)) * 2.0**-53 + 2.0**-54


LEVELS = 12  # of halving: every aligned block of so many powers of two is spread evenly


def spread_uniforms(seed: int, stream: int | np.ndarray, stratum: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Return uniform numbers that are spread evenly along each stream.

    A van der Corput sequence with nested scrambling (Owen, doi 10.1007/978-1-4612-2552-2_19) whose order is
    scrambled too, each stream for itself: of any 2^k ranks that begin at a multiple of 2^k, up to 2^12, one
    falls into each interval of length 2^-k, and streams go together by chance. A number depends on seed,
    stream, stratum and rank alone.

    Parameters
    ----------
    stream
        (stream, 1) or a number.
    stratum, rank
        Which sequence of a stream, and the place in it; (draw,).
    """
    with np.errstate(over="ignore"):
        key = mix(keys(seed, stream, stratum) ^ _2)
        rank = np.asarray(rank).astype(np.uint64)
        prefix = np.zeros(np.broadcast_shapes(key.shape, rank.shape), np.uint64)
        for level in range(LEVELS):
            n = np.uint64(level)
            above = rank >> (n + np.uint64(1))
            chance = mix(key + mix((above << np.uint64(12)) + prefix + _GOLDEN * (n + np.uint64(1))))
            bit = ((rank >> n) ^ (chance >> np.uint64(40))) & np.uint64(1)
            prefix = (prefix << np.uint64(1)) | bit
        within = (mix(key + mix(rank + _1)) >> np.uint64(11)) * 2.0**-53 + 2.0**-54
    return (prefix + np.minimum(within, 1.0 - 2.0**-40)) * 2.0**-LEVELS


_inverse = np.vectorize(NormalDist().inv_cdf, otypes=[float])


def normal_quantiles(u: np.ndarray) -> np.ndarray:
    """Return standard normal quantiles (Wichura's AS241)."""
    return _inverse(u) if np.size(u) else np.zeros(np.shape(u))
