"""Evidence is bitemporal: each row has the period described and the day of its first publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tregua.errors import closest
from tregua.places.series import Series

NEEDED = ("series", "place", "start", "end", "value", "low", "high", "unit", "source", "url", "published",
          "confidence", "note")  # fmt: skip
OPTIONAL = ("read", "floor")
COLUMNS: tuple[str, ...] = (*NEEDED, *OPTIONAL)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a series.

    Attributes
    ----------
    series, place
        The series, and the territory, region or ``all`` that it speaks of.
    start, end
        First and last day described; the same day for a stock.
    value, low, high, unit
        The figure and its range.
    source, url
        Original publisher and address.
    published
        Day by which it was surely public: the last day of the month or year where only that is known.
    read
        When the copy was read, as written.
    confidence
        high, medium or low; or a grade A to D.
    floor
        Whether the figure is a lower bound ("more than").
    published_known
        False where first publication is unknown; `published` is then the end of the period plus the
        series' lag.
    published_as_written
        First publication as written in the file.
    line
        Line in the file.
    """

    series: str
    place: str
    start: date
    end: date
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    url: str
    published: date
    read: str
    confidence: str
    note: str
    floor: bool
    published_known: bool
    published_as_written: str = ""
    line: int = 0

    @property
    def days(self) -> int:
        """Length of the period, both days counted."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Evidence:
    """Rows of evidence, with the register that says what each series counts."""

    rows: tuple[Row, ...] = ()
    register: Mapping[str, Series] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def as_of(self, day: date) -> Evidence:
        """Return only what had been published by a day."""
        return self._with(row for row in self.rows if row.published <= day)

    def series(self, name: str) -> Evidence:
        """Return the rows of one series, the earliest period first.

        Raises
        ------
        KeyError
            If the register knows no such series.
        """
        if name not in self.register and name not in self._names:
            near = closest(name, [*self.register, *self._names])
            raise KeyError(f"no series '{name}'" + (f"; did you mean '{near}'?" if near else ""))
        return self.select(series=name)

    def select(
        self,
        *,
        series: str | Iterable[str] | None = None,
        place: str | Iterable[str] | None = None,
        measures: str | Iterable[str] | None = None,
        kind: str | Iterable[str] | None = None,
        base: str | Iterable[str] | None = None,
        start: date | None = None,
        end: date | None = None,
        confidence: str | Iterable[str] | None = None,
    ) -> Evidence:
        """Return the rows that fit all that is asked, ordered by series, place and period.

        Parameters
        ----------
        series, place, confidence
            One or several names.
        measures, kind, base
            What the register says of the series.
        start, end
            Only periods that lie between these days.
        """
        of_row = {"series": _set(series), "place": _set(place), "confidence": _set(confidence)}
        of_series = {"measures": _set(measures), "kind": _set(kind), "base": _set(base)}
        chosen = [
            row
            for row in self.rows
            if all(names is None or getattr(row, key) in names for key, names in of_row.items())
            and all(
                names is None or getattr(self.register.get(row.series), key, None) in names
                for key, names in of_series.items()
            )
            and (start is None or row.start >= start)
            and (end is None or row.end <= end)
        ]
        return self._with(sorted(chosen, key=lambda row: (row.series, row.place, row.start, row.end)))

    def table(self, columns: Iterable[str] = COLUMNS) -> tuple[list[str], list[list[Any]]]:
        """Return a header and the rows' values for the columns asked."""
        names = list(columns)
        return names, [[getattr(row, name) for name in names] for row in self.rows]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(row.series for row in self.rows)

    def _with(self, rows: Iterable[Row]) -> Evidence:
        return Evidence(tuple(rows), self.register)


def _set(names: str | Iterable[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset([names] if isinstance(names, str) else names)
