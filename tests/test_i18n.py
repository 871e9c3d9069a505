import pytest

from tregua.i18n import _, language, ngettext


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
