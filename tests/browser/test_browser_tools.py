"""The explorer's tools in a real browser: policies side by side, undo, accounts, thresholds, files."""

from __future__ import annotations

import csv
import itertools
import re

import pytest
from test_browser_explorer import FEW, PHONE, SLIDER, drag, explorer, visit

__all__ = ["explorer", "visit"]  # fixtures

pytestmark = pytest.mark.slow

TABLE = "table.four tbody tr"


@pytest.fixture
def answered(visit):
    """Return a page with its policies side by side."""
    opened = visit(unfolded=False)
    opened.page.wait_for_selector(TABLE)
    return opened


def test_the_answer_stands_first_with_four_policies_and_a_mark_on_each_figure(answered):
    page = answered.page
    assert page.locator("h1").inner_text().startswith("Under “The offer")
    rows = page.locator(TABLE)
    assert rows.count() == 4
    assert page.locator("table.four thead .mark").count() == 3  # the level of each outcome
    for row in rows.all()[1:]:
        assert row.locator("td").count() == 4
        assert row.locator("td:nth-of-type(1) .mark").count() == 1  # this policy's effect on deaths
    page.locator("table.four .mark").first.click()
    assert page.locator("dialog[open]").inner_text().strip()
    page.keyboard.press("Escape")
    assert answered.trouble == []


def test_the_pair_and_the_four_print_the_same_figure(answered):
    page = answered.page
    four = {
        row.locator("th").inner_text(): row.locator("td b").first.inner_text()
        for row in page.locator(TABLE).all()
    }
    levels = page.locator("[data-total=deaths] .levels").inner_text()
    for title in ("No mission", "The offer, 6,000, prisons at home"):
        assert re.search(rf"\b{re.escape(four[title])}\b", levels), (title, four, levels)


def test_all_policies_are_shown_on_request_and_one_is_chosen(answered):
    page = answered.page
    page.get_by_role("button", name="All policies").click()
    page.wait_for_function("() => document.querySelectorAll('table.four tbody tr').length > 10")
    page.locator("table.four").get_by_role("button", name="A negotiated pact").click()
    page.wait_for_function("() => location.hash.includes('haiti/pact')")
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('pact')")


def test_back_and_undo_take_back_one_move_and_never_leave_the_page(visit):
    opened = visit()
    page = opened.page
    undo, redo = (page.get_by_role("button", name=name, exact=True).first for name in ("Undo", "Redo"))
    undo = page.locator(".tools .tool").nth(0)
    redo = page.locator(".tools .tool").nth(1)
    assert undo.is_disabled() and redo.is_disabled()
    first = page.url
    drag(page, SLIDER, 0.8)
    page.mouse.up()
    page.wait_for_function("() => location.hash.includes('c.mission.troops=')")
    moved = page.url
    page.wait_for_timeout(1600)
    page.select_option("#pick-policy", "haiti/mission-2500")
    page.wait_for_function("() => location.hash.includes('mission-2500')")
    undo.click()
    page.wait_for_function("url => location.href === url", arg=moved)
    assert page.locator("#pick-policy").input_value() == "haiti/offer-6000"
    page.go_back()
    page.wait_for_function("url => location.href === url", arg=first)
    assert undo.is_disabled()
    assert page.locator(f".row:has({SLIDER})").get_attribute("class") == "row"
    redo.click()
    page.wait_for_function("url => location.href === url", arg=moved)
    assert opened.trouble == []


def test_the_account_stands_first_among_assumptions_and_they_are_ranked_by_what_was_measured(visit):
    page = visit().page
    first = page.locator(".held input").first
    assert first.get_attribute("type") == "search"
    assert page.locator(".held .accounts input").count() == 5
    shares = [
        float(re.match(r"(\d+)", text)[1])
        for text in page.locator(".held > div > .row .effect").all_inner_texts()
    ]
    assert len(shares) == 10 and shares == sorted(shares, reverse=True)
    before = page.locator("[data-total=deaths] .gap b").first.inner_text()
    page.get_by_label("nobody is deterred").check()
    page.wait_for_function(
        "b => document.querySelector('[data-total=deaths] .gap b').textContent !== b", arg=before
    )
    assert "account=incapacitation" in page.url


def test_the_same_under_each_account_stands_beside_that_of_all(visit):
    page = visit().page
    page.wait_for_selector("#accounts td b")
    assert page.locator("#accounts tbody tr").count() == 5


def test_an_assumption_is_found_among_all(visit):
    page = visit().page
    page.fill("#find-belief", "escape")
    page.wait_for_timeout(200)
    shown = page.locator(".held .row[data-key^='a.']:visible")
    assert 0 < shown.count() < 15
    page.fill("#find-belief", "")
    assert page.locator(".held .row[data-key^='a.']:visible").count() > 60


def test_presets_begin_anew_and_policies_from_today_have_a_baseline_of_their_own(visit):
    opened = visit()
    page = opened.page
    page.locator(".presets").get_by_role("button", name="From today").click()
    page.wait_for_function("() => location.hash.includes('now-')")
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('now')")
    assert opened.questions[-1]["baseline"] == "haiti/now-force-as-it-is"
    bases = page.locator("#pick-baseline option").evaluate_all("all => all.map(one => one.value)")
    assert bases and all("/now-" in one for one in bases)
    page.locator(".presets").get_by_role("button", name="The offer").click()
    page.wait_for_function("() => location.hash === '#haiti/offer-6000?members=6'")


def test_what_would_have_to_be_true_is_found(visit):
    page = visit().page
    page.select_option("#threshold-of", "c.arrests.arrests_per_day")
    page.get_by_role("button", name="Find where it turns").click()
    page.wait_for_selector("#turns .drawing svg")
    assert "Quick answers at 9 values" in page.locator(".threshold-told").inner_text()
    assert page.locator("#turns .drawing svg circle").count() == 9


def test_every_chart_gives_its_figures_and_its_picture(visit, tmp_path):
    page = visit().page
    page.wait_for_selector(TABLE)
    charts = page.locator("figure.bands:visible")
    assert charts.count() > 10
    for chart in charts.all():
        assert chart.locator(".saving button").all_inner_texts() == ["CSV", "PNG"]
    for place in ("figure[data-for=deaths]", ".policies", "#numbers"):
        with page.expect_download() as found:
            page.locator(place).get_by_role("button", name="CSV").click()
        found.value.save_as(tmp_path / "file.csv")
        rows = list(csv.reader((tmp_path / "file.csv").read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) > 4 and len({len(row) for row in rows}) == 1, place
    for place in ("figure[data-for=deaths]", ".policies"):
        with page.expect_download() as found:
            page.locator(place).get_by_role("button", name="PNG").click()
        found.value.save_as(tmp_path / "file.png")
        content = (tmp_path / "file.png").read_bytes()
        assert content.startswith(b"\x89PNG") and len(content) > 10_000, place


def test_a_term_says_what_it_means_on_tap(visit):
    page = visit().page
    page.locator(".lead .term").first.click()
    term = page.locator("dialog .tv-ask-number").inner_text()
    assert len(page.locator("dialog dd").inner_text()) > 20
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Glossary").click()
    assert term in page.locator("dialog").inner_text()
    assert page.locator("dialog dt").count() > 12


def test_the_theme_is_the_machines_until_the_reader_chooses(visit):
    page = visit(color_scheme="dark", unfolded=False).page
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="Light").click()
    assert page.locator("html").get_attribute("data-theme") == "light"
    page.reload()
    page.wait_for_selector("[data-total=deaths]")
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_a_phone_reaches_the_end_of_the_answer_in_six_thousand_pixels(visit):
    opened = visit(unfolded=False, **PHONE)
    page = opened.page
    page.wait_for_selector(TABLE)
    page.wait_for_timeout(400)
    end = page.locator(".more").evaluate("e => e.getBoundingClientRect().bottom + scrollY")
    assert end <= 6000, end
    assert overlapped(page) == []


OVERLAP = """() => {
  const kinds = 'main button, main select, main input, main h1, main h2, main th, main td b';
  const all = [...document.querySelectorAll(kinds)]
    .filter(e => e.checkVisibility() && !e.closest('.mini') && e.type !== 'range');
  const boxes = all.map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width > 0 && b.height > 0);
  const found = [];
  for (let i = 0; i < boxes.length; i += 1)
    for (let j = i + 1; j < boxes.length; j += 1) {
      const [[a, p], [b, q]] = [boxes[i], boxes[j]];
      if (a.contains(b) || b.contains(a)) continue;
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      const name = e => `${e.tagName} ${e.textContent.slice(0, 30)}`;
      if (wide > 3 && high > 6) found.push(`${name(a)} / ${name(b)}`);
    }
  return found;
}"""


def overlapped(page) -> list[str]:
    return page.evaluate(OVERLAP)


RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']}"
LANGUAGES, WIDTHS, THEMES, PRINTED = (
    ("en", "es", "fr", "ht"),
    (360, 768, 1280),
    ("light", "dark"),
    (False, True),
)
SCRIPTED = (True, False)
# Each pair of values of two of the five stands in at least one of these twelve.
PAIRWISE = [
    ("en", 360, "light", True, False), ("en", 768, "dark", False, True), ("en", 1280, "dark", True, True),
    ("es", 360, "dark", True, True), ("es", 768, "light", True, False), ("es", 1280, "light", False, False),
    ("fr", 360, "dark", False, False), ("fr", 768, "light", True, True), ("fr", 1280, "dark", True, False),
    ("ht", 360, "light", False, True), ("ht", 768, "dark", True, False), ("ht", 1280, "light", True, True),
]  # fmt: skip


def test_the_twelve_states_hold_every_pair():
    values = (LANGUAGES, WIDTHS, THEMES, SCRIPTED, PRINTED)
    for one, other in itertools.combinations(range(5), 2):
        held = {(state[one], state[other]) for state in PAIRWISE}
        assert held == set(itertools.product(values[one], values[other])), (one, other)


def looked_at(visit, axe, state) -> None:
    """Look at the page in a state: its words, its width, its contrast; nothing overlapped."""
    lang, width, theme, scripted, printed = state
    how = {
        "viewport": {"width": width, "height": 800},
        "color_scheme": theme,
        "java_script_enabled": scripted,
    }
    wait = TABLE if scripted else "noscript"
    opened = visit(f"?lang={lang}#haiti/offer-6000?members=6", wait=wait, unfolded=False, **how)
    page = opened.page
    if printed:
        page.emulate_media(media="print")
    assert page.locator("html").get_attribute("lang") == lang
    if not scripted:
        assert page.locator("noscript").inner_text().strip()
        return
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if not printed:
        page.evaluate(axe)
        found = page.evaluate(f"axe.run(document, {RULES}).then(r => r.violations)")
        assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []
    if width == 360:
        assert overlapped(page) == []
    assert opened.trouble == []


@pytest.mark.parametrize("state", PAIRWISE, ids=lambda state: "-".join(map(str, state)))
def test_twelve_states(visit, axe, state):
    looked_at(visit, axe, state)


@pytest.mark.full
@pytest.mark.parametrize(
    "state",
    [s for s in itertools.product(LANGUAGES, WIDTHS, THEMES, SCRIPTED, PRINTED) if s not in PAIRWISE],
    ids=lambda state: "-".join(map(str, state)),
)
def test_all_states(visit, axe, state):
    looked_at(visit, axe, state)


def test_below_a_path_behind_a_proxy_the_page_answers(chromium, explorer):
    """The same page through a proxy that takes a path off."""
    import sys
    from pathlib import Path
    from urllib.parse import urlsplit

    sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
    from test_web_prefix import ROOT, proxied

    context = chromium.new_context()
    context.set_default_timeout(120_000)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    with proxied(urlsplit(explorer).port) as outside:
        page.goto(f"{outside}{ROOT}/?lang=en{FEW}")
        page.wait_for_selector(TABLE)
    context.close()
    assert all(path.startswith(f"{ROOT}/") for path in asked), asked
