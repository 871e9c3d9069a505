"""Fit one place under both readings, and write its posterior."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.assumptions.posterior import FOLDER, Joint, ships
from tregua.inference import LEARNT_IN
from tregua.inference.fit import fit, shared_of
from tregua.inference.posterior_file import keep, summary
from tregua.vocabulary.readings import READINGS, STRUCTURES

if TYPE_CHECKING:
    from tregua.places import Place

ROUNDS = 4  # of sampling, for structures whose diagnostics are bad
Told = Callable[[int, int], None]


def calibrated(
    place: Place,
    as_of: date,
    *,
    structures: Sequence[str] = STRUCTURES,
    effort: float = 1.0,
    out: Path | None = None,
    carry: Joint | None = None,
    told: Told | None = None,
    by_reading: Callable[[str], Any] | None = None,
) -> tuple[Path, dict[str, dict[str, dict[str, Any]]]]:
    """Fit a place as of a day, and write the posterior.

    Parameters
    ----------
    place, as_of
        Which, and what may be known.
    structures, effort
        As of `tregua.inference.fit.fit`.
    out
        Folder for the posterior; by default that of a place of one's own, else ``posteriors`` here.
    carry
        What is held of shared behaviour, in place of the posterior that ships; the first place is fitted
        without.
    told
        Called with steps done and steps in all.
    by_reading
        Gives, for each reading, a context in which it is fitted, and which gives what is called with steps.

    Returns
    -------
    tuple
        The file of the rows; what is told of each fit, by structure and reading.

    Raises
    ------
    InputError, RunError
        As `tregua.inference.fit.fit` does.
    """
    from contextlib import nullcontext

    folder = out or (Path(FOLDER) if ships(place) else place.folder / FOLDER)
    fits: dict[str, Any] = {}
    for reading in READINGS:
        given = None if place.name == LEARNT_IN else shared_of(as_of, carry, reading=reading)
        with by_reading(reading) if by_reading else nullcontext(told) as bar:
            fits[reading] = fit(
                place,
                as_of,
                structures=structures,
                effort=effort,
                given=given,
                checkpoints=folder / ".checkpoints",
                told=bar,
                reading=reading,
                rounds=ROUNDS,
            )
    file = keep(fits, place, as_of, folder, effort, date.today().isoformat())
    return file, {s: {r: summary(fits[r][s]) for r in READINGS} for s in structures}
