"""What cannot honestly be modelled: one list, the same wherever it is printed."""

from pathlib import Path

import pytest

from tregua.i18n import LANGUAGES, speaking
from tregua.report import not_modelled

DOCS = Path(__file__).resolve().parents[2] / "docs"
# what the audit of version 0.1 asked to have said
ASKED = (
    "Sexual violence", "Torture", "mission troops", "Elections", "Support for mass arrest", "odds",
    "commune", "release", "Precedent", "Neighbouring",
)  # fmt: skip


def test_the_list_names_all_that_was_asked_for():
    with speaking("en"):
        names = [one.what for one in not_modelled.entries()]
    assert len(set(names)) == len(names)
    assert [word for word in ASKED if not any(word in name for name in names)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_recorded_is_said_with_each_entry(lang):
    with speaking(lang):
        entries, told = not_modelled.entries(), not_modelled.listed()
    assert [what for what, _text in told] == [one.what for one in entries]
    for one, (_what, text) in zip(entries, told, strict=True):
        assert text.startswith(one.why)
        assert one.recorded in text
        assert (text == one.why) == (not one.recorded)


@pytest.mark.skipif(not DOCS.is_dir(), reason="without the documentation")
def test_the_page_of_the_documentation_holds_the_whole_list(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    import generate

    with speaking("en"):
        page = generate.not_modelled()
        for one in not_modelled.entries():
            assert f"| {one.what} | {one.why} | {one.recorded or ' '} |" in page
