"""Measurements that could be made next: enough, each with a price, none that needs a list of persons."""

import pytest

from tregua.decisions.value_of_information_measurements import FILE, OURS, read_measurements
from tregua.errors import InputError
from tregua.places import list_places

ROW = """\
one:
  title: A measurement
  places: [haiti]
  who: nobody
  needs_list_of_persons: false
  observes:
    kind: count
    scenario: as-it-happened
    outcome: {of: deaths}
    window: [2026-01-01, 2026-12-31]
  error: {kind: lognormal, sd: 0.1}
  price: {usd: 10, low: 5, high: 20, source: ours, how: a guess}
"""


def test_at_least_eight_each_with_a_price_and_its_source():
    found = read_measurements()
    assert len(found) >= 8
    for each in found.values():
        assert not each.needs_list_of_persons
        assert each.price.low <= each.price.usd <= each.price.high
        assert each.price.source == OURS or each.price.url
        assert set(each.places) <= set(list_places())


def test_the_smallest_row_is_read(tmp_path):
    path = tmp_path / FILE.name
    path.write_text(ROW, encoding="utf-8")
    assert list(read_measurements(path)) == ["one"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("persons: false", "persons: true", 5, "nothing that needs a list of persons"),
        ("usd: 10", "usd: 30", 12, "low, usd and high in this order"),
        ("source: ours", "source: somebody", 12, "the address of the source"),
        ("sd: 0.1", "size: 5", 11, "a size where the error is binomial"),
        ("kind: count", "at: haiti\n    kind: count", 7, "no place"),
        ("kind: count", "kind: cuont", 7, "one of count"),
        ("{of: deaths}", "{of: deahts}", 9, "did you mean 'deaths'?"),
        ("{of: deaths}", "{of: held}", 9, "a flow"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, old, new, line, said):
    path = tmp_path / f"{line}-{FILE.name}"
    path.write_text(ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_measurements(path)
    assert said in str(caught.value)
    assert line in [problem.line for problem in caught.value.problems]
