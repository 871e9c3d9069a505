"""A real report of a small run, opened in a real browser.

The run is hostile: a scenario, a territory and a note are full of markup, and two inputs lie outside the
evidence. Chromium is Debian's. Without it, or without Playwright, these tests are skipped and say so; in CI
that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from hostile import AXE, NOTE, ROOT, SCENARIO, TERRITORY

# Below page one each question is folded, and a picture is drawn when its fold is opened.
UNFOLD = "document.querySelectorAll('details.question').forEach(one => { one.open = true; })"
DRAWN = "figure[data-picture] .tv-drawing svg"


def missing(what: str) -> None:
    """Fail in CI; elsewhere skip, with the reason."""
    reason = f"the browser tests need {what}"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright: pip install playwright")
    found = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    if found is None:
        missing("Chromium: apt-get install chromium")
    with sync_playwright() as driver:
        # Containers run as root, where Chromium has no sandbox of its own.
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass(frozen=True)
class Report:
    """The files of one run."""

    page: Path
    result: Path


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Report:
    """Compare three scenarios of Haiti, one of them hostile, in a few members."""
    work = tmp_path_factory.mktemp("hostile")
    place = work / "haiti"
    shutil.copytree(ROOT / "src/tregua/places/library/haiti", place)
    territories = place / "territories.yaml"
    text = territories.read_text(encoding="utf-8")
    assert "title: Delmas\n" in text
    territories.write_text(text.replace("title: Delmas\n", f"title: '{TERRITORY}'\n"), encoding="utf-8")
    whole = place / "place.yaml"  # pages show regions, and nothing finer
    text, known = whole.read_text(encoding="utf-8"), "capital: Port-au-Prince area\n"
    assert known in text
    whole.write_text(text.replace(known, f"capital: '{TERRITORY}'\n"), encoding="utf-8")
    evidence = place / "evidence.csv"
    text = evidence.read_text(encoding="utf-8")
    known = "about 2.9 per cent of those held, as a yearly rate"
    assert known in text
    evidence.write_text(text.replace(known, NOTE), encoding="utf-8")
    (work / "hostile.yaml").write_text(SCENARIO, encoding="utf-8")
    (work / "assume.yaml").write_text("crowding_mortality: {fixed: 0}\n", encoding="utf-8")
    scenarios = ["haiti/no-mission", "haiti/offer-6000", "hostile.yaml"]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tregua", "compare", str(place), *scenarios),
            *("--assume", "assume.yaml", "--members", "8", "--out", str(work / "out")),
        ],
        cwd=work,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    page, result = (next((work / "out").glob(f"*.{kind}")) for kind in ("html", "npz"))
    return Report(page, result)


@dataclass
class Opened:
    """A page, and what it did that it should not."""

    page: object
    requests: list[str]
    trouble: list[str]


@pytest.fixture
def open_page(chromium, report):
    """Return a function that opens the report from disk, with the network off."""
    contexts = []

    def opener(width: int = 1280, height: int = 900, path: Path = report.page, **how) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, offline=True, **how
        )
        contexts.append(context)
        page = context.new_page()
        opened = Opened(page, [], [])
        page.on("request", lambda r: opened.requests.append(r.url))
        page.on("console", lambda m: opened.trouble.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: opened.trouble.append(f"error: {e}"))
        page.on("dialog", lambda d: (opened.trouble.append(f"dialog: {d.message}"), d.dismiss()))
        page.goto(path.as_uri())
        page.evaluate(UNFOLD)
        page.wait_for_selector(DRAWN)
        return opened

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def shared(chromium, report):
    """Return one open page for tests that only read it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(report.page.as_uri())
    page.evaluate(UNFOLD)
    page.wait_for_selector(DRAWN)
    yield page
    context.close()


@pytest.fixture(scope="session")
def result(report):
    """Return the run's result."""
    from tregua import load

    return load(report.result)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe, which looks for faults of accessibility."""
    if not AXE.is_file():
        missing("axe: cd frontend && npm ci")
    return AXE.read_text(encoding="utf-8")
