"""The steps of `scripts/words`: extract, update, check, compile, count."""

from __future__ import annotations

import os
import string
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wording import po
from wording.po import Entry
from wording.sources import GROUPS, Message, messages

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "src" / "tregua" / "i18n"
TEMPLATE = HOME / "tregua.pot"
LANGUAGES = ("es", "fr", "ht")
# Where a missing word fails the checks; elsewhere English shows.
NO_BREAK = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
NEEDED = ("page", "report", "headline", "schema")


def catalogue(lang: str) -> Path:
    """Return the file that a translator of a language edits."""
    return HOME / lang / "LC_MESSAGES" / "tregua.po"


def entries_of(found: Iterable[Message]) -> list[Entry]:
    """Return untranslated entries, with the group and the file of each as its comment."""
    return [Entry(m.one, m.many, comments=[f"{m.group}: {m.at}"]) for m in found]


def template() -> str:
    """Return the template, as the sources have it now."""
    os.environ["TREGUA_LANG"] = "en"  # the help of commands is read as it was written
    return po.written(entries_of(messages(ROOT / "src" / "tregua")), None)


def read(path: Path) -> list[Entry]:
    """Read a catalogue; nothing where there is none yet."""
    return po.read(path.read_text(encoding="utf-8"), path.name) if path.is_file() else []


def extract() -> int:
    """Write the template."""
    TEMPLATE.write_text(template(), encoding="utf-8")
    return 0


def update() -> int:
    """Write the template and bring each catalogue up to it; what is no longer used is kept apart."""
    extract()
    wanted = read(TEMPLATE)
    for lang in LANGUAGES:
        path = catalogue(lang)
        known = {e.key: e for e in read(path)}
        live = {e.key for e in wanted}
        merged = []
        for e in wanted:
            old = known.get(e.key)
            strings, notes, fuzzy = (old.strings, old.notes, old.fuzzy) if old else ([], [], False)
            merged.append(Entry(e.one, e.many, strings, e.comments, notes, fuzzy))
        gone = [e for key, e in known.items() if key not in live and any(e.strings)]
        for e in gone:
            e.obsolete = True
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(po.written([*merged, *gone], lang), encoding="utf-8")
    return compile_()


def compile_() -> int:
    """Write what gettext reads from each catalogue."""
    for lang in LANGUAGES:
        catalogue(lang).with_suffix(".mo").write_bytes(po.compiled(read(catalogue(lang)), lang))
    return 0


def fields(text: str) -> set[str] | None:
    """Return the placeholders of a text, with their formats; None where its brackets do not match."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return None
    return {f"{name}:{spec}!{kind}" for _before, name, spec, kind in parsed if name is not None}


def broken(e: Entry) -> Iterator[str]:
    """Say what is wrong in the strings of an entry."""
    texts = [e.one, e.many] if e.many else [e.one]
    wanted = [fields(text) for text in texts]
    if None in wanted:  # braces that are no placeholders: they must all be there
        wanted = [set()]
    everything = set().union(*(w or set() for w in wanted))
    for k, text in enumerate(e.strings):
        if not text:
            continue
        own = fields(text) if None not in [fields(t) for t in texts] else set()
        if own is None:
            yield "brackets that do not match"
        elif not own <= everything:
            yield f"a placeholder that the message has not: {', '.join(sorted(own - everything))}"
        elif (not e.many or k) and own != everything:  # the singular may do without its number
            yield f"a placeholder is missing: {', '.join(sorted(everything - own))}"
        first = e.one
        for side, cut in (("begins", 0), ("ends", -1)):
            # French has a no-break space before some marks
            if first[cut].isspace() != text[cut].isspace() and text[cut] not in NO_BREAK:
                yield f"{side} with a space where the message does not, or the other way round"
    if e.many and any(e.strings) and len(e.strings) != 2:
        yield "two forms are wanted, msgstr[0] and msgstr[1]"


def faults(lang: str, wanted: Sequence[Entry]) -> Iterator[str]:
    """Say what is wrong in a catalogue: a line a fault."""
    found = {e.key: e for e in read(catalogue(lang)) if not e.obsolete}
    for e in wanted:
        own, group = found.pop(e.key, None), e.comments[0].partition(":")[0]
        if own is None:
            yield f"{lang}: not in the catalogue (scripts/words update): {e.one[:70]!r}"
            continue
        for text in broken(own):
            yield f"{lang}, {group}: {text}: {e.one[:70]!r}"
        if group in NEEDED and not own.done:
            yield f"{lang}, {group}: {'in doubt (fuzzy)' if own.fuzzy else 'missing'}: {e.one[:70]!r}"
    for key in found:
        yield f"{lang}: no longer in the sources (scripts/words update): {key[0][:70]!r}"


def check() -> int:
    """Fail on a template out of date, on faults in a catalogue, and on a .mo that is not its own."""
    now = template()
    said = (
        []
        if TEMPLATE.read_text(encoding="utf-8") == now
        else ["tregua.pot is not up to date: scripts/words update"]
    )
    wanted = po.read(now)
    for lang in LANGUAGES:
        said += faults(lang, wanted)
        if catalogue(lang).with_suffix(".mo").read_bytes() != po.compiled(read(catalogue(lang)), lang):
            said.append(f"{lang}: tregua.mo is not what tregua.po compiles to: scripts/words compile")
    for line in said:
        print(line)
    return 1 if said else 0


def count() -> int:
    """Print how many entries each group has, and how many each language has of them."""
    total = Counter(e.comments[0].partition(":")[0] for e in read(TEMPLATE))
    print("group   ", "entries", *(f"{lang:>6}" for lang in LANGUAGES))
    done = {
        lang: Counter(
            e.comments[0].partition(":")[0] for e in read(catalogue(lang)) if e.done and not e.obsolete
        )
        for lang in LANGUAGES
    }
    for group in GROUPS:
        print(f"{group:<8} {total[group]:>7}", *(f"{done[lang][group]:>6}" for lang in LANGUAGES))
    return 0


def main(words: Sequence[str]) -> int:
    """Run the step that is named."""
    steps = {"extract": extract, "update": update, "check": check, "compile": compile_, "count": count}
    if len(words) != 1 or words[0] not in steps:
        print(f"scripts/words {'|'.join(steps)}", file=sys.stderr)
        return 2
    return steps[words[0]]()
