"""The outlook of a place from a day: twelve months of its main count, and the baselines of the same months.

`outlook_forecast` is the one function behind what is registered and shown: the level, times the mechanism's
ratio in months for which the gate is open and a mechanism is given. What it was made with, it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tregua.errors import InputError, Problem
from tregua.forecasting import baselines
from tregua.forecasting.combination import Spell, combine, gate, spells_of
from tregua.forecasting.count_history import Days, History
from tregua.forecasting.hindcast import known
from tregua.forecasting.level import forecast_level
from tregua.forecasting.level_prior import DATA, learnt_prior
from tregua.forecasting.outcomes import counted_in
from tregua.forecasting.rolling_origins import asked
from tregua.i18n import _
from tregua.inference.fit import code_hash, meanings
from tregua.places.aggregate_to_regions import at_reported_level

if TYPE_CHECKING:
    from tregua.forecasting.mechanism_ratio import Mechanism
    from tregua.places import Place

MONTHS = 12
DRAWS = 1000
BASELINE_DRAWS = 400
LEVEL, COMBINATION = "level", "combination"  # the level alone, or times the mechanism's ratio
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outlook:
    """Represent draws of a main count in the months from the quarter of a day on.

    Attributes
    ----------
    place, title, iso3
        Whose.
    as_of
        Only what had been published by this day was used.
    series, base
        The main count, and on which base it is counted.
    model
        What the draws were made with: "level" is the level alone, "combination" the level times the
        mechanism's ratio.
    prior
        On what the level's prior rests.
    history
        The counts that were known.
    months
        First and last day of each.
    counted
        (month,) people already counted in it, of the days that the record covers.
    draws
        (month, draw) people; the months of one draw belong together.
    baselines
        (month, draw) by name.
    left_out
        Why a baseline was left out, by name.
    place_hash
        Of the place's files.
    known
        What is known to change arrests, holding, force or restraint.
    open
        (month,) whether it opens the gate.
    ratio
        (month, draw) of the mechanism, 1 where the gate is closed; None without a mechanism.
    mechanism
        Digest of the mechanism's draws and weights; empty without.
    """

    place: str
    title: str
    iso3: str | None
    as_of: date
    series: str
    base: str
    model: str
    prior: str
    history: History
    months: tuple[Days, ...]
    counted: np.ndarray
    draws: np.ndarray
    baselines: Mapping[str, np.ndarray]
    left_out: Mapping[str, str]
    place_hash: str
    known: tuple[Spell, ...] = ()
    open: tuple[bool, ...] = ()
    ratio: np.ndarray | None = None
    mechanism: str = ""

    @property
    def record_until(self) -> date:
        """Return the last day that the record covers."""
        return self.history.windows[-1][1]

    @property
    def quarters(self) -> tuple[Days, ...]:
        """Return first and last day of each quarter."""
        return tuple((a[0], b[1]) for a, b in zip(self.months[::3], self.months[2::3], strict=True))

    def by_quarter(self, name: str | None = None) -> np.ndarray:
        """Return draws of the quarters, (quarter, draw): months added up along each draw.

        Parameters
        ----------
        name
            Of a baseline; None for the outlook itself.
        """
        x = self.draws if name is None else self.baselines[name]
        return x.reshape(len(x) // 3, 3, -1).sum(axis=1)


def months_from(day: date, count: int = MONTHS) -> tuple[Days, ...]:
    """Return first and last day of months, from the first of the quarter that a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    out = []
    for _month in range(count):
        after = (first + timedelta(days=32)).replace(day=1)
        out.append((first, after - DAY))
        first = after
    return tuple(out)


def main_history(place: Place, as_of: date) -> History:
    """Return the main count of a whole place as known on a day.

    Raises
    ------
    InputError
        If nothing of it had been published.
    """
    small = at_reported_level(place, place.run.start, place.run.as_of, whole=True)
    regions = {name: t.region for name, t in small.territories.items()}
    window = replace(asked(place, as_of), regions=tuple(range(len(regions))))
    history = known(place, [window], as_of, regions)
    if history is None:
        raise InputError(
            Problem(
                "evidence.csv",
                None,
                place.main_series,
                _("no count of the whole place that was known on {day}").format(day=as_of),
                _("a count of the main series, published by then, to forecast from"),
            )
        )
    return history


def outlook_forecast(
    place: Place,
    as_of: date,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    mechanism: Mechanism | None = None,
) -> Outlook:
    """Forecast a place's main count in the twelve months from the quarter of a day on.

    Parameters
    ----------
    place
        Of any origin: one that ships, or a folder or table of the user's.
    as_of
        Only what had been published by this day is used.
    draws, seed
        How many, and of which random numbers.
    mechanism
        As known on the day; None for the level alone.

    Raises
    ------
    InputError
        If nothing of the main count had been published.
    """
    history = main_history(place, as_of)
    months = months_from(as_of)
    last = history.windows[-1][1]
    ahead = [n for n, (_a, b) in enumerate(months) if b > last]
    windows = [(max(months[n][0], last + DAY), months[n][1]) for n in ahead]
    counted = np.array([counted_in(history, month) for month in months])
    prior = learnt_prior(place.iso3)
    level = forecast_level(history, windows, prior, draws, seed)
    known_ = spells_of(place, as_of)
    open_ = gate(known_, months)
    ratio = None
    expected = level.counts()
    if mechanism is not None and open_[ahead].any():
        own = mechanism.ratio(windows, last, seed=seed)
        expected = combine(level, own, open_[ahead])
        ratio = np.ones((len(months), own.shape[1]))
        ratio[ahead] = np.where(open_[ahead][:, None], own, 1.0)
    model = LEVEL if ratio is None else COMBINATION
    names = [name for name in baselines.NAMES if name != model]
    beaten = baselines.forecast(history, windows, BASELINE_DRAWS, seed, names, level_prior=prior)

    def whole(x: np.ndarray) -> np.ndarray:
        out = np.zeros((len(months), x.shape[1]))
        out[ahead] = x
        return np.rint(out + counted[:, None]).astype(np.int64)

    return Outlook(
        place=place.name,
        title=place.title,
        iso3=place.iso3,
        as_of=as_of,
        series=place.main_series,
        base=place.series[place.main_series].base,
        model=model,
        prior=prior.source,
        history=history,
        months=months,
        counted=counted,
        draws=whole(expected),
        baselines={name: whole(x) for name, x in beaten.samples.items()},
        left_out=dict(beaten.left_out),
        place_hash=place.hash,
        known=known_,
        open=tuple(bool(x) for x in open_),
        ratio=ratio,
        mechanism="" if ratio is None or mechanism is None else mechanism.digest,
    )


@cache
def outlook_code_hash() -> str:
    """Return a digest of the code and of the learnt prior that an outlook is made with."""
    h = hashlib.sha256(f"{code_hash()} {meanings(['forecasting'])}".encode())
    for file in sorted(DATA.glob("*.json")):
        h.update(file.name.encode() + b"\0" + file.read_bytes())
    return h.hexdigest()
