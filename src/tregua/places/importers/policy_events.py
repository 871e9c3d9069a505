"""Rows of a table that say what was done on a day: a declaration, an operation, a mission, a pact.

A row says what it is by a column `kind`, or by the words of its note; what it does not say is left open, and
asked. Nothing is guessed of force, arrests and holding: they are read where the row states them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tregua.errors import Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.cell_values import fold, is_missing, parse_number, parse_period
from tregua.places.history import KINDS
from tregua.places.importers import event_words as words

GRADES = {"high": "B", "medium": "C", "low": "D", "A": "A", "B": "B", "C": "C", "D": "D"}
ROW_KINDS = (*KINDS, "deployment", "prison", "end")
_COUNTS = ("arrests", "killed", "soldiers", "police", "places", "escaped")
_MEANS = ("raid", "sweep", "siege", "patrols", "drones")


@dataclass(frozen=True, slots=True)
class PolicyEvent:
    """What one row says was done.

    Attributes
    ----------
    file, line
        Where the row stands.
    date, until
        First day and last day; None where the row gives one day only.
    published
        First publication; None where unknown.
    place, text
        Place as written, and the words of the row.
    kind
        Kind of history.yaml, or deployment, prison, end; "" where the row does not say.
    figures
        People, by what the row says of them: arrests, killed, soldiers, police, places, released, escaped.
    suspends
        Share of due process suspended; None where the row does not say.
    prisons_only
        Whether a declaration holds in prisons only.
    means, mission, law, territories
        As the row says; "" or none where it does not.
    source, url, grade
        Who says so.
    """

    file: str
    line: int
    date: date
    until: date | None
    published: date | None
    place: str
    text: str
    kind: str
    figures: Mapping[str, float] = field(default_factory=dict)
    suspends: float | None = None
    prisons_only: bool = False
    emergency: bool = False
    means: str = ""
    mission: str = ""
    law: str = ""
    territories: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    grade: str = ""

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What the row leaves open: its kind, or the share of due process that an emergency suspends."""
        if not self.kind:
            return ("kind",)
        open_share = self.kind == "declaration" and self.emergency and self.suspends is None
        return ("suspends",) if open_share and not self.prisons_only else ()


def event_columns(headers: Mapping[str, int], roles: Mapping[str, int]) -> dict[str, int]:
    """Return the columns that say more of an event than its text, by what they say.

    Parameters
    ----------
    headers
        Columns of the table by their plain words.
    roles
        Columns that have a role of their own.
    """
    found: dict[str, int] = {}
    for name, i in headers.items():
        key = words.COLUMNS.get(name)
        if key and i not in roles.values():
            found.setdefault(key, i)
    return found


def read_event(
    cells: Mapping[str, str],
    extra: Mapping[str, str],
    days: tuple[date, date, date | None],
    file: str,
    line: int,
) -> tuple[PolicyEvent | None, list[Problem]]:
    """Read one row as an event.

    Parameters
    ----------
    cells
        Its cells in the columns of evidence.csv.
    extra
        Its cells in the columns of `event_columns`.
    days
        First day, last day, and day of publication, None where unknown.
    file, line
        Where it stands.

    Returns
    -------
    tuple
        The event, None where something is wrong; and every mistake.
    """
    problems: list[Problem] = []
    given = {key: text.strip() for key, text in extra.items() if text.strip() and not is_missing(text)}
    text = " ".join(t for t in (given.get("text", ""), cells.get("note", "")) if t).strip()
    unit = cells.get("unit", "")
    if not text and fold(unit) not in words.EVENT_UNITS:
        text = unit
    for found in words.KEY_VALUE.finditer(fold(text)):
        if found["key"] in ("kind", *_COUNTS, "suspends", "means", "mission") and found["key"] not in given:
            given[found["key"]] = found["value"].strip()
    figures, suspends = _figures(text, days), _suspends(text)
    for key in (*_COUNTS, "suspends"):
        if key not in given:
            continue
        number = parse_number(given[key], ".")
        most = 1.0 if key == "suspends" else 1e8
        if number is None or not 0 <= number <= most:
            expected = _("a share from 0 to 1") if key == "suspends" else _("a number of people")
            problems.append(Problem(file, line, key, given[key], expected))
        elif key == "suspends":
            suspends = number
        else:
            figures[key] = number
    kind = _kind(given.get("kind", ""), text, file, line, problems)
    until = _until(given.get("until", ""), days, file, line, problems)
    means = fold(given.get("means", ""))
    if means and means not in _MEANS:
        problems.append(Problem(file, line, "means", means, one_of(_MEANS), did_you_mean(means, _MEANS)))
    plain = fold(text)
    if not means:
        means = next((name for name, pattern in words.MEANS if pattern.search(plain)), "")
    if problems:
        return None, problems
    first = fold(_clause(text))
    in_prisons = bool(words.IN_PRISONS.search(first)) and not words.AT_LARGE.search(first)
    territories = re.split(r"\s*[;|/+]\s*", given["territories"]) if given.get("territories") else []
    event = PolicyEvent(
        file, line, days[0], until, days[2], cells.get("place", "") or "all", text, kind, figures,
        suspends, kind == "declaration" and in_prisons, bool(words.IS_EMERGENCY.search(plain)) or
        ("kind" in given and kind == "declaration"), means, given.get("mission", ""), given.get("law", ""),
        tuple(t for t in territories if t), cells.get("source", ""), cells.get("url", ""),
        GRADES.get(cells.get("confidence", ""), ""),
    )  # fmt: skip
    return event, []


def _clause(text: str) -> str:
    """Return the first part of a text that says what kind of event it is; the whole text if none does."""
    parts = [part for part in re.split(r"[;\n]|\.\s", text) if part.strip()]
    return next((part for part in parts if kind_of(part)), text)


def kind_of(text: str) -> str:
    """Return the kind of event that words stand for; "" where they say none."""
    plain = fold(text)
    for kind, pattern in words.RULES:
        if pattern.search(plain):
            if kind == "end" and words.BEGINNING.search(plain):
                return "declaration"
            return kind
    return ""


def _kind(said: str, text: str, file: str, line: int, problems: list[Problem]) -> str:
    if not said:
        return kind_of(_clause(text))
    name = fold(said).replace(" ", "_").replace("-", "_")
    if name in ROW_KINDS and name not in ("regime", "regime_end"):
        return name
    if found := kind_of(said):
        return found
    known = [kind for kind in ROW_KINDS if kind not in ("regime", "regime_end")]
    problems.append(Problem(file, line, "kind", said, one_of(known, 40), did_you_mean(name, known)))
    return ""


def _until(
    said: str, days: tuple[date, date, date | None], file: str, line: int, problems: list[Problem]
) -> date | None:
    if said:
        period = parse_period(said)
        if period is None or period.end < days[0]:
            expected = _("a day on or after start ({day})").format(day=days[0])
            problems.append(Problem(file, line, "until", said, expected))
            return None
        return period.end
    return days[1] if days[1] > days[0] else None


def _suspends(text: str) -> float | None:
    """Return the share of due process that a text says is suspended; None where it does not say."""
    plain = fold(text)
    if found := words.SUSPENDED_SHARE.search(plain):
        return float(found["a"].replace(",", ".")) if found["a"] else min(float(found["b"]) / 100, 1.0)
    if words.NOTHING_SUSPENDED.search(plain):
        return 0.0
    return 1.0 if words.SUSPENDED.search(plain) else None


def _figures(text: str, days: tuple[date, date, date | None]) -> dict[str, float]:
    """Return the people of which a text states a number."""
    plain, found = fold(text), {}
    for key, patterns in words.FIGURES.items():
        for pattern in patterns:
            match = pattern.search(plain)
            if match is None:
                continue
            number = float(re.sub(r"[., ]", "", match["n"]))
            if 1900 <= number <= 2100 and match["n"].isdigit() and key != "arrests":
                continue  # a year, as in "2010 police operation"
            if words.A_DAY.match(plain[match.end() :]):
                length = (days[1] - days[0]).days + 1
                if days[1] == days[0]:
                    continue
                number *= length
            found[key] = number
            break
    return found
