"""What a result turns on: how far outcomes differ between draws with much and with little of a parameter.

For each parameter the draws are ordered within each account of a crackdown, and the outcome's middle in the
upper third is compared with that in the lower third. How far chance alone parts two such thirds is
measured, not assumed: the parameter's order is shuffled many times (a permutation test; Good, 2005, doi
10.1007/b138696). A difference that stays within 95 % of the shuffles cannot be told from chance, and is
said to be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.decisions.labels import capital
from tregua.decisions.sensitivity_analysis.inputs import named
from tregua.decisions.sensitivity_analysis.stored import parameters
from tregua.i18n import _
from tregua.report import assumptions_text, result_view
from tregua.report.measures import measures
from tregua.report.summary import readings_of, values_of

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

SHUFFLES = 400
FEWEST = 6  # different draws in each account, so that a third holds two at least
# The parameters with the largest share of the variance of an answer, as stored; the largest first.
PARAMETERS = parameters()
OUTCOMES = ("deaths", "deaths_custody", "arbitrary_years")
# Where it acts in some structures only, in the others it is drawn and not used.
_DETERRED = ("replacement", "suppression", "resurfacing")
ONLY_IN = {
    "deterrence_on_killing": _DETERRED,
    "deterrence_on_recruitment": _DETERRED,
    "deterrence_on_minors": _DETERRED,
    "half_risk": _DETERRED,
    "risk_exponent": _DETERRED,
    "certainty_weight": _DETERRED,
    "announced_risk": _DETERRED,
    "hide_rate": ("resurfacing",),
    "dose_effect": ("suppression",),
}


@dataclass(frozen=True)
class Turn:
    """How one outcome of one policy differs with one parameter.

    Attributes
    ----------
    low, high
        Middle of the outcome in the third of the draws with least, and with most, of the parameter.
    noise
        Size of the difference that chance alone stays within, in 95 shuffles of 100.
    """

    parameter: str
    policy: str
    measure: str
    reading: str
    low: float
    high: float
    noise: float
    draws: int

    @property
    def difference(self) -> float:
        """Upper third less lower third."""
        return self.high - self.low

    @property
    def told(self) -> bool:
        """Whether it can be told from chance."""
        return abs(self.difference) > self.noise


def theme(parameter: str) -> str:
    """Name what a parameter is about."""
    return {
        "replacement_share": _("Replacement"),
        "deterrence_on_killing": _("Deterrence of killing"),
        "certainty_weight": _("Weight of an arrest without holding"),
        "mission_troop_effect": _("Access, of a mission's soldiers"),
        "targeting_odds": _("Targeting of arrests"),
        "custody_mortality": _("Prison mortality"),
        "crowding_mortality": _("Prison mortality from crowding"),
    }.get(parameter) or capital(named().get(parameter, parameter))


def _fixed(ds: xr.Dataset) -> set[str]:
    """Name the parameters that do not vary."""
    heads = {"fixed at", _("fixed at {a}").split("{")[0].strip()}
    known = assumptions_text.stored(ds.attrs, "parameters") or []
    return {
        str(p["name"])
        for p in known
        if any(part.split(":")[-1].strip().startswith(tuple(heads)) for part in str(p["prior"]).split(";"))
    }


def order_of(ds: xr.Dataset, parameter: str) -> np.ndarray | None:
    """Return numbers, one a draw, that rise with a parameter; None where the result does not tell.

    Draws from priors are addressed by seed, name and number, and rise with the uniform number at that
    address, whatever the prior. Draws from a posterior are not: they are used only where the result holds
    them (``parameter_values``, by draw and parameter).
    """
    import numpy as np

    from tregua.assumptions.sampling import address

    if "parameter_values" in ds.variables:
        table = ds["parameter_values"]
        if parameter not in table["parameter"].values:
            return None
        return table.sel(parameter=parameter).values.astype(float)
    if result_view.calibrated(ds) or "number" not in ds.coords:
        return None
    return address(int(ds.attrs["seed"]), parameter, np.asarray(ds["number"].values, np.int64))


def _thirds(order: np.ndarray, number: np.ndarray, structure: np.ndarray) -> np.ndarray | None:
    """Mark each draw -1, 0 or 1: lower third, middle, upper third of its own account of a crackdown."""
    import numpy as np

    out = np.zeros(len(order), int)
    for name in np.unique(structure):
        here = structure == name
        _numbers, first, back = np.unique(number[here], return_index=True, return_inverse=True)
        if len(first) < FEWEST:
            return None
        rank = np.argsort(np.argsort(order[here][first], kind="stable"), kind="stable")
        size = len(first) // 3
        mark = np.where(rank < size, -1, np.where(rank >= len(first) - size, 1, 0))
        out[here] = mark[back]
    return out


def _gap(values: np.ndarray, marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    return np.median(values[:, marks < 0], axis=1), np.median(values[:, marks > 0], axis=1)


def _noise(values: np.ndarray, number: np.ndarray, structure: np.ndarray) -> np.ndarray:
    """Return, for each policy, the difference that chance alone stays within in 95 shuffles of 100."""
    import numpy as np

    random = np.random.default_rng(20240310)
    most = int(number.max()) + 1
    gaps = []
    for _turn in range(SHUFFLES):
        # one number for each draw's address, so that the readings of a pair stay together
        marks = _thirds(random.random(most)[number], number, structure)
        assert marks is not None
        low, high = _gap(values, marks)
        gaps.append(np.abs(high - low))
    return np.quantile(np.array(gaps), 0.95, axis=0)


def turns(ds: xr.Dataset, parameters: Sequence[str] = PARAMETERS) -> list[Turn]:
    """Compare outcomes between the upper and the lower third of the draws of each parameter.

    Readings of who is arrested are never pooled: figures that hang on the reading are compared within each.

    Returns
    -------
    list of Turn
        In the order of parameters, outcomes, readings and policies; empty where there are too few draws.
    """
    import numpy as np

    number = np.asarray(ds["number"].values if "number" in ds.coords else ds["draw"].values, np.int64)
    number = np.unique(number, return_inverse=True)[1]
    structure = ds["structure"].values.astype(str)
    reading = ds["reading"].values.astype(str)
    fixed = _fixed(ds)
    labels = [p.label for p in result_view.policies(ds)]
    wanted = [m for m in measures() if m.key in OUTCOMES]
    values = values_of(ds, wanted)
    noise: dict[tuple[str, str, str], Any] = {}
    out = []
    for parameter in parameters:
        order = None if parameter in fixed else order_of(ds, parameter)
        if order is None:
            continue
        inside = np.ones(len(order), bool)
        if parameter in ONLY_IN:
            inside &= np.isin(structure, ONLY_IN[parameter])
        for measure in wanted:
            if measure.key not in values:
                continue
            for key in readings_of(ds) if measure.by_reading else [""]:
                keep = inside & (reading == key) if key else inside
                if not keep.any():
                    continue
                marks = _thirds(order[keep], number[keep], structure[keep])
                if marks is None:
                    continue
                own = values[measure.key][:, keep]
                name = (measure.key, key, "")
                if name not in noise:
                    noise[name] = _noise(own, number[keep], structure[keep])
                low, high = _gap(own, marks)
                out += [
                    Turn(parameter, label, measure.key, key, float(a), float(b), float(c), int(keep.sum()))
                    for label, a, b, c in zip(labels, low, high, noise[name], strict=True)
                ]
    return out


def by_policy(found: Sequence[Turn]) -> Mapping[tuple[str, str, str, str], Turn]:
    """Index what was found by policy, parameter, outcome and reading."""
    return {(t.policy, t.parameter, t.measure, t.reading): t for t in found}
