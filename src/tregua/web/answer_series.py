"""From the draws of one line to what the page shows: bands by month, totals, deaths by author, the map.

The same arithmetic for the quick answer and for the exact one, with the definitions of `report.measures`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, get_args

import numpy as np

from tregua.i18n import _
from tregua.report.measures import Measure, measures
from tregua.results.estimates import median_error
from tregua.results.measures import deaths as headline_deaths
from tregua.results.measures import headline
from tregua.results.measures import money as headline_money
from tregua.vocabulary.causes import AUTHORS, CAUSE_REGISTER
from tregua.vocabulary.people import CLASSES, PUBLICS
from tregua.vocabulary.quantiles import SHOWN_BANDS as BANDS
from tregua.vocabulary.readings import READINGS, STRUCTURES
from tregua.vocabulary.time import DAYS_A_YEAR
from tregua.web.request import TotalId

K = TypeVar("K", bound=Hashable)
_SHARES = np.array(BANDS)
MAP_EVERY = 3  # months between the pictures of the map
DIGITS, BAND_DIGITS, DRAG_DIGITS, MAP_DIGITS = 5, 4, 3, 3

# variables of a result that the page needs
NEEDED = (
    "deaths", "deaths_by_territory", "kidnappings", "active", "hiding", "control", "displaced", "arrests",
    "held", "arbitrary_days", "prison_places", "abroad", "support", "mission_strength", "money_asked",
    "money_received", "money_spent", "prison_cost",
)  # fmt: skip

_AUTHOR = np.array([author for author, _civilian in CAUSE_REGISTER.values()])
_CIVILIAN = np.array([civilian for _author, civilian in CAUSE_REGISTER.values()])
_UNINVOLVED = CLASSES.index("uninvolved")
_MINOR = 1

TOTALS: tuple[str, ...] = get_args(TotalId)
BETTER = {"money_received": None, "money_asked": None, "support_host": "more", "support_contributor": "more",
          "support_council": "more"}  # fmt: skip
# assumptions on which a total leans most, for who asks a number where it comes from
RESTS_ON = {
    "deaths": ("replacement_share", "killing_per_member", "retaliation"),
    "deaths_gang": ("replacement_share", "killing_per_member", "deterrence_on_killing"),
    "deaths_state": ("clash_rate", "clash_bystanders"),
    "deaths_self_defence": ("selfdefence_killing",),
    "deaths_custody": ("custody_mortality", "crowding_mortality"),
    "civilians": ("killing_per_member", "clash_bystanders"),
    "kidnappings": ("kidnapping_per_member",),
    "arbitrary_years": ("targeting_odds", "review_rate", "review_limit_days"),
    "arbitrary_years_children": ("targeting_odds", "minors_share"),
    "wrongly_arrested": ("targeting_odds",),
    "displaced_end": ("displacement_rate", "return_home_time"),
    "members_end": ("replacement_share", "growth"),
    "control_end": ("replacement_share", "mission_troop_effect"),
    "support_host": ("host_support",),
    "support_contributor": ("contributor_support",),
    "support_council": ("council_support",),
}


def extra_measures() -> tuple[Measure, ...]:
    """Return what the page counts and the report's headlines do not."""
    return (
        Measure("kidnappings", _("people kidnapped"), _("people"), "violence", lambda ds: ds["kidnappings"]),
    )


def catalogue() -> list[dict[str, Any]]:
    """List the outcomes of which the page has bands by month."""
    people, share, usd = _("people a month"), _("share"), _("USD a month")
    rows = (
        ("deaths", _("deaths, all authors, custody included"), people, "violence", "flow", "less"),
        ("killings", _("killed, custody left out"), people, "violence", "flow", "less"),
        ("kidnappings", _("people kidnapped"), people, "violence", "flow", "less"),
        ("control", _("share of people under gang control"), share, "violence", "level", "less"),
        ("members", _("gang members at large"), _("people"), "violence", "stock", "less"),
        ("displaced", _("people driven from home"), _("people"), "violence", "stock", "less"),
        (
            "arbitrary_official", _("held arbitrarily, official reading"), _("people on an average day"),
            "rights", "flow", "less",
        ),
        (
            "arbitrary_ngo", _("held arbitrarily, NGO reading"), _("people on an average day"), "rights",
            "flow", "less",
        ),
        ("custody", _("deaths in custody"), people, "rights", "flow", "less"),
        ("held", _("people in custody"), _("people"), "rights", "stock", None),
        ("support_host", _("support of the host public"), share, "consent", "level", "more"),
        ("support_contributor", _("support of the contributor's public"), share, "consent", "level", "more"),
        ("support_council", _("support in the Security Council"), share, "consent", "level", "more"),
        ("money_spent", _("money spent by the mission"), usd, "money", "flow", None),
        ("money_received", _("money received by the mission"), usd, "money", "flow", None),
        ("prison_cost", _("cost of prisons"), usd, "money", "flow", "less"),
        ("mission_strength", _("mission personnel on the ground"), _("people"), "money", "stock", None),
    )  # fmt: skip
    keys = ("id", "title", "unit", "side", "kind", "better")
    return [dict(zip(keys, row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Frame:
    """What the draws of all lines of an answer share.

    Attributes
    ----------
    days
        Days of each month.
    people
        People by territory, the weights of control.
    reading
        Reading of each draw.
    home
        Number of the region of each territory: maps are by region, the finest level that is counted.
    structure
        Causal account of each draw; none where nothing is split by it.
    """

    days: np.ndarray
    people: np.ndarray
    reading: np.ndarray
    home: np.ndarray
    structure: np.ndarray = field(default_factory=lambda: np.array([], str))

    @property
    def shown(self) -> list[int]:
        """Months of which there is a map."""
        last = len(self.days) - 1
        return sorted({*range(0, last + 1, MAP_EVERY), last})


@dataclass(frozen=True)
class Line:
    """The figures of one line, not yet rounded, and its totals by draw, to be subtracted from another's.

    Attributes
    ----------
    bands
        By outcome: quantile by month.
    authors
        By author: the mean of each month.
    layers
        By layer of the map: month by region.
    totals
        By measure and reading ("" where all draws count): one number a draw.
    headline
        The headline quantities of the answer page, by name: one number a draw.
    structure, reading
        Causal account and reading of each draw.
    """

    bands: dict[str, np.ndarray]
    authors: dict[str, np.ndarray]
    layers: dict[str, np.ndarray]
    totals: dict[tuple[str, str], np.ndarray]
    headline: dict[str, np.ndarray]
    structure: np.ndarray
    reading: np.ndarray


def line(arrays: Mapping[str, np.ndarray], frame: Frame) -> Line:
    """Work out the figures of one line.

    Parameters
    ----------
    arrays
        The variables `NEEDED`, each (draw, time, ...).
    frame
        What all lines share.
    """
    a = arrays
    by_cause = a["deaths"].sum(axis=2, dtype=np.float64)  # draw, time, cause
    by_author = {author: by_cause[:, :, author == _AUTHOR].sum(axis=2) for author in AUTHORS}
    deaths = by_cause.sum(axis=2)
    weight = frame.people / frame.people.sum()
    control = a["control"].astype(np.float64) @ weight
    members = a["active"].sum(axis=2, dtype=np.float64) + a["hiding"].sum(axis=2, dtype=np.float64)
    displaced = a["displaced"].sum(axis=2, dtype=np.float64)
    held = a["held"].sum(axis=(2, 3), dtype=np.float64)
    kidnapped = a["kidnappings"].sum(axis=2, dtype=np.float64)
    arbitrary = a["arbitrary_days"].astype(np.float64)
    support = a["support"].astype(np.float64)
    money = {name: a[name].astype(np.float64) for name in ("money_spent", "money_received", "prison_cost")}
    monthly = {
        "deaths": deaths,
        "killings": deaths - by_author["custody"],
        "kidnappings": kidnapped,
        "control": control,
        "members": members,
        "displaced": displaced,
        "custody": by_author["custody"],
        "held": held,
        **{f"support_{public}": support[:, :, k] for k, public in enumerate(PUBLICS)},
        **money,
        "mission_strength": a["mission_strength"].sum(axis=2, dtype=np.float64),
    }
    a_day = arbitrary.sum(axis=2) / frame.days
    quantiles = bands_of(monthly)
    for reading in READINGS:
        own = frame.reading == reading
        if own.any():
            quantiles |= bands_of({f"arbitrary_{reading}": a_day[own]})
    each = {
        "deaths": headline_deaths(a),
        **{f"deaths_{author.replace('-', '_')}": n.sum(axis=1) for author, n in by_author.items()},
        "civilians": by_cause[:, :, _CIVILIAN].sum(axis=(1, 2)),
        "kidnappings": kidnapped.sum(axis=1),
        "arbitrary_years": arbitrary.sum(axis=(1, 2)) / DAYS_A_YEAR,
        "arbitrary_years_children": arbitrary[:, :, _MINOR].sum(axis=1) / DAYS_A_YEAR,
        "wrongly_arrested": a["arrests"][:, :, _UNINVOLVED].sum(axis=(1, 2), dtype=np.float64),
        "places_short": np.clip(held - a["prison_places"] - a["abroad"], 0, None).max(axis=1),
        "killings_last_year": (deaths - by_author["custody"])[:, -12:].sum(axis=1),
        "displaced_end": displaced[:, -1],
        "members_end": members[:, -1],
        "control_end": control[:, -1],
        "money_asked": a["money_asked"].sum(axis=1, dtype=np.float64),
        **{name: values.sum(axis=1) for name, values in money.items()},
        "cost": headline_money(a),
        **{f"support_{public}": support[:, -1, k] for k, public in enumerate(PUBLICS)},
    }
    totals: dict[tuple[str, str], np.ndarray] = {}
    for key in TOTALS:
        if key in _by_reading():
            for reading in READINGS:
                totals[key, reading] = each[key][frame.reading == reading]
        else:
            totals[key, ""] = each[key]
    shown = frame.shown
    member = (frame.home[:, None] == np.unique(frame.home)[None, :]).astype(np.float64)  # territory, region
    share = member * frame.people[:, None] / np.maximum(frame.people @ member, 1e-9)
    return Line(
        bands=quantiles,
        authors={author: n.mean(axis=0) for author, n in by_author.items()},
        layers={
            "control": np.median(a["control"][:, shown] @ share, axis=0),
            "deaths": np.median(a["deaths_by_territory"][:, shown] @ member, axis=0),
        },
        totals=totals,
        headline=headline(arrays),
        structure=frame.structure,
        reading=frame.reading,
    )


@cache
def _by_reading() -> frozenset[str]:
    """Return the measures that are given by reading: the same in every language."""
    return frozenset(m.key for m in measures() if m.by_reading)


def bands_of(monthly: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return quantiles over the draws, by month, of several outcomes at once."""
    table = np.concatenate(list(monthly.values()), axis=1)  # draw, outcome by month
    found = quantiles(table.T).T if len(table) else np.full((len(BANDS), table.shape[1]), np.nan)
    ends = np.cumsum([values.shape[1] for values in monthly.values()])
    return dict(zip(monthly, np.split(found, ends[:-1], axis=1), strict=True))


def quantiles(values: np.ndarray) -> np.ndarray:
    """Return the quantiles `BANDS` along the last axis, the number of them its new length.

    They are those of `numpy.quantile`, its steps repeated to the last bit: of the few numbers that there are
    here it takes five to eight times as long.
    """
    ordered = np.sort(values, axis=-1)
    last = values.shape[-1] - 1
    at = _SHARES * last
    low = at.astype(int)
    part = at - low
    below, above = ordered[..., low], ordered[..., np.minimum(low + 1, last)]
    step = above - below
    found = np.where(part < 0.5, below + step * part, above - step * (1 - part))
    found[np.isnan(ordered[..., -1])] = np.nan  # they are sorted last
    return found


def rounded(values: Any, digits: int = DIGITS) -> Any:
    """Round to so many significant digits, as lists; what is not a finite number is None."""
    x = np.asarray(values, dtype=np.float64)
    sound = np.isfinite(x)
    size = np.abs(np.where(sound & (x != 0), x, 1.0))
    power = digits - 1 - np.floor(np.log10(size))
    # two steps, each by a whole power of ten, so that 0.1 stays 0.1
    up, down = 10.0 ** np.clip(power, 0, 300), 10.0 ** np.clip(-power, 0, 300)
    near = np.round(np.where(sound, x, 0.0) * up / down) * down / up
    if sound.all():
        return near.tolist()
    return np.where(sound, near.astype(object), None).tolist()


def band(values: np.ndarray) -> list[float | None]:
    """Return a band of one number a draw; draws without the figure are left out."""
    kept = values[np.isfinite(values)]
    return rounded(quantiles(kept)) if kept.size else [None] * len(BANDS)


def bands(
    lines: Mapping[str, Line], wanted: Collection[str] | None = None, digits: int = BAND_DIGITS
) -> dict[str, dict[str, Any]]:
    """Put bands by month side by side: by outcome, and by id of the line.

    Parameters
    ----------
    lines
        By id.
    wanted
        Outcomes; all where none are named.
    digits
        Significant digits.
    """
    known = next(iter(lines.values())).bands
    keys = [key for key in known if wanted is None or key in wanted]
    if not keys:
        return {}
    told = rounded(np.stack([[each.bands[key] for each in lines.values()] for key in keys]), digits)
    return {key: dict(zip(lines, each, strict=True)) for key, each in zip(keys, told, strict=True)}


def totals(
    lines: Mapping[str, Line],
    pairs: Mapping[str, tuple[str, str]],
    wanted: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """Put totals side by side, with the differences between lines.

    Parameters
    ----------
    lines
        By id.
    pairs
        By belief: ids of the baseline and of the policy.
    wanted
        Ids of totals; all where none are named.
    """
    from tregua.report import phrases

    named = {m.key: m for m in (*measures(), *extra_measures())}
    known = next(iter(lines.values())).totals
    keys = [key for key in known if wanted is None or key[0] in wanted]
    values = {(name, key): each.totals[key] for name, each in lines.items() for key in keys}
    gaps = {
        (belief, key): values[policy, key] - values[baseline, key]
        for belief, (baseline, policy) in pairs.items()
        for key in keys
    }
    account = {name: _accounts(each) for name, each in lines.items()}
    by_account = {
        (belief, key, structure): gaps[belief, key][account[pairs[belief][1]][key[1]] == structure]
        for belief, key in gaps
        for structure in dict.fromkeys(account[pairs[belief][1]][key[1]].tolist())
    }
    found = many_bands(values | gaps)
    apart = many_bands(by_account)
    errors = {key: _error(each) for key, each in (values | gaps).items()}
    out = []
    for key in keys:
        name, reading = key
        measure = named[name]
        out.append(
            {
                "id": name,
                "title": measure.title,
                "unit": measure.unit,
                "side": measure.side,
                "reading": reading,
                "reading_title": phrases.reading_title(reading) if reading else "",
                "better": BETTER.get(name, "less"),
                "lines": {line: found[line, key] for line in lines},
                "difference": {belief: found[belief, key] for belief in pairs},
                "lower": {belief: _lower(gaps[belief, key]) for belief in pairs},
                "error": {line: errors[line, key] for line in lines}
                | {f"difference-{belief}": errors[belief, key] for belief in pairs},
                "by_structure": {
                    structure: {
                        belief: band
                        for (belief, own, name), band in apart.items()
                        if own == key and name == structure
                    }
                    for structure in STRUCTURES
                    if any(own == key and name == structure for _b, own, name in apart)
                },
                "rests_on": list(RESTS_ON.get(name, ())),
            }
        )
    return out


def _accounts(line: Line) -> dict[str, np.ndarray]:
    """Return the causal account of the draws of each reading, and of all ("")."""
    found = {reading: line.structure[line.reading == reading] for reading in READINGS}
    return {"": line.structure, **found}


def _error(values: np.ndarray) -> float | None:
    """Return the Monte Carlo standard error of the median of one figure."""
    kept = values[np.isfinite(values)]
    found = median_error(np.sort(kept))
    return rounded(found, 2) if np.isfinite(found) else None


def _lower(gap: np.ndarray) -> float | None:
    kept = gap[np.isfinite(gap)]
    return round(np.count_nonzero(kept < 0) / kept.size, 4) if kept.size else None


def many_bands(values: Mapping[K, np.ndarray]) -> dict[K, list[float | None]]:
    """Return the bands of many figures, those of as many draws at once."""
    by_size: dict[int, list[K]] = {}
    for key, own in values.items():
        by_size.setdefault(own.size, []).append(key)
    out: dict[K, list[float | None]] = {}
    for keys in by_size.values():
        table = np.stack([values[key] for key in keys])
        if table.size and np.isfinite(table).all():
            out |= zip(keys, rounded(quantiles(table)), strict=True)
        else:
            out |= {key: band(values[key]) for key in keys}
    return out


def authors() -> list[dict[str, str]]:
    """List the authors of death with the report's words and colours."""
    from tregua.report import phrases
    from tregua.vocabulary.palette import AUTHOR

    return [
        {
            "id": author,
            "title": phrases.author(author),
            "colour": AUTHOR[author],
            "side": "rights" if author in ("state", "custody") else "violence",
        }
        for author in AUTHORS
    ]


def weights(names: Sequence[str], population: Mapping[str, float]) -> np.ndarray:
    """Return people by territory."""
    return np.array([max(float(population.get(name, 0.0)), 0.0) for name in names])
