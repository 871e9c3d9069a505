"""The answer in sentences: question first, then each figure with unit, period, place and range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, ngettext
from tregua.report import phrases, result_view
from tregua.report.numbers import chance, figure, number
from tregua.report.summary import indistinct
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    import xarray as xr

    from tregua.report.summary import Row, Split
    from tregua.results.estimates import Estimate


def question(ds: xr.Dataset, place: Any = None) -> str:
    """Ask what the report answers."""
    where = result_view.place_title(ds, place)
    if len({p.scenario for p in result_view.policies(ds)}) == 1:
        title = result_view.policies(ds)[0].title
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
            figure=figure(value, "person-years"), reading=phrases.reading(key)
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
    text = _("{change} than under “{baseline}”, and fewer in {fewer} of the model's {draws} runs.").format(
        change=change(gap), baseline=phrases.name(base), fewer=fewer, draws=gap.draws
    )
    if row.without_fear is None:
        return text
    return f"{text} " + _("Without fear, where arrests only take people away: {change}.").format(
        change=change(row.without_fear)
    )


def answer(
    ds: xr.Dataset,
    rows: Sequence[Row],
    splits: Sequence[Split] = (),
    place: Any = None,
) -> list[tuple[str, str]]:
    """Answer the question: pairs of a short heading and what belongs to it."""
    where, when = result_view.place_title(ds, place), phrases.period(ds)
    base = next(r for r in rows if r.baseline)
    total = base.deaths
    out = [
        (
            phrases.name(base),
            _(
                "In the model {deaths} people die in {place} from {period}: killed by gangs, the state, "
                "self-defence groups or others, or dead in custody. Person-years held arbitrarily: {held}."
            ).format(deaths=figure(total), place=where, period=when, held=_held(base)),
        )
    ]
    others = [r for r in rows if not r.baseline]
    # A collapse is a warning beside its policy, not a policy that anyone would choose.
    chosen = [r for r in others if r.branch != "collapses"]
    if chosen:
        least = min(chosen, key=lambda r: r.deaths.median)
        if least.deaths.median < total.median:
            text = f"{_one(least, base)} {_alike(ds, least, chosen)}".strip()
            out.append((_("Fewest deaths: {policy}").format(policy=phrases.name(least)), text))
        else:
            out.append(
                (
                    _("Fewest deaths: {policy}").format(policy=phrases.name(base)),
                    _("In the middle of the model's runs, no other policy compared here has fewer deaths."),
                )
            )
        held = _most_held([*chosen, base])
        if held is not None and held is not least:
            text = _one(held, base) if held is not base else _("This is the baseline, described above.")
            out.append((_("Most people held arbitrarily: {policy}").format(policy=phrases.name(held)), text))
    conditional = conditional_sentence(rows)
    if conditional:
        out.append((_("What may never start"), conditional))
    turns = turns_on(ds, rows, splits, place)
    if turns:
        out.append((_("What the answer turns on"), turns))
    return out


def lead(rows: Sequence[Row], place: Any, ds: xr.Dataset) -> str:
    """Answer in two sentences, before everything else; without claiming what no fit bears out."""
    where, when = result_view.place_title(ds, place), phrases.period(ds)
    base = next(r for r in rows if r.baseline)
    chosen = [r for r in rows if not r.baseline and r.branch != "collapses"]
    if not chosen:
        text = _(
            "In the model, under “{policy}” {deaths} people die in {place} from {period}. Person-years held "
            "arbitrarily: {held}. No other policy was run beside it, so nothing here says what it changes."
        ).format(
            policy=phrases.name(base), deaths=figure(base.deaths), place=where, period=when, held=_held(base)
        )
        return f"{text} {_start(base)}".strip()
    least = min(chosen, key=lambda r: r.deaths.median)
    if least.deaths.median >= base.deaths.median:
        return _(
            "In the model, no policy compared here has fewer deaths in {place} from {period} than "
            "“{baseline}”: {deaths}. Person-years held arbitrarily under it: {held}."
        ).format(
            baseline=phrases.name(base),
            place=where,
            period=when,
            deaths=figure(base.deaths),
            held=_held(base),
        )
    text = _(
        "In the model, “{policy}” has the fewest deaths in {place} from {period}: {deaths}. Person-years "
        "held arbitrarily under it: {held}."
    ).format(
        policy=phrases.name(least), place=where, period=when, deaths=figure(least.deaths), held=_held(least)
    )
    more = [
        phrases.reading(k)
        for k in READINGS
        if (own := least.reading("arbitrary_years", k)) and (its := base.reading("arbitrary_years", k))
        and own.median > its.median
    ]  # fmt: skip
    if more:
        own, its = (
            [r.reading("arbitrary_years", k) for k in READINGS if r.reading("arbitrary_years", k)]
            for r in (least, base)
        )
        times = min(a.median / b.median for a, b in zip(own, its, strict=True) if a and b and b.median > 0)
        text += " " + (
            _("That is {times} times the person-years of “{baseline}”, or more.").format(
                times=number(times), baseline=phrases.name(base)
            )
            if times >= 2
            else _("That is more than under “{baseline}”.").format(baseline=phrases.name(base))
        )
    less = [
        own.median < its.median
        for k in READINGS
        if (own := least.reading("arbitrary_years", k)) and (its := base.reading("arbitrary_years", k))
    ]
    if less and all(less):
        text += " " + _("That is less than under “{baseline}”.").format(baseline=phrases.name(base))
    alike = len([r for r in chosen if r.policy in indistinct(ds, least.policy)])
    if alike:
        text += " " + ngettext(
            "By deaths the model cannot tell {n} other policy from it.",
            "By deaths the model cannot tell {n} other policies from it.",
            alike,
        ).format(n=alike)
    return f"{text} {_start(least)}".strip()


def _start(row: Row) -> str:
    """Say the odds that a policy ever starts, and that they are assumed."""
    if row.odds is None or row.odds.starts is None:
        return ""
    return _("The odds that it ever starts are assumed to be {odds}.").format(odds=chance(row.odds.starts))


def _one(row: Row, base: Row) -> str:
    """Tell a policy's deaths and its rights in one breath."""
    text = [
        _("{deaths} people die: {apart}").format(deaths=figure(row.deaths), apart=_apart(row, base)).strip(),
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
    names = [f"“{phrases.name(r)}”" for r in rows if r.policy in close]
    if not names:
        return ""
    if len(names) > 3:
        names = [*names[:3], ngettext("{n} other", "{n} others", len(names) - 3).format(n=len(names) - 3)]
    return _("The model cannot tell its deaths from those of: {names}.").format(names=", ".join(names))


def _most_held(rows: Sequence[Row]) -> Row | None:
    """Find the policy with the most arbitrary detention, where the readings agree on which it is."""
    winners = []
    for key in READINGS:
        known = [(value.median, r) for r in rows if (value := r.reading("arbitrary_years", key)) is not None]
        if known:
            winners.append(max(known, key=lambda pair: pair[0])[1])
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
        "{n} policy hangs on decisions that others take: a resolution, consent, money, law. The odds that it "
        "ever starts are {span}; they are assumptions, and they are not mixed into any figure here. What it "
        "does is told apart: if it operates, and if it collapses half way.",
        "{n} policies hang on decisions that others take: a resolution, consent, money, law. The odds that "
        "they ever start are {span}; they are assumptions, and they are not mixed into any figure here. What "
        "they do is told apart: if they operate, and if they collapse half way.",
        len(chances),
    ).format(n=len(chances), span=span)


def turns_on(ds: xr.Dataset, rows: Sequence[Row], splits: Sequence[Split], place: Any = None) -> str:
    """Say whether the accounts of what a crackdown does agree on the policy with the fewest deaths."""
    if len(splits) < 2:
        return ""
    base = next(r for r in rows if r.baseline)
    first = {}
    parts = []
    for split in splits:
        own = [r for r in split.rows if r.branch != "collapses"]
        if not own:
            return ""
        first[split.structure] = min(own, key=lambda r: r.deaths.median).policy
        same = next(r for r in split.rows if r.policy == base.policy)
        parts.append(
            _("{figure} if {structure}").format(
                figure=figure(same.deaths), structure=phrases.structure(split.structure)
            )
        )
    agree = len(set(first.values())) == 1
    text = _(
        "No evidence to hand settles what a crackdown does. Deaths in {place} from {period} under "
        "“{policy}”: {parts}."
    ).format(
        policy=phrases.name(base),
        parts=_("; ").join(parts),
        place=result_view.place_title(ds, place),
        period=phrases.period(ds),
    )
    if len([r for r in rows if r.branch != "collapses"]) > 1:
        text += " " + (
            _("The policy with the fewest deaths is the same in every account.")
            if agree
            else _("The policy with the fewest deaths is not the same in every account.")
        )
    return text
