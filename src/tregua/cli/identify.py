"""Commands that tell what can be known: what a record cannot see, and whether fits are calibrated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from tregua.cli.options import AsOf, Json, about, at_least, flag
from tregua.cli.terminal import FITS, progress, say, show_json, show_table, starting
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks

FAILED = 1


def identify(
    *places: Annotated[str, about(_("Places by name, or folders of the same form."))],
    place: Annotated[Path | None, about(_("A place's folder, as one more place."), "--place")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Tell what a place's record says of each parameter, and what it cannot see.

    Prior against posterior, parameter by parameter, from the newest posterior that rests on no later
    knowledge than the date; pairs that cannot be told apart; and how well known truths were recovered from
    made-up records. A parameter is seen if its posterior has half the variance of its prior or less.
    """
    from tregua.errors import InputError, Problem
    from tregua.inference.identifiability import report
    from tregua.places import load_place

    names = [*places, *([str(place)] if place else [])]
    problems, found = [], []
    if not names:
        expected = _("the name of a place, or --place DIR")
        problems.append(Problem(_("command line"), None, "PLACE", _("no place"), expected))
    for name in names:
        at = load_place(name)
        file = _newest(at, as_of)
        if file is None:
            said = _("no posterior") if as_of is None else _("no posterior as of {day}").format(day=as_of)
            hint = _("tregua calibrate {name} makes one").format(name=name)
            problems.append(Problem(name, None, "", said, _("a place that was fitted"), hint))
        else:
            found.append((at, report(at, file)))
    if problems:
        raise InputError(problems)
    recovered = _recovered()
    if json:
        show_json({"places": {r.place: r.record() for _at, r in found}, "recovery": recovered})
        return
    for at, r in found:
        _show(at.title, r)
    if recovered:
        text = _("Truths recovered ({n} made-up records, {problem}): tregua sbc --last")
        say(text.format(n=recovered["replications"], problem=recovered["problem"]))


def _newest(place: Any, as_of: Any) -> Path | None:
    from tregua.assumptions.posterior import shipped

    known = [(day, file) for day, file in shipped(place) if as_of is None or day <= as_of]
    return max(known)[1] if known else None


def _recovered() -> dict[str, Any] | None:
    from tregua.inference.sbc import last

    told = last()
    return told and {k: told[k] for k in ("made", "version", "problem", "replications", "quantities")}


def _show(title: str, r: Any) -> None:
    from tregua.inference.identifiability import spoken, words

    columns = [
        _("parameter"),
        _("unit"),
        _("prior, nine in ten"),
        _("posterior"),
        _("narrowed"),
        _("verdict"),
    ]
    rows = (
        (
            spoken(s.name) + (f" ({s.reading})" if s.reading else ""),
            translated(s.unit),
            _span(s.prior),
            _span(s.posterior),
            f"{s.narrowed:.0%}",
            s.verdict,
        )
        for s in sorted(r.seen, key=lambda s: s.narrowed)
    )
    label = _("{place} as of {day}: prior and posterior, least seen first").format(place=title, day=r.as_of)
    show_table(label, columns, rows, right=(4,))
    for sentence in words(r):
        say(sentence)


def _span(q: Any) -> str:
    low, middle, high = (marks(f"{x:.3g}") for x in q)
    return f"{middle} ({low} {_('to')} {high})"


def sbc(
    *,
    replications: Annotated[int, at_least(1, _("Made-up records, each fitted."))] = 200,
    chance: Annotated[bool, flag(_("Make counts by draws of single people, not by expectations."))] = False,
    out: Annotated[Path, about(_("Folder of what is done; the same command goes on from it."))] = Path("sbc"),
    last: Annotated[bool, flag(_("Fit nothing: print the output that was last kept."))] = False,
    json: Json = False,
) -> int:
    """Check the fit itself: draw truths from the prior, make records from them, and fit each.

    Simulation-based calibration (Talts and others, 2018) of a reduced problem: a short piece of El Salvador's
    record, one structure. Ranks of truths in their posteriors are uniform if likelihood and sampler are
    right. Two hundred take some six minutes of a core. Ends with status 1 if too few are uniform.
    """
    from tregua.errors import RunError
    from tregua.inference import sbc as ranks

    if last:
        told = ranks.last()
        if told is None:
            raise RunError(_("No output has been kept: run tregua sbc"))
    else:
        from tregua.validation.registry import needs

        needs(ranks.NEEDED)
        label = _("fitting made-up records")
        with progress(label, starting(kernel=FITS)) as bar:
            told = ranks.calibrate(ranks.Problem(chance=chance), replications, out, told=bar)
    if json:
        show_json(told)
    else:
        _table(told)
    return 0 if told["uniform"] >= ranks.LEAST_SHARE * told["of"] else FAILED


def _table(told: dict[str, Any]) -> None:
    from tregua.inference.identifiability import spoken
    from tregua.inference.sbc import LEAST_P

    def number(value: float | None) -> str:
        return "" if value is None else marks(f"{value:.2f}")

    columns = [
        _("quantity"),
        _("p of uniform ranks"),
        _("truths inside the middle 90 %"),
        _("posterior means follow truths"),
        _("narrowed"),
    ]
    rows = (
        (
            spoken(name),
            marks(f"{q['p']:.3f}"),
            f"{q['inside_90']:.0%}",
            number(q.get("follows")),
            number(q.get("narrowed")),
        )
        for name, q in sorted(told["quantities"].items(), key=lambda item: item[1]["p"])
    )
    title = _("{n} replications, {problem}; made on {made} with version {version}").format(
        n=told["replications"], **{k: told[k] for k in ("problem", "made", "version")}
    )
    show_table(title, columns, rows, right=(1, 2, 3, 4))
    say(
        _("{n} of {all} quantities have uniform ranks (chi-square p above {p:g})").format(
            n=told["uniform"], all=told["of"], p=LEAST_P
        )
    )
