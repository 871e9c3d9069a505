"""Take the picture of the explorer for the README: give the address of a running `tregua web`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parents[2] / "docs" / "images" / "explorer.png"
QUESTION = "?lang=en#haiti/offer-6000?a.replacement_share=0.9"

with sync_playwright() as driver:
    browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_context(viewport={"width": 1280, "height": 940}, locale="en-GB").new_page()
    page.goto(sys.argv[1] + QUESTION)
    page.wait_for_selector(".answer-screen[data-stage=exact]", timeout=600_000)
    page.wait_for_timeout(500)
    page.screenshot(path=OUT)
    browser.close()
