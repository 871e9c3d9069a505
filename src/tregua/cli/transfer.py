"""Commands that tell whether an effect carries to another place, and who pays for it with their rights."""

from __future__ import annotations

import json as form
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from tregua.cli.decision_options import Folder, written
from tregua.cli.options import Json, RunOptions, Unchecked, about, at_least, flag
from tregua.cli.terminal import note, progress, say, show_json, show_table, starting
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks

if TYPE_CHECKING:
    from tregua.decisions.rights_ledger import Account, Ledger, Range
    from tregua.decisions.transferability.transfer import Transfer

Policy = Annotated[str | None, about(_("A scenario, in place of the place's own crackdown."))]
Base = Annotated[str | None, about(_("What it is read against, in place of doing nothing."))]


def transfer(
    origin: Annotated[str, about(_("Where the effect was learnt: a place by name, or a folder."))],
    target: Annotated[str, about(_("Where the policy is proposed: a place by name, or a folder."))],
    *,
    from_policy: Policy = None,
    from_baseline: Base = None,
    to_policy: Policy = None,
    to_baseline: Base = None,
    branch: Annotated[
        Literal["operates", "collapses"], about(_("Which way preconditions go, where there are any."))
    ] = "operates",
    draws: Annotated[
        int | None,
        at_least(6, _("Draws of the reckoning between the places; as many as members, up to 48, if unsaid.")),
    ] = None,
    fine: Annotated[
        bool, flag(_("Join no territories between the places: nearer to the full runs, in thrice the time."))
    ] = False,
    options: RunOptions = RunOptions(),  # noqa: B008 - frozen
    table: Annotated[bool, flag(_("Only print which group of factors owns what."))] = False,
    out: Folder = None,
    json: Json = False,
) -> None:
    """Tell how far the effect of a crackdown carries from one place to another, factor by factor.

    From its effect where it was learnt to its effect where it is proposed, in deaths averted, people held
    wrongly, deaths in custody and cost: the part of each of ten groups of factors, over all orders in which
    they could be exchanged. A target without a crackdown of its own gets the origin's, sized per inhabitant.
    The two effects are those of compare with the same options. Some minutes: --members 12 is a quick look.
    """
    if table:
        _table(json)
        return
    from tregua.decisions.transferability.transfer import transfer as work
    from tregua.report.sections.transfer import sentences

    with progress(_("running the places between"), starting()) as told:
        found = work(
            origin,
            target,
            origin_policy=from_policy,
            target_policy=to_policy,
            origin_baseline=from_baseline,
            target_baseline=to_baseline,
            branch=branch,
            draws=draws,
            fine=fine,
            progress=told,
            **vars(options),
        )
    record = found.record() | {"sentences": sentences(found)}
    files = _files(found, record) if out else {}
    if json:
        show_json(record | {"files": written(out, files, quiet=True) if out else []})
        return
    for line in record["sentences"]:
        say(line)
    _factors(found)
    if out:
        written(out, files)


def _files(found: Transfer, record: dict[str, Any]) -> dict[str, str]:
    from tregua.report.sections.transfer import waterfall

    files = {f"{one.key.replace('_', '-')}.svg": waterfall(one, found) for one in found.outcomes}
    return files | {"transfer.json": form.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"}


def _factors(found: Transfer) -> None:
    from tregua.decisions.factors import title
    from tregua.report.numbers import number

    def cells(values: list[tuple[float, str]]) -> list[str]:
        return [number(v / 1e6 if unit == "USD" else v, signed=True) for v, unit in values]

    heads = [f"{one.title} ({_('million USD') if one.unit == 'USD' else one.unit})" for one in found.outcomes]
    rows = [[_("effect in {place}").format(place=found.origin.place.title),
             *cells([(one.effect_from, one.unit) for one in found.outcomes])]]  # fmt: skip
    for key in found.outcomes[0].factors:
        rows.append([title(key), *cells([(one.factors[key], one.unit) for one in found.outcomes])])
    rows.append([_("effect in {place}").format(place=found.target.place.title),
                 *cells([(one.effect_to, one.unit) for one in found.outcomes])])  # fmt: skip
    show_table("", [_("factor"), *heads], rows, right=range(1, len(heads) + 1))


def _table(json: bool) -> None:
    from tregua.decisions.factors import factors
    from tregua.vocabulary.factors import FIGURES

    if json:
        show_json(
            {
                "factors": [vars(each) for each in factors()],
                "figures": {k: f.title for k, f in FIGURES.items()},
            }
        )
        return
    columns = [_("factor"), _("parameters"), _("controls of scenarios"), _("figures of the first day")]
    rows = [
        (each.title, ", ".join(each.parameters), ", ".join(each.controls),
         "; ".join(translated(FIGURES[name].title) for name in each.figures))
        for each in factors()
    ]  # fmt: skip
    show_table(_("Which group of factors owns what"), columns, rows)


def ledger(
    result: Annotated[
        Path, about(_("A result that run or compare has saved: the file, or a study's folder."))
    ],
    *,
    baseline: Annotated[
        str | None, about(_("What the others are read against; the first if unsaid."))
    ] = None,
    out: Folder = None,
    unchecked: Unchecked = False,
    json: Json = False,
) -> None:
    """Tell the rights ledger of a saved result: who is held without right, who dies in custody, and why.

    Wrongful and arbitrary detention in people and person-years, children apart; deaths in custody, and how
    much of their rise is crowding, how much more people held, how much longer times; time to judgement. The
    official and the NGO reading stand side by side, never averaged, and beside them what each has published.
    """
    from tregua.decisions.rights_ledger import ledger as work
    from tregua.report.result_place import place_of
    from tregua.results.integrity import UNCHECKED, warning
    from tregua.results.result_schema import reading
    from tregua.studies import without_failed
    from tregua.studies.open_study import load

    with reading(str(result)):
        found = without_failed(load(result, unchecked))
        place = place_of(found)
        if place is None:
            note(_("The place of this result is not what it was: what was published of it is left out."))
        told = work(found, baseline, place)
        record = told.record()
    doubt = warning(found)
    if doubt:
        record[UNCHECKED] = found.attrs[UNCHECKED]
    files = {"ledger.json": form.dumps(record, ensure_ascii=False, indent=1) + "\n"} if out else {}
    if json:
        show_json(record | {"files": written(out, files, quiet=True) if out else []})
        return
    for account in told.accounts:
        if doubt:
            say(doubt)
        _account(account, told)
    _reported(told)
    if out:
        written(out, files)


def _cell(value: Range | None, signed: bool = False) -> str:
    from tregua.report.numbers import number

    if value is None or value.median != value.median:
        return ""
    middle, low, high = (number(x, signed=signed) for x in (value.median, value.low, value.high))
    return f"{middle} ({low} – {high})"


def _account(account: Account, told: Ledger) -> None:
    from tregua.report.phrases import branch

    title = translated(account.title)
    name = f"{title}, {branch(account.branch)}" if account.branch else title
    columns = [_("what"), _("unit"), _("official reading"), _("more than baseline"), _("NGO reading"),
               _("more than baseline")]  # fmt: skip
    rows = []
    for entry in account.entries:
        cells = [entry.title, entry.unit]
        for reading in ("official", "ngo"):
            cells.append(_cell(entry.figures.get(reading)))
            cells.append("" if account.baseline else _cell(entry.more.get(reading), True))
        rows.append(cells)
    causes = {
        "crowding": _("by crowding"),
        "numbers": _("by more people taken in"),
        "time": _("by longer time held"),
        "other": _("by who is held, and when"),
    }
    for cause, title in causes.items():
        parts = {r: each.get(cause) for r, each in account.rise.items()}
        if parts:
            rows.append([_("rise of deaths in custody {cause}").format(cause=title), _("people"), "",
                         _cell(parts.get("official"), True), "", _cell(parts.get("ngo"), True)])  # fmt: skip
    title = _("{policy}, {first} to {last}").format(policy=name, first=told.first, last=told.last)
    show_table(title, columns, rows, right=range(2, 6))


def _reported(told: Ledger) -> None:
    if not told.reported:
        return
    columns = [_("published"), _("officials"), _("until"), _("rights organisations"), _("until")]
    rows = [
        (each.quantity, _given(each.official), each.official["until"], _given(each.ngo), each.ngo["until"])
        for each in told.reported
    ]
    show_table(_("What each has published of the same quantity"), columns, rows, right=(1, 3))


def _given(row: Any) -> str:
    shown = marks(f"{row['value']:,.0f}")
    if row["at_least"]:
        shown = _("at least {n}").format(n=shown)
    return f"{shown} ({row['source']})"
