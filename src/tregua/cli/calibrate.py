"""Commands that learn from evidence: calibrate a place, or say what has moved past its posterior."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from tregua.cli.options import AsOf, Json, about, flag
from tregua.cli.terminal import note, progress, say, show_json
from tregua.i18n import _
from tregua.vocabulary.readings import READINGS, STRUCTURES, Structure

FIRST = "el_salvador"  # what is learnt of shared behaviour there is the prior elsewhere


def calibrate(
    *places: Annotated[str, about(_("Places by name, or folders of the same form."))],
    place: Annotated[Path | None, about(_("A place's folder, as one more place."), "--place")] = None,
    as_of: AsOf = None,
    structure: Annotated[
        tuple[Structure, ...], about(_("Structures to fit; all of them if none is named."))
    ] = (),
    effort: Annotated[float, about(_("Length of the sampling, 1 for the usual."))] = 1.0,
    out: Annotated[
        Path | None,
        about(
            _(
                "Folder for posteriors and for what a cut-off fit goes on from; if unsaid, `posteriors` in "
                "the folder of a place of your own, whose runs then use it, and here for one that ships."
            )
        ),
    ] = None,
    check: Annotated[
        bool, flag(_("Fit nothing: say whether model or evidence have moved past the posteriors in use."))
    ] = False,
    json: Json = False,
) -> int:
    """Fit a place's record as of a date, and keep the posterior.

    El Salvador is fitted before any other place: what it says of shared behaviour, widened, is their prior.
    Where
    it is not among the places, its posterior that ships with the package serves. A fit that was cut off
    goes on when
    the same command is given again. A fit that has not converged fails.
    """
    from tregua.errors import InputError, Problem
    from tregua.places.table_only_place import bring

    names = [*places, *([str(place)] if place else [])]
    if not names:
        raise InputError(
            Problem(_("command line"), None, "PLACE", _("no place"), _("the name of a place, or --place DIR"))
        )
    brought = [bring(name) for name in names]
    for remark in dict.fromkeys(r for _p, r in brought if r):
        note(remark)
    chosen = [p for p, _r in brought]
    if check:
        return _check(chosen, json)
    _needs_sampler()
    return _fit(chosen, as_of, structure, effort, out, json)


def _needs_sampler() -> None:
    from importlib.util import find_spec

    from tregua.errors import RunError

    if find_spec("emcee") is None:
        raise RunError(_("Fitting needs the package emcee: pip install 'tregua[learn]'"))


def _fit(
    chosen: list[Any], as_of: date | None, structure: Any, effort: float, out: Path | None, json: bool
) -> int:
    from tregua.assumptions.posterior import load
    from tregua.inference.calibration import calibrated

    told: dict[str, Any] = {}
    structures = tuple(structure) or STRUCTURES
    _all_can_be_fitted(chosen, as_of)
    carry = None
    for each in sorted(chosen, key=lambda p: p.name != FIRST):
        day = as_of or each.run.as_of

        def bar(reading: str, title: str = str(each.title), day: date = day) -> Any:
            label = _("fitting {place} as of {day}, {reading}").format(place=title, day=day, reading=reading)
            return progress(label, _("looking for modes (the first fit on a machine compiles the model)"))

        file, found = calibrated(
            each, day, structures=structures, effort=effort, out=out, carry=carry, by_reading=bar
        )
        if each.name == FIRST and len(structures) == len(STRUCTURES):
            carry = load(file)
        told[each.name] = {"posterior": str(file), "structures": found}
        if not json:
            say(_("{place}: {path}").format(place=each.title, path=file))
            for s, r in [(s, r) for s in structures for r in READINGS]:
                q = found[s][r]
                text = _(
                    "  {name}: R-hat {r}, effective draws {n}, shift on doubling {x} sd, log evidence {e}"
                )
                say(
                    text.format(
                        name=f"{s}, {r}",
                        r=max(q["worst_r_hat"].values()),
                        n=min(q["least_ess"].values()),
                        x=q["doubling_shift_sd"],
                        e=max(q["log_evidence_laplace"]),
                    )
                )
    if json:
        show_json(told)
    return 0


def _all_can_be_fitted(chosen: list[Any], as_of: date | None) -> None:
    """Say of every place what keeps it from being fitted, before the first fit begins.

    Raises
    ------
    InputError
        With what is missing everywhere.
    """
    from tregua.errors import InputError
    from tregua.inference.fit import posterior

    problems = []
    for each in chosen:
        try:
            posterior(each, STRUCTURES[0], as_of or each.run.as_of)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _check(chosen: list[Any], json: bool) -> int:
    from tregua.assumptions.posterior import shipped
    from tregua.inference.posterior_check import MOST_MOVED, check

    told = {p.name: {str(file): check(file, p) for _day, file in shipped(p)} for p in chosen}
    if json:
        show_json({name: {file: c.record() for file, c in files.items()} for name, files in told.items()})
    else:
        for name, files in told.items():
            if not files:
                say(_("{place}: no posterior; runs draw from the priors").format(place=name))
            for file, c in files.items():
                verdict = _("stands") if c.ok else _("MOVED PAST")
                most = max(c.moved.values(), default=float("nan"))
                text = _(
                    "{path}: {verdict}; log densities of its draws moved by {x:.2g} at most (allowed: {most})"
                )
                say(text.format(path=file, verdict=verdict, x=most, most=MOST_MOVED))
                for line in c.failures:
                    say(f"  {line}")
                for line in c.notes:
                    say(_("  note: {text}").format(text=line))
    return 1 if any(not c.ok for files in told.values() for c in files.values()) else 0
