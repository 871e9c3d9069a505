"""Sums over people that NumPy is slow at: many short rows, one for each member of the ensemble.

Each adds in the order in which people stand in memory, whatever the number of members.
"""

import numpy as np

from tregua.numba_cache import compile_cached


def _ages(people, out):
    for j in range(people.shape[0]):
        for c in range(people.shape[2]):
            adults, minors = 0.0, 0.0
            for k in range(people.shape[1]):
                adults += people[j, k, c, 0]
                minors += people[j, k, c, 1]
            out[j, c] = adults + minors


def _regions(people, regions, out):
    for j in range(people.shape[0]):
        for r in range(regions.shape[1]):
            for c in range(people.shape[2]):
                out[j, r, c] = 0.0
            for i in range(regions.shape[0]):
                if regions[i, r] != 0.0:
                    for c in range(people.shape[2]):
                        out[j, r, c] += people[j, i, c] * regions[i, r]


_settings = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_sum_ages = compile_cached(_ages, "void(f8[:,:,:,::1], f8[:,::1])", **_settings)
_sum_regions = compile_cached(_regions, "void(f8[:,:,::1], f8[:,::1], f8[:,:,::1])", **_settings)


def over_ages(people: np.ndarray) -> np.ndarray:
    """Sum (member, place, cell, age) over places and ages: (member, cell)."""
    out = np.empty((people.shape[0], people.shape[2]))
    _sum_ages(np.ascontiguousarray(people), out)
    return out


def over_territories(people: np.ndarray, regions: np.ndarray) -> np.ndarray:
    """Sum (member, territory, cell) by the regions of the territories: (member, region, cell)."""
    out = np.empty((people.shape[0], regions.shape[1], people.shape[2]))
    _sum_regions(np.ascontiguousarray(people), np.ascontiguousarray(regions), out)
    return out
