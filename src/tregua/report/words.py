"""The report's sentences: question and answer first, each figure with unit, period, place and range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, ngettext
from tregua.report import frame
from tregua.report.numbers import chance, figure, number
from tregua.report.summary import indistinct

if TYPE_CHECKING:
    import xarray as xr

    from tregua.report.estimate import Estimate
    from tregua.report.summary import Row, Split


def month(day: date) -> str:
    """Print a month: ``April 2024``."""
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
        _("August"), _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{names[day.month - 1]} {day.year}"


def period(ds: xr.Dataset) -> str:
    """Print the period of the run: ``April 2024 to March 2029``."""
    first, last = frame.dates(ds)
    return _("{first} to {last}").format(first=month(first), last=month(last))


def day(text: Any) -> str:
    """Print a date given as text or date; what is no date is printed as it is."""
    try:
        when = text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return f"{when.day} {month(when)}"


def branch(name: str) -> str:
    """Say which of its courses a conditional policy takes."""
    return {"operates": _("if it operates"), "collapses": _("if it collapses half way")}.get(name, name)


def name(row: Row) -> str:
    """Name a policy with its branch."""
    if row.branch:
        return f"{row.title}, {branch(row.branch)}"
    return row.title


def short_name(row: Row, most: int) -> str:
    """Name a policy where there is little room: its title is cut, its branch never."""
    short = {"operates": _("operates"), "collapses": _("collapses")}
    tail = f": {short.get(row.branch, row.branch)}" if row.branch else ""
    room = most - len(tail)
    title = row.title if len(row.title) <= room else row.title[: room - 1].rstrip(" ,;:") + "…"
    return title + tail


def reading_title(key: str) -> str:
    """Name a reading where it stands alone."""
    return {"official": _("Official reading"), "ngo": _("NGO reading")}.get(key, key)


def reading(key: str) -> str:
    """Name a reading of who is arrested."""
    return {"official": _("official"), "ngo": _("NGO")}.get(key, key)


def structure(key: str) -> str:
    """Say what an account of a crackdown supposes."""
    return {
        "replacement": _("members taken are replaced"),
        "suppression": _("what is suppressed stays suppressed"),
        "resurfacing": _("members hide and come back"),
    }.get(key, key)


def author(key: str) -> str:
    """Name the author of a death."""
    return {
        "gang": _("gangs"),
        "state": _("the state and its mission"),
        "self-defence": _("self-defence groups"),
        "custody": _("custody"),
        "other": _("others"),
    }.get(key, key)


def odds(given: frame.Odds | None) -> str:
    """Print the odds that a policy ever starts."""
    if given is None or given.starts is None:
        return _("not given")
    return chance(given.starts)


def odds_sentence(given: frame.Odds | None) -> str:
    """Say the odds in a sentence that calls them what they are."""
    text = _("Odds that it ever starts: {odds} (an assumption)").format(odds=odds(given))
    if given is not None and given.half_by:
        text += _("; if so, half the time by {date}").format(date=day(given.half_by))
    if given is not None and given.lasts_if_started is not None:
        text += _("; once started, it lasts to its end with odds of {odds}").format(
            odds=chance(given.lasts_if_started)
        )
    return text + "."


def question(ds: xr.Dataset, place: Any = None) -> str:
    """Ask what the report answers."""
    where = frame.place_title(ds, place)
    if len({p.scenario for p in frame.policies(ds)}) == 1:
        title = frame.policies(ds)[0].title
        return _("{policy}: what would it do to violence and to rights in {place}?").format(
            policy=title, place=where
        )
    return _(
        "What could be done about the gangs in {place}, and what would it do to violence and to rights?"
    ).format(place=where)


def _held(row: Row) -> str:
    """Say how much arbitrary detention goes with a policy, each reading by itself."""
    parts = [
        _("{figure} by the {reading} reading").format(
            figure=figure(value, "person-years"), reading=reading(key)
        )
        for (measure, key), value in row.figures.items()
        if measure == "arbitrary_years" and value is not None
    ]
    return _(" and ").join(parts) if parts else _("not recorded")


def change(gap: Estimate) -> str:
    """Say a difference in deaths without a sign: ``4,520 fewer deaths (813 to 9,070 fewer)``."""

    def one(value: float) -> str:
        size = number(abs(value))
        return _("{n} fewer").format(n=size) if value < 0 else _("{n} more").format(n=size)

    middle = _("{n} fewer deaths") if gap.median < 0 else _("{n} more deaths")
    text = middle.format(n=number(abs(gap.median)))
    if not gap.ranged or gap.low == gap.high:
        return text
    if gap.high < 0:
        span = _("{low} to {high} fewer").format(low=number(-gap.high), high=number(-gap.low))
    elif gap.low > 0:
        span = _("{low} to {high} more").format(low=number(gap.low), high=number(gap.high))
    else:
        span = _("from {low} to {high}").format(low=one(gap.low), high=one(gap.high))
    return f"{text} ({span})"


def _apart(row: Row, base: Row) -> str:
    """Say how a policy's deaths differ from the baseline's, and in how many runs they are fewer."""
    gap = row.difference("deaths")
    if gap is None:
        return ""
    fewer = round(row.lower["deaths", ""] * gap.draws)
    return _("{change} than under “{baseline}”, and fewer in {fewer} of the model's {draws} runs.").format(
        change=change(gap), baseline=name(base), fewer=fewer, draws=gap.draws
    )


def answer(
    ds: xr.Dataset,
    rows: Sequence[Row],
    splits: Sequence[Split] = (),
    place: Any = None,
) -> list[tuple[str, str]]:
    """Answer the question: pairs of a short heading and what belongs to it."""
    where, when = frame.place_title(ds, place), period(ds)
    base = next(r for r in rows if r.baseline)
    total = base["deaths"]
    out = [
        (
            name(base),
            _(
                "In the model {deaths} people die in {place} from {period}: killed by gangs, the state, self-defence "
                "groups or others, or dead in custody. Person-years held arbitrarily: {held}."
            ).format(deaths=figure(total), place=where, period=when, held=_held(base)),
        )
    ]
    others = [r for r in rows if not r.baseline and r["deaths"] is not None]
    # A collapse is a warning beside its policy, not a policy that anyone would choose.
    chosen = [r for r in others if r.branch != "collapses"]
    if chosen and total is not None:
        least = min(chosen, key=lambda r: r["deaths"].median)
        if least["deaths"].median < total.median:
            text = f"{_one(least, base)} {_alike(ds, least, chosen)}".strip()
            out.append((_("Fewest deaths: {policy}").format(policy=name(least)), text))
        else:
            out.append(
                (
                    _("Fewest deaths: {policy}").format(policy=name(base)),
                    _("In the middle of the model's runs, no other policy compared here has fewer deaths."),
                )
            )
        held = _most_held([*chosen, base])
        if held is not None and held is not least:
            text = _one(held, base) if held is not base else _("This is the baseline, described above.")
            out.append((_("Most people held arbitrarily: {policy}").format(policy=name(held)), text))
    conditional = conditional_sentence(rows)
    if conditional:
        out.append((_("What may never start"), conditional))
    turns = turns_on(rows, splits)
    if turns:
        out.append((_("What the answer turns on"), turns))
    return out


def _one(row: Row, base: Row) -> str:
    """Tell a policy's deaths and its rights in one breath."""
    text = [
        _("{deaths} people die: {apart}")
        .format(deaths=figure(row["deaths"]), apart=_apart(row, base))
        .strip(),
        _("Person-years held arbitrarily: {held}.").format(held=_held(row)),
    ]
    if row.branch and row.odds is not None and row.odds.starts is not None:
        text.append(
            _("Odds that it ever starts, an assumption: {odds}.").format(odds=chance(row.odds.starts))
        )
    return " ".join(text)


def _alike(ds: xr.Dataset, least: Row, rows: Sequence[Row]) -> str:
    """Name the policies whose deaths cannot be told from the fewest, run by run."""
    close = indistinct(ds, least.policy)
    names = [f"“{name(r)}”" for r in rows if r.policy in close]
    if not names:
        return ""
    if len(names) > 3:
        names = [*names[:3], ngettext("{n} other", "{n} others", len(names) - 3).format(n=len(names) - 3)]
    return _("The model cannot tell its deaths from those of: {names}.").format(names=", ".join(names))


def _most_held(rows: Sequence[Row]) -> Row | None:
    """Find the policy with the most arbitrary detention, where the readings agree on which it is."""
    winners = []
    for key in frame.READINGS:
        known = [r for r in rows if r.reading("arbitrary_years", key) is not None]
        if known:
            winners.append(max(known, key=lambda r: r.reading("arbitrary_years", key).median))
    return winners[0] if winners and all(w is winners[0] for w in winners) else None


def conditional_sentence(rows: Sequence[Row]) -> str:
    """Say which policies hang on others' decisions, and with what odds."""
    chances = {r.scenario: r.odds.starts for r in rows if r.branch and r.odds and r.odds.starts is not None}
    if not chances:
        return ""
    low, high = min(chances.values()), max(chances.values())
    span = (
        chance(low)
        if math.isclose(low, high)
        else _("{low} to {high}").format(low=chance(low), high=chance(high))
    )
    return ngettext(
        "{n} policy hangs on decisions that others take: a resolution, consent, money, law. The odds that it ever "
        "starts are {span}; they are assumptions, and they are not mixed into any figure here. What it does is told "
        "apart: if it operates, and if it collapses half way.",
        "{n} policies hang on decisions that others take: a resolution, consent, money, law. The odds that they ever "
        "start are {span}; they are assumptions, and they are not mixed into any figure here. What they do is told "
        "apart: if they operate, and if they collapse half way.",
        len(chances),
    ).format(n=len(chances), span=span)


def turns_on(rows: Sequence[Row], splits: Sequence[Split]) -> str:
    """Say whether the accounts of what a crackdown does agree on the policy with the fewest deaths."""
    if len(splits) < 2:
        return ""
    base = next(r for r in rows if r.baseline)
    first = {}
    parts = []
    for split in splits:
        own = [r for r in split.rows if r["deaths"] is not None and r.branch != "collapses"]
        if not own:
            return ""
        first[split.structure] = min(own, key=lambda r: r["deaths"].median).policy
        same = next(r for r in split.rows if r.policy == base.policy)
        parts.append(
            _("{figure} if {structure}").format(
                figure=number(same["deaths"].median), structure=structure(split.structure)
            )
        )
    agree = len(set(first.values())) == 1
    text = _("No evidence to hand settles what a crackdown does. Deaths under “{policy}”: {parts}.").format(
        policy=name(base), parts="; ".join(parts)
    )
    if len(rows) > 1:
        text += " " + (
            _("The policy with the fewest deaths is the same in every account.")
            if agree
            else _("The policy with the fewest deaths is not the same in every account.")
        )
    return text


def trust(ds: xr.Dataset) -> list[str]:
    """Say how far to trust the figures."""
    draws = ds.sizes["draw"]
    if frame.calibrated(ds):
        first = _("Parameters were fitted to the evidence published by {date}.").format(
            date=day(ds.attrs.get("as_of", ""))
        )
    else:
        first = _(
            "The parameters are priors: read from studies or assumed, and not calibrated to this place. The figures "
            "compare policies inside a model; they are no forecast, and no lives saved can be claimed from them."
        )
    return [
        first,
        _(
            "Each figure is the middle of {draws} model runs; the range in brackets holds nine runs in ten. The truth "
            "can lie outside it."
        ).format(draws=draws)
        if draws > 1
        else _("This is a single run of the model: it has no range, and the truth can lie far from it."),
        _(
            "Who gets arrested is read in two ways, one from official figures and one from those of non-governmental "
            "organisations (NGOs). They differ widely, are shown apart, and are never averaged."
        ),
    ]


def not_modelled() -> list[tuple[str, str]]:
    """List what the model leaves out."""
    return [
        (_("Sexual violence"), _("It is widespread where gangs rule. No figure here counts it.")),
        (_("Elections and their outcomes"), _("Governments do not change because of what a policy does.")),
        (
            _("The wider economy"),
            _("Work, prices, trade and aid move only as far as extortion and displacement do."),
        ),
    ]
