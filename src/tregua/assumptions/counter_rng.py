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


_inverse = np.vectorize(NormalDist().inv_cdf, otypes=[float])


def normal_quantiles(u: np.ndarray) -> np.ndarray:
    """Return standard normal quantiles (Wichura's AS241)."""
    return _inverse(u) if np.size(u) else np.zeros(np.shape(u))
