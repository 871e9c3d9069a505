"""Everything that the page shows, gathered: tables' columns, pictures, sentences and provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.i18n import _
from tregua.report import assumed, breakdown, frame, gallery, numbers, words
from tregua.report.measures import last_months
from tregua.report.summary import Row, by_structure, headline, readings_of

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Column:
    """A column of a table of policies."""

    key: str
    title: str
    side: str
    unit: str = "people"
    by_reading: bool = False
    difference: bool = False
    full: str = ""
    # A wide column holds a figure and its range on one line.
    wide: bool = False

    @property
    def label(self) -> str:
        """The title where no heading of its group stands above it."""
        return self.full or self.title


@dataclass(frozen=True)
class Table:
    """A table of policies; each has violence and rights in it."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]

    @property
    def groups(self) -> list[tuple[str, str, int]]:
        """Neighbouring columns of one side, under one heading."""
        titles = {
            "violence": _("Violence"),
            "rights": _("Rights"),
            "aftermath": _("Afterwards"),
            "money": _("USD million"),
            "consent": _("Support"),
        }
        out: list[tuple[str, str, int]] = []
        for column in self.columns:
            if out and out[-1][0] == column.side:
                out[-1] = (*out[-1][:2], out[-1][2] + 1)
            else:
                out.append((column.side, titles[column.side], 1))
        return out


def tables(ds: xr.Dataset) -> dict[str, Table]:
    """Lay out the tables of policies."""
    years = _("person-years")
    held = Column("arbitrary_years", f"{_('Held arbitrarily')}, {years}", "rights", "person-years", True)
    last = Column("arbitrary_years", held.title, "rights", "person-years", True, wide=True)
    children = Column(
        "arbitrary_years_children", f"{_('Children held so')}, {years}", "rights", "person-years", True
    )
    arrested = Column("wrongly_arrested", _("Uninvolved people arrested"), "rights", by_reading=True)
    deaths = Column("deaths", _("Deaths, all authors"), "violence", difference=True)
    killed = _("Killed in the last {n} months").format(n=last_months(ds))
    found = (
        Table(
            "headline",
            _("Violence and rights"),
            _(
                "Deaths include those in custody. Below each total: its difference from the baseline, run by run."
            ),
            (
                deaths,
                Column("civilians", _("Civilians killed, by anyone"), "violence"),
                Column("deaths_custody", _("Died in custody"), "rights"),
                held,
                children,
                arrested,
                Column("money_received", _("Received"), "money", "USD", full=_("Received, USD million")),
                Column(
                    "support_host", _("Host public"), "consent", "share", full=_("Support of the host public")
                ),
            ),
        ),
        Table(
            "afterwards",
            _("What remains at the end"),
            _("The last months of the run show what is left when a policy has run its course."),
            (
                Column("killings_last_year", killed, "aftermath"),
                Column("displaced_end", _("Displaced people"), "aftermath"),
                Column("members_end", _("Gang members at large"), "aftermath"),
                Column("control_end", _("Share of people under gang control"), "aftermath", "share")
                if frame.people_of(ds)
                else Column("control_end", _("Gang control, mean of territories"), "aftermath", "share"),
                Column("places_short", _("Prison places short, worst month"), "rights"),
                last,
            ),
        ),
        Table(
            "means",
            _("Money and consent"),
            _(
                "Asked, received and spent over the whole run. Support is a share of each public; where no poll has "
                "asked, it is an assumption."
            ),
            (
                Column("money_asked", _("Asked"), "money", "USD", full=_("Asked, USD million")),
                Column("money_received", _("Received"), "money", "USD", full=_("Received, USD million")),
                Column("money_spent", _("Spent"), "money", "USD", full=_("Spent, USD million")),
                Column("prison_cost", _("Prisons"), "money", "USD", full=_("Prisons, USD million")),
                Column(
                    "support_host", _("Host public"), "consent", "share", full=_("Support of the host public")
                ),
                Column(
                    "support_contributor",
                    _("Contributor's public"),
                    "consent",
                    "share",
                    full=_("Support of the contributor's public"),
                ),
                Column(
                    "support_council",
                    _("Security Council"),
                    "consent",
                    "share",
                    full=_("Support in the Security Council"),
                ),
                Column("deaths", _("Deaths, all authors"), "violence"),
                last,
            ),
        ),
        Table(
            "authors",
            _("Deaths by author"),
            _("Custody stands beside the killings, and counts in every total."),
            (
                Column("deaths_gang", _("Gangs"), "violence"),
                Column("deaths_self_defence", _("Self-defence groups"), "violence"),
                Column("deaths_other", _("Others"), "violence"),
                Column("deaths_state", _("State, mission, contractors"), "rights"),
                Column("deaths_custody", _("In custody"), "rights"),
                last,
            ),
        ),
    )
    return {table.name: table for table in found}


def _for(policy: frame.Policy, table: Mapping[str, Sequence[Any]] | None) -> list | None:
    """Look a policy up by its label or its scenario; None where nothing is known of it."""
    table = table or {}
    found = table.get(policy.label, table.get(policy.scenario))
    return None if found is None else list(found)


@dataclass(frozen=True)
class Told:
    """What a policy does, and apart from it what is assumed of those who must allow it."""

    row: Row
    sentences: list[str] | None
    assumed: list[str]


def _told(row: Row, sentences: list | None, preconditions: list) -> Told:
    """Part a policy's sentences: a scenario tells its preconditions last, and their odds after them."""
    decided = [assumed.precondition(one) for one in preconditions]
    says = None if sentences is None else [str(s) for s in sentences]
    known = [k for k, s in enumerate(says or ()) if s in decided]
    if says is not None and known:
        after = says[max(known) + 1 :]
        return Told(row, [s for s in says[: max(known)] if s not in decided], decided + after)
    return Told(row, says, [*decided, words.odds_sentence(row.odds)] if row.odds else decided)


def _groups(rows: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """Put the branches of one scenario together, under the first of them."""
    out: list[tuple[Row, list[Row]]] = []
    for row in rows:
        if out and row.branch and out[-1][0].scenario == row.scenario:
            out[-1][1].append(row)
        else:
            out.append((row, [row]))
    return out


def _provenance(ds: xr.Dataset) -> list[tuple[str, str]]:
    attrs = ds.attrs
    hashes = assumed.stored(attrs, "scenario_hashes") or assumed.stored(attrs, "scenarios") or {}
    named = (
        (_("Version"), attrs.get("version")),
        (_("Command"), attrs.get("command")),
        (_("Seed"), attrs.get("seed")),
        (_("Runs a policy"), ds.sizes["draw"]),
        (_("Step"), attrs.get("dt")),
        (_("As of"), words.day(attrs["as_of"]) if attrs.get("as_of") else None),
        (_("Place, and its fingerprint"), f"{attrs.get('place', '')} {attrs.get('place_hash', '')}".strip()),
        *((str(k), str(v)) for k, v in (hashes.items() if isinstance(hashes, Mapping) else ())),
        (_("Parameters"), attrs.get("calibrated")),
        (_("Digest of the values"), attrs.get("digest")),
    )
    return [(name, str(value)) for name, value in named if value not in (None, "")]


def context(
    ds: xr.Dataset,
    sentences: Mapping[str, Sequence[str]] | None,
    preconditions: Mapping[str, Sequence[Any]] | None,
    parameters: Iterable[Any] | None,
    place: Any,
    baseline: str | None,
) -> dict[str, Any]:
    """Gather what the templates need."""
    attrs = ds.attrs
    sentences = sentences if sentences is not None else assumed.stored(attrs, "sentences")
    preconditions = preconditions if preconditions is not None else assumed.stored(attrs, "preconditions")
    given = parameters if parameters is not None else assumed.stored(attrs, "parameters")
    rows = headline(ds, baseline)
    splits = by_structure(ds, baseline)
    base = next(r for r in rows if r.baseline)
    titles = frame.territory_titles(ds, place)
    regions = frame.region_titles(ds, place)
    where = frame.territory_regions(ds, place)
    found = frame.policies(ds)
    return {
        "question": words.question(ds, place),
        "answer": words.answer(ds, rows, splits, place),
        "trust": words.trust(ds),
        "calibrated": frame.calibrated(ds),
        "place": frame.place_title(ds, place),
        "reporting": str(getattr(place, "reporting", "") or ""),
        "period": words.period(ds),
        "as_of": words.day(attrs.get("as_of", "")),
        "draws": ds.sizes["draw"],
        "rows": rows,
        "groups": _groups(rows),
        "base": base,
        "readings": readings_of(ds),
        "splits": splits,
        "tables": tables(ds),
        "pictures": gallery.pictures(ds, rows, place),
        "regions": breakdown.regions(ds),
        "region_titles": regions,
        "territories": breakdown.territories(ds, base.policy),
        "territory_titles": titles,
        "territory_regions": {k: regions.get(v, v) for k, v in where.items()},
        "policies": [
            _told(r, _for(p, sentences), _for(p, preconditions) or [])
            for p, r in zip(found, rows, strict=True)
            if r.branch != "collapses"
        ],
        "assumptions": assumed.assumptions(given or ()),
        "not_modelled": words.not_modelled(),
        "provenance": _provenance(ds),
        "parts": numbers.parts,
        "exact": numbers.exact,
        "figure": numbers.figure,
        "words": words,
        "stamp": gallery.stamp(ds),
    }
