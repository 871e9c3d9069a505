"""The rules of the answer page: directions, marks, digits, carry-over and what it depends on."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest

from tregua.decisions.answer import dose, marks, page
from tregua.decisions.answer.carry_over import carry_over, facts
from tregua.decisions.answer.depends import depends
from tregua.decisions.answer.dose import Dose, Treated, added, covering, treated_cases
from tregua.decisions.answer.finding import rule
from tregua.decisions.sensitivity_analysis import stored
from tregua.places import load_place
from tregua.results.estimates import Estimate, estimate, rounded, step_of
from tregua.scenarios import load_scenario
from tregua.studies.manifest import plain
from tregua.vocabulary.readings import STRUCTURES

HELD, FAILED, NEVER = (marks.Mark(s, s, "") for s in ("held", "failed", "never tested"))
FELL = Treated("a", "A", True, True, Dose(force=100.0), 3, 3, -1)
ROSE = Treated("b", "B", True, True, Dose(force=100.0), 3, 3, 1)
ACCOUNTS = np.repeat(STRUCTURES, 10)


def ruled(gaps, cases=(FELL,), level=HELD, effect=HELD):
    return rule(np.asarray(gaps, float), ACCOUNTS, cases, level, effect)


def test_a_direction_needs_draws_accounts_cases_and_no_failed_test():
    """Each condition is taken away by itself, and the direction goes with it."""
    fewer = np.full(40, -10.0)
    assert ruled(fewer).direction == "fewer"
    assert ruled(-fewer, (ROSE,)).direction == "more"
    few = fewer.copy()
    few[[0, 1, 10, 20, 30]] = 1.0  # 35 of 40 draws, and every account's median agrees
    assert ruled(few).direction == "cannot tell"
    four = fewer.copy()
    four[[0, 10, 20, 30]] = 1.0  # 36 of 40
    assert ruled(four).direction == "fewer"
    assert ruled(fewer, ()).direction == "cannot tell"
    assert ruled(fewer, (ROSE,)).direction == "cannot tell"
    assert ruled(fewer, level=FAILED).direction == "cannot tell"
    assert ruled(fewer, level=NEVER).direction == "cannot tell"
    assert ruled(fewer, effect=FAILED).direction == "cannot tell"


def test_every_account_must_agree_the_one_without_fear_among_them():
    """Nine draws of ten are not enough where one account says otherwise."""
    structures = np.array(
        ["replacement"] * 60 + ["suppression"] * 20 + ["resurfacing"] * 15 + ["incapacitation"] * 5
    )
    gaps = np.where(structures == "incapacitation", 5.0, -10.0)
    found = rule(gaps, structures, (FELL,), HELD, HELD)
    assert found.direction == "cannot tell"
    assert found.fewer == 0.95
    assert len(found.reasons) == 1
    without = rule(gaps[:95], structures[:95], (FELL,), HELD, HELD)
    assert without.direction == "cannot tell"  # an account that was not run agrees with nothing


def test_a_policy_that_changes_nothing_has_no_direction():
    assert ruled(np.zeros(40)).direction == "none"


@pytest.fixture(scope="module")
def haiti():
    return load_place("haiti")


def dose_of(name, place):
    own, base = (load_scenario(f"haiti/{each}", place) for each in (name, "no-mission"))
    plains = [[plain(i) for i in each.interventions.values()] for each in (own, base)]
    return added(*plains, place, own.start, own.end)


def test_a_label_alone_is_covered_by_no_case(haiti):
    """What is only declared has no dose, whatever its title says, so no case can give it a direction."""
    found = dose_of("ladder-declared-only", haiti)
    assert found.nothing
    assert covering(found) == ()
    assert ruled(np.full(40, -10.0), covering(found)).direction == "cannot tell"


def test_the_offer_is_a_dose_that_no_case_outside_the_fit_had(haiti):
    found = dose_of("offer-6000", haiti)
    assert covering(found) == ()
    assert found.force == pytest.approx(100_000 * 6000 / 6_305_000, rel=0.01)
    assert marks.effect(covering(found)).status == "never tested"


def test_a_case_of_another_kind_or_a_smaller_dose_covers_nothing(haiti):
    """Prevention was in no case; a force twice as large as any case's is not covered by it."""
    assert covering(dose_of("targeted-police", haiti)) == ()
    largest = max(c.dose.force for c in treated_cases() if c.outside and c.deaths)
    assert covering(Dose(force=largest))
    assert not covering(Dose(force=largest * 1.01))


def test_cases_within_the_fit_or_without_deaths_give_no_direction():
    names = {c.name for c in treated_cases() if c.outside and c.deaths}
    assert "el_salvador_2012" not in names  # in the record of the fit
    assert "haiti_2006" not in names  # counts kidnappings
    assert names


def test_forces_at_different_times_do_not_add_up(haiti):
    one = {"kind": "domestic_forces", "from": "2024-05-01", "until": "2025-01-01", "soldiers": 1000}
    two = {**one, "from": "2025-06-01", "until": "2026-01-01"}
    a, b = date(2024, 4, 1), date(2029, 4, 1)
    assert dose.dose([one, two], haiti, a, b).force == dose.dose([one], haiti, a, b).force
    both = dose.dose([one, {**two, "from": "2024-06-01"}], haiti, a, b)
    assert both.force == pytest.approx(2 * dose.dose([one], haiti, a, b).force)


def test_what_a_baseline_does_and_a_policy_leaves_out_is_no_tested_dose(haiti):
    base = [{"kind": "mission", "police": 1000}]
    found = added([], base, haiti, date(2024, 4, 1), date(2029, 4, 1))
    assert "withdrawn" in found.other
    assert covering(found) == ()


CHECK = {
    "as_of": "2024-03-10",
    "posterior": "sha256:x",
    "main_series": "main",
    "special": [],
    "series": [
        {"series": "main", "measures": "deaths", "verdict": "held", "windows": 10, "inside": {"80": 0.8}},
        {"series": "part", "measures": "deaths", "verdict": "failed", "windows": 10, "inside": {"80": 0.0}},
        {
            "series": "camps",
            "measures": "displaced",
            "verdict": "failed",
            "windows": 6,
            "inside": {"80": 0.0},
        },
    ],
}


def hindcast(n, share, as_of="2024-03-10"):
    series = {"main/base": {"n": n, "measures": "deaths", "coverage": {"80": share}}}
    return {"B9": {"place": "nowhere", "as_of": as_of, "primary": "main/base", "series": series}}


def lines(outcome, posterior="sha256:x", casts=None):
    known = {"nowhere sha256:x": CHECK, "nowhere": CHECK}
    return marks.level_lines("nowhere", outcome, posterior, "2024-03-10", known, casts or {})


def test_a_level_is_judged_by_the_checks_of_the_posterior_in_use():
    """Deaths by the main count alone; another posterior, or none, was not tested."""
    (deaths,) = lines("deaths")
    assert (deaths.inside, deaths.of, deaths.held) == (8, 10, True)
    (camps,) = lines("displaced")
    assert (camps.inside, camps.of, camps.held) == (0, 6, False)
    assert lines("deaths", "sha256:other") == []
    assert lines("deaths", "") == []
    assert lines("kidnapped") == []


def test_a_hindcast_of_the_same_day_is_a_test_and_a_failure_stands_first():
    assert [line.held for line in lines("deaths", casts=hindcast(7, 0.0))] == [False, True]
    assert [line.held for line in lines("deaths", casts=hindcast(7, 1.0))] == [True, True]
    assert len(lines("deaths", casts=hindcast(2, 0.0))) == 1  # too few to judge
    assert len(lines("deaths", casts=hindcast(7, 0.0, "2022-01-01"))) == 1


def test_a_failed_mark_is_grey_and_counts(haiti):
    check = marks.level(haiti, "haiti", "displaced", "sha256:none", "2024-03-10")
    assert check.status == "failed"  # by the published hindcast of that day
    assert check.grey
    assert "0" in check.text
    assert not marks.held_level(haiti, "haiti", "sha256:none", "2024-03-10").grey


def test_the_error_of_a_median_is_that_of_a_sample():
    """Against the spread of medians of many samples of the same law."""
    rng = np.random.default_rng(1)
    many = np.median(rng.lognormal(10, 0.5, (4000, 100)), axis=1)
    told = np.mean([found.error for x in rng.lognormal(10, 0.5, (200, 100)) if (found := estimate(x))])
    assert told == pytest.approx(many.std(), rel=0.15)


@pytest.mark.parametrize(
    ("value", "error", "step"),
    [
        (22_345, math.nan, 1000),  # two digits where nothing is known of the error
        (22_345, 40, 100),  # three where the error earns them
        (22_345, 700, 1000),
        (22_345, 1500, 2000),  # coarser where chance moves the second digit
        (22_345, 3800, 5000),
        (22_345, 30_000, 10_000),  # one digit always stands
        (0, 5, 1),
    ],
)
def test_digits_are_decided_by_the_monte_carlo_error(value, error, step):
    assert step_of(value, error) == step
    assert rounded(value, step) % step == 0


def test_the_seed_does_not_move_a_printed_figure_by_more_than_its_steps():
    """Two samples of one law are printed within two steps of each other, 95 times in 100 or more."""
    rng = np.random.default_rng(2)
    apart = 0
    for _k in range(300):
        a, b = (estimate(x) for x in rng.lognormal(10, 0.4, (2, 96)))
        assert a is not None
        assert b is not None
        apart += abs(rounded(a.median, a.step) - rounded(b.median, b.step)) > 2 * max(a.step, b.step) * 1.42
    assert apart <= 15


def test_the_range_is_of_eight_draws_in_ten_and_a_range_without_nothing_is_nine_of_one_sign():
    found = estimate(np.arange(101.0))
    assert found == Estimate(50.0, 10.0, 90.0, 101, found.error if found else 0)
    assert estimate([math.nan]) is None


def test_policies_are_chosen_by_a_fixed_list_and_never_by_what_came_out():
    haiti_ten = ["haiti/no-mission", "haiti/mission-2500", "haiti/long-stay", "haiti/offer-6000", "haiti/x",
                 "haiti/targeted-police", "haiti/pact"]  # fmt: skip
    assert page.chosen("haiti", haiti_ten) == (
        "haiti/offer-6000",
        ("haiti/no-mission", "haiti/mission-2500", "haiti/targeted-police", "haiti/offer-6000"),
    )
    assert page.chosen("haiti", ["haiti/a", "haiti/pact"]) == ("haiti/pact", ("haiti/a", "haiti/pact"))
    assert page.chosen("elsewhere", list("abcdef")) == ("d", tuple("abcd"))


def test_carry_over_names_the_largest_differences_from_the_files(haiti):
    found = facts(haiti)
    assert [abs(math.log(f.ratio)) for f in found] == sorted(
        (abs(math.log(f.ratio)) for f in found), reverse=True
    )
    told = carry_over(haiti)
    assert told is not None
    assert "20 times the gang members" in told["text"]
    assert carry_over(None) is None
    learnt = carry_over(load_place("el_salvador"))
    assert learnt is not None
    assert learnt["facts"] == []


def test_what_the_answer_depends_on_is_written_from_the_measured_indices(haiti):
    titles = {stored.stored()["policy"]: "P"}
    found = depends("haiti", titles)
    assert found is not None
    order = [each["total"] for each in found["inputs"]]
    assert order == sorted(order, reverse=True)
    best = max(
        (v[0], k)
        for k, v in stored.stored()["outcomes"]["deaths_ratio"].items()
        if not k.startswith("group ")
    )
    assert found["inputs"][0]["name"] == best[1]
    assert found["inputs"][0]["title"] in found["text"]
    assert depends("elsewhere", titles) is None
    assert depends("haiti", {"haiti/pact": "P"}) is None


def test_every_string_of_the_record_is_json():
    assert json.dumps(marks.assumed().record())
