"""The report opens from disk with no network, shows hostile words as text, can be read and printed by all."""

import json
import re

import pytest

from hostile import NOTE, TERRITORY, TITLE

A4_WIDE, A4_HIGH = 710, 1020  # pixels of text on A4, less the page's margins

pytestmark = pytest.mark.slow


def data_of(page):
    return json.loads(page.evaluate("document.getElementById('tregua-data').textContent"))


def test_it_opens_from_disk_without_a_request_or_a_complaint(open_page, report):
    opened = open_page()
    opened.page.mouse.wheel(0, 40_000)
    opened.page.wait_for_timeout(300)
    assert opened.requests == [report.page.as_uri()]
    assert opened.trouble == []


def test_nothing_on_the_page_may_run_or_fetch_but_the_viewer(shared):
    policy = shared.evaluate("document.querySelector('meta[http-equiv=\"Content-Security-Policy\"]').content")
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[^']+'(;|$)", policy)
    assert "unsafe" not in policy.split("script-src")[1].split(";")[0]
    handlers = """[...document.querySelectorAll('*')]
        .filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"""
    assert shared.evaluate(handlers) == 0


def test_the_figures_read_back_from_the_page_are_those_of_the_result(shared, result):
    import numpy as np

    from tregua.vocabulary.quantiles import SHOWN

    shown = shared.evaluate(
        "[...document.querySelectorAll('.fig[data-measure][data-median]')].map(e => ({...e.dataset}))"
    )
    plain = [
        f
        for f in shown
        if not {"kind", "region", "territory", "structure"} & set(f)
        and f["measure"] in ("deaths", "arbitrary_years")
    ]
    assert {f["policy"] for f in plain} == set(result.policy.values)
    checked = 0
    for figure in plain:
        one = result.sel(policy=figure["policy"])
        if figure["measure"] == "deaths":
            values = one.deaths.sum(["time", "region", "cause"]).values
        else:
            days = one.arbitrary_days
            values = days.sum([d for d in days.dims if d != "draw"]).values / 365.25
        if figure.get("reading"):
            values = values[(result.reading == figure["reading"]).values]
        want = np.quantile(values.astype(float), SHOWN)
        got = [float(figure[k]) for k in ("low", "median", "high")]
        assert got == pytest.approx(list(want), rel=1e-5), figure
        checked += 1
    assert checked >= 9


def test_hostile_words_are_shown_as_text(open_page):
    opened = open_page()
    page = opened.page
    page.wait_for_timeout(300)
    assert "owned" not in page.title()
    assert opened.trouble == []
    text = page.evaluate("document.body.innerText").replace("\xa0", " ")
    assert TITLE in text
    assert "49" not in re.findall(r"\{\{.*?\}\}|(?<=owned'> )\S+", text)
    assert (
        page.evaluate("document.querySelectorAll('img, main script, iframe, object, base, form').length") == 0
    )
    assert page.evaluate("[...document.querySelectorAll('b')].some(b => b.textContent === 'Delmas')") is False
    data = data_of(page)
    assert TERRITORY in json.dumps(data, ensure_ascii=False).replace("\\\\", "\\")
    circles = page.locator("figure[data-picture=map] [data-territory]")
    assert circles.count() >= 3
    names = page.evaluate(
        "[...document.querySelectorAll('figure[data-picture=map] g[aria-label]')].map(g => g.ariaLabel)"
    )
    assert any(TERRITORY in name for name in names)


def test_a_hostile_note_is_shown_as_text_in_the_panel(open_page):
    opened = open_page()
    page = opened.page
    data = data_of(page)
    holding = [k for k, s in data["sources"].items() if NOTE in json.dumps(s, ensure_ascii=False)]
    assert holding
    node = page.locator(f'[data-source="{holding[0]}"]').first
    node.evaluate(
        "e => { for (let d = e; (d = d.parentElement?.closest('details')); ) d.open = true; e.click(); }"
    )
    assert NOTE in page.locator("dialog.tv-ask").inner_text()
    assert page.evaluate("document.querySelectorAll('img').length") == 0
    assert opened.trouble == []


@pytest.mark.parametrize("width", [360, 768, 1000, 1280])
def test_nothing_scrolls_sideways(open_page, width):
    page = open_page(width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for figure in page.query_selector_all("figure[data-picture] .tv-drawing svg"):
        box = figure.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 0.5


def test_axe_finds_no_serious_fault(open_page, axe):
    page = open_page().page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    serious = [
        (v["id"], v["impact"], v["nodes"][0]["html"][:160])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []
    page.locator("[data-figure]").first.click()
    found = page.evaluate("axe.run('dialog', {resultTypes: ['violations']}).then(r => r.violations)")
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


def test_axe_would_find_one(open_page, axe):
    """The check above can fail."""
    page = open_page().page
    page.evaluate(axe)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    found = page.evaluate("axe.run(document, {runOnly: ['button-name']}).then(r => r.violations)")
    assert [v["id"] for v in found] == ["button-name"]


def test_it_prints_without_a_cut(open_page):
    page = open_page(A4_WIDE, A4_HIGH).page
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 3
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_WIDE
    rows = page.evaluate(
        """() => [...document.querySelectorAll('main table')].filter(t => t.getClientRects().length)
             .flatMap(t =>
             [...t.rows].map(r => ({table: t.id, wide: r.getBoundingClientRect().right, high: r.offsetHeight,
               inside: getComputedStyle(r).breakInside, lost: r.scrollWidth - r.offsetWidth})))"""
    )
    assert len(rows) > 20
    for row in rows:
        assert row["wide"] <= A4_WIDE + 1, row
        assert row["high"] <= A4_HIGH, row
        assert row["inside"] == "avoid", row
    pictures = page.evaluate(
        """() => [...document.querySelectorAll('figure[data-picture] .tv-drawing > svg')].map(s => ({
             id: s.closest('figure').dataset.picture, high: s.getBoundingClientRect().height,
             wide: s.getBoundingClientRect().right, inside: getComputedStyle(s).breakInside}))"""
    )
    assert len(pictures) >= 8
    for picture in pictures:
        assert picture["high"] <= A4_HIGH, picture
        assert picture["wide"] <= A4_WIDE + 1, picture
        assert picture["inside"] == "avoid", picture
    shown = """[...document.querySelectorAll('.tv-controls, .tv-save')]
        .filter(e => e.getClientRects().length).length"""
    assert page.evaluate(shown) == 0
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(shown) > 8


def test_without_script_the_numbers_stand_open(chromium, report):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(report.page.as_uri())
    assert page.locator("figure[data-picture] details[open] table").count() >= 8
    assert page.locator(".tv-drawing").count() == 0
    context.close()
