"""Transfer in words and pictures: what an effect is here and there, and which factors make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tregua.assumptions.posterior_summary import whence
from tregua.decisions.caveats import caveats
from tregua.decisions.factors import DETAIL, SIZE, title
from tregua.decisions.labels import capital
from tregua.i18n import _, translated
from tregua.i18n.numbers import count, worded
from tregua.pictures.svg import Picture, ticks, wide_of
from tregua.report.numbers import chance, number
from tregua.report.phrases import day as day_in_words
from tregua.vocabulary.palette import BLUE, GREY, INK, MUTED, ORANGE, PURPLE

if TYPE_CHECKING:
    from tregua.decisions.transferability.reference_policy import Question
    from tregua.decisions.transferability.transfer import Shared, Transfer
    from tregua.report.sections.section import Source

LEAST = 0.02  # of the larger effect: below it, or below two standard errors, a factor is not named
NAMED = 3
RIGHTS = ("wrongly_held_years", "arbitrarily_held_years", "deaths_in_custody", "killed_by_state")


def amount(x: float, unit: str, *, signed: bool = False) -> str:
    """Print a figure in its unit: people, person-years, or millions of US dollars."""
    if unit == "USD":
        return _("{n} million USD").format(n=number(x / 1e6, signed=signed))
    return number(x, signed=signed)


def bare(x: float, unit: str, *, signed: bool = False) -> str:
    """Print a figure whose unit is told beside it."""
    return number(x / 1e6 if unit == "USD" else x, signed=signed)


def unit_of(one: Shared) -> str:
    """Return the unit in which an outcome is printed."""
    return _("million USD") if one.unit == "USD" else one.unit


def per_year(x: float, people: float, years: float) -> float:
    """Return a figure per 100,000 people and year."""
    return x / people * 1e5 / years


def where(asked: Question, people: float, years: float) -> str:
    """Say what is asked of a place, of whom and how long."""
    return _(
        "{policy} against {base}, {place}, {people} million people, {years} years, known by {day}"
    ).format(
        policy=translated(asked.policy.title),
        base=translated(asked.baseline.title),
        place=asked.place.title,
        people=number(people / 1e6),
        years=number(years),
        day=day_in_words(asked.policy.as_of.isoformat()),
    )


def ranked(one: Shared) -> list[tuple[str, float]]:
    """Return the factors of an outcome, the largest first; size and detail last, as they explain nothing."""
    own = [(k, v) for k, v in one.factors.items() if k not in (SIZE, DETAIL)]
    return sorted(own, key=lambda pair: -abs(pair[1])) + [(k, one.factors[k]) for k in (SIZE, DETAIL)]


def telling(one: Shared) -> list[tuple[str, float]]:
    """Return the factors that are worth a sentence: neither small, nor within two standard errors."""
    large = max(abs(one.effect_from), abs(one.effect_to), 1e-300)
    return [
        (key, value)
        for key, value in ranked(one)
        if abs(value) >= LEAST * large and abs(value) > 2 * one.errors[key]
    ]


def effect(one: Shared, found: Transfer) -> str:
    """Say an outcome's effect in both places, as counts and per person and year."""

    def end(value: float, span: tuple[float, float], k: int) -> str:
        rate = per_year(value, found.people[k], found.years[k])
        return _("{n} ({low} to {high}), {rate} per 100,000 people and year").format(
            n=bare(value, one.unit),
            low=bare(span[0], one.unit),
            high=bare(span[1], one.unit),
            rate=bare(rate, one.unit),
        )

    return _("{what} ({unit}): {here} in {origin}; {there} in {target}.").format(
        what=capital(one.title),
        unit=unit_of(one),
        here=end(one.effect_from, one.range_from, 0),
        there=end(one.effect_to, one.range_to, 1),
        origin=found.origin.place.title,
        target=found.target.place.title,
    )


def why(one: Shared) -> str:
    """Say which factors make most of the difference."""
    if all(value == 0 for value in one.factors.values()):
        return _("Nothing differs, so no factor has a part.")
    found = telling(one)
    own = [pair for pair in found if pair[0] not in (SIZE, DETAIL)]
    parts = [
        _("{factor} {n} (± {error})").format(
            factor=title(key), n=amount(value, one.unit, signed=True), error=amount(one.errors[key], one.unit)
        )
        for key, value in [*own[:NAMED], *(pair for pair in found if pair[0] in (SIZE, DETAIL))]
    ]
    whole = amount(one.effect_to - one.effect_from, one.unit, signed=True)
    if not parts:
        return _("Of the difference of {n}, no factor can be told from chance.").format(n=whole)
    return _("Of the difference of {n}: {parts}.").format(n=whole, parts="; ".join(parts))


def sentences(found: Transfer) -> list[str]:
    """Return the answer in sentences: what is compared, each outcome and why, and how far to trust it."""
    said = [
        _("From: {text}.").format(text=where(found.origin, found.people[0], found.years[0])),
        _("To: {text}.").format(text=where(found.target, found.people[1], found.years[1])),
    ]
    if found.target.carried:
        said.append(
            _(
                "{place} has no such policy of its own: the measures are those of {name}, sized per "
                "inhabitant."
            ).format(place=found.target.place.title, name=translated(found.origin.policy.title))
        )
    for asked, learnt in zip((found.origin, found.target), found.learnt, strict=True):
        said.append(
            _("Parameters of {place} are drawn from {what}.").format(
                place=asked.place.title,
                what=_("the priors: nothing of it is fitted")
                if learnt is None
                else worded(whence(learnt, str(asked.place.title))),
            )
        )
        if asked.policy.conditional:
            course = _("if it operates") if found.branch == "operates" else _("if it collapses half way")
            said.append(
                _("{policy} is told {course}; odds that it ever starts: {odds} (an assumption).").format(
                    policy=translated(asked.policy.title),
                    course=course,
                    odds=chance(asked.policy.odds().starts),
                )
            )
    for one in found.outcomes:
        said += [effect(one, found), "    " + why(one)]
    return said + trust(found)


def trust(found: Transfer) -> list[str]:
    """Say how it was worked out and how far to trust it."""
    o = found.options
    return [
        *caveats(),
        _(
            "Each factor's part is its mean over all orders in which the two places could be exchanged, "
            "factor by factor: {n} combinations in each of {draws} draws, none left out. ± is one standard "
            "error from the draws. The places between exist nowhere."
        ).format(n=count(o["combinations"]), draws=count(o["draws"])),
        _(
            "Force, prison places, the held, judges, arrests and money are carried per inhabitant. '{size}' "
            "is only that there are more people there, for a shorter or longer time. '{detail}' is what the "
            "full runs of both ends ({members} runs each, the figures of a comparison) add to the quick "
            "reckoning."
        ).format(size=title(SIZE), detail=title(DETAIL), members=count(o["members"])),
    ]


def rights_beside(found: Transfer) -> list[str]:
    """Return the rights figures of both places, a line each, for the foot of every picture."""
    out = []
    for k, asked in enumerate((found.origin, found.target)):
        parts = [
            _("{what} {n}").format(
                what=one.title, n=amount(one.effect_to if k else one.effect_from, one.unit, signed=True)
            )
            for one in found.outcomes
            if one.name in RIGHTS
        ]
        out.append(f"{asked.place.title}: {'; '.join(parts)}.")
    return out


def wrapped(lines: Sequence[str], most: int) -> list[str]:
    """Break lines at a width."""
    from textwrap import wrap

    return [part for line in lines for part in wrap(line, most) or [""]]


def waterfall(one: Shared, found: Transfer) -> str:
    """Draw one outcome from its effect in the one place to that in the other, factor by factor; SVG."""
    row, top = 24, 62
    steps = ranked(one)
    ends = (found.origin.place.title, found.target.place.title)
    told = [amount(v, one.unit, signed=True) for v in (one.effect_from, one.effect_to, *dict(steps).values())]
    # the longest name and the longest figure of the language have room
    left = max(290.0, *(wide_of(_short(title(key))) + 26 for key, _value in steps))
    left = max(left, *(wide_of(each, bold=True) + 26 for each in ends))
    right = max(110.0, *(wide_of(each, bold=True) + 16 for each in told))
    width = left + 460 + right
    feet = wrapped(
        [
            *([_("Rights, in the same runs:"), *rights_beside(found)]),
            *caveats(),
            _(
                "Blue adds, orange takes away, grey explains nothing. Thin lines: two standard errors. "
                "{draws} draws, {n} combinations, seed {seed}."
            ).format(
                draws=found.options["draws"],
                n=count(found.options["combinations"]),
                seed=found.options["seed"],
            ),
        ],
        int((width - 32) / (10.5 * 0.53)),
    )  # fmt: skip
    height = top + row * (len(steps) + 2) + 34 + 14 * len(feet) + 8
    at, edges = one.effect_from, [0.0, one.effect_from, one.effect_to]
    for key, value in steps:
        at += value
        edges += [at, at - 2 * one.errors[key], at + 2 * one.errors[key]]
    low, high = min(edges), max(edges)
    if high == low:
        high = low + 1.0
    scale = (width - left - right) / (high - low)

    def x(value: float) -> float:
        return left + (value - low) * scale

    name = _("{what}: from {origin} to {target}").format(
        what=one.title, origin=found.origin.place.title, target=found.target.place.title
    )
    name = capital(name)
    picture = Picture(width, height, name)
    picture.text(16, 24, name, size=15, bold=True)
    unit = unit_of(one)
    picture.text(16, 43, _("{unit}; middle of the draws").format(unit=unit), colour=MUTED)
    foot = top + row * (len(steps) + 2)
    for mark in ticks(low, high):
        picture.line(x(mark), top - 4, x(mark), foot)
        shown = number(mark / 1e6 if one.unit == "USD" else mark)
        picture.text(x(mark), foot + 14, shown, "middle", MUTED, 11)

    def bar(y: float, a: float, b: float, colour: str, words: str, told: str, bold: bool = False) -> None:
        picture.text(left - 10, y + 15, words, "end", INK, 12, bold)
        picture.rect(
            x(min(a, b)), y + 4, max(abs(b - a) * scale, 1.0), row - 8, colour, hint=f"{words}: {told}"
        )
        picture.text(width - right + 8, y + 15, told, "start", INK, 12, bold)

    y = float(top)
    bar(y, 0.0, one.effect_from, INK, found.origin.place.title, amount(one.effect_from, one.unit), True)
    at = one.effect_from
    for key, value in steps:
        y += row
        colour = GREY if key in (SIZE, DETAIL) else BLUE if value >= 0 else ORANGE
        bar(y, at, at + value, colour, _short(title(key)), amount(value, one.unit, signed=True))
        picture.line(x(at), y - row + 4, x(at), y + row - 4, MUTED, 0.7)
        at += value
        error = 2 * one.errors[key]
        picture.line(x(at - error), y + row / 2, x(at + error), y + row / 2, PURPLE, 1.4)
    y += row
    bar(y, 0.0, one.effect_to, INK, found.target.place.title, amount(one.effect_to, one.unit), True)
    picture.line(x(0.0), top - 4, x(0.0), foot, INK, 1)
    y = foot + 34
    for line in feet:
        picture.text(16, y, line, colour=MUTED, size=10.5)
        y += 14
    return picture.svg()


def _short(words: str, most: int = 44) -> str:
    return words if len(words) <= most else words.split(":")[0]


def command(found: Transfer) -> str:
    """Return the command that makes the figures again."""
    o = found.options
    words = ["tregua", "transfer", str(found.origin.place.name), str(found.target.place.name)]
    words += ["--from-policy", found.origin.policy.name, "--from-baseline", found.origin.baseline.name]
    if not found.target.carried:
        words += ["--to-policy", found.target.policy.name, "--to-baseline", found.target.baseline.name]
    words += ["--branch", found.branch, "--members", str(o["members"]), "--draws", str(o["draws"])]
    words += ["--seed", str(o["seed"]), "--dt", str(o["dt"])]
    words += ["--as-of", o["as_of"]] if o["as_of"] else []
    words += ["--fine"] * bool(o["fine"])
    words += ["--mean-field"] * bool(o["mean_field"]) + ["--priors"] * bool(o["priors"])
    return " ".join(words)


def section(found: Transfer) -> dict[str, Any]:
    """Return transfer as a page of the report: sentences, the factors of every outcome, waterfalls."""
    here, there = found.origin, found.target

    def cell(
        one: Shared, value: float, what: str, scenario: str, error: float | None = None
    ) -> dict[str, Any]:
        return {
            "text": bare(value, one.unit, signed=True),
            "range": "" if error is None else f"± {bare(error, one.unit)}",
            "what": f"{one.title}; {what}",
            "unit": unit_of(one),
            "scenario": scenario,
            "more": {"command": command(found), "place": places, "period": "", "digest": ""},
        }

    places = f"{here.place.title}, {there.place.title}"
    both = f"{here.policy.name}, {there.policy.name}"
    rows: list[list[Any]] = []
    for asked, end in ((here, "effect_from"), (there, "effect_to")):
        name = _("effect in {place}").format(place=asked.place.title)
        rows.append(
            [capital(name), *(cell(o, getattr(o, end), name, asked.policy.name) for o in found.outcomes)]
        )
    for key in found.outcomes[0].factors:
        parts = [cell(o, o.factors[key], title(key), both, o.errors[key]) for o in found.outcomes]
        rows.insert(-1, [capital(title(key)), *parts])
    told: list[str] = []
    for line in sentences(found)[: -len(trust(found))]:
        if line.startswith(" "):
            told[-1] += f" {line.strip()}"  # why, behind what
        else:
            told.append(line)
    return {
        "id": "transfer",
        "title": _("Would it carry over?"),
        "lead": told,
        "tables": [
            {
                "title": _("From {origin} to {target}, factor by factor").format(
                    origin=here.place.title, target=there.place.title
                ),
                "note": _(
                    "The factors of an outcome add up to the difference of its effects. ± is one standard "
                    "error."
                ),
                "head": [_("Factor"), *(capital(f"{o.title} ({unit_of(o)})") for o in found.outcomes)],
                "rows": rows,
            }
        ],
        "pictures": [waterfall(one, found) for one in found.outcomes],
        "foot": trust(found),
    }


HOME = "el_salvador"  # where the effect of a crackdown was learnt
ELSEWHERE = "haiti"  # and where it was proposed


def of(source: Source) -> dict[str, Any]:
    """Return transfer as a page of the report of a result: from El Salvador to the place of the result.

    The effects are those of the report, for it is run with the same members, seed and options. Of El Salvador
    itself the page asks whether its crackdown would carry over to Haiti. It takes minutes.

    Parameters
    ----------
    source
        The result, its place and how it was made.

    Raises
    ------
    InputError
        If the places have no crackdown to compare.
    """
    from tregua.decisions import transfer

    ds, place = source.ds, source.place
    attrs = ds.attrs
    own = str(place.name) == HOME
    as_of = date.fromisoformat(str(attrs["as_of"]))
    # a day of knowledge that is not the place's own was asked for, and holds for both
    asked = None if as_of == place.run.as_of else as_of
    found = transfer(
        place if own else HOME,
        ELSEWHERE if own else place,
        members=int(attrs.get("members") or ds.sizes["draw"]),
        seed=int(attrs.get("seed", 1)),
        dt=str(attrs.get("dt") or "day"),
        mean_field=bool(attrs.get("mean_field")),
        as_of=asked,
        assume=source.options.get("assume"),
        priors=bool(source.options.get("priors")),
        **_policies(source, own),
    )
    page = section(found)
    if asked:
        day = day_in_words(asked.isoformat())
        page["foot"].append(_("Both places are seen from what had been published by {day}.").format(day=day))
    return page


def _policies(source: Source, own: bool) -> dict[str, Any]:
    """Return the crackdown that the result holds and its baseline, where it holds one."""
    from tregua.decisions.transferability.reference_policy import declares
    from tregua.scenarios import load_scenario

    loaded = [load_scenario(s, source.place) if isinstance(s, str) else s for s in source.policies]
    policy = next((s for s in loaded if declares(s)), None)
    plain = [s for s in loaded if not declares(s)]
    if policy is None or not plain:
        return {}
    side = "origin" if own else "target"
    return {f"{side}_policy": policy, f"{side}_baseline": plain[0]}
