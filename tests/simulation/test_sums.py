"""Compiled sums against plain ones."""

from __future__ import annotations

import numpy as np
import pytest

from tregua.results.reductions import over_ages, over_territories


@pytest.mark.parametrize("members", [1, 16, 200])
def test_sums_are_those_of_numpy(members: int) -> None:
    rng = np.random.default_rng(members)
    people = rng.gamma(0.3, 1e4, (members, 7, 4, 2))
    np.testing.assert_allclose(over_ages(people), people.sum(axis=(1, 3)), rtol=1e-14)
    np.testing.assert_array_equal(over_ages(np.rint(people)), np.rint(people).sum(axis=(1, 3)))
    people = rng.gamma(0.3, 1e4, (members, 7, 11))
    regions = np.eye(3)[rng.integers(0, 3, 7)]
    wanted = np.einsum("mtc,tr->mrc", people, regions)
    np.testing.assert_allclose(over_territories(people, regions), wanted, rtol=1e-14)


def test_a_member_is_summed_alike_in_any_company() -> None:
    people = np.random.default_rng(3).gamma(0.3, 1e4, (20, 5, 4, 2))
    assert (over_ages(people)[7:9] == over_ages(people[7:9])).all()


def test_parts_of_an_array_are_summed_too() -> None:
    people = np.random.default_rng(4).random((6, 5, 8, 2))
    assert (over_ages(people[::2, :, 1:4]) == over_ages(people[::2, :, 1:4].copy())).all()
