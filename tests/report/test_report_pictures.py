import math
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest

from tregua.report.estimate import Estimate
from tregua.report.pictures import authors, cartogram, circles, fan, ranges, tradeoff
from tregua.report.pictures.authors import Bar
from tregua.report.pictures.fans import Fan, Panel
from tregua.report.pictures.ranges import Line, Mark
from tregua.report.pictures.svg import letters, ticks
from tregua.report.pictures.tradeoff import Cross

NAME = '<b>&"x"'


def drawn(picture):
    """Parse a picture: it must be well formed."""
    return ElementTree.fromstring(str(picture))


@pytest.mark.parametrize("high", [0, 0.3, 1, 7, 99, 100, 1234, 5e6, math.nan])
def test_ticks_are_round_few_and_reach_the_top(high):
    marks = ticks(high)
    assert marks[-1] >= (high if high == high else 0)
    assert 2 <= len(marks) <= 7


def test_letters_go_on_after_z():
    assert letters(28)[-3:] == ["Z", "AA", "AB"]


def test_names_are_escaped_in_every_picture():
    value = Estimate(5, 1, 9, 8)
    bands = np.tile(np.arange(5.0)[:, None], (1, 3))
    months = [date(2024, m, 1) for m in (1, 2, 3)]
    pictures = [
        ranges(NAME, [Line(NAME, [Mark(value, "#000"), Mark(None, "#000")])], NAME, 4.0),
        tradeoff(NAME, [Cross("A", value, value)], (NAME, NAME), "#000", [Cross("A", value, value)], NAME),
        authors([Bar(NAME, {"gang": 3.0, "custody": 1.0}, NAME)], NAME),
        fan([Panel(NAME, [Fan(bands, "#000", NAME), Fan(bands, "#000", NAME, True)], 4.0)], months, NAME),
        cartogram(circles({NAME: (1.0, 2.0)}, {NAME: 10.0}), {NAME: 0.5}, {NAME: 1}, NAME, NAME),
    ]
    for picture in pictures:
        root = drawn(picture)
        assert root.get("aria-label") == NAME
        assert not root.findall(".//{*}b")


def test_a_range_that_runs_off_the_picture_says_how_far():
    picture = ranges(
        "t",
        [
            Line("a", [Mark(Estimate(10, 5, 5000, 9), "#000")]),
            Line("b", [Mark(Estimate(11, 9, 12, 9), "#000")]),
        ],
        "t",
    )
    assert "to 5k" in picture


def test_circles_do_not_hide_each_other():
    centroids = {f"t{i}": (18.5 + 0.001 * i, -72.3) for i in range(12)} | {
        "far": (19.9, -73.0),
        "twin": (18.5, -72.3),
    }
    placed = circles(centroids, {name: 1e5 * (1 + len(name)) for name in centroids})
    assert len(placed) == 14
    for i, a in enumerate(placed):
        assert 0 <= a.x - a.r
        assert a.x + a.r <= 220
        for b in placed[:i]:
            assert math.hypot(a.x - b.x, a.y - b.y) > 0.97 * (a.r + b.r)
    assert placed == circles(centroids, {name: 1e5 * (1 + len(name)) for name in centroids})


def test_policies_far_apart_are_drawn_on_a_scale_by_tens():
    crosses = [
        Cross("A", Estimate(10, 9, 11, 9), Estimate(100, 0, 900, 9)),
        Cross("B", Estimate(9, 8, 12, 9), Estimate(90_000, 8e4, 1e5, 9)),
    ]
    assert "10k" in tradeoff("t", crosses, ("x", "y"), "#000", crosses, "t")
