"""The gate opens on what is known, and the combination helps a made-up country only while a regime is on."""

from datetime import date, timedelta

import numpy as np
import pytest

from tregua.forecasting import origin_scores, scoring
from tregua.forecasting.combination import LAPSE, combine, gate, spells, spells_of
from tregua.forecasting.count_history import History
from tregua.forecasting.level import LevelForecast, forecast_level
from tregua.forecasting.level_prior import learnt_prior
from tregua.forecasting.origin_scores import Origin
from tregua.forecasting.rolling_origins import next_quarter
from tregua.places import load_place
from tregua.places.history import Event

CRACKDOWN, END = date(2014, 1, 1), date(2017, 1, 1)
FALL, MONTHS_TO_FALL, MONTHS_TO_RISE = -1.6, 9.0, 12.0
DAY = timedelta(days=1)


def quarters(first, count):
    out = []
    for _ in range(count):
        out.append((first, next_quarter(first) - DAY))
        first = next_quarter(first)
    return tuple(out)


def effect(day, known=date.max):
    """The log effect of the regime on a day, as far as it was decided by another day."""
    if day < CRACKDOWN or known < CRACKDOWN:
        return 0.0
    held = FALL * (1 - np.exp(-(min(day, END) - CRACKDOWN).days / 30.4 / MONTHS_TO_FALL))
    gone = (day - END).days if known >= END else 0
    if known < END:
        return FALL * (1 - np.exp(-(day - CRACKDOWN).days / 30.4 / MONTHS_TO_FALL))
    return held * np.exp(-max(gone, 0) / 30.4 / MONTHS_TO_RISE)


def middle(window):
    return window[0] + (window[1] - window[0]) / 2


def country(seed, regime):
    """Counts of forty quarters: a restless level, and a crackdown and its lapse where there is a regime."""
    rng = np.random.default_rng(seed)
    windows = quarters(date(2010, 1, 1), 44)
    level = 6.0 + np.cumsum(0.12 * rng.standard_normal(44))
    acts = np.array([effect(middle(w)) if regime else 0.0 for w in windows])
    return windows, rng.poisson(np.exp(level + acts))


def mechanism(day, windows, rng, draws=300):
    """Ratios of a mechanism that knows the effect with an error of a third, and none of the level."""
    frozen = effect(day)
    scale = np.exp(0.33 * rng.standard_normal(draws))
    true = np.array([effect(middle(w), day) - frozen for w in windows])
    return np.exp(true[:, None] * scale)


HISTORY = (
    Event(date=CRACKDOWN, kind="regime", level=1.0, title="declaration"),
    Event(date=END, kind="regime_end", title="its end"),
)


def made(regime, seeds):
    """Rolling origins of made-up countries: the level, and the combination behind its gate."""
    out = []
    for seed in seeds:
        windows, counts = country(seed, regime)
        for k in range(12, 40):
            day, ahead = windows[k][0], windows[k : k + 4]
            level = forecast_level(History(windows[:k], counts[:k]), ahead, learnt_prior(), 400, seed)
            ratio = mechanism(day, ahead, np.random.default_rng([seed, k]))
            flags = gate(spells(HISTORY if regime else (), day), ahead)
            samples = {"level": level.counts(), "combination": combine(level, ratio, flags)}
            out.append(
                (flags, Origin(f"country {seed}", day, ahead, counts[k : k + 4].astype(float), samples))
            )
    return out


def test_the_gate_helps_while_a_known_regime_acts():
    origins = made(True, range(3))
    on = [o for flags, o in origins if flags.any()]
    off = [o for flags, o in origins if not flags.any()]
    assert len(on) > 20
    assert len(off) > 10
    gain = origin_scores.paired(on, "combination", "level")
    assert gain.verdict == "better"
    assert gain.ours < 0.8 * gain.theirs
    for o in off:
        np.testing.assert_array_equal(o.samples["combination"], o.samples["level"])


def test_without_a_regime_nothing_is_lost_whatever_the_mechanism_says():
    for flags, o in made(False, [7]):
        assert not flags.any()
        np.testing.assert_array_equal(o.samples["combination"], o.samples["level"])


def test_an_open_gate_with_a_wrong_mechanism_does_hurt():
    # the help above is the mechanism's and not the gate's
    windows, counts = country(1, False)
    level = forecast_level(History(windows[:30], counts[:30]), windows[30:34], learnt_prior(), 400)
    wrong = combine(level, np.full((4, 50), 0.2), np.ones(4, bool))
    came = counts[30:34]
    assert scoring.crps(wrong, came).mean() > 1.5 * scoring.crps(level.counts(), came).mean()


def test_the_gate_knows_only_what_had_been_published():
    late = (Event(date=CRACKDOWN, published=date(2014, 3, 1), kind="regime", level=1.0, title="x"),)
    assert spells(late, date(2014, 2, 1)) == ()
    assert len(spells(late, date(2014, 3, 1))) == 1
    # announced: open only from the day it begins
    early = (Event(date=CRACKDOWN, published=date(2013, 1, 1), kind="mission", title="x"),)
    flags = gate(spells(early, date(2013, 6, 1)), quarters(date(2013, 7, 1), 4))
    assert flags.tolist() == [False, False, True, True]


def test_the_gate_closes_a_year_after_an_end_and_not_for_a_weak_declaration():
    known = spells(HISTORY, END)
    assert known[0].end == END
    flags = gate(known, quarters(date(2016, 10, 1), 7))
    assert flags.tolist() == [True] * 5 + [False] * 2
    assert END + LAPSE == date(2018, 1, 1)
    weak = (Event(date=CRACKDOWN, kind="regime", level=0.3, title="x"),)
    assert spells(weak, END) == ()
    weaker = (HISTORY[0], Event(date=date(2015, 1, 1), kind="regime", level=0.1, title="adjusted"))
    assert spells(weaker, END)[0].end == date(2015, 1, 1)


def test_a_breakdown_ends_a_pact_and_leaves_a_mission():
    history = (
        Event(date=date(2012, 3, 9), kind="pact", title="truce"),
        Event(date=date(2012, 6, 1), kind="mission", title="mission"),
        Event(date=date(2013, 7, 1), kind="breakdown", title="over"),
    )
    found = {s.kind: s.end for s in spells(history, date(2014, 1, 1))}
    assert found == {"pact": date(2013, 7, 1), "mission": None}


def test_ratios_multiply_draw_by_draw():
    level = LevelForecast(quarters(date(2020, 1, 1), 2), np.full((2, 4000), 1e4), 1)
    ratio = np.array([[0.5, 2.0], [1.0, 1.0]])
    found = combine(level, ratio, np.array([True, True]))
    assert found[0, ::2].mean() == pytest.approx(5e3, rel=0.01)
    assert found[0, 1::2].mean() == pytest.approx(2e4, rel=0.01)
    np.testing.assert_array_equal(found[1], level.counts()[1])


@pytest.mark.parametrize(
    ("ratio", "flags"),
    [
        (np.ones((3, 5)), np.ones(2, bool)),
        (np.ones((2, 5)), np.ones(3, bool)),
        (np.full((2, 5), np.nan), np.ones(2, bool)),
        (np.zeros((2, 5)), np.ones(2, bool)),
        (np.ones((2, 0)), np.ones(2, bool)),
    ],
)
def test_what_cannot_be_combined_is_refused(ratio, flags):
    level = LevelForecast(quarters(date(2020, 1, 1), 2), np.full((2, 10), 100.0), 1)
    with pytest.raises(ValueError, match=r"ratio|gate"):
        combine(level, ratio, flags)


def test_a_closed_window_may_hold_no_ratio():
    level = LevelForecast(quarters(date(2020, 1, 1), 2), np.full((2, 10), 100.0), 1)
    ratio = np.array([[np.nan] * 3, [1.0] * 3])
    np.testing.assert_array_equal(combine(level, ratio, np.array([False, True])), level.counts())


DECREE = Event(
    date=date(2015, 1, 1), until=date(2015, 12, 31), kind="declaration", title="decree", law="x",
    territories=("all",),
)  # fmt: skip
SWEEPS = Event(
    date=date(2015, 1, 10), until=date(2015, 2, 28), kind="operation", means="sweep", title="sweeps"
)
LATER = date(2016, 1, 1)


def test_a_declaration_opens_the_windows_that_a_regime_opened():
    decree = DECREE.model_copy(update={"date": CRACKDOWN, "until": END, "suspends": 1.0})
    for k in range(0, 44, 3):
        ahead = quarters(date(2010, 1, 1), 48)[k : k + 4]
        day = ahead[0][0]
        expected = gate(spells(HISTORY, day), ahead)
        if day < END:  # its end is known from the first day on, and not only when it comes
            np.testing.assert_array_equal(gate(spells((decree,), day), ahead)[:3], expected[:3])
        else:
            np.testing.assert_array_equal(gate(spells((decree,), day), ahead), expected)


def kinds(*history, **options):
    return [s.kind for s in spells(history, LATER, **options)]


def test_a_declaration_opens_only_with_arrests_or_holding():
    assert kinds(DECREE) == []
    assert kinds(DECREE.model_copy(update={"suspends": 1.0})) == ["declaration"]
    assert kinds(DECREE.model_copy(update={"suspends": 0.2})) == []
    assert kinds(DECREE, SWEEPS) == ["operation", "declaration"]
    assert kinds(DECREE.model_copy(update={"suspends": 1.0, "prisons_only": True})) == []
    # arrests two years into an old decree are not made under it
    late = SWEEPS.model_copy(update={"date": date(2015, 11, 1), "until": date(2015, 12, 1)})
    old = DECREE.model_copy(update={"date": date(2013, 1, 1)})
    assert kinds(old, late) == ["operation"]


def test_an_operation_opens_if_it_changes_arrests_or_force():
    for means, opens in (("sweep", 1), ("siege", 1), ("drones", 1), ("raid", 0), ("patrols", 0)):
        assert len(kinds(SWEEPS.model_copy(update={"means": means}))) == opens, means
    other = Event(date=date(2015, 1, 1), kind="other", title="x")
    assert kinds(other) == []
    endless = spells([SWEEPS.model_copy(update={"until": None})], LATER)
    assert endless[0].end == SWEEPS.date  # and so a year after it the gate closes


def strength(day, soldiers, arrest=None):
    return Event(
        date=day, kind="mission_strength", title="x", mission="m", contingent="c", soldiers=soldiers,
        police=0, power_to_arrest=arrest,
    )  # fmt: skip


def test_a_mission_opens_by_its_personnel_and_not_by_its_name():
    mission = Event(date=date(2015, 1, 1), kind="mission", title="x")
    assert kinds(mission) == ["mission"]  # nothing is known of its size
    assert kinds(mission, strength(date(2015, 1, 2), 70)) == []
    grown = spells([mission, strength(date(2015, 1, 2), 70), strength(date(2015, 8, 1), 900)], LATER)
    assert [s.start for s in grown] == [date(2015, 8, 1)]
    assert kinds(mission, strength(date(2015, 1, 2), 900, arrest=False)) == ["mission"]
    assert kinds(mission, strength(date(2015, 1, 2), 900), least=1000.0) == []
    end = Event(date=date(2015, 6, 1), kind="mission_end", title="x")
    assert spells([mission, strength(date(2015, 1, 2), 900), end], LATER)[0].end == end.date


def test_events_of_a_shipped_place_that_change_force_are_no_kind_other():
    for name in ("haiti", "el_salvador"):
        for e in load_place(name).history:
            if e.kind == "other":
                assert "drone" not in e.title.casefold(), e.title
                assert not (e.soldiers or e.police or e.arrests), e.title


def test_the_gate_of_haiti_knows_the_drones_and_the_force():
    found = spells_of(load_place("haiti"), date(2026, 12, 1))
    assert {"mission", "operation"} <= {s.kind for s in found if s.end is None or s.end > date(2026, 1, 1)}
    calm = spells_of(load_place("haiti"), date(2022, 6, 1))
    assert not gate(calm, quarters(date(2022, 7, 1), 4)).any()


def test_the_gate_of_el_salvador_opens_with_the_state_of_exception():
    place = load_place("el_salvador")
    ahead = quarters(date(2022, 4, 1), 4)
    assert gate(spells_of(place, date(2022, 4, 1)), ahead).all()
    assert any(s.kind == "declaration" for s in spells_of(place, date(2022, 4, 1)))
