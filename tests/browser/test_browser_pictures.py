"""Each picture is drawn from the result's numbers, answers keys and pointer, and stands alone when saved."""

import base64
import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from hostile import ROOT
from tregua.places import load_place

pytestmark = pytest.mark.slow
SVG = "{http://www.w3.org/2000/svg}"


def data_of(page):
    return json.loads(page.evaluate("document.getElementById('tregua-data').textContent"))


def kinds(page):
    return {p["id"]: p["kind"] for p in data_of(page)["pictures"]}


def focused(page):
    return page.evaluate(
        "(e => ({tag: e.tagName.toLowerCase(), label: e.getAttribute('aria-label'),"
        " text: e.textContent.trim(), policy: e.dataset?.policy,"
        " figure: e.dataset?.figure}))(document.activeElement)"
    )


def test_each_picture_is_drawn(shared):
    pictures = kinds(shared)
    assert set(pictures.values()) >= {"fan", "tradeoff", "map", "stack", "intervals"}
    drawn = shared.evaluate(
        """() => [...document.querySelectorAll('figure[data-picture]')].map(f => {
             const s = f.querySelector('.tv-drawing > svg'), b = s.getBoundingClientRect();
             return {id: f.dataset.picture, wide: b.width, high: b.height,
               label: s.getAttribute('aria-label'), words: s.querySelectorAll('text').length,
               marks: s.querySelectorAll('path, circle, rect, line').length,
               bad: /NaN|undefined|Infinity|\\[object/.test(s.outerHTML)}; })"""
    )
    assert {d["id"] for d in drawn} == set(pictures)
    for one in drawn:
        assert one["wide"] > 600, one
        assert 80 < one["high"] < 1600, one
        assert one["marks"] > 10, one
        assert one["words"] > 4, one
        assert not one["bad"], one
        assert one["label"], one


def test_no_word_is_missing(shared):
    words = data_of(shared)["words"]
    shown = shared.evaluate(
        """() => [...document.querySelectorAll('.tv-drawing text, .tv-controls, .tv-save, dialog.tv-ask')]
             .map(e => e.textContent.trim())"""
    )
    for key in words:
        if "_" in key or key in {"beyond", "outside", "observed", "percent"}:
            assert key not in shown, key
    asked = json.loads((ROOT / "frontend/sample/words.json").read_text(encoding="utf-8"))
    assert set(asked) <= set(words)


def deaths_a_month(result, policy):
    return np.quantile(
        result.sel(policy=policy).deaths.sum(["region", "cause"]).values.astype(float), 0.5, axis=0
    )


def test_a_fan_draws_the_numbers_of_the_result(shared, result):
    """Read the line back from its pixels, by the axis that the reader sees."""
    picture = next(p for p in data_of(shared)["pictures"] if p["id"] == "deaths")
    drawn = shared.evaluate(
        """() => { const s = document.querySelector('figure[data-picture=deaths] .tv-drawing > svg');
             const number = t => Number(t.textContent.replace(/[^0-9.]/g, ''));
             const ticks = [...s.querySelectorAll('text[text-anchor=end]:not([data-policy])')]
               .filter(t => /^[0-9,.]+$/.test(t.textContent))
               .map(t => [number(t), Number(t.getAttribute('y')) - 3.6]);
             const lines = [...s.querySelectorAll('.tv-median')]
               .map(l => ({policy: l.dataset.policy, d: l.getAttribute('d')}));
             return {ticks, lines}; }"""
    )
    ticks = sorted(drawn["ticks"])
    assert len(ticks) >= 3
    (v0, y0), (v1, y1) = ticks[0], ticks[-1]
    assert v0 == 0
    assert v1 > 0
    assert {line["policy"] for line in drawn["lines"]} == {p["policy"] for p in picture["panels"]}
    for line in drawn["lines"]:
        ys = [float(pair.split(",")[1]) for pair in re.findall(r"[\d.]+,[\d.]+", line["d"])]
        back = [v0 + (y - y0) / (y1 - y0) * (v1 - v0) for y in ys]
        want = deaths_a_month(result, line["policy"])
        assert len(back) == len(want)
        pixel = abs((v1 - v0) / (y1 - y0))
        shown = np.minimum(want, max(back) + pixel)  # what runs off the axis is cut there
        assert np.abs(np.array(back) - shown).max() <= pixel + 0.005 * want.max()


def test_the_tradeoff_and_the_bars_carry_the_numbers_of_the_result(shared, result):
    points = shared.evaluate(
        """[...document.querySelectorAll('figure[data-picture=tradeoff] circle[data-policy]')]
             .map(c => ({...c.dataset}))"""
    )
    data = {p["id"]: p for p in data_of(shared)["pictures"]}
    assert len(points) == len(data["tradeoff"]["points"])
    readings = np.unique(result.reading.values)
    checked = 0
    for point in points:
        one = result.sel(policy=point["policy"])
        deaths = one.deaths.sum(["time", "region", "cause"]).values.astype(float)
        days = one.arbitrary_days
        held = days.sum([d for d in days.dims if d != "draw"]).values / 365.25
        fits = [
            abs(np.median(deaths[keep]) - float(point["x"])) <= 0.006 * float(point["x"]) + 0.5
            and abs(np.median(held[keep]) - float(point["y"])) <= 0.006 * float(point["y"]) + 0.5
            for keep in ((result.reading == r).values for r in readings)
        ]
        assert any(fits), point
        checked += 1
    assert checked >= 6
    for row in data["authors"]["rows"]:
        total = result.sel(policy=row["policy"]).deaths.sum(["time", "region", "cause"]).values.mean()
        assert sum(v or 0 for v in row["values"]) == pytest.approx(float(total), rel=0.01)


def test_keys_alone_open_and_close_where_a_number_comes_from(open_page):
    page = open_page().page
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page)["figure"]:
            break
    before = focused(page)
    assert before["figure"], "no figure was reached by the tab key"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    panel = page.locator("dialog.tv-ask")
    assert panel.is_visible()
    words = data_of(page)["words"]
    text = panel.inner_text()
    run = data_of(page)["run"]
    assert words["ask"] in text
    assert str(run["seed"]) in text
    assert run["command"] in text
    assert run["digest"] in text
    for _ in range(4):  # the panel keeps the focus
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!!document.activeElement.closest('dialog') || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert focused(page) == before
    page.keyboard.press("Space")
    assert panel.is_visible()


def test_a_parameter_opens_its_source_and_grade(open_page):
    page = open_page().page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    sources = data_of(page)["sources"]
    ids = page.evaluate(
        "[...new Set([...document.querySelectorAll('main [data-source]')].map(e => e.dataset.source))]"
    )
    assert len(ids) > 20
    assert set(ids) <= set(sources)
    name = next(i for i in ids if sources[i].get("source") and sources[i].get("grade"))
    page.locator(f'[data-source="{name}"]').first.focus()
    page.keyboard.press("Enter")
    text = page.locator("dialog.tv-ask").inner_text()
    squeezed = " ".join(text.split())
    assert " ".join(str(sources[name]["source"]).split()) in squeezed
    assert str(sources[name]["grade"]) in text


def test_every_control_of_every_picture_is_reached_by_the_tab_key(open_page):
    page = open_page().page
    for figure, kind in kinds(page).items():
        want = page.evaluate(
            """id => { const f = document.querySelector(`figure[data-picture="${id}"]`);
                 const all = [...f.querySelectorAll('button, select, input, summary, [tabindex="0"]')]
                   .filter(e => e.getClientRects().length)
                   .filter(e => !e.closest('details:not([open]) > :not(summary)'));
                 all.forEach((e, i) => { e.dataset.stop = `${id}-${i}`; });
                 all[0].focus(); return all.length; }""",
            figure,
        )
        assert want >= {"fan": 3, "map": 6}.get(kind, 2), figure
        for i in range(want):
            at = page.evaluate("document.activeElement.dataset.stop")
            assert at == f"{figure}-{i}", (figure, at)
            page.keyboard.press("Tab")


def test_the_map_answers_keys(open_page):
    page = open_page().page
    figure = page.locator("figure[data-picture=map]")
    values = """[...document.querySelectorAll('figure[data-picture=map] circle[data-territory]')]
        .map(c => c.dataset.value).join()"""
    slider = figure.locator("input[type=range]")
    first = page.evaluate(values)
    slider.focus()
    page.keyboard.press("End")
    last = page.evaluate(values)
    assert last != first
    dates = next(p for p in data_of(page)["pictures"] if p["id"] == "map")["dates"]
    assert dates[-1][:4] in slider.get_attribute("aria-valuetext")
    figure.locator("select").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(values) != last
    slider.focus()
    page.keyboard.press("Home")
    figure.locator("button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('figure[data-picture=map] input[type=range]').value !== '0'"
    )
    page.keyboard.press("Enter")  # and it stops
    at = slider.input_value()
    page.wait_for_timeout(700)
    assert slider.input_value() == at
    mark = figure.locator("svg g[role=img][tabindex='0']").first
    mark.focus()
    told = figure.locator(".tv-readout").inner_text()
    page.keyboard.press("ArrowRight")
    other = figure.locator(".tv-readout").inner_text()
    assert told
    assert other
    assert other != told


def test_the_map_stands_at_true_places_when_asked(open_page):
    page = open_page().page
    picture = next(p for p in data_of(page)["pictures"] if p["id"] == "map")
    page.locator("figure[data-picture=map] .tv-tick input").check()
    at = page.evaluate(
        """() => Object.fromEntries(
             [...document.querySelectorAll('figure[data-picture=map] circle[data-territory]')]
               .map(c => [c.dataset.territory, ['cx', 'cy', 'r'].map(k => Number(c.getAttribute(k)))]))"""
    )
    # The last drawn panel wins; within it, places are one linear map of longitude and latitude.
    ids = [t["id"] for t in picture["territories"]]
    lon, lat = (np.array([t[k] for t in picture["territories"]]) for k in ("lon", "lat"))
    x, y, r = (np.array([at[i][k] for i in ids]) for k in range(3))
    assert np.corrcoef(lon, x)[0, 1] > 0.99999
    assert np.corrcoef(lat, y)[0, 1] < -0.99999
    people = np.array([t["people"] for t in picture["territories"]])
    large = people > 0.02 * people.max()
    assert (r[large] ** 2 / people[large]).std() / (r[large] ** 2 / people[large]).mean() < 0.01


def test_the_map_shows_regions_that_are_counted_and_nothing_finer(shared):
    picture = next(p for p in data_of(shared)["pictures"] if p["id"] == "map")
    assert {t["id"] for t in picture["territories"]} == set(load_place("haiti").regions)
    assert not any(t["model_only"] for t in picture["territories"])


def test_a_month_is_read_off_all_fans_at_once(open_page):
    page = open_page().page
    figure = page.locator("figure[data-picture=deaths]")
    figure.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    data = data_of(page)
    picture = next(p for p in data["pictures"] if p["id"] == "deaths")
    text = figure.locator("input[type=range]").get_attribute("aria-valuetext")
    for panel in picture["panels"]:
        title = next(p["title"] for p in data["policies"] if p["id"] == panel["policy"])
        assert title in text
    assert data["dates"][1][:4] in text
    assert figure.locator(".tv-told").inner_text()


def test_an_observation_opens_its_source(open_page):
    page = open_page().page
    figure = page.locator("figure[data-picture^=evidence-]").first
    dots = figure.locator(".tv-dot[role=button]")
    assert dots.count() > 1
    dots.first.focus()
    page.keyboard.press("ArrowRight")
    second = focused(page)["label"]
    assert second == dots.nth(1).get_attribute("aria-label")
    page.keyboard.press("Enter")
    panel = page.locator("dialog.tv-ask")
    assert panel.is_visible()
    assert data_of(page)["words"]["s_source"] in panel.inner_text()
    page.keyboard.press("Escape")
    assert focused(page)["label"] == second


def test_less_motion_is_respected(open_page):
    page = open_page(reduced_motion="reduce").page
    figure = page.locator("figure[data-picture=map]")
    figure.locator("button").first.click()
    page.wait_for_timeout(600)  # a second frame would have come by now at full pace
    assert figure.locator("input[type=range]").input_value() == "1"


def save(page, figure, kind):
    with page.expect_download() as download:
        page.locator(f"figure[data-picture={figure}] .tv-save button", has_text=kind).click()
    return download.value


def words_of(svg):
    texts = []
    for text in svg.iter(f"{SVG}text"):
        spans = [s.text or "" for s in text.iter(f"{SVG}tspan")]
        texts.append(" ".join(spans) if spans else (text.text or ""))
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize("figure", ["deaths", "held", "tradeoff", "map", "authors"])
def test_a_saved_picture_stands_alone(open_page, tmp_path, figure):
    opened = open_page()
    page = opened.page
    data = data_of(page)
    picture = next(p for p in data["pictures"] if p["id"] == figure)
    download = save(page, figure, "SVG")
    assert download.suggested_filename == f"tregua-{figure}.svg"
    download.save_as(tmp_path / "picture.svg")
    svg = ET.parse(tmp_path / "picture.svg").getroot()
    text = words_of(svg)
    flat = lambda words: " ".join(words.split())  # noqa: E731
    assert flat(picture["title"]) in text
    assert flat(data["provenance"]) in text
    assert picture["rights"]
    for line in picture["rights"]:
        assert flat(line) in text
    assert picture["stamps"], "the run has an input outside the evidence"
    for stamp in picture["stamps"]:
        assert flat(stamp) in text
    outside = [s for p in data["policies"] for s in p["stamps"]]
    assert outside
    if figure != "map":  # it shows one policy at a time
        assert all(flat(s) in text for s in outside)
    for node in svg.iter():
        assert node.tag.removeprefix(SVG) in {
            *(
                "svg",
                "title",
                "desc",
                "g",
                "defs",
                "pattern",
                "rect",
                "circle",
                "line",
                "path",
                "text",
                "tspan",
            )
        }
        for name, value in node.attrib.items():
            assert not re.search(r"href|src|^style$|^on", name), name
            assert not re.search(r"url\((?!#)", value), value
    assert opened.trouble == []


def test_a_saved_png_is_a_picture(open_page, tmp_path):
    opened = open_page()
    page = opened.page
    download = save(page, "tradeoff", "PNG")
    download.save_as(tmp_path / "picture.png")
    raw = (tmp_path / "picture.png").read_bytes()
    assert raw.startswith(b"\x89PNG")
    wide, high, colours = page.evaluate(
        """async text => { const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
             const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
             const canvas = document.createElement('canvas');
             canvas.width = image.width; canvas.height = image.height;
             const at = canvas.getContext('2d'); at.drawImage(image, 0, 0);
             const data = at.getImageData(0, 0, image.width, image.height).data, seen = new Set();
             for (let i = 0; i < data.length; i += 4)
               seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
             return [image.width, image.height, seen.size]; }""",
        base64.b64encode(raw).decode(),
    )
    assert wide == 1920
    assert high > 800
    assert colours > 50
    assert opened.trouble == []
    assert [u for u in opened.requests if not u.startswith(("file:", "data:", "blob:"))] == []


def test_saving_leaves_the_picture_on_the_page_alive(open_page):
    page = open_page().page
    save(page, "deaths", "SVG")
    figure = page.locator("figure[data-picture=deaths]")
    figure.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    shown = (
        "document.querySelectorAll('figure[data-picture=deaths] .tv-drawing g[visibility=visible]').length"
    )
    assert page.evaluate(shown) >= 3
