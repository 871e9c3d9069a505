"""What the first lines of a report may say: the answer, its rights and range, no more than the run has."""

import json

import fake
import pytest

from tregua.report import answer, assumptions_text, numbers, phrases, provenance
from tregua.report.html import render
from tregua.report.summary import by_structure, headline, indistinct


@pytest.fixture
def one():
    """A run of one conditional policy: two branches, nothing to compare."""
    return fake.make({k: v for k, v in fake.POLICIES.items() if v[0] == "haiti/offer-6000"})


def test_the_lead_has_place_period_range_and_rights(result):
    told = answer.lead(headline(result), None, result)
    assert "Haiti from April 2024 to March 2029" in told
    first = told.split(". ")[0]
    assert "(" in first
    assert "–" in first
    assert "Person-years held" in told.split(". ")[1]
    assert "by the official reading and" in told


def test_a_run_of_one_policy_has_an_answer_and_compares_nothing(one):
    rows = headline(one)
    told = answer.lead(rows, None, one)
    assert "No other policy was run beside it" in told
    assert "are assumed to be" in told
    assert "held arbitrarily" in told
    text = " ".join(t for _, t in answer.answer(one, rows, by_structure(one)))
    assert "in every account" not in text
    page = render(one)
    glance = page[page.index('id="table-glance-deaths"') : page.index('id="table-glance-rights"')]
    assert "difference from the baseline" not in glance
    assert ">baseline<" not in glance


def test_accounts_are_told_with_ranges_place_and_period(result):
    told = answer.turns_on(result, headline(result), by_structure(result))
    assert "Haiti from April 2024 to March 2029" in told
    assert told.count("–") >= 3


def test_a_difference_too_small_to_read_is_none(result):
    near = result.copy(deep=True)
    near.deaths.values[5] = near.deaths.values[0] * 1.005
    assert "haiti/pact" in indistinct(near, "haiti/as-it-happened")
    far = result.copy(deep=True)
    far.deaths.values[5] = far.deaths.values[0] * 1.05
    assert "haiti/pact" not in indistinct(far, "haiti/as-it-happened")


def test_people_held_for_other_offences_differ_by_policy(result):
    many = result["judgement_days"].transpose("policy", "draw", "time").copy(deep=True)
    many.values[:] = 30.0 * 1000
    told = " ".join(phrases.trust(result.assign(arbitrary_other_days=many)))
    assert "by policy" not in told
    many.values[1] *= 2
    told = " ".join(phrases.trust(result.assign(arbitrary_other_days=many)))
    assert "by policy," in told
    assert "under every policy" not in told


def test_readings_overruled_by_the_user_are_said_to_be(result):
    given = json.dumps([{"name": "targeting_odds", "meaning": "odds", "set_by": "user"}])
    assert "no longer stand for" in " ".join(phrases.trust(result.assign_attrs(parameters=given)))
    assert "no longer stand for" not in " ".join(phrases.trust(result))


def test_how_the_model_fared_elsewhere_stands_beside_what_was_carried_over(result):
    said = "The model was tried on"
    assert any(said in each for each in phrases.trust(result.assign_attrs(place="haiti")))
    assert not any(said in each for each in phrases.trust(result.assign_attrs(place="el_salvador")))


def test_the_user_s_assumptions_and_the_policies_own_words_are_on_the_page(result):
    told = json.loads(fake.manifest(text="targeting_odds: {fixed: 1000000} # <b>mine</b>"))
    told["parameters"]["assume"] = "/home/me/mine.yaml"
    told["scenarios"][0]["sentence"] = "No size was ever given; <i>6,000</i> is ours."
    name = told["scenarios"][0]["name"]
    assert name in {v[0] for v in fake.POLICIES.values()}
    page = render(result.assign_attrs(manifest=json.dumps(told)))
    assert "fixed: 1000000} # &lt;b&gt;mine&lt;/b&gt;" in page
    assert "mine.yaml" in page
    assert "/home/me" not in page
    assert (
        page.count("No size was ever given; &lt;i&gt;6,000&lt;/i&gt; is ours.") == 3
    )  # on the answer page too
    assert "On inputs outside the evidence" in page
    assert "1e+06" not in page


@pytest.mark.parametrize(
    ("value", "said"), [(1e6, "1,000,000"), (2.0649, "2.06"), (350.2, "350"), (0.00004, "0.00004"), (0, "0")]
)
def test_values_have_no_powers_of_ten(value, said):
    assert numbers.plain(value) == said


def test_a_parameter_of_the_user_s_names_the_prior_it_replaces(result):
    given = {"name": "targeting_odds", "meaning": "odds", "prior": {"fixed": 1e6}, "set_by": "user"}
    known = assumptions_text.assumptions([given, {**given, "name": "custody_mortality", "set_by": "shared"}])
    instead = provenance.replaced(result, known, None)
    assert set(instead) == {"targeting_odds"}
    assert "log-normal, median" in instead["targeting_odds"]
    told = provenance.parameter_sources(known, None, instead)
    assert told["p.targeting_odds"]["value"] == "fixed at 1,000,000"
    assert told["p.targeting_odds"]["disagrees"][0]["value"] == instead["targeting_odds"]
    assert told["p.custody_mortality"]["disagrees"] == []


def test_a_picture_rounds_as_its_table_does():
    from tregua.report.figure_data import plain

    for value in (11049.5, 7794.6, 98749.7, 0.0312496):
        assert numbers.three_digits(plain(value)) == numbers.three_digits(value)
