"""The explorer in a real browser: opens on an answer, moves under the hand, is handed on, is for everyone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.slow

FIRST_LOAD = 300_000  # bytes, compressed, until the first answer stands there
FEW = "#haiti/offer-6000?members=6"  # a small exact ensemble: the machine has other tests to run
SLIDER = "#m-c-mission-troops"
BELIEF = "#m-a-replacement_share"
EXACT = ".answer-screen[data-stage=exact]"
UNFOLD = """() => {
  document.querySelectorAll('.fold').forEach(one => { one.open = true; });
  document.querySelectorAll('.column').forEach(one => one.classList.add('open'));
}"""
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="session")
def explorer() -> Iterator[str]:
    """Serve the explorer as a user does, on a free port; return its address."""
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TREGUA_LANG": "en"}
    command = [sys.executable, "-m", "tregua", "web", "--port", "0"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    said: list[str] = []
    for line in server.stdout:
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            break
    else:
        pytest.fail(f"the explorer did not start: {''.join(said)}")
    # a pipe that nobody reads would stop the server one day
    threading.Thread(target=lambda: said.extend(server.stdout), daemon=True).start()
    yield found[0]
    server.terminate()
    server.wait(10)
    assert not [line for line in said if "Traceback" in line], "".join(said)


@dataclass
class Opened:
    """A page, and what it did that it should not."""

    page: object
    address: str
    trouble: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    questions: list[dict] = field(default_factory=list)

    def gap(self) -> str:
        return self.page.locator("[data-total=deaths] .gap b").first.inner_text()

    def path(self, line: str = "policy-default", outcome: str = "deaths") -> str:
        return self.page.locator(
            f"figure[data-outcome={outcome}] path.band[data-line={line}]"
        ).first.get_attribute("d")


def waiting(route) -> None:
    job = {
        "id": "none_of_ours",
        "state": "queued",
        "done": 0,
        "of": 0,
        "position": 3,
        "members": 6,
        "seed": 1,
    }
    route.fulfill(status=202, json={**job, "links": {}})


def listening(route) -> None:
    event = 'retry: 600000\nevent: progress\ndata: {"state": "queued", "done": 0, "of": 0, "position": 3}\n\n'
    route.fulfill(body=event, content_type="text/event-stream")


@pytest.fixture
def visit(chromium, explorer):
    """Return a function that opens the explorer and waits for its answer."""
    contexts, pages = [], []

    def opener(
        where: str = FEW,
        wait: str = "[data-total=deaths]",
        before=None,
        exact: bool = False,
        unfolded: bool = True,
        **how,
    ) -> Opened:
        how = {"viewport": {"width": 1366, "height": 900}, "locale": "en-GB", **how}
        context = chromium.new_context(accept_downloads=True, **how)
        context.set_default_timeout(120_000)
        contexts.append(context)
        page = context.new_page()
        opened = Opened(page, explorer)
        pages.append(opened)

        def asked(request) -> None:
            opened.requests.append(request.url)
            if request.url.split("?")[0].endswith("/api/answer"):
                opened.questions.append(json.loads(request.post_data))

        page.on("request", asked)
        page.on("console", lambda m: opened.trouble.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: opened.trouble.append(f"error: {e}"))
        page.on("dialog", lambda d: (opened.trouble.append(f"dialog: {d.message}"), d.dismiss()))
        if not exact:  # most tests are of the page: their ensembles wait for ever
            page.route("**/api/jobs?*", waiting)
            page.route("**/api/jobs/*/events?*", listening)
            page.route("**/api/jobs/none_of_ours?*", waiting)
        if before:
            before(page)
        page.goto(explorer + where)
        page.wait_for_selector(wait, state="attached")
        if unfolded:  # most tests are of what stands in the folds
            page.evaluate(UNFOLD)
            page.wait_for_selector(wait)
        return opened

    yield opener
    for opened in pages:
        opened.page.evaluate("window.dispatchEvent(new Event('pagehide'))")  # ends the job that runs
    for context in contexts:
        context.close()


def drag(page, selector: str, to: float) -> None:
    """Press on a slider's thumb and move it to a share of its length, without letting go."""
    slider = page.locator(selector)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    value, most = (float(slider.evaluate(f"e => e.{name}")) for name in ("value", "max"))
    thumb = box["x"] + 8 + (box["width"] - 16) * value / most
    middle = box["y"] + box["height"] / 2
    page.mouse.move(thumb, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, middle, steps=8)


def test_it_opens_on_an_answer_from_its_own_server_alone_in_few_bytes(visit):
    weighed: list[int] = []

    def weigh(page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e: weighed.append(e["encodedDataLength"]))

    opened = visit(before=weigh)
    page = opened.page
    load = sum(weighed)
    assert "The offer" in page.locator("h1").inner_text()
    assert re.search(r"[\d,]+ (fewer|more) deaths over 5 years", page.locator(".lead").inner_text())
    sides = [page.locator(f".figure.side-{side}").count() for side in ("violence", "rights")]
    assert sides == [1, 2]  # rights stand beside violence, and both readings of who is held
    assert page.locator("form").count() == 0
    assert 20_000 < load < FIRST_LOAD
    own = urlsplit(opened.address).netloc
    assert {urlsplit(url).netloc for url in opened.requests if not url.startswith("data:")} == {own}
    assert opened.trouble == []


def test_bands_move_while_the_hand_is_on_the_slider_and_the_exact_ensemble_follows(visit):
    opened = visit(exact=True)
    page = opened.page
    before, lines = opened.path(), opened.page.locator("path.median[data-line]").count()
    assert lines > 0
    drag(page, SLIDER, 0.9)
    page.wait_for_function(
        "d => document.querySelector('figure[data-outcome=deaths] path.band[data-line=policy-default]')"
        ".getAttribute('d') !== d",
        arg=before,
    )
    moving = opened.path()
    assert moving != before  # the button of the mouse is still down
    assert page.locator(".answer-screen").get_attribute("data-kind") == "quick"
    asked = [question for question in opened.questions if question.get("dragging")]
    # only what is in sight is asked for; what is not stands as it was
    assert asked and all("deaths" in question["bands"] for question in asked)
    assert not any("money_spent" in question["bands"] for question in asked)
    assert page.locator("figure[data-outcome=money_spent]:visible path.median").count() == 2
    page.mouse.up()
    page.wait_for_selector(EXACT)
    assert "Exact ensemble: 6 runs" in page.locator(".badge").inner_text()
    assert opened.path() != moving
    assert "c.mission.troops=" in page.url
    assert opened.trouble == []


def test_at_most_four_lines_and_yours_are_dashed(visit):
    opened = visit()
    page = opened.page
    assert page.locator(".key li[data-line]").count() == 2
    drag(page, BELIEF, 0.95)
    page.mouse.up()
    page.wait_for_selector("path.median[data-line=policy-yours]")
    assert page.locator(".key li[data-line]").count() == 4
    for chart in page.locator("figure.bands:visible").all():
        medians = chart.locator("path.median")
        assert medians.count() <= 4
    dashes = page.evaluate(
        "[...document.querySelectorAll('path.median')]"
        ".map(p => [p.dataset.line, !!p.getAttribute('stroke-dasharray')])"
    )
    assert all(dashed == line.endswith("-yours") for line, dashed in dashes)
    assert "These figures rest on your assumptions" in page.locator(".lead").inner_text()
    # a belief is no policy: it stands in its own column, and moves nothing in the other
    assert page.locator(f".held {BELIEF}").count() == 1
    assert page.locator(f".done {BELIEF}").count() == 0
    assert page.locator(".done .row.changed").count() == 0


def test_one_question_at_a_time_and_the_newest_wins(visit):
    opened = visit()
    page = opened.page
    held: list = []
    page.route("**/api/answer*", lambda route: held.append(route))
    drag(page, SLIDER, 0.35)
    track = page.locator(SLIDER).bounding_box()
    for share in (0.5, 0.6, 0.7, 0.8):
        page.mouse.move(track["x"] + track["width"] * share, track["y"] + 8)
    page.wait_for_timeout(300)
    assert len(held) == 1  # one is under way: the others wait, and each gives its place to the next
    page.mouse.up()
    for passed in (1, 2):
        with page.expect_response("**/api/answer*"):
            held[-1].continue_()
        page.wait_for_timeout(300)
        assert len(held) == 2, passed  # the first move, and the last: those between are never sent
    first, last = (question["controls"]["mission.troops"] for question in opened.questions[1:])
    assert first < last
    assert f"{last:,.0f}" in page.locator(f".row:has({SLIDER}) output").inner_text()


def test_the_language_changes_and_the_question_stays(visit):
    opened = visit("?lang=en#haiti/offer-6000?c.mission.troops=7000&a.replacement_share=0.2&members=6")
    page = opened.page
    for lang, words in (("fr", "fr"), ("ht", "ht"), ("es", "es")):
        page.locator(f".tongues a[lang={lang}]").click()
        page.wait_for_selector(f"html[lang={words}] [data-total=deaths]")
        assert "c.mission.troops=7000" in page.url
        assert opened.questions[-1]["controls"] == {"mission.troops": 7000}
        assert opened.questions[-1]["assumptions"] == {"replacement_share": 0.2}
        assert page.locator(".tongues a[aria-current]").get_attribute("lang") == lang
        assert page.locator(".draft").is_visible()
        assert re.fullmatch(r"20\s?%", page.locator(f".row:has({BELIEF}) output").inner_text())
    assert opened.trouble == []


def test_the_browsers_language_is_taken_where_none_is_asked_for(visit):
    page = visit(locale="fr-CA").page
    assert page.locator("html").get_attribute("lang") == "fr"
    # numbers are those of the locale: a space parts thousands, not a comma
    assert re.search(r"\d[\u202f\u00a0]\d{3}", page.locator("[data-total=deaths] .levels").inner_text())


def test_a_link_reopens_the_same_question(visit):
    opened = visit()
    page = opened.page
    page.select_option("#pick-policy", "haiti/mission-2500")
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('2,500')")
    drag(page, BELIEF, 0.2)
    page.mouse.up()
    page.wait_for_selector("path.median[data-line=policy-yours]")
    page.wait_for_function("() => location.hash.includes('a.replacement_share=')")
    link = page.url
    page.wait_for_timeout(300)
    asked = {k: v for k, v in opened.questions[-1].items() if k not in ("dragging", "parts")}
    again = visit(link.removeprefix(opened.address))
    first = {k: v for k, v in again.questions[0].items() if k not in ("dragging", "parts")}
    assert first == asked
    assert again.page.url == link
    value = "e => e.value"
    assert again.page.locator(BELIEF).evaluate(value) == page.locator(BELIEF).evaluate(value)


def test_the_files_run_in_the_command_line_to_the_same_digest_and_the_report_is_there(visit, tmp_path):
    opened = visit(
        "#haiti/offer-6000?c.mission.troops=7000&a.replacement_share=0.2&members=6&seed=3", exact=True
    )
    page = opened.page
    page.wait_for_selector(EXACT)
    page.locator(".levels .number").first.click()
    digest = re.search(r"sha256:[0-9a-f]{64}", page.locator("dialog").inner_text())[0]
    page.keyboard.press("Escape")
    kept = []
    page.on("download", lambda download: kept.append(download))
    page.get_by_role("button", name="Download YAML").click()
    page.wait_for_selector(".command code")
    page.wait_for_timeout(500)
    assert sorted(d.suggested_filename for d in kept) == ["my-assumptions.yaml", "my-question.yaml"]
    for download in kept:
        download.save_as(tmp_path / download.suggested_filename)
    command = page.locator(".command code").first.inner_text()
    assert command.startswith("tregua compare ")
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert f"digest: {digest}" in done.stdout
    with page.expect_download() as report:
        page.get_by_role("link", name="Download report").click()
    report.value.save_as(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert digest in text
    own = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf-8")
    assert text == own  # the same single file as the command line's
    assert opened.trouble == []


def test_every_number_says_where_it_comes_from(visit):
    opened = visit()
    page = opened.page
    page.wait_for_selector(".totals .number")
    for selector, words in (
        ("[data-total=deaths] .big", ["Source", "Grade", "Period", "Seen from", "Rests on"]),
        (".totals tbody.side-rights .number", ["Source", "Grade", "Rests on"]),
        (f".row:has({BELIEF}) .why", ["Source", "Grade", "Who disagrees", "Does it travel?"]),
        (f".row:has({SLIDER}) .why", ["Source", "Grade"]),
        ("#clock .big", ["Source", "Grade", "As written"]),
    ):
        page.locator(selector).first.click()
        text = page.locator("dialog[open]").inner_text()
        for word in words:
            assert word in text, (selector, word, text)
        page.keyboard.press("Escape")
        assert page.evaluate("document.querySelector('dialog[open]')") is None
    assert opened.trouble == []


def test_it_is_worked_by_the_keyboard_alone(visit):
    opened = visit()
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id"))
        if seen[-1] == SLIDER[1:]:
            break
    assert seen[-1] == SLIDER[1:]
    before = opened.path()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "d => document.querySelector('figure[data-outcome=deaths] path.band[data-line=policy-default]')"
        ".getAttribute('d') !== d",
        arg=before,
    )
    assert page.evaluate("document.activeElement.id") == SLIDER[1:]  # the answer does not take the focus away
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "back"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "why"
    assert opened.trouble == []


@pytest.mark.parametrize("where", ["", "&page=carry", "&page=trust"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways(visit, where, width):
    wait = ".text-screen table" if where else ".totals"
    page = visit(FEW + where, wait=wait, viewport={"width": width, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for drawing in page.locator(".drawing svg:visible, .tv-drawing svg:visible").all():
        box = drawing.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 0.5


def test_on_a_phone_the_figures_stay_in_sight_of_the_sliders(visit):
    opened = visit(**PHONE)
    page = opened.page
    page.locator(SLIDER).scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    mini = page.locator(".mini").bounding_box()
    assert 0 <= mini["y"] < 40
    assert mini["height"] < 200
    before = page.locator(".mini").inner_text()
    assert "Deaths" in before
    assert "Held arbitrarily" in before
    small = page.evaluate(
        """[...document.querySelectorAll('button, select, input, .screens a, .tongues a, .report')]
             .filter(e => e.getClientRects().length && e.type !== 'checkbox' && e.type !== 'radio')
             .map(e => [e.className || e.id, e.getBoundingClientRect()])
             .filter(([n, b]) => b.height < 24 && !n.includes('number') && n !== 'term')
             .map(([n, b]) => `${n} ${b.height}`)"""
    )
    assert small == []  # WCAG 2.2, 2.5.8: a target has 24 pixels, unless it stands in a line of text
    assert opened.trouble == []


@pytest.mark.parametrize("where", ["", "&page=carry", "&page=trust"])
def test_axe_finds_no_fault(visit, axe, where):
    page = visit(FEW + where, wait=".text-screen table" if where else ".totals").page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']}"
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {rules}).then(r => r.violations)")
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]")
    found = page.evaluate(f"axe.run(document, {rules}).then(r => r.violations)")
    assert [v["id"] for v in found] == []
    if not where:
        page.locator(".figure .number").first.click()
        found = page.evaluate(f"axe.run('dialog', {rules}).then(r => r.violations)")
        assert [v["id"] for v in found] == []


NUMBERS = """[...document.querySelectorAll('.text-screen td')]
  .filter(td => /\\d/.test(td.textContent) && !td.querySelector('button')).map(td => td.dataset.label)"""


def test_what_was_forecast_is_shown_beside_what_came_and_can_be_asked(visit):
    opened = visit(FEW + "&page=trust", wait=".text-screen table")
    page = opened.page
    heading = page.locator("h2", has_text="Forecast as of 10 March 2024")
    assert heading.count() == 1
    rows = page.locator("table").first.locator("tbody tr")
    missed = ["missed" in (row.get_attribute("class") or "") for row in rows.all()]
    assert missed == sorted(missed, reverse=True)  # what went wrong stands first
    for table, words in ((0, ["Source", "Grade", "Who disagrees"]), (1, ["Source", "Published", "Grade"])):
        page.locator("table").nth(table).locator(".number").first.click()
        told = page.locator("dialog[open]").inner_text()
        assert all(word in told for word in words), told
        page.keyboard.press("Escape")
    # only months, and words that hold a number, are no buttons
    assert set(page.evaluate(NUMBERS)) <= {"Months", "Verdict", "Beside simple forecasts"}
    assert opened.trouble == []


def test_what_carries_over_is_worked_out_told_as_it_goes_and_stopped(visit):
    state = {"state": "running"}
    job = {
        "id": "a_job_of_ours",
        "done": 400,
        "of": 1000,
        "position": 0,
        "members": 12,
        "seed": 1,
        "links": {},
    }
    cell = {"text": "+4,110", "range": "± 1,620", "what": "deaths averted", "unit": "people", "scenario": "s"}
    picture = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='20'><rect width='9' height='9'/></svg>"
    )
    result = {
        "kind": "transfer", "members": 12, "draws": 12, "seed": 1, "command": "tregua transfer a b",
        "version": "0", "sentences": ["To: there."], "foot": ["Of the model."],
        "tables": [{"title": "Factors", "note": "", "head": ["Factor", "deaths averted"],
                    "rows": [[{"text": "Force <b>"}, cell]]}],
        "pictures": [{"title": "One", "svg": picture}, {"title": "Two", "svg": picture}],
    }  # fmt: skip

    def before(page) -> None:
        def told(route) -> None:
            body = f"event: progress\ndata: {json.dumps({**job, **state})}\n\n"
            if state["state"] == "done":
                body = body.replace("progress", "end")
            route.fulfill(body="retry: 300\n" + body, content_type="text/event-stream")

        page.route("**/api/transfer?*", lambda route: route.fulfill(status=202, json={**job, **state}))
        page.route("**/api/jobs/a_job_of_ours/events?*", told)
        page.route(
            "**/api/jobs/a_job_of_ours?*",
            lambda route: route.fulfill(
                json={**job, **state, **({"result": result} if state["state"] == "done" else {})}
            ),
        )

    opened = visit(FEW + "&page=carry", wait=".carry-work", before=before)
    page = opened.page
    assert set(page.evaluate(NUMBERS)) <= {"Travels", "Does it travel?"}
    act = page.locator(".carry-work .tv-button").first
    act.click()
    page.wait_for_function("() => document.querySelector('.badge-of').textContent === '400 of 1000 done'")
    with page.expect_request(lambda r: r.method == "DELETE" and "a_job_of_ours" in r.url):
        act.click()
    assert page.locator(".badge-of").inner_text() == "Stopped"
    state["state"] = "done"
    act.click()
    page.wait_for_selector("img.waterfall")
    assert page.locator(".carried table").inner_text().count("Force <b>") == 1
    assert page.evaluate("document.querySelector('img.waterfall').naturalWidth") == 80
    page.locator(".carried .number").first.click()
    told = page.locator("dialog[open]").inner_text()
    assert "tregua transfer a b" in told and "± 1,620" in told
    assert opened.trouble == []


def test_axe_would_find_one(visit, axe):
    """The check above can fail."""
    page = visit().page
    page.evaluate(axe)
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    found = page.evaluate("axe.run(document, {runOnly: ['button-name']}).then(r => r.violations)")
    assert [v["id"] for v in found] == ["button-name"]


def test_the_map_plays_through_time_and_stops(visit):
    page = visit(wait="#map [data-territory]").page
    values = "[...document.querySelectorAll('#map [data-territory]')].map(e => e.dataset.value).join()"
    first, month = page.evaluate(values), page.locator("#map .tv-told").inner_text()
    page.locator("#map").get_by_role("button", name="Play").click()
    page.wait_for_function("m => document.querySelector('#map .tv-told').textContent !== m", arg=month)
    page.locator("#map").get_by_role("button", name="Pause").click()
    stopped = page.locator("#map .tv-told").inner_text()
    page.wait_for_timeout(600)
    assert page.locator("#map .tv-told").inner_text() == stopped
    assert page.evaluate(values) != first
    page.emulate_media(reduced_motion="reduce")  # then a month stands for most of a second
    page.locator("#map").get_by_role("button", name="Play").click()
    month = page.locator("#map .tv-told").inner_text()
    assert month != stopped
    page.wait_for_timeout(500)
    assert page.locator("#map .tv-told").inner_text() == month


def test_a_busy_server_is_told_and_the_quick_answer_stands(visit):
    def busy(page) -> None:
        body = json.dumps({"error": {"status": 429, "title": "too many", "problems": []}})
        page.route(
            "**/api/jobs*",
            lambda route: route.fulfill(status=429, body=body, content_type="application/json"),
        )

    opened = visit(before=busy)
    page = opened.page
    page.wait_for_selector(".answer-screen[data-stage=busy]")
    assert "too busy" in page.locator(".badge").inner_text()
    assert page.locator(".problems").is_hidden()
    assert page.get_by_role("button", name="Run the exact ensemble").is_visible()
    assert re.search(r"\d", opened.gap())
    assert page.locator(".report").get_attribute("href") is None


def test_all_problems_of_a_question_are_told_at_once(visit):
    opened = visit("#haiti/offer-6000?c.nothing.such=1&a.no_such=2", wait=".problems:not([hidden]) li")
    told = opened.page.locator(".problems").inner_text()
    assert "nothing.such" in told
    assert "no_such" in told


def test_what_was_learnt_is_told_where_the_prior_no_longer_holds(visit):
    def learn(page) -> None:
        def change(route) -> None:
            answer = route.fetch()
            found = answer.json()
            one = next(each for each in found["assumptions"] if each["id"] == "replacement_share")
            one["learnt"] = {"": [0.1, 0.3, 0.6]}
            route.fulfill(response=answer, json=found)

        page.route("**/api/places/*", change)

    page = visit(before=learn).page
    row = page.locator(f".row:has({BELIEF})")
    assert re.fullmatch(r"as learnt: 10\s?% to 60\s?%", row.locator("output").inner_text())
    assert row.locator("rect.learnt").count() == 1
    row.locator(".why").click()
    told = page.locator("dialog[open]").inner_text()
    assert re.search(r"Learnt from the record\s+30\s?% \(10\s?% to 60\s?%\)", told)
    assert "Held before" in told


def test_hostile_words_are_shown_as_text(visit):
    bad = "<img src=x onerror=alert(1)><script>alert(2)</script>"

    def spoil(page) -> None:
        def change(route) -> None:
            answer = route.fetch()
            found = answer.json()
            found["title"] = bad
            found["policies"][0]["title"] = found["policies"][0]["sentence"] = bad
            found["assumptions"][0]["meaning"] = found["assumptions"][0]["source"] = bad
            found["assumptions"][0]["url"] = "javascript:alert(3)"
            found["assumptions"][0]["effect"] = {
                "outcome": "deaths", "title": bad, "total": 0.9, "low": 0.8, "high": 1.0,
            }  # fmt: skip
            found["outcomes"][0]["title"] = found["territories"][0]["title"] = bad
            route.fulfill(response=answer, json=found)

        page.route("**/api/places/*", change)

    opened = visit("#haiti/offer-6000?members=6&a.replacement_share=0.5", before=spoil)
    page = opened.page
    page.wait_for_selector(".totals")
    assert bad in page.locator(".kicker").inner_text()
    page.locator(".held .why").first.click()
    assert page.locator("dialog a[href^='javascript']").count() == 0
    assert page.locator("img, #app script, iframe").count() == 0
    assert opened.trouble == []


def test_it_prints_without_what_is_moved_by_hand(visit):
    page = visit(wait=".totals").page
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.set_viewport_size({"width": 710, "height": 1020})
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 710
    hidden = ".slide, .why, .back, .hand-on, .tongues, .tv-controls"
    assert (
        page.evaluate(
            f"[...document.querySelectorAll('{hidden}')].filter(e => e.getClientRects().length).length"
        )
        == 0
    )
    assert page.locator(".lead").is_visible()
    assert page.locator(".held .row output").first.is_visible()  # what was assumed is printed too
