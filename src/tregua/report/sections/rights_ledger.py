"""The rights ledger as a page of the report: who is held without right, who dies in custody and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tregua.decisions.labels import capital
from tregua.decisions.rights_ledger import Entry, Ledger, Range, ledger
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks
from tregua.report import phrases
from tregua.report.numbers import MISSING, number
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    import xarray as xr

    from tregua.decisions.rights_ledger import Account

HELD = (
    "wrongly_arrested",
    "wrongly_arrested_minors",
    "wrongful_years",
    "arbitrary_people",
    "arbitrary_minors",
    "arbitrary_years",
    "arbitrary_years_children",
    "arbitrary_first",
    "arbitrary_most",
)
CUSTODY = ("minors_arrested", "minors_held_most", "held_most", "deaths_custody", "judgement_days")


def causes() -> dict[str, str]:
    """Name why more, or fewer, die in custody than under the baseline."""
    return {
        "crowding": _("crowding"),
        "numbers": _("more people taken in"),
        "time": _("longer time held"),
        "other": _("who is held, and when"),
    }


def section(ds: xr.Dataset, place: Any = None, baseline: str | None = None) -> dict[str, Any]:
    """Return the page: its sentences, tables and foot; each number says what it is."""
    told = ledger(ds, baseline, place)
    tables = [
        _counted(told, HELD, _("Held without right")),
        _counted(told, CUSTODY, _("Children, custody and courts")),
    ]
    if any(account.rise for account in told.accounts):
        tables.append(_rises(told))
    if told.reported:
        tables.append(_reported(told))
    return {
        "id": "ledger",
        "title": _("The rights ledger"),
        "lead": [
            _(
                "Wrongly held is who is uninvolved. Arbitrarily held is also anyone held past the lawful "
                "limit of review untried. The official and the NGO reading of who is arrested stand side by "
                "side and are never averaged."
            ),
            *sentences(told),
        ],
        "tables": tables,
        "pictures": [],
        "foot": [],
    }


def sentences(told: Ledger) -> list[str]:
    """Say of each policy what is worse, or better, than under the baseline."""
    out = []
    for account in told.accounts:
        lines = {entry.key: entry for entry in account.entries}
        if account.baseline or "arbitrary_years" not in lines:
            continue
        parts = []
        for reading in READINGS:
            wrong, held = lines["wrongly_arrested"].more, lines["arbitrary_years"].more
            if reading in wrong:
                parts.append(
                    _(
                        "{reading}: {n} uninvolved people arrested, {years} person-years held arbitrarily"
                    ).format(
                        reading=phrases.reading_title(reading),
                        n=number(wrong[reading].median, signed=True),
                        years=number(held[reading].median, signed=True),
                    )
                )
        sentence = _("{policy}, against the baseline. {parts}.")
        out.append(sentence.format(policy=_name(account), parts="; ".join(parts)))
    return out


def _name(account: Account) -> str:
    title = translated(account.title)
    return f"{title}, {phrases.branch(account.branch)}" if account.branch else title


def _cell(value: Range | None, what: str, unit: str, account: Account, signed: bool = False) -> Any:
    if value is None or value.median != value.median:
        return MISSING
    middle, low, high = (number(x, signed=signed) for x in (value.median, value.low, value.high))
    between = _(" to ") if signed else "–"
    return {
        "text": middle,
        "range": f"{low}{between}{high}",
        "what": f"{what}; {_name(account)}",
        "unit": unit,
        "scenario": account.scenario,
    }


def _counted(told: Ledger, keys: tuple[str, ...], title: str) -> dict[str, Any]:
    known = {entry.key: entry for entry in told.accounts[0].entries}
    shown = [known[key] for key in keys if key in known]

    def full(entry: Entry) -> str:
        # "of them children" says nothing where it stands alone
        before = shown[max(shown.index(entry) - 1, 0)]
        return f"{before.title}, {entry.title}" if entry.title == _("of them children") else entry.title

    rows = []
    for account in told.accounts:
        own = {entry.key: entry for entry in account.entries}
        for reading in READINGS:
            if reading not in own[shown[0].key].figures:
                continue
            heading = f"{_name(account)}; {phrases.reading(reading)}"
            rows.append(
                [
                    heading,
                    *(
                        _cell(
                            own[e.key].figures.get(reading),
                            f"{full(e)}; {phrases.reading_title(reading)}",
                            e.unit,
                            account,
                        )
                        for e in shown
                    ),
                ]
            )
    names = [f"{full(e)}, {e.unit}" for e in shown]
    head = [_("Policy and reading"), *(capital(name) for name in names)]
    return {"title": title, "note": _("Middle of the runs of each reading, and what holds nine in ten."),
            "head": head, "rows": rows}  # fmt: skip


def _rises(told: Ledger) -> dict[str, Any]:
    rows = []
    for account in told.accounts:
        deaths = next(entry for entry in account.entries if entry.key == "deaths_custody")
        for reading, parts in account.rise.items():
            which = phrases.reading_title(reading)
            what = _("Deaths in custody against the baseline")
            rows.append(
                [
                    f"{_name(account)}; {phrases.reading(reading)}",
                    _cell(deaths.more.get(reading), f"{what}; {which}", deaths.unit, account, True),
                    *(
                        _cell(parts[key], f"{what}: {title}; {which}", deaths.unit, account, True)
                        for key, title in causes().items()
                    ),
                ]
            )
    return {
        "title": _("Why more, or fewer, die in custody"),
        "note": _(
            "Against the baseline, people. The parts add up in each run; their middles do not. What is not "
            "laid to crowding is people taken in, times the time that each is held, times the deaths a year "
            "held: each has its mean part over all orders."
        ),
        "head": [_("Policy and reading"), _("All"), *(capital(each) for each in causes().values())],
        "rows": rows,
    }


def _reported(told: Ledger) -> dict[str, Any]:
    rows = [
        [each.quantity, _given(each.quantity, each.official), _given(each.quantity, each.ngo)]
        for each in told.reported
    ]
    return {
        "title": _("What each has published of the same quantity"),
        "note": _("The last figure of each that was public on the day whose knowledge the run rests on."),
        "head": [_("Quantity"), _("Officials"), _("Rights organisations")],
        "rows": rows,
    }


def _given(quantity: str, row: Any) -> dict[str, Any]:
    shown = number(row["value"]) if row["value"] < 1000 else marks(f"{row['value']:,.0f}")
    if row["at_least"]:
        shown = _("at least {n}").format(n=shown)
    nothing = dict.fromkeys(("seed", "members", "command", "digest", "version", "scenario"), "")
    return {
        "text": shown,
        "range": _("by {day}, {source}").format(day=phrases.day(row["until"]), source=row["source"]),
        "what": _("{quantity}, as {source} published it on {day}").format(
            quantity=quantity, source=row["source"], day=phrases.day(row["published"])
        ),
        "unit": row["unit"],
        "scenario": "",
        "more": nothing | {"period": _("until {day}").format(day=phrases.day(row["until"]))},
    }
