"""The types of what is written in a scenario file: days and moments, shares, amounts, amounts that change."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Strict,
    Tag,
    WithJsonSchema,
)  # fmt: skip

from tregua.i18n import _
from tregua.inputs.yaml_reader import mistake

LABEL = r"[a-z0-9][a-z0-9_-]{0,59}"
_REFERENCE = re.compile(rf"(?:([0-9]{{1,5}}) days? )?after ({LABEL})(?: (starts|ends))?\Z")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def _as_day(value: Any) -> date:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        raise mistake(_("a date, as YYYY-MM-DD"))
    if not EARLIEST <= value < LATEST:
        raise mistake(_("a date between {first} and {last}").format(first=EARLIEST, last=LATEST))
    return value


def _as_moment(value: Any) -> date | str:
    if isinstance(value, str) and (not value[:1].isdigit() or " " in value):
        text = " ".join(value.split())
        if not _REFERENCE.match(text):
            raise mistake(
                _("a date, or an event: 'after LABEL starts', '90 days after LABEL ends'"),
                _("LABEL is the label of another intervention of the scenario"),
            )
        return text
    return _as_day(value)


def reference(moment: str) -> tuple[int, str, bool]:
    """Return days, label and whether the end is meant, of a moment such as '90 days after mission ends'."""
    match = _REFERENCE.match(moment)
    if match is None:
        raise ValueError(moment)
    return int(match[1] or 0), match[2], match[3] != "starts"


def _printable(text: str) -> str:
    for character in set(text):
        # Categories C*: control and format characters, which could rewrite a terminal's line or its order.
        if unicodedata.category(character)[0] == "C":
            raise mistake(_("a text on one line, without control characters"))
    if not text.strip():
        raise mistake(_("a text that is not empty"))
    return text


def _no_control(text: str) -> str:
    for character in set(text):
        if unicodedata.category(character)[0] == "C" and character not in "\n\t":
            raise mistake(_("a text without control characters"))
    return text


def _link(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s<>\"'`\\]+", text):
        raise mistake(_("an address that begins with https:// or http://"))
    return text


Day = Annotated[date, BeforeValidator(_as_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    date | str,
    BeforeValidator(_as_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"},
                              {"type": "string", "pattern": _REFERENCE.pattern.replace("\\Z", "$")}]}),
]  # fmt: skip
Line = Annotated[str, Strict(), Field(max_length=300), AfterValidator(_printable)]
Prose = Annotated[str, Strict(), Field(max_length=20_000), AfterValidator(_no_control)]
Link = Annotated[str, Strict(), Field(max_length=2_000), AfterValidator(_link)]
Label = Annotated[str, Strict(), Field(pattern=rf"^{LABEL}$")]

Share = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]
People = Annotated[float, Strict(), Field(ge=0, le=500_000, allow_inf_nan=False)]
Places = Annotated[float, Strict(), Field(ge=0, le=1_000_000, allow_inf_nan=False)]
PerDay = Annotated[float, Strict(), Field(ge=0, le=20_000, allow_inf_nan=False)]
PerYear = Annotated[float, Strict(), Field(gt=0, le=365, allow_inf_nan=False)]
Usd = Annotated[float, Strict(), Field(ge=0, le=1e12, allow_inf_nan=False)]
Days = Annotated[int, Strict(), Field(ge=0, le=10_958)]
SomeDays = Annotated[int, Strict(), Field(ge=1, le=10_958)]


class Step(BaseModel):
    """A value from a day on, until the next step.

    Attributes
    ----------
    date
        The first day on which the value holds.
    value
        The value.
    known
        The day on which it was first published; without it the value is a plan, or was known at once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: Day
    value: Annotated[float, Strict(), Field(ge=0, le=1e12, allow_inf_nan=False)]
    known: Day | None = None
    source: Line | None = None
    url: Link | None = None
    note: Prose | None = None


def _in_order(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    for index, (before, after) in enumerate(pairwise(steps)):
        if after.date <= before.date:
            raise mistake(
                _("dates in order, each once"),
                _("the step before is dated {day}").format(day=before.date),
                at=(index + 1, "date"),
            )
    return steps


Steps = Annotated[tuple[Step, ...], Field(min_length=1, max_length=400), AfterValidator(_in_order)]


def _limited(limit: float) -> Any:
    def check(value: float | tuple[Step, ...]) -> float | tuple[Step, ...]:
        for index, step in enumerate(value if isinstance(value, tuple) else ()):
            if step.value > limit:
                raise mistake(_("at most {n}").format(n=f"{limit:g}"), at=(index, "value"))
        return value

    return check


def _form(value: Any) -> str:
    return "steps" if isinstance(value, list | tuple) else "number"


def _dated(number: Any, limit: float) -> Any:
    """Return the type of a number, or of a list of dated steps of such numbers."""
    # pyright does not know that annotated types may be joined at run time.
    union = Annotated[number, Tag("number")] | Annotated[Steps, Tag("steps")]  # type: ignore[operator]
    return Annotated[union, Discriminator(_form), AfterValidator(_limited(limit))]


if TYPE_CHECKING:
    DatedPeople = DatedPerDay = DatedUsd = float | tuple[Step, ...]
else:
    DatedPeople = _dated(People, 500_000)
    DatedPerDay = _dated(PerDay, 20_000)
    DatedUsd = _dated(Usd, 1e12)
Dated = float | tuple[Step, ...]


def at(dated: Dated, when: date) -> float:
    """Return the value on a day; 0 before the first step."""
    if not isinstance(dated, tuple):
        return float(dated)
    value = 0.0
    for step in dated:
        if step.date > when:
            break
        value = step.value
    return value


def daily(dated: Dated, first: date, days: int) -> list[float]:
    """Return the values of so many days, from a first one on."""
    if not isinstance(dated, tuple):
        return [float(dated)] * days
    begun = bisect_right(dated, first, key=lambda step: step.date)
    value = dated[begun - 1].value if begun else 0.0
    values: list[float] = []
    for step in dated[begun : begun + days]:
        before = min((step.date - first).days, days)
        values += [value] * (before - len(values))
        value = step.value
    return values + [value] * (days - len(values))


def known_by(dated: Dated, as_of: date) -> Dated | None:
    """Return what of a dated value had been published by a day; None where nothing had."""
    if not isinstance(dated, tuple):
        return dated
    kept = tuple(step for step in dated if step.known is None or step.known <= as_of)
    return kept or None


def first_and_last(dated: Dated) -> tuple[float, float]:
    """Return the first value and the last."""
    return (dated[0].value, dated[-1].value) if isinstance(dated, tuple) else (float(dated), float(dated))
