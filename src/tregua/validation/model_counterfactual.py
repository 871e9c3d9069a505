"""El Salvador without the state of exception, by the model: a fit as of 1 March 2022, carried on.

Nothing published after that day is used, so that no regime is in force in it and none begins. Politics are
drawn as in any forecast: the covert pact of 2019 may break, and killing by the state walks. In the reading
"broken" it breaks on 26 March 2022, as it did, and nothing is done about it. The narrow base is counted by
the rule in force, which from April 2022 leaves out every suspected member killed; what the older rule would
have counted stands beside it, so that the rule's own share in the fall can be read off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.assumptions.counter_rng import keys
from tregua.assumptions.posterior import shipped
from tregua.errors import RunError
from tregua.forecasting.forecast import politics
from tregua.i18n import _
from tregua.inference.fit import posterior
from tregua.inference.forcing import course
from tregua.inference.observation_model import Window, counted, draw_counts
from tregua.inference.posterior_file import kept_branches
from tregua.inference.trajectories import Lens, Posterior, walk
from tregua.inputs.bounded_archive import read_arrays
from tregua.validation.synthetic_control import LEVEL, OFFICIAL, WIDE, Year
from tregua.vocabulary.causes import CAUSES

if TYPE_CHECKING:
    from tregua.places import Place

AS_OF = date(2022, 3, 1)
BROKEN = date(2022, 3, 26)
YEARS = (2022, 2023, 2024, 2025)
EACH = 4  # futures of each row of the posterior
SERIES = "homicides_quarter_from_2019_07"
OLD_RULE, NEW_RULE = date(2021, 7, 1), date(2022, 7, 1)  # days on which each holds
# deaths in custody are on no base of killing
NOT_WIDE = ("custody",)
READINGS = ("politics", "broken")


def without_state_of_exception(
    place: Place, reading: str = "politics"
) -> Mapping[str, Sequence[Year]] | None:
    """Return what would have been counted by year, 2022 to 2025, on each base; None without a posterior.

    Parameters
    ----------
    place
        El Salvador.
    reading
        "politics", where the pact may break, or "broken", where it breaks on 26 March 2022.

    Returns
    -------
    dict of str to list of Year
        Bases "narrow" (the rule in force), "narrow, rule of 2021" and "wide" (all killing but in custody);
        the middle and nine in ten of people killed a year, structures mixed at equal weight.
    """
    file = next((f for day, f in shipped(place) if day == AS_OF), None)
    if file is None:
        return None
    samples = _samples(place, file, reading)
    seen: dict[str, Mapping[int, int]] = {"narrow": OFFICIAL, "narrow, rule of 2021": {}, "wide": WIDE}
    out: dict[str, list[Year]] = {}
    for base, drawn in samples.items():
        low, middle, high = np.quantile(drawn, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=1)
        out[base] = [
            Year(y, float(low[n]), float(middle[n]), float(high[n]), _known(seen[base].get(y)), True)
            for n, y in enumerate(YEARS)
        ]
    return out


def _known(value: int | None) -> float | None:
    return None if value is None else float(value)


def _windows(place: Place) -> dict[str, list[Window]]:
    """Return the years asked for, on each base."""
    series = place.evidence.register[SERIES]
    rules = {
        rule: tuple(CAUSES.index(c) for c in counted(series, SERIES, day))
        for rule, day in (("old", OLD_RULE), ("new", NEW_RULE))
    }
    every = tuple(n for n, c in enumerate(CAUSES) if not c.startswith(NOT_WIDE))
    whole = Window(
        SERIES, series.base, "deaths", (), 0.0, regions=(), dispersion=series.observation.dispersion
    )
    change = date(2022, 4, 1)
    out: dict[str, list[Window]] = {"narrow": [], "narrow, rule of 2021": [], "wide": []}
    for y in YEARS:
        spans = ((date(y, 1, 1), date(y + 1, 1, 1)),)
        of = replace(whole, spans=spans)
        if y == change.year:
            cut = ((spans[0][0], change), (change, spans[0][1]))
            narrow = replace(of, spans=cut, causes=rules["old"], parts=(rules["old"], rules["new"]))
        else:
            narrow = replace(of, causes=rules["new"])
        out["narrow"].append(narrow)
        out["narrow, rule of 2021"].append(replace(of, causes=rules["old"]))
        out["wide"].append(replace(of, causes=every))
    return out


def _samples(place: Place, file: Path, reading: str) -> dict[str, np.ndarray]:
    """Return predictive draws by base, (year, draw)."""
    asked = _windows(place)
    found: dict[str, list[np.ndarray]] = {base: [] for base in asked}
    kept = read_arrays(file, _("a posterior as `tregua calibrate` writes it"))
    for k, (structure, of) in enumerate(kept_branches(kept)):
        post = posterior(place, structure, AS_OF, reading=of)
        if list(kept[f"coordinates {structure}"]) != post.space.names:
            raise RunError(
                _("{file}: its coordinates are not the model's any more: fit anew").format(file=file)
            )
        z = np.repeat(kept[f"z {structure} {of}"].astype(float), EACH, axis=0)
        noise = float(np.median(kept[f"left out {structure} {of}"]))
        for base, drawn in _ahead(place, post, z, noise, asked, k, reading).items():
            found[base].append(drawn)
    return {base: np.concatenate(parts, axis=1) for base, parts in found.items()}


def _ahead(
    place: Place,
    post: Posterior,
    z: np.ndarray,
    noise: float,
    asked: Mapping[str, Sequence[Window]],
    number: int,
    reading: str,
) -> dict[str, np.ndarray]:
    rng = np.random.default_rng([2022, number])
    end = date(YEARS[-1] + 1, 1, 1)
    regions = tuple(range(len(post.course.place.territories)))
    every = [replace(w, regions=regions) for windows in asked.values() for w in windows]
    path = course(place, post.course.start, end, AS_OF, [*post.windows, *every, _mark(AS_OF), _mark(BROKEN)])
    now = path.index(AS_OF)
    extra = politics(path, post.space, z, now, place, AS_OF, False, rng)
    if reading == "broken":
        assert extra.level is not None
        # the level's jump is written once: it stays where it is put
        extra.level[...] = 0.0
        extra.level[path.index(BROKEN)] = post.space.natural(z, "breakdown_effect")
    chance = keys(2022, 11 + number, np.arange(len(z)))
    paths = walk(path, post.space, z, keys=chance, shocks_from=now, extra=extra)
    lens = Lens(path, every, post.space)
    mean = lens.expected(paths, z)
    drawn = [draw_counts(mean[n], w, post.space.noise(z, w) + noise, rng) for n, w in enumerate(every)]
    out: dict[str, np.ndarray] = {}
    for n, base in enumerate(asked):
        out[base] = np.array(drawn[n * len(YEARS) : (n + 1) * len(YEARS)])
    return out


def _mark(day: date) -> Window:
    """Return an empty window that makes a day a cut of the course."""
    return Window("", "", "deaths", ((day, day + timedelta(days=1)),), 0.0)


def told(place: Place) -> dict[str, Any] | None:
    """Return every reading, base and year, for machines; None without a posterior."""
    every = {reading: without_state_of_exception(place, reading) for reading in READINGS}
    return None if any(years is None for years in every.values()) else every
