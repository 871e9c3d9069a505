"""Commands, options, names, keywords and keys of version 0.1 still work."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

import tregua

from . import surface
from .promise import RENAMED, RETIRED

RECORD = Path(__file__).parent.parent / "fixtures" / "0.1"
THEN: dict[str, list[str]] = json.loads((RECORD / "surface.json").read_text(encoding="utf-8"))


def missing(section: str, now: set[str]) -> list[str]:
    """Return what is gone and was neither renamed nor retired, or whose new name is not there either."""
    out = []
    for entry in THEN[section]:
        new = RENAMED.get(f"{section}: {entry}")
        if new is not None and new not in now:
            out.append(f"{entry}: renamed to {new}, which is not there")
        elif new is None and entry not in now and f"{section}: {entry}" not in RETIRED:
            out.append(entry)
    return out


@pytest.mark.parametrize("section", list(surface.SECTIONS))
def test_all_that_was_there_is_there(section):
    assert missing(section, set(surface.SECTIONS[section]())) == []


@pytest.mark.slow
def test_commands_print_the_keys_that_they_printed():
    assert missing("json", set(surface.printed(RECORD / "harbour", RECORD / "scenario.yaml"))) == []


def test_the_record_is_of_every_section():
    assert set(THEN) == {*surface.SECTIONS, "json"}
    assert all(THEN.values())


def test_what_moved_was_there():
    known = {f"{section}: {entry}" for section, entries in THEN.items() for entry in entries}
    assert known >= {*RENAMED, *RETIRED}
    assert not set(RENAMED) & RETIRED


def test_what_is_gone_is_found():
    assert missing("commands", set(THEN["commands"]) - {"run"}) == ["run"]
    assert missing("yaml", set(THEN["yaml"]) - {"place.run"}) == ["place.run"]


# -- a renamed word works, and names the new one


def faults(section: str, old: str, new: str) -> str:
    """Try the old name of something; return what is wrong with how it works, or nothing."""
    if section == "options":
        words, _, option = old.rpartition(" ")
        option, chosen, choice = option.partition("=")
        _status, out, err = surface.call(*words.split(), option, *([choice] if chosen else []))
        if "Unknown option" in err:
            return f"{old} is unknown"
        return "" if new.rpartition(" ")[2].partition("=")[0] in out + err else f"{old} does not name {new}"
    if section == "commands":
        # an option that no command has: the command is looked up, and does not run
        _status, out, err = surface.call(*old.split(), "--no-such-option")
        if "Unknown command" in err:
            return f"{old} is unknown"
        return "" if new in out + err else f"{old} does not name {new}"
    assert section == "python" and "(" not in old, "write a test of its own for this entry"
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            getattr(tregua, old)
        except AttributeError as error:
            return str(error)
    return "" if any(new in str(each.message) for each in said) else f"{old} does not name {new}"


def test_a_renamed_word_works_and_names_the_new_one():
    found = []
    for entry, new in RENAMED.items():
        section, _, old = entry.partition(": ")
        if section in ("options", "commands") or (section == "python" and "(" not in old):
            found.append(faults(section, old, new))
    assert [text for text in found if text] == []


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [
        ("options", "places --nonsense", "places --json"),
        ("commands", "nonsense", "places"),
        ("commands", "runs", "studies"),  # works, but names no new one
        ("python", "nonsense", "load"),
        ("python", "load", "read"),  # works, but names no new one
    ],
)
def test_a_name_that_does_not_work_is_found(section, old, new):
    assert faults(section, old, new)
