"""The mechanism behind an outlook, fitted with progress where it must be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.cli.terminal import FITS, note, progress, starting
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.forecasting.mechanism_ratio import Mechanism
    from tregua.places import Place


def mechanism_of(place: Place, day: date, keep: Path | None = None) -> Mechanism | None:
    """Return the mechanism of a place where what is known opens the gate, else None; fits show progress."""
    from tregua.forecasting.mechanism_ratio import gate_open, mechanism, needs_learn
    from tregua.forecasting.outlook import main_history, months_from
    from tregua.inference.fit_cache import keeping

    needs_learn(place, day)
    main_history(place, day)  # says at once where nothing is known
    if not gate_open(place, day, months_from(day)).any():
        return None
    label = _("outlook of {place} as of {day}").format(place=place.title, day=day)
    with progress(label, starting(_("weighing draws"), FITS)) as bar:
        return mechanism(
            place, day, folder=keep or keeping(), told=bar,
            say=lambda why: note(_("fitting at a quarter of the effort: {why}").format(why=why)),
        )  # fmt: skip
