import io

import fake
import pytest
from rich.console import Console

from tregua.report import headline, headline_table, phrases
from tregua.report.numbers import figure


def printed(ds, width, **how):
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(headline_table(ds, **how))
    return out.getvalue()


@pytest.mark.parametrize("width", [44, 60, 76, 80, 99, 100, 140])
def test_no_line_is_wider_than_the_terminal(result, width):
    text = printed(result, width)
    assert max(map(len, (line.rstrip() for line in text.splitlines()))) <= min(width, 100)


@pytest.mark.parametrize("width", [44, 60, 76, 80, 100])
def test_no_figure_is_cut(result, width):
    text = printed(result, width)
    for row in headline(result):
        assert figure(row.deaths, dash="-", shorten=True) in text
        assert figure(row.difference("deaths"), signed=True, shorten=True) in text or row.baseline
        if not row.baseline:
            assert figure(row.without_fear, signed=True, shorten=True, dash="-") in text
        for key in ("held_ordered_years", "held_unordered_years"):
            assert figure(row.figures[key, ""], "person-years", dash="-", shorten=True) in text
        for reading in ("official", "ngo"):
            for key in ("arbitrary_years", "wrongly_arrested"):
                assert figure(row.reading(key, reading), dash="-", shorten=True) in text


@pytest.mark.parametrize("width", [44, 60, 80])
def test_long_odds_are_wrapped_and_cut_no_figure(result, width, monkeypatch):
    monkeypatch.setattr(phrases, "odds", lambda odds: "3 % (under 1 % to 20 %)")
    text = printed(result, width)
    assert text.count("(") == text.count(")")
    for row in headline(result):
        for reading in ("official", "ngo"):
            assert figure(row.reading("arbitrary_years", reading), dash="-", shorten=True) in text


@pytest.mark.parametrize("width", [80, 100])
def test_every_table_holds_rights(result, width):
    heads = [
        line for line in printed(result, width).splitlines() if line.startswith("Policy") or "Policy " in line
    ]
    assert len(heads) == (5 if width == 80 else 3)
    text = printed(result, width)
    assert text.index("Held arbitrarily") < text.index("As it happened")


def test_a_conditional_policy_is_told_three_ways(result):
    text = printed(result, 100)
    assert "ever starts: 12\N{NO-BREAK SPACE}%*" in text
    assert "if it operates" in text
    assert "if it collapses" in text
    assert "assumptions, never mixed" in " ".join(text.split())


def test_it_says_that_priors_are_uncalibrated_and_claims_no_lives(result):
    text = " ".join(printed(result, 80).split())
    assert "not calibrated" in text
    assert "no lives saved can be claimed" in text
    assert "NGO" in text
    assert "never averaged" in text


def test_a_title_with_markup_is_printed_as_it_is():
    hostile = dict(fake.POLICIES)
    hostile["haiti/pact"] = ("haiti/pact", "", "[red]Pact[/] [/]", 0.6, 0.8, 0.5)
    assert "[red]Pact[/] [/]" in printed(fake.make(hostile), 100)


def test_a_single_run_and_a_single_policy_can_be_printed():
    one = {k: v for k, v in list(fake.POLICIES.items())[:1]}
    text = printed(fake.make(one, draws=1, months=3), 100)
    assert "single run" in text
