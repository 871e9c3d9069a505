"""Synthetic control: weights on the simplex, known answers, placebos, shares of the fall."""

from itertools import pairwise

import numpy as np
import pytest

from tregua.validation import synthetic_control as s


def test_weights_are_found_and_lie_on_the_simplex():
    rng = np.random.default_rng(2)
    donors = rng.normal(size=(30, 5))
    true = np.array([0.5, 0.3, 0.2, 0.0, 0.0])
    np.testing.assert_allclose(s.simplex_weights(donors, donors @ true), true, atol=1e-6)
    outside = s.simplex_weights(donors, donors[:, 0] * 3)
    assert outside.min() >= 0 and outside.sum() == pytest.approx(1)


@pytest.mark.parametrize("method", ["changes", "levels"])
def test_an_effect_that_was_put_in_is_found(method):
    rng = np.random.default_rng(5)
    donors = np.cumsum(rng.normal(0, 0.2, (22, 6)), axis=0)
    target = donors @ np.array([0.6, 0.4, 0, 0, 0, 0]) + 1.5
    path, _weights = s.synthetic(donors, target, 18, method)
    np.testing.assert_allclose(path, target, atol=1e-6)
    target[18:] -= 0.7
    path, _weights = s.synthetic(donors, target, 18, method)
    np.testing.assert_allclose((target - path)[18:], -0.7, atol=1e-6)


def test_nothing_after_the_treatment_moves_the_weights():
    p = s.panel()
    before = s.LAST_BEFORE - s.FIRST + 1
    _path, weights = s.synthetic(p.donors, p.treated, before)
    other = p.donors.copy()
    other[before:] += 5.0
    np.testing.assert_array_equal(s.synthetic(other, p.treated, before)[1], weights)


def test_the_donor_pool_says_who_is_left_out_and_why():
    p = s.panel()
    assert s.TREATED not in p.countries and len(p.countries) >= 10
    assert set(p.countries) | set(p.left_out) | {s.TREATED} == set(s.rates())
    assert "2023" in p.left_out["Belize"] and p.filled["Guatemala"] == (2015, 2016)
    assert np.isfinite(p.donors).all()


def test_the_estimate_has_ranges_that_widen_and_says_where_donors_end():
    found = s.estimate()
    assert sum(found.weights.values()) == pytest.approx(1, abs=0.01)
    widths = [np.log(y.high / y.low) for y in found.narrow]
    assert all(a < b for a, b in pairwise(widths))
    assert [y.donors_seen for y in found.narrow] == [True, True, False, False]
    assert found.wide[0].observed > found.narrow[0].observed and found.wide[3].observed is None
    assert 1 / (len(s.panel().countries) + 1) <= found.p_value <= 1
    assert set(found.leave_one_out) == set(found.weights)


def test_share_of_the_fall_before_march_2022():
    by = {(f.base, f.until): f for f in s.fall_before()}
    # 6,656 killed in 2015, 1,147 in 2021, 82 in 2025
    assert by["narrow", 2025].absolute == pytest.approx(5509 / 6574)
    assert by["narrow", 2025].logs == pytest.approx(np.log(6656 / 1147) / np.log(6656 / 82))
    assert by["wide", 2023].logs > by["narrow", 2023].logs


def test_counts_are_those_of_the_places_evidence():
    import tregua

    rows = tregua.load_place("el_salvador").evidence.select()
    by_year = {
        (r.series, r.start.year): r.value
        for r in rows
        if (r.start.month, r.start.day, r.end.month, r.end.day) == (1, 1, 12, 31)
    }
    assert by_year["homicides_year_to_2018", 2015] == s.OFFICIAL[2015]
    for year in (2021, 2022, 2023, 2024, 2025):
        assert by_year["homicides_year_from_2020", year] == s.OFFICIAL[year]
    assert by_year["homicides_year_forensic", 2021] == s.WIDE[2021]
    for year in (2022, 2023):
        assert by_year["homicides_year_wide", year] == s.WIDE[year]
