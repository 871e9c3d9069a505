"""Pooled origins are compared with every judge, and over origins."""

from datetime import date
from itertools import pairwise

import numpy as np

from tregua.forecasting import baselines
from tregua.forecasting.forecast import MIXED, NO_DYNAMICS
from tregua.forecasting.hindcast import JUDGED_BY, Scored
from tregua.forecasting.rolling_origins import pool
from tregua.inference.observation_model import Window


def part(year):
    rng = np.random.default_rng(year)
    days = [date(year, m, 1) for m in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
    windows = tuple(Window("s", "b", "deaths", ((a, b),), 100.0) for a, b in pairwise(days))
    draws = {
        MIXED: rng.poisson(100, (4, 50)),
        NO_DYNAMICS: rng.poisson(150, (4, 50)),
        "one": rng.poisson(100, (4, 50)),
    }
    beaten = {name: rng.poisson(150, (4, 50)) for name in baselines.NAMES} | {"arima": None}
    return Scored("s/b", "s", windows, {"politics": draws}, beaten, {}, None)


def test_pooled_origins_are_compared_over_origins_with_every_judge():
    found = pool([part(year) for year in range(2010, 2018)])
    over = found["over_origins"]
    assert set(over["against"]) == {*JUDGED_BY, NO_DYNAMICS}
    assert over["against"]["level"]["compared"] == over["against"]["smoothing"]["compared"] == "better"
    assert over["against"]["arima"] is None
    assert found["skill"]["arima"] is None
    assert over["first_window_ratio"] > 0.9
    assert over["coverage"]["90"] == 1.0
    assert found["beside"]["smoothing"]["compared"] == "better"
    assert found["compared"]["level"] == "better"
