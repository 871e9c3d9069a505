from datetime import date
from types import SimpleNamespace

import pytest

from tregua.report import answer, assumptions_text, headline, phrases
from tregua.report.numbers import chance, exact, figure, number, percent
from tregua.report.summary import by_structure
from tregua.results.estimates import Estimate

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.04, "0"),
        (0.44, "0.4"),
        (7, "7"),
        (7.26, "7.3"),
        (1234, "1,230"),
        (-1234, "−1,230"),
        (98765, "98,800"),
    ],
)
def test_numbers_have_three_digits_and_marked_thousands(value, shown):
    assert number(value) == shown


def test_figures_carry_their_range():
    assert figure(Estimate(1234, 901, 1799, 24)) == "1,230 (901–1,800)"
    assert figure(Estimate(1234, 901, 1799, 24), dash="-") == "1,230 (901-1,800)"
    assert figure(Estimate(-5, -20, 12, 24), signed=True) == "−5 (−20 to +12)"
    assert figure(Estimate(0.41, 0.3, 0.52, 24), "share") == f"41{NBSP}% (30–52{NBSP}%)"
    assert figure(Estimate(4.5e8, 1e8, 9e8, 24), "USD") == "450 (100–900)"
    assert figure(Estimate(337_000, 203_000, 507_000, 24), shorten=True) == "337k (203k–507k)"
    assert figure(Estimate(12, 12, 12, 1)) == "12"
    assert figure(None) == "—"


def test_small_odds_are_not_never():
    assert chance(0.001) == f"under 1{NBSP}%"
    assert chance(0.999) == f"over 99{NBSP}%"
    assert chance(0.12) == percent(0.12) == f"12{NBSP}%"


@pytest.mark.parametrize("value", [0.1, 13648.0, 1 / 3, 1e-9])
def test_exact_values_read_back(value):
    assert float(exact(value)) == value


def test_a_difference_is_said_without_signs():
    assert answer.change(Estimate(-4520, -9070, -813, 24)) == "4,520 fewer deaths (813 to 9,070 fewer)"
    assert answer.change(Estimate(620, -32, 1040, 24)) == "620 more deaths (from 32 fewer to 1,040 more)"


def test_question_and_answer_come_in_sentences(result, place):
    rows = headline(result)
    assert answer.question(result, place).endswith("?")
    told = answer.answer(result, rows, by_structure(result), place)
    text = " ".join(f"{a} {b}" for a, b in told)
    assert "April 2024 to March 2029" in text
    assert "official reading" in text
    assert "NGO reading" in text
    assert "fewer deaths" in text
    assert "assumption" in text
    assert "saved" not in text


def test_fewest_deaths_may_be_the_baseline(result):
    told = answer.answer(result, headline(result, "haiti/pact"))
    assert any("A negotiated pact" in head and "Fewest" in head for head, _ in told)


@pytest.mark.parametrize(
    ("prior", "said"),
    [
        ({"fixed": 2}, "fixed at 2"),
        ({"uniform": [0, 1]}, "uniform, 0 to 1"),
        ({"lognormal": [0.3, 0.5]}, "log-normal, median 0.3, sigma 0.5"),
        ("in words", "in words"),
        ("fixed at 1e+06", "fixed at 1,000,000"),
        ({"fixed": 2500000}, "fixed at 2,500,000"),
        ({"readings": {"official": {"prior": {"fixed": 0.1}}, "ngo": {"prior": {"fixed": 0.35}}}},
         "official: fixed at 0.1; NGO: fixed at 0.35"),
    ],
)  # fmt: skip
def test_priors_are_said_in_words(prior, said):
    assert assumptions_text.prior(prior) == said


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None, "//evil.example"])
def test_only_web_addresses_become_links(url):
    assert assumptions_text.link(url) == ""


def test_preconditions_call_their_odds_what_they_are():
    one = SimpleNamespace(kind="consent", odds=0.6, given_by="a council", date=date(2024, 6, 1))
    assert assumptions_text.precondition(one) == (
        f"The host's consent, given by a council, on 1 June 2024, odds 60{NBSP}%."
    )
    assert phrases.day("2024-03-10") == "10 March 2024"
    assert phrases.day("soon") == "soon"
