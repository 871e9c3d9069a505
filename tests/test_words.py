"""The catalogues: made from the sources, whole where readers need them, and compiled to what is shipped."""

import gettext
import io
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from wording import po, steps  # noqa: E402
from wording.po import Entry  # noqa: E402
from wording.sources import GROUPS, Message, messages  # noqa: E402


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TREGUA_LANG", "en")
        yield steps.template()


def test_the_template_is_what_the_sources_say(template):
    assert steps.TEMPLATE.read_text(encoding="utf-8") == template, "run scripts/words update"


@pytest.mark.parametrize("lang", steps.LANGUAGES)
def test_no_catalogue_lacks_a_word_that_readers_meet(lang, template):
    assert list(steps.faults(lang, po.read(template))) == []


@pytest.mark.parametrize("lang", steps.LANGUAGES)
def test_what_is_shipped_is_what_the_catalogue_compiles_to(lang):
    path = steps.catalogue(lang)
    entries = steps.read(path)
    assert path.with_suffix(".mo").read_bytes() == po.compiled(entries, lang), "run scripts/words compile"
    assert path.read_text(encoding="utf-8") == po.written(entries, lang), "run scripts/words update"
    shipped = gettext.GNUTranslations(io.BytesIO(path.with_suffix(".mo").read_bytes()))
    done = [e for e in entries if e.done and not e.obsolete]
    assert done
    for e in done:
        assert (
            shipped.ngettext(e.one, e.many, 1) == e.strings[0]
            if e.many
            else shipped.gettext(e.one) == e.strings[0]
        )
        assert not e.many or shipped.ngettext(e.one, e.many, 7) == e.strings[1]


def test_nothing_in_a_catalogue_depends_on_day_or_line(template):
    assert "POT-Creation-Date" not in template and "#:" not in template
    said = [e.comments[0].partition(":")[0] for e in po.read(template)]
    assert said == sorted(said, key=GROUPS.index)


def fault(one, *strings, many="", group="report", fuzzy=False):
    wanted = [Entry(one, many, comments=[f"{group}: x.py"])]
    entry = Entry(one, many, list(strings), [f"{group}: x.py"], fuzzy=fuzzy)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "read", lambda _path: [entry])
        return [text.partition(": ")[2] for text in steps.faults("fr", wanted)]


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (fault("{n} days", "{n} jours"), ""),
        (fault("{n} days"), "missing"),
        (fault("{n} days", group="rest"), ""),
        (fault("{n} days", "{n} jours", fuzzy=True), "in doubt (fuzzy)"),
        (fault("{n} days", "jours"), "a placeholder is missing: n:"),
        (fault("{n} days", "{m} jours", group="rest"), "a placeholder that the message has not: m:"),
        (fault("{n} days", "{n jours"), "brackets that do not match"),
        (fault("{x:.1f} MB", "{x} Mo"), "a placeholder that the message has not: x:"),
        (fault(" and ", "et"), "begins with a space where the message does not"),
        (fault("{n} day", "un jour", "{n} jours", many="{n} days"), ""),
        (fault("{n} day", "{n} jour", "jours", many="{n} days"), "a placeholder is missing: n:"),
        (fault("{n} day", "{n} jour", many="{n} days"), "two forms are wanted"),
    ],
)
def test_a_faulty_entry_is_found(faulty, said):
    assert faulty == [] if not said else any(text.startswith(said) for text in faulty), faulty


@pytest.mark.parametrize("group", steps.NEEDED)
def test_the_checks_fail_where_one_word_is_taken_out(group, template, monkeypatch):
    entries = steps.read(steps.catalogue("ht"))
    gone = next(e for e in entries if e.comments and e.comments[0].startswith(f"{group}:"))
    gone.strings = [""] * len(gone.strings)
    monkeypatch.setattr(steps, "read", lambda _path: entries)
    assert list(steps.faults("ht", po.read(template))) == [f"ht, {group}: missing: {gone.one[:70]!r}"]


def test_the_order_of_files_on_a_disk_does_not_matter(template, monkeypatch):
    listed = Path.rglob
    monkeypatch.setattr(Path, "rglob", lambda self, pattern: reversed(list(listed(self, pattern))))
    assert steps.template() == template


def test_a_catalogue_survives_being_read_and_written():
    entries = [
        Entry('say "so"\n\tand \\', "", ["di « ça »"], ["report: a.py"], ["a note"]),
        Entry("{n} day", "{n} days", ["un jour", "{n} jours"], ["rest: b.py"], fuzzy=True),
        Entry("gone", "", ["parti"], obsolete=True),
    ]
    text = po.written(entries, "fr")
    read = po.read(text)
    assert [(e.one, e.many, e.strings, e.notes, e.fuzzy, e.obsolete) for e in read] == [
        (e.one, e.many, e.strings, e.notes, e.fuzzy, e.obsolete) for e in entries
    ]
    assert po.written(read, "fr") == text
    with pytest.raises(ValueError, match=r"fr\.po, line 2: not understood"):
        po.read('msgid "a"\nmsgstr b', "fr.po")


def test_update_keeps_what_is_translated_and_what_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "HOME", tmp_path)
    monkeypatch.setattr(steps, "TEMPLATE", tmp_path / "tregua.pot")
    now = ["old", "kept"]
    monkeypatch.setattr(
        steps, "messages", lambda _root: [Message(text, "", "report", "a.py") for text in now]
    )
    steps.update()
    path = steps.catalogue("es")
    path.write_text(path.read_text().replace('"old"\nmsgstr ""', '"old"\nmsgstr "viejo"'))
    now[:] = ["kept", "new"]
    steps.update()
    assert '#~ msgid "old"\n#~ msgstr "viejo"' in path.read_text()
    now[:] = ["old"]
    steps.update()
    assert [(e.one, e.strings) for e in steps.read(path)] == [("old", ["viejo"])]
    assert po.compiled(steps.read(path), "es") == path.with_suffix(".mo").read_bytes()


def test_messages_are_grouped_by_where_they_stand(tmp_path):
    found = {m.one: m for m in messages(ROOT / "src" / "tregua")}
    assert found["Held arbitrarily"].group in ("report", "page")  # both say it
    assert found["the same bytes"].group == "headline"
    assert found["Where these figures come from"].at.endswith(".j2")
    assert found["share of members under 18"].group == "schema"
    assert found["No mission"].group == "schema"
    assert found["interrupted"].group == "headline"
    assert found["no scenario of that name"].group == "rest"
    assert "Delmas" not in found and "MS-13" not in found  # names are the same in every language
    assert any(m.one.startswith("Compare scenarios side by side") for m in found.values())
