import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tregua.i18n import (
    LANGUAGES,
    LOCALES,
    _,
    accepted,
    asked_for,
    in_language,
    language,
    ngettext,
    numbers,
    speaking,
    translated,
)
from tregua.inputs.fields import Text


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", "en"), ("es", "es"), ("fr_FR.UTF-8", "fr"), ("HT", "ht"), ("de", "en"), ("../../etc", "en")],
)
def test_language_comes_from_the_environment(monkeypatch, given, expected):
    monkeypatch.setenv("TREGUA_LANG", given)
    assert language() == expected


def test_what_has_no_translation_is_shown_in_english(monkeypatch):
    monkeypatch.setenv("TREGUA_LANG", "ht")
    assert _("a text nobody has translated") == "a text nobody has translated"
    assert _("") == ""
    assert [ngettext("{n} cat of no one", "{n} cats of no one", n) for n in (1, 2)] == [
        "{n} cat of no one",
        "{n} cats of no one",
    ]


def test_a_block_speaks_its_own_language(monkeypatch):
    monkeypatch.setenv("TREGUA_LANG", "es")
    with speaking("fr-HT") as lang:
        assert lang == language() == "fr"
        with speaking("ht"):
            assert language() == "ht"
        assert language() == "fr"
    assert language() == "es"
    with pytest.raises(ValueError, match="'tlh': expected one of en, es, fr, ht"), speaking("tlh"):
        pass
    assert language() == "es"


def test_each_thread_of_a_pool_speaks_its_own_language():
    def answer(lang):
        with speaking(lang):
            return [numbers.month(date(2024, 4, 1)) for _time in range(200)]

    expected = {"en": "April 2024", "es": "abril de 2024", "fr": "avril 2024", "ht": "avril 2024"}
    with ThreadPoolExecutor(4) as pool:
        for lang, said in zip(LANGUAGES * 10, pool.map(answer, LANGUAGES * 10), strict=True):
            assert set(said) == {expected[lang]}
        with speaking("ht"):
            # a thread does not take over what its maker speaks, unless it is told to
            assert pool.submit(in_language(language)).result() == "ht"
    assert language() == "en"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("ht", "ht"),
        ("fr-HT,fr;q=0.9,en;q=0.8", "fr"),
        ("de-DE, es-419;q=0.7, en;q=0.6", "es"),
        ("en;q=0.3, es;q=0.9", "es"),
        ("es;q=0, *", "en"),
        ("es;q=much, fr;q=0.1", "fr"),
        (";;,,=", "en"),
    ],
)
def test_a_browser_gets_the_language_it_would_rather_have(header, expected):
    assert accepted(header) == expected


def test_a_text_from_a_file_prints_itself_in_the_language_in_use():
    title = Text({"es": "Ciudad", "en": "Town"})
    with speaking("es"):
        assert (str(title), f"{title}", f"{title:>7}", translated(title)) == (
            "Ciudad",
            "Ciudad",
            " Ciudad",
            "Ciudad",
        )
        assert title == "Town" and hash(title) == hash("Town")
    with speaking("fr"):
        assert str(title) == "Town" and type(str(title)) is str
    assert translated("words of the user's own") == "words of the user's own"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_and_dates_are_those_of_the_locale(lang):
    babel = pytest.importorskip("babel.numbers")
    dates = pytest.importorskip("babel.dates")
    locale = LOCALES[lang].replace("-", "_")
    with speaking(lang):
        for value in (0, 7, 1234, 1234.5, 12_345.6, 1_234_567):
            assert numbers.marks(f"{value:,}") == babel.format_decimal(value, locale=locale)
        if lang == "ht":  # no list of the CLDR has its months
            assert numbers.day(date(2024, 6, 2)) == "2 jen 2024"
            return
        for at in (date(2024, month, 2) for month in range(1, 13)):
            assert numbers.day(at) == dates.format_date(at, "long", locale=locale)
            assert numbers.month(at) == dates.format_skeleton("yMMMM", at, locale=locale)


def test_the_first_of_a_month_has_its_own_word():
    said = {}
    for lang in LANGUAGES:
        with speaking(lang):
            said[lang] = numbers.day(date(2024, 6, 1))
    assert said == {
        "en": "1 June 2024",
        "es": "1 de junio de 2024",
        "fr": "1er juin 2024",
        "ht": "premye jen 2024",
    }


def test_the_command_line_names_a_language():
    assert asked_for(["compare", "haiti", "--lang", "fr"]) == "fr"
    assert asked_for(["--lang=ht", "places"]) == "ht"
    assert [asked_for(words) for words in ([], ["--lang"], ["--lang", "de"], ["--", "--lang", "fr"])] == [
        None
    ] * 4


def test_the_command_line_speaks_the_language_that_is_asked_for(capsys):
    from tregua.cli.app import main

    assert main(["places", "--lang", "ht"]) == 0
    assert "Ayiti depi mas 2024" in capsys.readouterr().out
    assert main(["places"]) == 0
    assert "Haiti from March 2024" in capsys.readouterr().out
    assert main(["places", "--lang", "de"]) == 2
    assert language() == "en"


def test_help_is_in_the_language_that_is_asked_for():
    code = "import sys, tregua.__main__ as m; sys.argv[1:] = ['--lang', 'es', '--help']; m.main();"
    code += "from tregua.i18n import language; print(language())"
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TREGUA_LANG": "fr"},
    ).stdout
    assert said.split()[-1] == "es"
