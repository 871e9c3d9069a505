"""The report in four languages: its words, its numbers and dates, and nothing left in English."""

import io
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

import tregua
from tregua import i18n
from tregua.i18n import LANGUAGES, LOCALES, speaking
from tregua.report import headline_table
from tregua.report.html import render

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from wording import steps

# What is no word: names of places, codes, units by their symbols, identifiers, hashes, the month of a date.
NAMES = {"Ayiti", "Haiti", "USD", "Tregua"}
LINES = {"prisons at home"}  # the second line of a title that a scenario of the test has in English
OPEN, CLOSE = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"


@pytest.fixture(scope="module")
def haiti():
    return tregua.load_place("haiti")


def ran(place):
    names = ("haiti/no-mission", "haiti/offer-6000")
    return tregua.run([tregua.load_scenario(name, place) for name in names], place, members=2)


@pytest.fixture(scope="module")
def told(haiti):
    return ran(haiti)


class Marked:
    """A catalogue that puts each message it knows between marks."""

    def __init__(self):
        entries = steps.read(steps.TEMPLATE)
        self.known = {e.one for e in entries} | {e.many for e in entries}

    def gettext(self, text):
        return f"{OPEN}{text}{CLOSE}" if text in self.known else text

    def ngettext(self, one, many, n):
        return self.gettext(one if n == 1 else many)


@pytest.fixture
def marked(monkeypatch):
    """Make every language one in which each known message stands between marks."""
    catalogue = Marked()
    monkeypatch.setattr(i18n, "_catalogue", lambda _lang: catalogue)


class Words(HTMLParser):
    """All that a page says: (element, text), what is marked as English or is code left out."""

    def __init__(self):
        super().__init__()
        self.open, self.said = [], []

    def handle_starttag(self, tag, attrs):
        if tag in ("meta", "br", "img", "link", "hr"):
            return
        given = dict(attrs)
        self.open.append((tag, given.get("lang"), given.get("class")))
        self.said += [(tag, given[key]) for key in ("aria-label", "data-label", "title") if given.get(key)]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        hidden = any(
            tag in ("script", "style", "pre") or lang == "en" or kind in ("code", "provenance")
            for tag, lang, kind in self.open
        )
        if not hidden:
            self.said.append((self.open[-1][0] if self.open else "", data))


def outside(text):
    """Return what of a text stands outside the marks."""
    left, depth = "", 0
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        left += sign if depth == 0 and sign != CLOSE else ""
    return left


def english(texts, names):
    """Return the words, outside the marks, that are neither names nor months."""
    months = set(i18n.numbers.MONTHS["ht"].split()) | {"premye"}
    found = []
    for tag, text in texts:
        left = outside(text)
        for name in sorted(names, key=len, reverse=True):
            left = left.replace(name, "")
        words = [word for word in re.findall(r"[^\W\d_]{2,}", left) if word not in months]
        found += [(tag, left.strip())] if words else []
    return found


def names_of(place):
    # Not the text itself: str() would look it up.
    titles = [i18n.translated(t.title) for t in place.territories.values()]
    # lines that a picture breaks a title into are names too
    return NAMES | LINES | {title for title in titles if OPEN not in title}


def test_nothing_on_the_page_is_left_in_english(told, haiti, marked):
    with speaking("ht"):
        page = render(told, place=haiti)
        # titles of series stand in four languages in the register of the place, not in the catalogue
        names = names_of(haiti) | {str(series.title) for series in haiti.series.values()}
    with speaking("en"):
        titles = {str(series.title) for series in haiti.series.values()}
    words = Words()
    words.feed(page)
    assert len(words.said) > 2000
    assert not [text for _tag, text in words.said if text in titles - names]
    assert english(words.said, names) == []
    assert 'lang="en"' in page  # sources and who disagrees


def test_nothing_that_the_pictures_say_is_left_in_english(told, haiti, marked):
    with speaking("ht"):
        payload = json.loads(
            re.search(r'id="tregua-data">(.*?)</script>', render(told, place=haiti), re.S)[1]
        )
        names = names_of(haiti)

    def walk(value, key):
        if isinstance(value, dict):
            for name, part in value.items():
                yield from walk(part, name)
        elif isinstance(value, list):
            for part in value:
                yield from walk(part, key)
        elif isinstance(value, str):
            yield key, value

    shown = {
        "title",
        "caption",
        "unit",
        "label",
        "group",
        "better",
        "mark",
        "stamps",
        "rights",
        "sentence",
        "what",
    }
    shown |= {"period", "place", "region", "name", "short", "panel"}
    texts = [(key, text) for key, text in walk(payload, "") if key in shown]
    texts += payload["words"].items()
    assert len(texts) > 300
    assert english(texts, names) == []


def test_nothing_in_the_terminal_is_left_in_english(told, haiti, marked):
    with speaking("ht"):
        table = headline_table(told, place=haiti)
        notes = [("note", text) for text in table._notes()]
        head = [("title", text) for columns in [table_columns(told)] for text in columns]
    assert notes and head
    assert english(notes + head, NAMES) == []


def table_columns(ds):
    from tregua.report.terminal_table import _columns

    return [text for column in _columns(ds).values() for text in column.title]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_which_language_it_is_in(lang, told, haiti):
    with speaking(lang):
        page = render(told, place=haiti)
        title = i18n.gettext_("The answer, as far as the model goes")
        assert (i18n.draft_notice() in page) if lang != "en" else "Draft translation" not in page
    assert f'<html lang="{lang}"' in page
    assert f'"locale":"{LOCALES[lang]}"' in page
    assert title in page and (lang == "en") == (title == "The answer, as far as the model goes")
    dated = {"en": "10 March 2024", "es": "10 de marzo de 2024", "fr": "10 mars 2024", "ht": "10 mas 2024"}
    assert dated[lang] in page
    words = Words()  # without sources, which stay in English
    words.feed(page)
    said = " ".join(text for _tag, text in words.said)
    assert all(other not in said for other in set(dated.values()) - {dated[lang]})


def test_numbers_are_printed_as_the_language_does(told):
    def printed(lang):
        with speaking(lang):
            console = Console(width=100, record=True, file=io.StringIO())
            console.print(headline_table(told, 100))
            return console.export_text()

    assert "Haïti" in printed("fr") and "Ayiti" in printed("ht")
    assert re.search(r"\d,\d{3}", printed("en")) and re.search(r"\d,\d{3}", printed("es"))
    for lang in ("fr", "ht"):
        assert re.search("\\d\N{NARROW NO-BREAK SPACE}\\d{3}", printed(lang))
        assert not re.search(r"\d,\d{3}", printed(lang))


def test_a_result_is_the_same_in_every_language(told, haiti):
    with speaking("es"):
        again = ran(haiti)
    assert again.identical(told)


def test_what_a_policy_does_is_told_in_the_language_of_the_reader(told, haiti):
    from tregua.report.translated_scenarios import scenarios

    with speaking("fr"):
        known = scenarios(told, haiti)
        said = known["haiti/offer-6000"].sentences()
        page = render(told, place=haiti)
    assert set(known) == {"haiti/no-mission", "haiti/offer-6000"}
    assert said != json.loads(told.attrs["sentences"])["haiti/offer-6000"]
    assert said[0] in page.replace("&#39;", "'")
    with speaking("en"):
        assert scenarios(told, haiti) == {}


def test_what_cannot_be_told_again_stays_as_it_was(told, haiti):
    from tregua.report.translated_scenarios import scenarios

    other = told.copy()
    manifest = json.loads(told.attrs["manifest"])
    manifest["scenarios"][0]["hash"] = "sha256:of-another-version"
    manifest["scenarios"][1]["interventions"] = {"own": {"python": "mine.Curfew"}}
    other.attrs = {**told.attrs, "manifest": json.dumps(manifest)}
    with speaking("fr"):
        assert scenarios(other, haiti) == {} == scenarios(told, None)


def test_a_saved_prior_is_put_into_words_again():
    from tregua.report.assumptions_text import prior

    saved = "official: log-normal, median 0.3, sigma 0.5; ngo: fixed at 1e+06"
    assert prior(saved) == "official: log-normal, median 0.3, sigma 0.5; NGO: fixed at 1,000,000"
    with speaking("fr"):
        assert "0,3" in prior(saved) and "median" not in prior(saved)
        assert prior("words of the user's own") == "words of the user's own"
