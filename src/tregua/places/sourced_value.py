"""A figure with its memory: value and range, date, who said so and when, how sure, who disagrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from tregua.i18n import _
from tregua.inputs.fields import MOST_PEOPLE, Day, Free, Grade, Model, Number, Published, Url
from tregua.inputs.validation_messages import number_hint, share_hint
from tregua.inputs.yaml_reader import mistake


class Figure(Model):
    """A number with its provenance; a bare number is accepted where provenance is not known."""

    value: Number
    low: Number | None = None
    high: Number | None = None
    date: Day | None = None
    published: Published | None = None
    source: Free = ""
    url: Url = ""
    grade: Grade | None = None
    note: Free = ""
    disagree: Free = ""

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, given: Any) -> Any:
        if isinstance(given, dict | Figure):
            return given
        if isinstance(given, int | float) and not isinstance(given, bool):
            return {"value": float(given)}
        raise mistake(_("a number, or a mapping with 'value'"), number_hint(given))

    @model_validator(mode="after")
    def _in_order(self) -> Figure:
        if self.low is not None and self.low > self.value:
            raise mistake(_("low at most the value ({value:g})").format(value=self.value), at=("low",))
        if self.high is not None and self.high < self.value:
            raise mistake(_("high at least the value ({value:g})").format(value=self.value), at=("high",))
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say in the JSON Schema that a bare number will do."""
        full = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [{"type": "number"}, full]}

    def known(self, as_of: date) -> bool:
        """Tell whether it had been published by a date; with no such date it counts from its own."""
        day = self.published or self.date
        return day is None or day <= as_of


def _bounded(low: float, high: float, words: str) -> AfterValidator:
    def check(figure: Figure) -> Figure:
        for key in ("value", "low", "high"):
            number = getattr(figure, key)
            if number is not None and not low <= number <= high:
                raise mistake(words, share_hint(number, high), at=(key,))
        return figure

    return AfterValidator(check)


def _dated(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _without_repeats(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    if not figures:
        raise mistake(_("at least one figure"))
    seen: dict[Any, int] = {}
    for i, figure in enumerate(figures):
        if len(figures) > 1 and figure.date is None:
            raise mistake(_("a date for each figure of a list"), found=_("no key 'date'"), at=(i,))
        key = (figure.date, figure.published)
        if key in seen:
            raise mistake(
                _("one figure for each date"),
                _("figure {n} has the same").format(n=seen[key] + 1),
                at=(i, "date"),
            )
        seen[key] = i
    return figures


_PEOPLE = _bounded(0, MOST_PEOPLE, _("a number of people between 0 and 1,000,000,000"))
_SHARE = _bounded(0, 1, _("a share between 0 and 1"))
_RATE = _bounded(0, 1e12, _("a number that is not negative"))

People = Annotated[Figure, _PEOPLE]
ShareFigure = Annotated[Figure, _SHARE]
Amount = Annotated[Figure, _RATE]
DatedPeople = Annotated[tuple[People, ...], BeforeValidator(_dated), AfterValidator(_without_repeats)]


def latest(figures: Sequence[Figure], at: date, as_of: date) -> Figure:
    """Return the newest figure that describes a day no later than `at` and had been published by `as_of`.

    If none qualifies, the earliest that had been published by then; if none had been, the first. No figures
    at all stand for nothing there: a figure of zero.

    Parameters
    ----------
    figures
        A dated list.
    at
        The day for which a figure is needed, such as the start of a run.
    as_of
        The day whose knowledge is used.
    """
    if not figures:
        return Figure(value=0.0, grade="D", note=_("not given, taken as none"))
    known = [figure for figure in figures if figure.known(as_of)]
    fitting = [figure for figure in known if figure.date is None or figure.date <= at]
    if fitting:
        return max(fitting, key=lambda f: (f.date or date.min, f.published or date.min))
    if known:
        return min(known, key=lambda f: (f.published or f.date or date.min, f.date or date.min))
    return figures[0]


def qualifies(figures: Sequence[Figure], at: date, as_of: date) -> bool:
    """Tell whether any figure describes a day no later than `at` and had been published by `as_of`."""
    return any(f.known(as_of) and (f.date is None or f.date <= at) for f in figures)
