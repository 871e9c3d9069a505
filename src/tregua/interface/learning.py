"""Fit a place, and hold forecasts from the past against what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from tregua.errors import InputError, did_you_mean, one_of, require_extra
from tregua.i18n import _
from tregua.interface.keywords import as_list, public, wrong
from tregua.interface.resolve import PlaceRef
from tregua.printed import Printed, Row
from tregua.scenarios.find_place import as_place
from tregua.vocabulary.readings import STRUCTURES, Structure

if TYPE_CHECKING:
    from tregua.forecasting.hindcast import Hindcast
    from tregua.forecasting.outlook_summary import Summary as Outlook

Progress = Callable[[int, int], None]


@dataclass(frozen=True, repr=False)
class Calibration(Printed):
    """A place that was fitted.

    Attributes
    ----------
    place, as_of
        Which, and what knowledge the fit rests on.
    file
        The posterior.
    structures
        By structure and reading: R-hat, effective draws, shift on doubling (standard deviations).
    """

    place: str
    as_of: date
    file: Path
    structures: dict[str, dict[str, dict[str, Any]]]

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        said: list[Row] = [("", _("{place} as of {day}").format(place=self.place, day=self.as_of))]
        said.append((_("posterior"), str(self.file)))
        text = _("R-hat {r}, effective draws {n}, shift on doubling {x} sd")
        for structure, readings in self.structures.items():
            for reading, q in readings.items():
                r, n = max(q["worst_r_hat"].values()), min(q["least_ess"].values())
                line = text.format(r=r, n=n, x=q["doubling_shift_sd"])
                said.append((f"{structure}, {reading}", line))
        return said


@public
def calibrate(
    place: PlaceRef,
    *,
    as_of: date | str | None = None,
    structures: Structure | Sequence[Structure] = STRUCTURES,
    effort: float = 1.0,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit a place's record as of a day, and write the posterior.

    Parameters
    ----------
    place
        By name, folder or object.
    as_of
        Use only what had been published by this day; the place's own by default.
    structures
        Which to fit. Runs need a posterior with all of them.
    effort
        Length of the sampling, 1 for the usual.
    out
        Folder for the posterior; ``posteriors`` in the folder of a place of one's own, whose runs then use
        it, and in the working folder for one that ships.
    progress
        Called with steps done and steps in all of each reading.

    Returns
    -------
    Calibration
        The file, and how well the fit converged.

    Raises
    ------
    InputError, RunError
        If nothing can be fitted, the extra ``learn`` is missing, or the fit has not converged.
    """
    from tregua.inference.calibration import calibrated

    chosen = _structures(structures)
    require_extra("emcee", "learn")
    at = as_place(place)
    day = cast("date | None", as_of) or at.run.as_of
    file, found = calibrated(
        at, day, structures=chosen, effort=effort, out=None if out is None else Path(out), told=progress
    )
    return Calibration(str(at.title), day, file, found)


@public
def hindcast(
    place: PlaceRef,
    as_of: date | str,
    until: date | str,
    *,
    shared: Literal["widened", "only", "priors"] = "widened",
    structures: Structure | Sequence[Structure] = STRUCTURES,
    effort: float = 0.25,
    seed: int = 1,
    workers: int = 2,
    keep: str | Path | None = None,
    progress: Progress | None = None,
) -> Hindcast:
    """Fit a place as of a day, forecast what came after it, and score that against baselines.

    Parameters
    ----------
    place
        By name, folder or object.
    as_of, until
        Fit to what had been published by the one, forecast up to the other.
    shared
        What is held of shared behaviour before the fit: El Salvador's posterior widened by half, that
        posterior as it stands, or the priors.
    structures
        Which to fit and mix.
    effort
        Length of the sampling, 1 for that of a posterior that ships.
    seed
        Of the forecasts.
    workers
        Threads; no result depends on them.
    keep
        Folder in which fits are stored; the user's cache by default.
    progress
        Called with steps done and steps in all.

    Returns
    -------
    Hindcast
        Scores of each series, with the state's actions forecast and supplied, never averaged.

    Raises
    ------
    InputError, RunError
        For days that do not go together or a record that cannot be fitted; if the fit has not converged.
    """
    from tregua.forecasting.hindcast import hindcast as work
    from tregua.inference.fit_cache import keeping

    chosen = _structures(structures)
    require_extra("emcee", "learn")
    return work(
        as_place(place),
        cast(date, as_of),
        cast(date, until),
        shared=shared,
        structures=chosen,
        effort=effort,
        folder=keeping() if keep is None else Path(keep),
        seed=seed,
        workers=workers,
        told=progress,
    )


@public
def outlook(
    place: PlaceRef,
    *,
    as_of: date | str | None = None,
    today: date | str | None = None,
    level_only: bool = False,
    outlooks: str | Path = "outlooks",
    keep: str | Path | None = None,
    progress: Progress | None = None,
) -> Outlook:
    """Forecast twelve months of a place from a day, each outcome with whether it was tested.

    Parameters
    ----------
    place
        By name, folder or object.
    as_of
        Use only what had been published by this day; today by default.
    today
        The day taken as today.
    level_only
        Forecast with the level alone: no posterior is read and nothing is fitted.
    outlooks
        Folder of registered outlooks, whose scores are shown; it may not be there.
    keep
        Folder in which fits are stored; the user's cache by default.
    progress
        Called with steps done and steps in all of a fit.

    Returns
    -------
    Summary
        Draws of each outcome (people), by month; ``table()`` has quantiles.

    Raises
    ------
    InputError
        If the day lies ahead, or nothing of the main count was known by it; if a fit is needed and the extra
        ``learn`` is missing.
    """
    from tregua.forecasting.mechanism_ratio import of_outlook
    from tregua.forecasting.outlook_summary import summary
    from tregua.inference.fit_cache import keeping

    at = as_place(place)
    now = cast("date | None", today) or date.today()
    day = cast("date | None", as_of) or now
    if day > now:
        raise InputError(wrong("as_of", day, _("a day up to today, {today}").format(today=now)))
    folder = keeping() if keep is None else Path(keep)
    known = None if level_only else of_outlook(at, day, folder=folder, told=progress)
    return summary(at, day, now, Path(outlooks), known)


def _structures(named: Structure | Sequence[Structure]) -> tuple[Structure, ...]:
    found = as_list(named, (str,))
    problems = [
        wrong("structures", name, one_of(STRUCTURES), did_you_mean(name, STRUCTURES))
        for name in found
        if name not in STRUCTURES
    ]
    if problems:
        raise InputError(problems)
    return tuple(found) or tuple(STRUCTURES)
