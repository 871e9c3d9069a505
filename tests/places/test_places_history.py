"""Kinds of entry in a history: what each needs, and how declarations are read."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from tregua.i18n import LANGUAGES
from tregua.places import check_place, list_places, load_place
from tregua.places.history import KINDS, Event, declarations
from tregua.places.schema import json_schema

LIBRARY = list_places()
SOUND = Path(__file__).parents[1] / "broken_files" / "sound"

DECLARED = {
    "date": "2024-03-03", "kind": "declaration", "title": "Emergency", "law": "Decree of 3 March",
    "territories": ["all"], "until": "2024-03-06",
}  # fmt: skip
WHOLE = {
    "declaration": DECLARED,
    "renewal": {"renews": "2024-03-03", "count": 4, "until": "2024-07-03"},
    "coalition": {},
    "mission_strength": {
        "mission": "mss", "contingent": "Kenya", "soldiers": 0, "police": 400, "power_to_arrest": True,
    },
    "mandate": {"mission": "gsf", "ceiling": 5550, "until": "2026-10-02"},
    "operation": {"means": "siege", "soldiers": 8500, "police": 1500, "arrests": 1342},
    "election": {"outcome": "postponed", "moved_to": "2026-12-13"},
    "regime": {"level": 1.0},
}  # fmt: skip


def event(**given):
    return TypeAdapter(Event).validate_python({"date": "2024-03-05", "title": "T", **given})


@pytest.mark.parametrize("kind", WHOLE)
def test_each_kind_takes_its_keys(kind):
    assert event(kind=kind, **{k: v for k, v in WHOLE[kind].items() if k not in ("date", "kind", "title")})


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("declaration", "law"), ("declaration", "territories"), ("renewal", "renews"), ("operation", "means"),
        ("mission_strength", "mission"), ("mission_strength", "contingent"), ("mission_strength", "soldiers"),
        ("mission_strength", "police"), ("mandate", "mission"), ("regime", "level"),
    ],
)  # fmt: skip
def test_a_key_that_a_kind_needs(kind, key):
    given = {k: v for k, v in WHOLE[kind].items() if k not in (key, "date", "kind", "title")}
    with pytest.raises(ValidationError, match=key):
        event(kind=kind, **given)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("declaration", {"level": 1.0}), ("declaration", {"arrests": 10}), ("coalition", {"law": "none"}),
        ("mandate", {"soldiers": 10}), ("election", {"outcome": "held", "moved_to": "2026-12-13"}),
        ("renewal", {"renews": "2025-01-01"}), ("renewal", {"renews": "2024-01-01", "count": 0}),
        ("election", {"outcome": "stolen"}), ("declaration", {"enforced": True}),
    ],
)  # fmt: skip
def test_what_a_kind_may_not_say(kind, more):
    given = {k: v for k, v in WHOLE[kind].items() if k not in ("date", "kind", "title")} | more
    with pytest.raises(ValidationError):
        event(kind=kind, **given)


def test_the_schema_asks_for_the_same():
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    schema = jsonschema_rs.validator_for(json.loads(json.dumps(json_schema("history"))))
    for kind, given in WHOLE.items():
        entry = {"date": "2024-03-03", "title": "T", **given, "kind": kind}
        assert schema.is_valid([entry]), kind
        for key in ("law", "renews", "means", "contingent", "level"):
            if key in given:
                assert not schema.is_valid([{k: v for k, v in entry.items() if k != key}]), (kind, key)
    assert not schema.is_valid([{**DECLARED, "level": 1.0}])
    assert not schema.is_valid([{**DECLARED, "enforced": False}])


def test_no_kind_is_left_without_a_rule():
    rules = json_schema("history")["$defs"]["Event"]["allOf"]
    assert [rule["if"]["properties"]["kind"]["const"] for rule in rules] == list(KINDS)


def test_declarations_with_their_renewals():
    history = [
        event(kind="renewal", **WHOLE["renewal"]),
        TypeAdapter(Event).validate_python(DECLARED),
        event(
            kind="renewal", date="2024-07-04", renews="2024-03-03", until="2024-08-04", published="2024-07"
        ),
    ]
    (found,) = declarations(history)
    assert (found.date, found.until, found.renewals) == (date(2024, 3, 3), date(2024, 8, 4), 5)
    assert found.in_force(date(2024, 6, 1)) and not found.in_force(date(2024, 8, 5))
    assert not found.from_regime and found.law == "Decree of 3 March"
    (early,) = declarations(history, as_of=date(2024, 5, 1))
    assert (early.until, early.renewals) == (date(2024, 7, 3), 4)


def test_a_regime_of_0_1_is_read_as_a_declaration_without_its_level():
    history = [
        event(kind="regime", date="2003-07-23", level=0.2, until="2004-08-29"),
        event(kind="regime", date="2004-08-30", level=0.2),
        event(kind="regime", date="2006-01-17", level=0.1),
        event(kind="regime_end", date="2009-06-01"),
    ]
    found = declarations(history)
    ends = [date(2004, 8, 29), date(2006, 1, 17), date(2009, 6, 1)]
    assert [d.until for d in found] == ends
    assert all(d.from_regime and d.territories == ("all",) and not hasattr(d, "level") for d in found)


def test_names_and_days_are_checked_in_the_place(tmp_path):
    folder = Path(shutil.copytree(SOUND, tmp_path / "bayside"))
    wrong = [
        {**DECLARED, "territories": ["harbor"]},
        {"date": "2024-05-01", "kind": "renewal", "title": "R", "renews": "2024-03-04"},
    ]
    (folder / "history.yaml").write_text(yaml.safe_dump(wrong))
    problems = [p for p in check_place(folder) if p.severity == "error"]
    assert [p.where for p in problems] == ["[0].territories[0]", "[1].renews"]
    assert "harbour" in problems[0].hint
    wrong[0]["territories"], wrong[1]["renews"] = ["harbour"], "2024-03-03"
    (folder / "history.yaml").write_text(yaml.safe_dump(wrong))
    assert declarations(load_place(folder).history)[0].territories == ("harbour",)


@pytest.mark.parametrize("name", LIBRARY)
def test_every_title_in_the_library_stands_in_every_language(name):
    for e in load_place(name).history:
        for text in (e.title, e.law, e.contingent):
            assert text is None or set(text.by_language) == set(LANGUAGES), (e.date, text)
        said = list(e.title.by_language.values())
        assert len(set(said)) == len(said) or e.title.startswith("Plan "), (e.date, said)
