"""What is weighed: lives by author, rights, displacement, support and money, one number a draw.

Each outcome is read from monthly arrays as `tregua.simulation.mean_field_response.Quick.values_of` gives
them, or from one policy of a result, in the units told there, so that quick answers and whole ensembles are
weighed alike. Security never goes without rights: `OUTCOMES` is one list, and `side` says which outcome is
which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tregua.i18n import _
from tregua.vocabulary.causes import CAUSE_REGISTER, CAUSES
from tregua.vocabulary.people import CLASSES, MINOR
from tregua.vocabulary.time import DAYS_A_YEAR

if TYPE_CHECKING:
    import xarray as xr

Side = Literal["lives", "rights", "displacement", "support", "money"]
Arrays = Mapping[str, np.ndarray]  # by variable, (draw, time, ...)

UNINVOLVED = CLASSES.index("uninvolved")
HOST, CONTRIBUTOR, COUNCIL = 0, 1, 2


@dataclass(frozen=True)
class Outcome:
    """One thing that is weighed.

    Attributes
    ----------
    key
        By which it is called in files, tables and JSON.
    title, unit
        In words.
    side
        Of the ledger.
    better
        Whether less of it is better, or more.
    by_reading
        Whether it hangs on the reading of who is arrested: then it is never pooled over readings.
    needs
        The variables that it is read from.
    total
        Whether it adds up over time and people, so that it can be told per head and year.
    """

    key: str
    title: str
    unit: str
    side: Side
    better: Literal["less", "more"]
    needs: tuple[str, ...]
    of: Callable[[Arrays], np.ndarray]
    by_reading: bool = False
    total: bool = True


def _sum(array: np.ndarray) -> np.ndarray:
    """Sum over all but the draws, in a fixed order; (draw,)."""
    return array.reshape(len(array), -1).sum(axis=1, dtype=np.float64)


def _end(array: np.ndarray) -> np.ndarray:
    return _sum(array[:, -1])


def _deaths(wanted: Callable[[str, bool], bool]) -> Callable[[Arrays], np.ndarray]:
    numbers = [n for n, cause in enumerate(CAUSES) if wanted(*CAUSE_REGISTER[cause])]
    return lambda a: _sum(a["deaths"][..., numbers])


def _by(*authors: str) -> Callable[[Arrays], np.ndarray]:
    return _deaths(lambda author, _civilian: author in authors)


def _years(name: str, age: int | None = None) -> Callable[[Arrays], np.ndarray]:
    if age is None:
        return lambda a: _sum(a[name]) / DAYS_A_YEAR
    return lambda a: _sum(a[name][..., age]) / DAYS_A_YEAR


def _support(public: int) -> Callable[[Arrays], np.ndarray]:
    return lambda a: a["support"][:, -1, public].astype(np.float64)


def _judgement(a: Arrays) -> np.ndarray:
    last = a["judgement_days"][:, -12:].astype(np.float64)
    known = np.isfinite(last)
    counted = known.sum(axis=1)
    return np.where(counted > 0, np.where(known, last, 0.0).sum(axis=1) / np.maximum(counted, 1), np.nan)


def outcomes() -> tuple[Outcome, ...]:
    """Return every outcome, security and rights side by side, in a fixed order."""
    people, years, usd = _("people"), _("person-years"), "USD"
    deaths = ("deaths",)
    lives, rights, money = "lives", "rights", "money"
    return (
        Outcome("deaths", _("deaths, all authors, custody included"), people, lives, "less", deaths,
                lambda a: _sum(a["deaths"])),
        Outcome("deaths_gang", _("killed by gangs"), people, lives, "less", deaths, _by("gang")),
        Outcome("deaths_self_defence", _("killed by self-defence groups"), people, lives, "less", deaths,
                _by("self-defence")),
        Outcome("deaths_other", _("killed by others"), people, lives, "less", deaths, _by("other")),
        Outcome("civilians", _("civilians killed, by anyone"), people, lives, "less", deaths,
                _deaths(lambda _author, civilian: civilian)),
        Outcome("deaths_state", _("killed by the state, its mission or its contractors"), people, rights,
                "less", deaths, _by("state")),
        Outcome("deaths_custody", _("died in custody"), people, rights, "less", deaths, _by("custody")),
        Outcome("wrongly_arrested", _("uninvolved people arrested"), people, rights, "less", ("arrests",),
                lambda a: _sum(a["arrests"][:, :, UNINVOLVED]), by_reading=True),
        Outcome("wrongful_years", _("uninvolved people held"), years, rights, "less", ("wrongful_days",),
                _years("wrongful_days"), by_reading=True),
        Outcome("arbitrary_years", _("held arbitrarily"), years, rights, "less", ("arbitrary_days",),
                _years("arbitrary_days"), by_reading=True),
        Outcome("arbitrary_years_children", _("children held arbitrarily"), years, rights, "less",
                ("arbitrary_days",), _years("arbitrary_days", MINOR), by_reading=True),
        Outcome("minors_arrested", _("children arrested"), people, rights, "less", ("arrests",),
                lambda a: _sum(a["arrests"][..., MINOR])),
        Outcome("judgement_days", _("time to judgement or release, mean of the last 12 months"), _("days"),
                rights, "less", ("judgement_days",), _judgement, total=False),
        Outcome("displaced_end", _("displaced at the end"), people, "displacement", "less", ("displaced",),
                lambda a: _end(a["displaced"]), total=False),
        Outcome("support_host", _("support of the host public at the end"), _("share"), "support", "more",
                ("support",), _support(HOST), total=False),
        Outcome("support_contributor", _("support of the contributor's public at the end"), _("share"),
                "support", "more", ("support",), _support(CONTRIBUTOR), total=False),
        Outcome("support_council", _("support of Security Council members at the end"), _("share"),
                "support", "more", ("support",), _support(COUNCIL), total=False),
        Outcome("cost", _("spent by the mission and on prisons"), usd, money, "less",
                ("money_spent", "prison_cost"), lambda a: _sum(a["money_spent"]) + _sum(a["prison_cost"])),
        Outcome("prison_cost", _("spent on prisons"), usd, money, "less", ("prison_cost",),
                lambda a: _sum(a["prison_cost"])),
        Outcome("money_asked", _("asked by the mission"), usd, money, "less", ("money_asked",),
                lambda a: _sum(a["money_asked"])),
    )  # fmt: skip


def chosen(keys: Iterable[str]) -> tuple[Outcome, ...]:
    """Return outcomes by name, in the order asked for.

    Raises
    ------
    InputError
        With every unknown name.
    """
    from tregua.errors import InputError, Problem, did_you_mean, one_of

    known = {each.key: each for each in outcomes()}
    keys = list(keys)
    problems = [
        Problem(_("(outcomes)"), None, key, key, one_of(known), did_you_mean(key, known))
        for key in keys
        if key not in known
    ]
    if problems:
        raise InputError(problems)
    return tuple(known[key] for key in keys)


def needs(wanted: Iterable[Outcome]) -> tuple[str, ...]:
    """Return the variables that outcomes are read from, each once."""
    return tuple(dict.fromkeys(name for each in wanted for name in each.needs))


def arrays_of(result: xr.Dataset, policy: int, names: Iterable[str]) -> dict[str, np.ndarray]:
    """Return variables of one policy of a result as `values_of` of a quick answer does, (draw, time, ...)."""
    return {name: result[name].isel(policy=policy).values for name in names}
