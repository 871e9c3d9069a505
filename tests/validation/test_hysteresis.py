"""Force swept up and down in the package's own model."""

import numpy as np

from tregua.validation import hysteresis


def test_the_paths_begin_and_turn_where_they_should():
    both = hysteresis.paths()
    assert np.isnan(both.up[: hysteresis.FIRST]).all()
    turned = np.isfinite(both.breaking)
    assert turned.any()
    for k in np.flatnonzero(turned):
        at = int(np.flatnonzero(hysteresis.FORCES == both.breaking[k])[0])
        assert both.up[at, k] < hysteresis.BROKEN <= (both.up[at - 1, k] if at > hysteresis.FIRST else 1.0)
        assert both.down[at, k] == both.up[at, k]


def test_more_force_never_leaves_more_members_where_one_begins_from_the_same():
    from tregua.simulation.batch_run import copied

    _setup, start, _values = hysteresis.country()
    few = hysteresis.hold(copied(start, slice(0, hysteresis.DRAWS)), 1.0, 5)
    many = hysteresis.hold(copied(start, slice(0, hysteresis.DRAWS)), 8.0, 5)
    assert (many < few).all()


def test_every_line_says_what_counts_as_agreement():
    lines = hysteresis.sweep()
    assert {line.id for line in lines} == {"A6"}
    assert all(line.tolerance and np.isfinite(line.ours) for line in lines)
