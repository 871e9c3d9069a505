"""People add up: in every replicate, on every day, under any combination of interventions."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulation.conftest import fixed, prepare
from tregua.assumptions import load_parameters
from tregua.assumptions.sampling import quantile
from tregua.model.state import empty_ledger, people
from tregua.model.workspace import scratch
from tregua.scenarios import KINDS, Precondition, from_parts, measure
from tregua.scenarios.interventions import Coverage
from tregua.simulation.batch_run import steps_in
from tregua.simulation.month_kernel import advance

START = date(2024, 4, 1)
share = st.floats(0, 1)
SPECS = {
    **{kind: {"coverage": share} for kind in KINDS if issubclass(measure(kind), Coverage)},
    "state_of_exception": {
        "arrests_per_day": st.floats(0, 5000),
        "due_process_suspended": share,
        "contact_refused": share,
        "when_scarce": st.sampled_from(["continue", "shrink", "stop"]),
        "when_full": st.sampled_from(["release", "refuse", "crowd"]),
    },
    "sweeps": {
        "arrests_per_day": st.floats(0, 5000),
        "due_process_suspended": share,
        "contact_refused": share,
        "when_scarce": st.sampled_from(["continue", "shrink", "stop"]),
        "when_full": st.sampled_from(["release", "refuse", "crowd"]),
    },
    "targeted_arrests": {"arrests_per_day": st.floats(0, 5000)},
    "coalition": {"strength": share},
    "mission": {
        "troops": st.floats(0, 50_000),
        "police": st.floats(0, 9000),
        "usd_per_person_year": st.floats(0, 1e6),
        "ramp_days": st.integers(0, 200),
    },
    "lethal_operations": {
        "operations_per_month": st.floats(0, 500),
        "deaths_per_operation": st.floats(0, 50),
        "bystanders_per_operation": st.floats(0, 20),
        "contractors": st.floats(0, 5000),
    },
    "prison_building": {"places": st.floats(0, 100_000), "over_days": st.integers(1, 400), "care": share},
    "judicial_review": {"cases_per_day": st.floats(0, 3000)},
    "mass_hearings": {"cases_per_day": st.floats(0, 3000), "wrongly_convicted": share},
    "child_protection": {"coverage": share},
    "pact": {"restraint": share},
    "police_reform": {"coverage": share},
    "domestic_forces": {"police": st.floats(0, 20_000), "soldiers": st.floats(0, 20_000)},
    "release": {"over_days": st.integers(1, 400), "share": share},
    "funding": {"usd_per_day": st.floats(0, 1e7)},
    "announcement": {"what": st.just("a mission")},
    "detention_abroad": {
        "places": st.floats(0, 100_000),
        "ramp_days": st.integers(0, 200),
        "usd_per_place_year": st.floats(0, 1e5),
    },
    "lift": {"lifts": st.just("all")},
}
BRANCHES = ("", "operates", "collapses", "chance")
ENDS = (1e-3, 1 - 1e-3)  # quantiles of a prior where it has no bounds


def test_every_kind_of_intervention_is_tried() -> None:
    assert set(SPECS) == set(KINDS)
    from tregua.simulation.policy_arrays import BRANCHES as KNOWN

    assert set(BRANCHES) == set(KNOWN)


def ends_of(parameters) -> dict[str, tuple[float, float]]:
    """Return the least and the largest value of every parameter that varies: its bounds, or far quantiles."""
    found = {}
    for p in parameters:
        values = np.concatenate([quantile(prior, np.array(ENDS)) for prior in p.priors.values()])
        low, high = p.bounds or (values.min(), values.max())
        if low < high:
            found[p.name] = (float(low), float(high))
    return found


@st.composite
def interventions(drawn):
    chosen = drawn(st.lists(st.sampled_from(sorted(SPECS)), max_size=6))
    made = {}
    for n, kind in enumerate(chosen):
        cls = measure(kind)
        fields = {name: drawn(value) for name, value in SPECS[kind].items() if name in cls.model_fields}
        needed = {
            name: 0.5
            for name, f in cls.model_fields.items()
            if f.is_required() and name not in fields and name != "from_"
        }
        first = START + timedelta(days=drawn(st.integers(0, 80)))
        depends = kind != "lift" and drawn(st.booleans())
        made[f"{kind}-{n}"] = cls(**{"from": first, "conditional": depends, **needed, **fields})
    return made


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    made=interventions(),
    branch=st.sampled_from(BRANCHES),
    at_ends=st.one_of(st.sampled_from(["drawn", "least", "largest"]), st.integers(0, 2**32)),
    dt=st.sampled_from(["half-day", "day", "week"]),
    seed=st.integers(0, 2**40),
    expected=st.booleans(),
)
def test_nobody_appears_or_vanishes_on_any_day(place, made, branch, at_ends, dt, seed, expected) -> None:
    rules = [Precondition(kind="consent", odds=0.7, loss_per_year=2.0, renewal_months=1, renewal_odds=0.6)]
    scenario = from_parts(
        place,
        name="any",
        title="",
        sentence="",
        interventions=made,
        preconditions=rules,
        start=START,
        end=date(2024, 8, 1),
    )
    parameters = load_parameters(place)
    chosen = {}
    known = ends_of(parameters)
    assert len(known) > 60
    # every parameter as it is drawn, at its least, or at its largest value: all alike, or each by chance
    digits = (
        np.full(len(known), ["drawn", "least", "largest"].index(at_ends))
        if isinstance(at_ends, str)
        else np.random.default_rng(at_ends).integers(0, 3, len(known))
    )
    for (name, values), digit in zip(known.items(), digits, strict=True):
        if digit:
            chosen[name] = values[digit - 1]
    run = prepare(
        place, scenario, members=3, seed=seed, branch=branch, parameters=fixed(parameters, **chosen)
    )
    s, values = run.state, run.values
    everyone = people(s)
    assert (everyone == run.snap.population).all()
    ledger = empty_ledger(3, s.vacancies.shape[1])
    space = scratch(*s.vacancies.shape[1:])
    day, step = 0.0, 0
    for month, days in enumerate(run.policy.days):
        count = steps_in(int(days), dt)
        for _step in range(count):
            advance(
                s,
                ledger,
                values,
                run.policy.world,
                run.policy.national[month][None],
                run.policy.territorial[month][None],
                run.policy.rivalry[month],
                space,
                np.arange(3).astype(np.uint64),
                day,
                step,
                1,
                days / count,
                expected,
            )
            day += days / count
            step += 1
            if expected:
                np.testing.assert_allclose(people(s), everyone, rtol=1e-9)
            else:
                assert (people(s) == everyone).all()
            _sound(s, expected)
    control_days = ledger.territory["control_days"]
    assert np.isfinite(control_days).all()
    assert (control_days >= 0).all() and (control_days <= day + 1e-9).all()


def _sound(s, expected: bool) -> None:
    counts = [s.active, s.hiding, s.associates, s.exposed, s.held_members, s.held_civilians, s.dead]
    counts += [s.territory[name] for name in ("rest", "displaced", "self_defence", "care", "other_held")]
    for count in counts:
        assert np.isfinite(count).all()
        assert (count >= (-1e-9 if expected else 0)).all()
        if not expected:
            assert (count == np.floor(count)).all()
    for name in ("capacity", "shown_force", "risk_peak", "belief", "unheld"):
        assert np.isfinite(s.territory[name]).all() and (s.territory[name] >= 0).all(), name
    for name in ("deterrence", "deterrence_slow", "presence"):  # against the reference date
        assert (np.abs(s.territory[name]) <= 1).all(), name
    for name in ("held_share", "announcement_credit"):
        assert (s.nation[name] >= 0).all() and (s.nation[name] <= 1).all(), name
    assert (s.nation["activity"] >= 0).all() and (s.nation["activity"] <= 1).all()
    assert (s.nation["afford"] >= 0).all() and (s.nation["afford"] <= 1).all()
    assert (s.nation["fund"] >= 0).all()


def test_a_defect_would_be_seen(place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check at the end of a month is one that can fail."""
    from tregua.errors import RunError
    from tregua.simulation import batch_run

    scenario = from_parts(place, name="any", title="", sentence="")
    run = prepare(place, scenario, members=2)
    everyone = people(run.state)
    run.state.active[0, 0, 0, 0] += 1
    with pytest.raises(RunError, match="do not add up"):
        batch_run._check(run.state, everyone, False, "any", 0)
    # of several months, the first that is off is named
    run.state.active[0, 0, 0, 0] -= 1
    two = type(run.state)(*(np.concatenate([array, array]) for array in run.state))
    batch_run._check(two, everyone, False, "any", 6)
    two.active[-1, 0, 0, 0] += 1
    with pytest.raises(RunError, match="month 8: off by 1"):
        batch_run._check(two, everyone, False, "any", 6)
