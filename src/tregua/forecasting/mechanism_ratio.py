"""The mechanism's ratio: expected deaths with dynamics over those at the pace of the record's last days.

Each draw of a posterior is walked from the start of its record through the day to the last month asked for,
in expectation: what is drawn is how the state's actions that are known end or fade (`forecast.politics`), and
not the chance that a frozen country would share. The level carries that chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tregua.errors import InputError, Problem
from tregua.forecasting.combination import gate, spells_of
from tregua.forecasting.count_history import Days
from tregua.forecasting.forecast import BEFORE, politics, without_news
from tregua.forecasting.hindcast import carried
from tregua.forecasting.rolling_origins import asked
from tregua.forecasting.weighted_draws import (
    LEAST_EFFECTIVE,
    Branch,
    StaleError,
    Weighted,
    of_fits,
    reweigh,
    with_jumps_of,
)
from tregua.i18n import _
from tregua.inference.forcing import course
from tregua.inference.trajectories import Lens, walk

if TYPE_CHECKING:
    from pathlib import Path

    from tregua.assumptions.posterior import Joint
    from tregua.places import Place

DAY = timedelta(days=1)
LEAST_PACE = 1e-6  # deaths a day, below which a frozen country says nothing
DRAWS = 600  # over all branches


@dataclass(frozen=True)
class Mechanism:
    """Represent what a fit says of a place from a day on.

    Attributes
    ----------
    place, as_of
        Whose, and what knowledge it rests on.
    found
        Its draws.
    reason
        Why it was fitted again; empty where it was not.
    """

    place: Place
    as_of: date
    found: Weighted
    reason: str = ""

    @property
    def digest(self) -> str:
        """Return a digest of the draws and their weights."""
        h = hashlib.sha256(self.found.digest.encode())
        for b in self.found.branches:
            h.update(f"{b.structure} {b.reading}".encode() + np.round(b.weights, 9).astype("<f8").tobytes())
        return h.hexdigest()

    def ratio(
        self, months: Sequence[Days], record_until: date, draws: int = DRAWS, seed: int = 1
    ) -> np.ndarray:
        """Compute expected deaths in months over those of a frozen country, (month, draw).

        Parameters
        ----------
        months
            First and last day of each, none before the day after the record.
        record_until
            Last day of the record of the main count; the pace of the 90 days up to it is that of the frozen
            country.
        draws, seed
            How many, shared evenly between structures and readings, and of which random numbers.
        """
        parts = []
        each = -(-draws // len(self.found.branches))
        for k, branch in enumerate(self.found.branches):
            rng = np.random.default_rng([seed, 21, k])
            parts.append(self._ratio(branch, months, record_until, each, rng))
        return np.concatenate(parts, axis=1)

    def _ratio(
        self, b: Branch, months: Sequence[Days], record_until: date, draws: int, rng: np.random.Generator
    ) -> np.ndarray:
        z = b.z[rng.choice(len(b.z), draws, p=b.weights)]
        start = b.post.course.start
        last = record_until + DAY
        aim = asked(self.place, months[0][0])
        whole = replace(aim, regions=tuple(range(len(b.post.course.place.territories))))
        spans = [(max(last - BEFORE, start), last), *((a, e + DAY) for a, e in months)]
        aims = [replace(whole, spans=(span,)) for span in spans]
        known = (max(self.as_of - BEFORE, start), self.as_of)
        marks = [*b.post.windows, *aims, replace(whole, spans=(known,))]
        until = months[-1][1] + DAY
        path = course(self.place, start, until, self.as_of, marks)
        path = without_news(with_jumps_of(path, b.post.course), b.post.course, self.as_of)
        now = path.index(self.as_of)
        extra = politics(path, b.post.space, z, now, self.place, self.as_of, False, rng)
        # killing by the state walks by chance, which a frozen country shares
        extra = replace(extra, operations=None, clash=None)
        paths = walk(path, b.post.space, z, extra=extra)
        deaths = Lens(path, aims, b.post.space).expected(paths, z)
        days = np.array([(e - a).days for a, e in spans], float)[:, None]
        pace = np.maximum(deaths / days, LEAST_PACE)
        return pace[1:] / pace[0]


def gate_open(place: Place, as_of: date, months: Sequence[Days]) -> np.ndarray:
    """Return whether what is known of a place on a day opens the gate in each month, (month,)."""
    return gate(spells_of(place, as_of), months)


def can_fit() -> bool:
    """Return whether the packages that a fit needs are installed."""
    from importlib.util import find_spec

    return find_spec("emcee") is not None


def needs_learn(place: Place, as_of: date) -> None:
    """Refuse a place that has no posterior, where none can be fitted either.

    Raises
    ------
    InputError
        With the command that installs what is missing.
    """
    if posterior_of(place, as_of) is None and not can_fit():
        raise InputError(_missing(place, as_of, _("no posterior of a day up to {day}").format(day=as_of)))


def _missing(place: Place, as_of: date, found: str) -> Problem:
    return Problem(
        place.name, None, "", found,
        _("a posterior, or the packages to fit one as of {day}").format(day=as_of),
        "pip install 'tregua[learn]'",
    )  # fmt: skip


def posterior_of(place: Place, as_of: date) -> Joint | None:
    """Return the newest posterior of a place that rests on no later knowledge than a day, or None."""
    from tregua.assumptions.posterior import find

    return find(place, as_of)


def weighed(place: Place, as_of: date) -> Mechanism | None:
    """Return the mechanism from a posterior's draws, or None where a fit would be needed."""
    joint = posterior_of(place, as_of)
    if joint is None:
        return None
    try:
        found = reweigh(place, joint, as_of)
    except StaleError:
        return None
    return Mechanism(place, as_of, found) if found.effective >= LEAST_EFFECTIVE else None


def of_outlook(
    place: Place,
    as_of: date,
    *,
    folder: Path | None = None,
    told: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Mechanism | None:
    """Return the mechanism behind an outlook; None where nothing known by the day opens the gate.

    Parameters
    ----------
    folder, told, say
        As of `mechanism`.

    Raises
    ------
    InputError
        If nothing of the main count was known, or a fit is needed and the packages for it are not installed.
    """
    from tregua.forecasting.outlook import main_history, months_from

    needs_learn(place, as_of)
    main_history(place, as_of)  # says at once where nothing is known
    if not gate_open(place, as_of, months_from(as_of)).any():
        return None
    return mechanism(place, as_of, folder=folder, told=told, say=say)


def mechanism(
    place: Place,
    as_of: date,
    *,
    folder: Path | None = None,
    told: Callable[[int, int], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Mechanism:
    """Return the mechanism as known on a day: draws weighed, or a fit at a quarter of the effort.

    Parameters
    ----------
    folder
        In which fits are kept; None keeps nothing.
    told
        Is given the progress of a fit.
    say
        Is given the reason for a fit before it begins.

    Raises
    ------
    InputError
        If a fit is needed and the packages for it are not installed.
    """
    from tregua.inference.fit_cache import EFFORT, fitted

    joint = posterior_of(place, as_of)
    reason = _("there is no posterior of a day up to {day}").format(day=as_of)
    if joint is not None:
        try:
            found = reweigh(place, joint, as_of)
        except StaleError as stale:
            reason = str(stale)
        else:
            if found.effective >= LEAST_EFFECTIVE:
                return Mechanism(place, as_of, found)
            reason = _("{n} effective draws are left of the posterior of {day}, {least} are needed").format(
                n=f"{found.effective:.0f}", day=joint.as_of, least=f"{LEAST_EFFECTIVE:.0f}"
            )
    if not can_fit():
        raise InputError(_missing(place, as_of, reason))
    if say is not None:
        say(reason)
    given, _said = carried(place, as_of)
    made = fitted(place, as_of, effort=EFFORT, given=given, folder=folder, told=told)
    return Mechanism(place, as_of, of_fits(made.fits, as_of, made.digest), reason)
