"""The two marks of an outcome: whether its level was tested here, and whether this policy's effect was.

The level is judged by the checks of the fit that is in use and by the published hindcast from the same day;
the effect by treated cases that lie outside every fit. No mark is set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tregua.validation
from tregua.decisions.answer.dose import Treated
from tregua.i18n import _, ngettext
from tregua.validation.fit_check import LEAST_INSIDE
from tregua.validation.fit_mark import FAILED, HELD, NEVER, checks, fit_mark
from tregua.vocabulary.records import OUTCOMES

if TYPE_CHECKING:
    from tregua.places import Place

ASSUMED = "assumed"
HINDCASTS = Path(tregua.validation.__file__).with_name("hindcasts.json")
JUDGED = "80"  # per cent of the draws, the range that is judged
FEWEST = 3  # figures, below which a hindcast is no test


@dataclass(frozen=True)
class Mark:
    """A mark as it is shown.

    Attributes
    ----------
    status
        "held", "failed", "never tested" or "assumed".
    text
        A few words that stand next to the figure.
    detail
        A sentence: on what record, and who counted.
    """

    status: str
    text: str
    detail: str

    @property
    def grey(self) -> bool:
        """Whether the figure is shown greyed: it failed its test."""
        return self.status == FAILED

    def record(self) -> dict[str, Any]:
        """Return it for machines."""
        return asdict(self) | {"grey": self.grey}


@dataclass(frozen=True)
class Line:
    """One series on which an outcome was tested: how many of its figures lay inside the 80 % range."""

    series: str
    inside: int
    of: int
    held: bool
    hindcast: bool


@cache
def _hindcasts() -> Mapping[str, Any]:
    return json.loads(HINDCASTS.read_text(encoding="utf-8")) if HINDCASTS.exists() else {}


def level_lines(
    place: str,
    outcome: str,
    posterior: str,
    as_of: str,
    stored: Mapping[str, Any] | None = None,
    hindcasts: Mapping[str, Any] | None = None,
) -> list[Line]:
    """Return the tests of an outcome's level at a place, failures first.

    Parameters
    ----------
    place, outcome
        Name of the place; one of `tregua.vocabulary.records.OUTCOMES`.
    posterior, as_of
        Digest and day of the posterior in use: checks of others test nothing.
    stored, hindcasts
        Records; by default those that ship.
    """
    if not posterior:
        return []
    known = checks() if stored is None else stored
    found = known.get(f"{place} {posterior}", {})
    mark = fit_mark(place, outcome, posterior, known)
    lines = []
    for name in (*mark.failed, *mark.held):
        own = [each for each in found["series"] if each["series"] == name]
        special = [each for each in found["special"] if each["series"] == name and each["run"]]
        judged = special[0]["run"] if special else own[0]
        inside = round(judged["inside"][JUDGED] * judged["windows"])
        lines.append(Line(name, inside, judged["windows"], name not in mark.failed, False))
    for name, cast in (_hindcasts() if hindcasts is None else hindcasts).items():
        # variants of a hindcast, such as one with months that were supplied, have a name of two words
        if " " in name or cast["place"] != place or cast["as_of"] != as_of:
            continue
        for key, score in cast["series"].items():
            measures = str(score.get("measures"))
            if measures not in OUTCOMES[outcome] or score["n"] < FEWEST:
                continue
            # all deaths are judged by the main count; deaths in custody are an outcome of their own
            if outcome == "deaths" and key != cast["primary"]:
                continue
            share = score["coverage"][JUDGED]
            lines.append(
                Line(key.split("/")[0], round(share * score["n"]), score["n"], share >= LEAST_INSIDE, True)
            )
    return sorted(lines, key=lambda line: (line.held, line.inside / line.of))


def level(place: Place | None, name: str, outcome: str, posterior: str, as_of: str) -> Mark:
    """Return the mark of an outcome's level at a place.

    By the checks of the fit (`tregua.validation.fit_mark.fit_mark`) and the hindcast from the same day, of
    which the main count alone judges all deaths.
    """
    lines = level_lines(name, outcome, posterior, as_of)
    if not lines:
        return Mark(
            NEVER,
            _("never tested"),
            _("With the parameters in use, this figure was compared with no record of the place.")
            if posterior
            else _("The parameters are priors: nothing was compared with a record of the place."),
        )
    main = main_line(lines)
    return Mark(
        HELD if main.held else FAILED,
        (_("held: {k} of {n}") if main.held else _("failed: {k} of {n}")).format(k=main.inside, n=main.of),
        _(
            "Of {n} figures counted ({series}), {k} lay inside the model's range of eight draws in ten; {e} "
            "were to be expected."
        ).format(n=main.of, k=main.inside, e=round(0.8 * main.of), series=series_title(place, main.series)),
    )


def main_line(lines: Sequence[Line]) -> Line:
    """Return the line that a mark speaks of: the worst failure, or the longest test that held."""
    failed = [line for line in lines if not line.held]
    return failed[0] if failed else max(lines, key=lambda line: line.of)


def series_title(place: Place | None, series: str) -> str:
    """Return the title of a series, which says who counted."""
    known = None if place is None else place.series.get(series)
    return str(known.title) if known is not None else series.replace("_", " ")


def held_level(place: Place | None, name: str, posterior: str, as_of: str) -> Mark:
    """Return the mark of people held without a judge's order, of whom no record has a count.

    Counts of all people in prison are the nearest record, and are named with their own result.
    """
    lines = level_lines(name, "held", posterior, as_of)
    text = _("never tested")
    detail = _("Nobody has published a count of people held without a judge's order in gang cases.")
    if lines:
        main = main_line(lines)
        nearest = (
            _("All people in prison: held, {k} of {n} counts inside the range ({series}).")
            if main.held
            else _("All people in prison: failed, {k} of {n} counts inside the range ({series}).")
        )
        told = nearest.format(k=main.inside, n=main.of, series=series_title(place, main.series))
        detail = f"{detail} {told}"
    return Mark(NEVER, text, detail)


def effect(cases: Sequence[Treated]) -> Mark:
    """Return the mark of a policy's effect on deaths, from the cases that had its dose or more."""
    if not cases:
        return Mark(
            NEVER,
            _("never tested"),
            _("No treated case outside the fit had these interventions at this dose or more."),
        )
    k, n = sum(case.inside for case in cases), sum(case.horizons for case in cases)
    names = "; ".join(case.title for case in cases)
    if k == n:
        return Mark(HELD, _("held: {k} of {n}").format(k=k, n=n), names)
    return Mark(
        FAILED,
        _("failed: {k} of {n}").format(k=k, n=n),
        ngettext(
            "In {c} treated case outside the fit, {k} of {n} counts lay inside the model's range ({names}).",
            "In {c} treated cases outside the fit, {k} of {n} counts lay inside the model's range ({names}).",
            len(cases),
        ).format(c=len(cases), k=k, n=n, names=names),
    )


def untested() -> Mark:
    """Return the mark of an effect that no treated case has counted."""
    return Mark(NEVER, _("never tested"), _("No treated case counted this."))


def assumed() -> Mark:
    """Return the mark of a chance: an assumption, which is no result."""
    return Mark(
        ASSUMED, _("assumed"), _("Each of the odds is an assumption with a reason; none was estimated.")
    )


def legend() -> dict[str, str]:
    """Return the words of the marks."""
    return {
        HELD: _("tested and held"),
        FAILED: _("tested and failed"),
        NEVER: _("never tested"),
        ASSUMED: _("assumed"),
    }
