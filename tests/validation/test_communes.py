"""The count by commune is held against the model as one error."""

from collections import Counter

import numpy as np
import pytest

from tregua.places import load_place
from tregua.validation.communes import DEPARTMENTS, by_commune, counted, misplaced


def test_every_commune_of_the_count_has_its_territory():
    place = load_place("haiti")
    found = counted(place)
    assert sum(found.values()) == 1619
    assert found["port_au_prince"] == 879 and found["cite_soleil"] == 95
    assert found["artibonite"] == 88 + 37 + 25 + 15 + 12 + 10 + 7 + 2
    assert found["centre"] == 26 + 7 + 4 + 1 + 1 + 1
    assert set(found) <= set(place.territories) and set(DEPARTMENTS) <= set(place.territories)


def test_the_share_that_lies_elsewhere():
    count = Counter(a=60, b=40)
    ours = np.array([[6.0, 4.0], [4.0, 6.0], [0.0, 5.0], [5.0, 0.0]])
    assert misplaced(ours, count, ["a", "b"]) == pytest.approx([0.0, 0.2, 0.6, 0.4])


@pytest.mark.slow
def test_one_error_is_given():
    (line,) = by_commune(members=6, priors=True)
    assert line.id == "A9" and 0 < line.low <= line.ours <= line.high < 1
