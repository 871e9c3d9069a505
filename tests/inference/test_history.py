"""The path that happened, where a place's files are thin."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from tregua.inference.forcing import _pace
from tregua.places import load_place, new_place

MONTHS = [date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1)]


@pytest.fixture
def place(tmp_path):
    table = tmp_path / "counts.csv"
    table.write_text(
        "series,place,start,end,value,unit,source,published\n"
        "homicides,all,2023-01-01,2023-12-31,8000,people,Police,2024-01-08\n"
        "detentions_cumulative,all,2024-01-01,2024-03-30,9000,people,Police,2024-04-10\n"
    )
    new_place(tmp_path / "p", table)
    return load_place(tmp_path / "p")


def test_arrests_without_a_regime_are_ordinary_policing(place):
    assert not _pace(place, "detentions", MONTHS, date(2026, 1, 1), total=True).any()


def test_arrests_under_a_regime_count_from_the_day_that_the_row_says(place):
    later = SimpleNamespace(kind="regime", date=date(2024, 4, 5), known=lambda day: True)
    told = SimpleNamespace(evidence=place.evidence, history=[later])
    pace = _pace(told, "detentions", MONTHS, date(2026, 1, 1), total=True)
    assert pace[0] == 0.0
    assert np.allclose(pace[1:4], 100, rtol=0.02)
