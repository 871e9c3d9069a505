"""What was learnt of a parameter, beside what was held before: middle and range of nine draws in ten.

Structures are mixed at equal weight; the readings, which are never averaged, stand apart where they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from tregua.assumptions.parameter import Parameter
from tregua.assumptions.posterior import AT, Joint
from tregua.assumptions.sampling import quantile
from tregua.i18n import _
from tregua.vocabulary.quantiles import INTERVAL
from tregua.vocabulary.readings import READINGS

LONG_AFTER_DAYS = 92  # between the day of a posterior and a run, from which on the gap is told


@dataclass(frozen=True)
class Learnt:
    """Quantiles at `INTERVAL` by reading ("" where they are alike), in the unit of the parameter."""

    prior: Mapping[str, tuple[float, ...]]
    posterior: Mapping[str, tuple[float, ...]]

    def sentence(self) -> str:
        """Say both, the posterior first."""
        text = _("posterior {posterior}; prior {prior}")
        return text.format(posterior=_told(self.posterior), prior=_told(self.prior))

    def record(self) -> dict[str, dict[str, list[float]]]:
        """Return both as plain data."""
        return {
            "prior": {r: list(map(float, q)) for r, q in self.prior.items()},
            "posterior": {r: list(map(float, q)) for r, q in self.posterior.items()},
        }


def _told(found: Mapping[str, tuple[float, ...]]) -> str:
    parts = []
    for reading, (low, middle, high) in found.items():
        text = f"{middle:.3g} ({low:.3g} … {high:.3g})"
        parts.append(f"{reading} {text}" if reading else text)
    return ", ".join(parts)


def whence(mark: Mapping[str, str] | None, title: str = "") -> str:
    """Say in a few words what parameters are drawn from, and with which day's state a run begins.

    Parameters
    ----------
    mark
        What `tregua.assumptions.posterior.Joint.mark` tells, read; None for the priors.
    title
        Of the place, in place of its name.
    """
    if not mark:
        return _("the priors")
    text = _("the posterior of {place} as of {day}").format(place=title or mark["place"], day=mark["as_of"])
    beginning = begun(mark)
    if beginning == "before":
        text += _("; begun with the state of {known}, the first that it keeps").format(
            known=mark["known_from"]
        )
    elif beginning == "within":
        text += _("; begun with the state found for {start}, and not made to follow what came after").format(
            start=mark["start"]
        )
    elif beginning == "after":
        text += _("; begun with the state of {known}, the last that it knows").format(known=mark["as_of"])
    return text


def begun(mark: Mapping[str, str]) -> str:
    """Tell where a run begins: "before" the states that a posterior keeps, "within" them, "after" or "".

    Up to a quarter after its day nothing need be said.
    """
    start, known, as_of = (str(mark.get(key) or "") for key in ("start", "known_from", "as_of"))
    if not start or not as_of:
        return ""
    if start < known:
        return "before"
    if start < as_of:
        return "within"
    days = (date.fromisoformat(start) - date.fromisoformat(as_of)).days
    return "after" if days > LONG_AFTER_DAYS else ""


def learnt(parameter: Parameter, joint: Joint | None) -> Learnt | None:
    """Return what a posterior says of a parameter; None where it says nothing, or the user's own stands.

    Parameters
    ----------
    joint
        With the day a run begins, on which what it says of levels and growth rests.
    """
    if joint is None or parameter.set_by == "user":
        return None
    if parameter.name in AT:
        at = joint.at_start(np.arange(len(joint.structure)))
        if parameter.name not in at:  # what is carried from elsewhere says nothing of the first day
            return None
        values = at[parameter.name]
    elif parameter.name in joint.names:
        values = joint.values[:, joint.names.index(parameter.name)]
    else:
        return None
    known = np.isfinite(values)
    if not known.any():
        return None
    each = {r: _quantiles(values[known], _weights(joint, k)[known]) for k, r in enumerate(READINGS)}
    apart = len(parameter.priors) > 1
    if not apart:
        both = 0.5 * (_weights(joint, 0) + _weights(joint, 1))
        each = {"": _quantiles(values[known], both[known])}
    before = {}
    for reading in parameter.priors if apart else ("",):
        q = quantile(parameter.for_reading(reading), np.array(INTERVAL))
        before[reading] = tuple(np.clip(q, *parameter.bounds) if parameter.bounds else q)
    return Learnt(before, each)


def _weights(joint: Joint, reading: int) -> np.ndarray:
    """Return the weight of every row under a reading, structures alike."""
    out = np.zeros(len(joint.structure))
    for name in np.unique(joint.structure):
        of = joint.structure == name
        out[of] = joint.weights[of, reading] / joint.weights[of, reading].sum()
    return out


def _quantiles(values: np.ndarray, weights: np.ndarray) -> tuple[float, ...]:
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) - 0.5 * weights[order]
    return tuple(np.interp(INTERVAL, share / weights.sum(), values[order]))
