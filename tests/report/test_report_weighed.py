"""Pages that weigh: there when asked for, each number with what it is, rights beside security."""

import re

import numpy as np
import pytest
from tests.decisions.toy import toy_place

import tregua
from tregua.errors import InputError
from tregua.report import write
from tregua.report.sections.registry import checked, sections


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    place = toy_place(tmp_path_factory.mktemp("weighed"))
    scenarios = [tregua.load_scenario(name, place) for name in ("baseline", "mission")]
    return tregua.run(scenarios, place, members=6, dt="week", mean_field=True, workers=1), place


def test_a_page_stands_in_the_report_and_is_reached_from_its_answer(result, tmp_path, monkeypatch):
    from tregua.decisions.trade_offs import tradeoffs

    monkeypatch.setattr(
        tradeoffs.tradeoffs, "__kwdefaults__", {**tradeoffs.tradeoffs.__kwdefaults__, "futures": 12}
    )
    ds, _place = result
    page = write(ds, tmp_path / "report.html", pages=["tradeoffs"]).read_text(encoding="utf-8")
    assert '<a href="#tradeoffs">' in page and '<section id="tradeoffs"' in page
    section = page[page.index('<section id="tradeoffs"') :]
    section = section[: section.index("</section>")]
    assert section.count("<svg") == 3  # as proposed, at equal cost, at equal dose
    figures = re.findall(r'data-figure="(f\d+)"', section)
    assert len(figures) > 30 and all(f'"{name}"' in page for name in figures[:5])
    for word in ("held arbitrarily", "died in custody", "NGO", "official"):
        assert word in section
    assert "explain the model, not the world" in section


def test_no_page_is_made_that_was_not_asked_for(result, tmp_path):
    ds, _place = result
    page = write(ds, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "#tradeoffs" not in page and "#discover" not in page


def test_names_of_pages_are_checked_all_at_once():
    assert checked(["discover,tradeoffs", "ledger"]) == ("ledger", "tradeoffs", "discover")
    with pytest.raises(InputError) as told:
        checked(["discovery", "trade"])
    assert len(told.value.problems) == 2


def test_a_result_whose_place_is_gone_says_so(result):
    ds, _place = result
    with pytest.raises(InputError):
        sections(ds, None, ["tradeoffs"])


def test_every_number_of_a_page_says_what_it_is_and_how_it_is_made_again(result, monkeypatch):
    pytest.importorskip("scipy")
    from tregua.decisions.discovery import discovery, tipping_points

    monkeypatch.setattr("tregua.decisions.sensitivity_analysis.sensitivity.POOL", 12)
    monkeypatch.setattr("tregua.report.sections.sensitivity.ROWS", 4)
    monkeypatch.setattr(tipping_points, "FORCES", np.array([1.0, 8.0]))
    monkeypatch.setattr(tipping_points, "FIREPOWERS", np.array([1.0]))
    few = {**discovery.discover.__kwdefaults__, "futures": 90}
    monkeypatch.setattr(discovery.discover, "__kwdefaults__", few)
    ds, place = result
    pages = {page["id"]: page for page in sections(ds, place, ["discover", "sensitivity"])}
    for name in ("discover", "sensitivity"):
        cells = [c for t in pages[name]["tables"] for row in t["rows"] for c in row[1:]]
        numbers = [c for c in cells if isinstance(c, dict)]
        assert len(numbers) > 3 and all(c["what"] and c["scenario"] for c in numbers)
        assert all(c["more"]["command"].startswith(f"tregua {name} toy ") for c in numbers)
        assert all(len(row) == len(t["head"]) for t in pages[name]["tables"] for row in t["rows"])
        # a table holds the numbers of the pictures: no digit stands alone in a cell without its meaning
        assert not [c for c in cells if isinstance(c, str) and re.fullmatch(r"[\d.,]+", c)]
    titles = [t["title"] for t in pages["discover"]["tables"] + pages["sensitivity"]["tables"]]
    assert "Force against firepower, in figures" in titles
    assert any("where an input is low and where it is high" in title for title in titles)


def test_the_outlook_stands_in_the_report_of_a_place_with_a_record(tmp_path, monkeypatch):
    from datetime import date

    from tregua.forecasting.outlook_summary import summary
    from tregua.places import load_place
    from tregua.report.sections import outlook

    day = date(2026, 12, 1)
    page = outlook.page(summary(load_place("haiti"), day, day, tmp_path))
    assert page["id"] == "outlook"
    assert "0 registered quarters" in page["lead"][0]
    assert any("154 days before today" in text for text in page["lead"])
    rows = page["tables"][0]["rows"]
    assert len([r for r in rows if r[0] == "killed"]) == 4
    assert all(r[2]["what"] == r[0] and r[2]["unit"] for r in rows)
    assert any("tested and failed" in text for text in page["foot"])
    assert checked(["outlook"]) == ("outlook",)
