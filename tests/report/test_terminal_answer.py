"""The short answer in the terminal: how many lines, how wide, and that no figure is broken."""

from __future__ import annotations

import copy

import pytest

from tregua.i18n import LANGUAGES, speaking
from tregua.report.answer_page import answer_of
from tregua.report.terminal_answer import SIGNS, TABLE_FROM, lines_of, marked, shortened, span


@pytest.fixture(scope="module")
def record(result, place):
    return answer_of(result, place)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_the_answer_keeps_to_its_columns_and_breaks_no_figure(record, width):
    """Every figure of every policy that is shown stands whole on one line."""
    lines = lines_of(record, width)
    assert max(map(len, lines)) <= max(min(width, 100), 40)
    for policy in record["policies"]:
        if policy["shown"]:
            for outcome in policy["outcomes"].values():
                assert any(outcome["text"] in line and marked(outcome) in line for line in lines)


def test_the_answer_takes_fewer_than_twenty_lines_at_eighty_columns(record):
    """With the record's reach, digest, result and report it stays under twenty-five."""
    lines = lines_of(record, 80)
    assert len(lines) <= 20
    assert lines[0].startswith(record["finding"]["text"][:40])
    assert " ".join(lines).endswith(record["carry_over"]["text"][-30:])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_fits_in_every_language(result, place, lang):
    with speaking(lang):
        lines = lines_of(answer_of(result, place), 80)
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 26


def test_every_status_has_its_own_sign_and_the_legend_names_it(record):
    assert len(set(SIGNS.values())) == len(SIGNS) == len(record["legend"])
    text = " ".join(lines_of(record, 100))
    for key, words in record["legend"].items():
        assert f"{SIGNS[key]} {words}" in text


def test_titles_are_shortened_by_whole_words_and_never_to_the_same():
    assert shortened(["The offer, 6,000, prisons at home", "No mission"], 20) == [
        "The offer, 6,000…",
        "No mission",
    ]
    alike = ["The offer, 6,000, prisons at home", "The offer, 6,000, prisons abroad"]
    assert shortened(alike, 20) == alike


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (160, 1_700, "(160-1,700)"),
        (12_300, 34_400, "(12-34k)"),
        (4_600, 15_000, "(4.6-15k)"),
        (0, 0, "(0-0)"),
    ],
)
def test_a_range_is_short_and_whole(low, high, said):
    assert span(low, high) == said


def test_a_policy_that_failed_says_so(record):
    changed = copy.deepcopy(record)
    policy = next(p for p in changed["policies"] if p["shown"] and not p["baseline"])
    policy["outcomes"]["deaths"]["level"]["status"] = "failed"
    assert any("x/" in line for line in lines_of(changed, TABLE_FROM))
