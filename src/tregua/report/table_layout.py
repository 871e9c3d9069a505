"""The tables of policies: which figures stand side by side. Violence and rights share every one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tregua.i18n import _
from tregua.report import result_view
from tregua.report.measures import last_months
from tregua.report.phrases import dagger

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
    # Below it stands what follows the end of the policy, where it ends within the run.
    after: bool = False

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
    abroad = (
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
    )
    if not result_view.abroad_asked(ds):
        abroad = ()
    several = len({p.scenario for p in result_view.policies(ds)}) > 1
    found = (
        Table(
            "glance-deaths",
            _("Deaths by author"),
            _("All deaths, and those of each author; custody counts in the total.")
            + (" " + _("Below each total: its difference from the baseline, run by run.") if several else "")
            + " "
            + _("Civilians are counted again, whoever killed them."),
            (
                Column("deaths", deaths.title, "violence", difference=True, wide=True),
                Column("deaths_gang", _("By gangs"), "violence"),
                Column("deaths_self_defence", _("By self-defence groups"), "violence"),
                Column("deaths_other", _("By others"), "violence"),
                Column("civilians", _("Civilians, by anyone"), "violence"),
                Column("deaths_state", _("By the state and its mission"), "rights"),
                Column("deaths_custody", _("In custody"), "rights"),
                last,
            ),
        ),
        Table(
            "glance-rights",
            _("Rights, money and what remains"),
            _(
                "Held so: arbitrarily, past the lawful date of review, or though uninvolved. Needed and "
                "received: by the mission, over the whole run."
            ),
            (
                Column("arbitrary_years_children", children.title, "rights", "person-years", True, wide=True),
                Column("places_short", _("Prison places short, worst month"), "rights"),
                Column("displaced_end", _("Displaced, at the end"), "aftermath"),
                Column("killings_last_year", killed, "aftermath", wide=True, after=True),
                Column("money_asked", _("Needed"), "money", "USD", full=_("Needed, USD million")),
                Column("money_received", _("Received"), "money", "USD", full=_("Received, USD million")),
                Column(
                    "cost",
                    _("Spent, with prisons"),
                    "money",
                    "USD",
                    full=_("Spent, with prisons, USD million"),
                ),
            ),
        ),
        Table(
            "headline",
            _("Violence and rights"),
            _(
                "Deaths include those in custody. Below each total: its difference from the baseline, run "
                "by run."
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
                if result_view.people_of(ds)
                else Column("control_end", _("Gang control, mean of territories"), "aftermath", "share"),
                Column("places_short", _("Prison places short, worst month"), "rights"),
                Column("judgement_days", _("Time to judgement or release, last 12 months"), "rights", "days"),
                last,
            ),
        ),
        Table(
            "held",
            _("Held, by whose order"),
            _(
                "Person-years in gang cases. Past the limit: held by nobody's order after the lawful date of "
                "review. People whom the state made disappear are not counted: no series counts them."
            ),
            (
                Column("held_ordered_years", _("By a judge's order"), "rights", "person-years"),
                Column("held_unordered_years", _("Without"), "rights", "person-years"),
                Column("overdue_years", _("Of these, past the limit"), "rights", "person-years"),
                Column("overdue_years_members", _("Members past the limit"), "rights", "person-years", True),
                Column(
                    "overdue_years_uninvolved",
                    _("Uninvolved people past the limit"),
                    "rights",
                    "person-years",
                    True,
                ),
                Column(
                    "members_arrested_first_year",
                    _("Members arrested in the first year"),
                    "rights",
                    by_reading=True,
                ),
                Column(
                    "uninvolved_arrested_first_year",
                    _("Uninvolved arrested in the first year"),
                    "rights",
                    by_reading=True,
                ),
                Column("deaths", _("Deaths, all authors"), "violence"),
                last,
            ),
        ),
        Table(
            "means",
            _("Money and consent"),
            _(
                "Asked, received and spent over the whole run. Support is a share of each public; where no "
                "poll has asked, it is an assumption."
            ),
            (
                Column("money_asked", _("Asked"), "money", "USD", full=_("Asked, USD million")),
                Column("money_received", _("Received"), "money", "USD", full=_("Received, USD million")),
                Column("money_spent", _("Spent"), "money", "USD", full=_("Spent, USD million")),
                Column("prison_cost", _("Prisons"), "money", "USD", full=_("Prisons, USD million")),
                Column(
                    "support_host", _("Host public"), "consent", "share", full=_("Support of the host public")
                ),
                *abroad,
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
    return {table.name: _marked(ds, table) for table in found}


def _marked(ds: xr.Dataset, table: Table) -> Table:
    """Mark the columns on whose record the fit fails."""
    columns = []
    for one in table.columns:
        mark = dagger(ds, one.key)
        columns.append(replace(one, title=one.title + mark, full=one.full and one.full + mark))
    return replace(table, columns=tuple(columns))
