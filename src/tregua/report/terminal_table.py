"""The headline table in the terminal: violence and rights side by side, the two readings apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.i18n import SOURCE, _, draft_notice, language
from tregua.report import answer, numbers, phrases, result_view
from tregua.report.measures import last_months
from tregua.report.result_place import place_of
from tregua.report.summary import Row, headline, readings_of
from tregua.results.integrity import warning

if TYPE_CHECKING:
    import xarray as xr

WIDEST, NARROWEST = 100, 40
NARROW_FROM = 76  # columns from which three figures stand side by side
# A policy's name needs this much room beside its figures.
NAME = 17


@dataclass(frozen=True)
class Column:
    """One column: its title and what its cells hold, a line each."""

    title: tuple[str, ...]
    lines: Callable[[Row], Sequence[str]]
    # In a column of two figures the second stands back.
    second_dim: bool = True


def _columns(ds: xr.Dataset) -> dict[str, Column]:
    readings = readings_of(ds)

    def plain(key: str, unit: str = "people") -> Callable[[Row], str]:
        return lambda row: numbers.figure(row.figures.get((key, "")), unit, dash="-", shorten=True)

    def apart(key: str, unit: str = "people") -> Callable[[Row], list[str]]:
        return lambda row: [
            numbers.figure(row.reading(key, r), unit, dash="-", shorten=True) for r in readings
        ]

    def gap(row: Row) -> str:
        if row.baseline:
            return _("baseline")
        return numbers.figure(row.difference("deaths"), signed=True, shorten=True)

    def no_fear(row: Row) -> str:
        return "" if row.baseline else numbers.figure(row.without_fear, signed=True, dash="-", shorten=True)

    def pair(*parts: Callable[[Row], str]) -> Callable[[Row], list[str]]:
        return lambda row: [part(row) for part in parts]

    host = plain("support_host", "share")
    killed = _("Killed, last {n} months").format(n=last_months(ds)) + phrases.dagger(ds, "killings_last_year")
    deaths = _("Deaths, all authors") + phrases.dagger(ds, "deaths")
    displaced = _("displaced, at the end") + phrases.dagger(ds, "displaced_end")
    custody = _("Died in custody") + phrases.dagger(ds, "deaths_custody")
    return {
        "deaths": Column(
            (deaths, _("against the baseline"), _("without fear")), pair(plain("deaths"), gap, no_fear)
        ),
        "civilians": Column((_("Civilians killed"), _("by anyone")), pair(plain("civilians"))),
        "reading": Column((_("Reading"),), lambda row: [phrases.reading(r) for r in readings], False),
        "held": Column((_("Held arbitrarily"), _("person-years")), apart("arbitrary_years"), False),
        "children": Column(
            (_("Children so held"), _("person-years")), apart("arbitrary_years_children"), False
        ),
        "arrested": Column((_("Uninvolved people"), _("arrested")), apart("wrongly_arrested"), False),
        "order": Column(
            (_("Held by a judge's order"), _("without, person-years")),
            pair(plain("held_ordered_years", "person-years"), plain("held_unordered_years", "person-years")),
        ),
        "after": Column((killed, displaced), pair(plain("killings_last_year"), plain("displaced_end"))),
        "custody": Column(
            (custody, _("prison places short")),
            pair(plain("deaths_custody"), plain("places_short")),
        ),
        "money": Column(
            (_("USD m received"), _("of USD m asked")),
            pair(plain("money_received", "USD"), plain("money_asked", "USD")),
        ),
        "support": Column(
            (_("Host support"), _("contributor's")), pair(host, plain("support_contributor", "share"))
        )
        if result_view.abroad_asked(ds)
        else Column((_("Host support"),), pair(host)),
    }


# A narrow terminal gets more tables with fewer columns, a wide one two; rights stand beside in each. A very
# narrow one gets a table for each column.
WIDE = (
    ("deaths", "reading", "held", "arrested"),
    ("after", "custody", "money", "support"),
    ("deaths", "order"),
)
NARROW = (
    (("deaths", "reading", "held"), ("civilians", "reading", "arrested")),
    (("after", "custody"), ("money", "support", "reading", "children")),
    (("deaths",), ("order",)),
)


def _starts(row: Row) -> str:
    return _("ever starts: {odds}*").format(odds=phrases.odds(row.odds)) if row.branch else ""


def _widths(columns: Sequence[Column], rows: Sequence[Row], most: int | None = None) -> list[int]:
    """Return the room of columns; odds are wrapped where a policy's name would lose its own of ``most``."""
    from rich.cells import cell_len

    widths = [max(cell_len(t) for t in (*c.title, *(x for r in rows for x in c.lines(r)))) for c in columns]
    # The odds of a conditional policy stand in the first column, on a line of their own.
    odds = max(cell_len(_starts(r)) for r in rows)
    if most is not None:
        odds = min(odds, most - NAME - sum(w + 1 for w in widths[1:]) - 1)
    widths[0] = max(widths[0], odds)
    return widths


def _fits(columns: Sequence[Column], rows: Sequence[Row], width: int) -> bool:
    return sum(w + 1 for w in _widths(columns, rows)) + NAME <= width


def _layout(ds: xr.Dataset, rows: Sequence[Row], width: int) -> list[list[Column]]:
    known = _columns(ds)
    out = []
    for wide, narrow in zip(WIDE, NARROW, strict=True):
        whole = [known[k] for k in wide]
        if _fits(whole, rows, width):
            out.append(whole)
            continue
        for part in narrow:
            columns = [known[k] for k in part]
            whole_part = width >= NARROW_FROM or _fits(columns, rows, width)
            out += [columns] if whole_part else _alone(known, part)
    return out


def _alone(known: dict[str, Column], part: Sequence[str]) -> list[list[Column]]:
    """Return a table for each column: no figure is ever broken in the middle."""
    first = known["reading"]
    return [[known[k]] if known[k].second_dim else [first, known[k]] for k in part if known[k] is not first]


def _cell(lines: Sequence[str], second_dim: bool) -> Any:
    from rich.text import Text

    text = Text(overflow="fold")
    for i, line in enumerate(lines):
        text.append(("\n" if i else "") + line, style="dim" if i and second_dim else "")
    return text


def _table(rows: Sequence[Row], columns: Sequence[Column], width: int) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1, 0, 0), width=width, pad_edge=False)
    widths = _widths(columns, rows, width)
    table.add_column(
        Text(_("Policy"), style="bold"), width=width - sum(w + 1 for w in widths) - 1, overflow="fold"
    )
    for column, room in zip(columns, widths, strict=True):
        title = Text("\n".join(column.title[:1]), style="bold")
        title.append(
            "".join(f"\n{line}" for line in column.title[1:]),
            style="not bold dim" if column.second_dim else "",
        )
        table.add_column(title, width=room, overflow="fold")
    previous = None
    for row in rows:
        label = Text(phrases.branch(row.branch) if row.branch else row.title)
        if row.branch:
            label.pad_left(2)
            if previous is None or previous.scenario != row.scenario:
                table.add_row(Text(row.title), Text(_starts(row), style="yellow"))
        table.add_row(label, *(_cell(c.lines(row), c.second_dim) for c in columns))
        previous = row
    return table


@dataclass(frozen=True)
class HeadlineTable:
    """The headline tables and what must be said with them; laid out for the console that prints them."""

    ds: xr.Dataset
    rows: tuple[Row, ...]
    place: Any = None
    width: int | None = None

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        """Lay out for the width asked for, or for the console's."""
        from rich.constrain import Constrain
        from rich.padding import Padding
        from rich.text import Text

        width = max(NARROWEST, min(self.width or options.max_width, WIDEST))
        subtitle = _("{place}, {period}; {n} model runs a policy, as of {date}.").format(
            place=result_view.place_title(self.ds, self.place),
            period=phrases.period(self.ds),
            n=self.ds.sizes["draw"],
            date=phrases.day(self.ds.attrs.get("as_of", "")),
        )
        yield Constrain(Text(answer.question(self.ds, self.place), style="bold"), width)
        yield Constrain(Text(subtitle), width)
        doubt = warning(self.ds)
        for columns in _layout(self.ds, self.rows, width):
            if doubt:
                yield Constrain(Text(doubt, style="bold red"), width)
            yield Padding(_table(self.rows, columns, width), (1, 0, 0, 0), expand=False)
        yield Text()
        for i, note in enumerate(self._notes()):
            yield Constrain(Text(note, style="dim" if i else "bold yellow"), width)

    def _notes(self) -> list[str]:
        notes = phrases.trust(self.ds)
        if any(r.branch for r in self.rows):
            notes.append(
                _(
                    "* The odds that a conditional policy ever starts are assumptions, never mixed into its "
                    "figures; those are told if it operates, and if it collapses half way."
                )
            )
        notes.append(_("k: thousand. Deaths count those in custody; people killed do not."))
        return [note for note in (*notes, draft_notice()) if note]


def headline_table(
    ds: xr.Dataset, width: int | None = None, *, baseline: str | None = None, place: Any = None
) -> HeadlineTable:
    """Lay out the headline figures for a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        A result of the engine.
    width : int, optional
        Columns to fill; the console's own, if not given. More than 100 are not used, and 40 are always taken.
    baseline : str, optional
        The policy that others are compared with; the first if not given.
    place : Place, optional
        For the place's printed title; outside English that of the run, if not given.

    """
    if place is None and language() != SOURCE:
        place = place_of(ds)
    return HeadlineTable(ds, headline(ds, baseline), place, width)
