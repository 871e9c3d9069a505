"""Small models of published results."""

import numpy as np
import pytest

from tregua.validation import border_violence, civil_violence


def test_clashes_at_a_border_are_the_closed_form():
    for miles in (0.1, 0.3, 0.8):
        exact = 100 * np.tanh(miles / border_violence.SCALE)
        assert border_violence.share_within(miles) == pytest.approx(exact, abs=0.02)
    assert all(line.ok for line in border_violence.border())


@pytest.mark.slow  # compiles
def test_outbursts_come_with_rounding_and_not_without():
    assert civil_violence.outbursts(civil_violence.rebels(True, 1, 200)) > 0
    assert civil_violence.outbursts(civil_violence.rebels(False, 1, 100)) == 0


def test_an_outburst_is_counted_once():
    assert civil_violence.outbursts(np.array([0, 60, 80, 10, 51, 0])) == 2
    assert civil_violence.outbursts(np.array([60, 0])) == 1
