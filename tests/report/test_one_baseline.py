"""One definition, one estimator: a quantity reads the same in report, brief, terminal, JSON and explorer."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from tregua.report import headline, headline_json
from tregua.report.answer_page import answer_of
from tregua.report.brief import render as brief
from tregua.report.html import render
from tregua.report.numbers import parts
from tregua.report.result_view import baseline_of
from tregua.report.terminal_answer import lines_of

ROOT = Path(__file__).parents[2]
# outcome of the answer page: measure of the tables, unit
SAME = {"deaths": ("deaths", "people"), "held": ("held_average", "people"), "money": ("cost", "USD")}


@pytest.fixture(scope="module")
def record(result, place):
    return answer_of(result, place)


@pytest.fixture(scope="module")
def page(result, place):
    return render(result, place=place)


def shown(record):
    return [policy for policy in record["policies"] if policy["shown"]]


def pictured(text, start, end):
    """Return the words of the first picture of a page."""
    svg = text[text.index(start) :]
    return [unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", svg[: svg.index(end)])]


def test_the_tables_of_the_report_and_its_json_have_the_figures_of_the_answer(result, record):
    rows = {row.policy: row for row in headline(result)}
    plain = {each["policy"]: each["figures"] for each in headline_json(result)["policies"]}
    for policy in record["policies"]:
        for name, (measure, unit) in SAME.items():
            own = policy["outcomes"][name]
            value = rows[policy["policy"]][measure]
            assert value is not None
            assert (own["median"], own["low"], own["high"]) == (value.median, value.low, value.high)
            assert plain[policy["policy"]][measure]["figure"]["median"] == value.median
            # as printed: dollars in millions in both
            assert parts(value, unit)[0] == own["text"], (policy["policy"], name)


def test_page_one_the_brief_and_the_terminal_print_the_same_figures(result, place, record, page):
    words = {
        "report": pictured(page, 'id="answer-picture"', "</figure>"),
        "brief": pictured(brief(result, place), 'id="answer-picture"', "</figure>"),
    }
    terminal = lines_of(record, 100)
    for policy in shown(record):
        for name in SAME:
            figure = policy["outcomes"][name]["text"]
            assert figure in words["report"]
            assert figure in words["brief"]
            assert any(figure in line for line in terminal)
    assert words["report"] == words["brief"]


def test_the_page_s_own_table_of_deaths_is_that_of_page_one(record, page):
    base = record["policies"][0]
    name = re.escape(base["policy"])
    found = re.search(
        rf'data-policy="{name}" data-measure="deaths" data-median="([^"]*)"[^>]*><b>([^<]*)<', page
    )
    assert found is not None
    assert float(found[1]) == base["outcomes"]["deaths"]["median"]
    assert found[2] == base["outcomes"]["deaths"]["text"]


def test_the_explorer_s_exact_answer_has_the_same_figures(result, record):
    """From the same draws, by the explorer's own way to the record."""
    pytest.importorskip("fastapi")
    from tregua.web.jobs import exact_line

    lines = []
    areas = result.sizes["territory"]
    # what a run of the engine has and the stand-in has not
    whole = result.assign_coords(
        population=("territory", np.ones(areas)),
        territory_region=("territory", [str(result["region"].values[0])] * areas),
    )
    for policy in record["policies"]:
        line = exact_line(whole, policy["policy"])
        lines.append(line)
        for name, (measure, _unit) in {"deaths": ("deaths", ""), "money": ("cost", "")}.items():
            median = float(np.median(line.totals[measure, ""]))
            assert median == pytest.approx(policy["outcomes"][name]["median"], rel=1e-12)
    for line, policy in zip(lines, record["policies"], strict=True):
        for name in SAME:
            assert float(np.median(line.headline[name])) == policy["outcomes"][name]["median"], policy
    assert baseline_of(result, None).label == record["policies"][0]["policy"]


def test_the_documents_print_no_figure_of_a_headline_quantity():
    """What a version moves is not typed into a text: the tutorial says how to read, a run has the figures."""
    for name in ("README.md", "docs/tutorial.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.findall(r"\b\d{1,3},\d{3} (?:deaths|people (?:die|would be held|held))", text), name
