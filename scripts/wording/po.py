"""Read and write catalogues: .po for people, .mo for gettext. Nothing in them depends on day or machine.

The format is that of the GNU gettext manual, chapter "The Format of PO Files"; entries have no line numbers
and no dates, so that a catalogue changes only where its words do.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ht": "nplurals=2; plural=(n != 1);",
}
Key = tuple[str, str]  # a message and its plural, "" where it has none


@dataclass
class Entry:
    """One message and what it is in a language; `strings` has one for each form of the plural."""

    one: str
    many: str = ""
    strings: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)  # of the extractor: group and place
    notes: list[str] = field(default_factory=list)  # of the translator
    fuzzy: bool = False
    obsolete: bool = False

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return self.one, self.many

    @property
    def done(self) -> bool:
        """Whether it is translated, and not in doubt."""
        return bool(self.strings) and all(self.strings) and not self.fuzzy


def header(lang: str | None) -> str:
    """Return the header of a catalogue, or of the template."""
    lines = ["Project-Id-Version: tregua"]
    if lang is not None:
        lines += [
            f"Language: {lang}",
            f"Plural-Forms: {PLURALS[lang]}",
            "X-Review: draft, no native speaker yet",
        ]
    lines += [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    for sign, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(sign, escaped)
    return f'"{text}"'


def _lines(entry: Entry) -> list[str]:
    mark = "#~ " if entry.obsolete else ""
    out = [f"# {note}" for note in entry.notes]
    out += [] if entry.obsolete else [f"#. {comment}" for comment in entry.comments]
    out += ["#, fuzzy"] if entry.fuzzy else []
    out.append(f"{mark}msgid {_quoted(entry.one)}")
    if not entry.many:
        return [*out, f"{mark}msgstr {_quoted((entry.strings or [''])[0])}"]
    out.append(f"{mark}msgid_plural {_quoted(entry.many)}")
    strings = [*entry.strings, "", ""][: max(2, len(entry.strings))]
    return out + [f"{mark}msgstr[{k}] {_quoted(text)}" for k, text in enumerate(strings)]


def written(entries: Iterable[Entry], lang: str | None) -> str:
    """Return a catalogue as text: live entries in their order, then those no longer used, by their words."""
    entries = list(entries)
    live = [e for e in entries if not e.obsolete]
    gone = sorted((e for e in entries if e.obsolete), key=lambda e: e.key)
    head = ['msgid ""', 'msgstr ""', *(f"{_quoted(line)}" for line in header(lang).splitlines(keepends=True))]
    return "\n\n".join("\n".join(part) for part in [head, *map(_lines, [*live, *gone])]) + "\n"


def read(text: str, name: str = "") -> list[Entry]:
    """Read a catalogue; its header is left out.

    Raises
    ------
    ValueError
        If a line is not understood: its number is told.
    """
    out: list[Entry] = []
    entry, last = Entry(""), ""

    def close() -> None:
        nonlocal entry, last
        if last and entry.one:
            out.append(entry)
        entry, last = Entry(""), ""

    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        gone = line.startswith("#~")
        if gone:
            line = line[2:].strip()
        if not line:
            close()
            continue
        if line.startswith("#"):
            if last:
                close()
            if line.startswith("#,"):
                entry.fuzzy = "fuzzy" in line
            elif line.startswith("#."):
                entry.comments.append(line[2:].strip())
            elif line.startswith("# ") or line == "#":
                entry.notes.append(line[2:])
            continue
        word, quote, rest = line.partition('"')
        word = word.strip()
        try:
            value = ast.literal_eval(quote + rest)
            if word == "msgid":
                if last.startswith("msgstr"):
                    close()
                entry.one, entry.obsolete = value, gone
            elif word == "msgid_plural":
                entry.many = value
            elif word.startswith("msgstr"):
                entry.strings.append(value)
            elif word == "" and last == "msgid":
                entry.one += value
            elif word == "" and last == "msgid_plural":
                entry.many += value
            elif word == "" and last.startswith("msgstr"):
                entry.strings[-1] += value
            else:
                raise ValueError(word)
        except (ValueError, SyntaxError) as error:
            raise ValueError(f"{name}, line {number}: not understood: {line[:80]}") from error
        last = word or last
    close()
    return out


def compiled(entries: Iterable[Entry], lang: str) -> bytes:
    """Return a catalogue as gettext reads it: what is translated and not in doubt, sorted by its words."""
    found: dict[bytes, bytes] = {b"": header(lang).encode()}
    for e in entries:
        if e.done and not e.obsolete:
            key = f"{e.one}\0{e.many}" if e.many else e.one
            found[key.encode()] = "\0".join(e.strings).encode()
    return _mo(found)


def _mo(found: Mapping[bytes, bytes]) -> bytes:
    keys = sorted(found)
    start = 7 * 4 + 16 * len(keys)
    tables: list[tuple[int, int]] = []
    data = b""
    for words in (keys, [found[k] for k in keys]):
        for text in words:
            tables.append((len(text), start + len(data)))
            data += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + b"".join(struct.pack("<2I", *pair) for pair in tables) + data
