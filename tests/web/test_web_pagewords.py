"""The page holds no words of its own: all come from here, and none lacks or is idle."""

import json
import re
import string
from pathlib import Path

from tregua.i18n import LANGUAGES
from tregua.places import load_place
from tregua.report.viewer_strings import viewer_words
from tregua.scenarios import list_scenarios, load_scenario
from tregua.web.pages.explorer.ui_strings import page_boot, page_words
from tregua.web.sliders import handles

LIST = Path(__file__).parents[2] / "frontend" / "explorer" / "words.json"


def names(text: str) -> set[str]:
    return {name for _text, name, _form, _change in string.Formatter().parse(text) if name}


def test_the_words_are_those_that_the_page_lists():
    own = {key: text for key, text in page_words().items() if key not in viewer_words()}
    assert own == json.loads(LIST.read_text(encoding="utf-8")), "run: python scripts/words.py, in frontend/"


def test_the_page_has_all_words_of_the_viewer_and_gives_none_another_meaning():
    assert {key: page_words()[key] for key in viewer_words()} == viewer_words()


def test_names_that_the_page_fills_in_are_plain():
    for key, text in page_words().items():
        for name in names(text):
            assert name.isidentifier(), key


def test_the_page_starts_with_its_language_and_says_which_are_drafts():
    boot = page_boot("ht", "haiti", "0.1")
    assert [one["id"] for one in boot["languages"]] == list(LANGUAGES)
    assert {one["id"] for one in boot["languages"] if one["draft"]} == {"es", "fr", "ht"}
    assert boot["locale"] == "fr-HT"  # Chromium knows no Haitian Creole
    assert boot["words"]["nav_trust"]


def test_every_unit_of_a_control_has_words():
    units = set()
    for name in ("haiti", "el_salvador"):
        place = load_place(name)
        for one in list_scenarios(name):
            units |= {handle.unit for handle in handles(load_scenario(one, place))}
    assert len(units) > 5
    for unit in units - {"share"}:  # a share says per cent
        assert "u_" + re.sub(r"[^a-z0-9]+", "_", unit.lower()) in page_words(), unit
