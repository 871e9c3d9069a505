"""Mechanisms that can be switched off: each a set of parameters and their neutral values.

What members are taken away by arrest, and the ground that force takes, are no parameters: nothing switches
them off, and they are what is left of an effect when all that stands here is off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tregua.i18n import N_, _

ALL = "all"


@dataclass(frozen=True)
class Mechanism:
    """One mechanism.

    Attributes
    ----------
    name
        By which files and JSON call it.
    title
        In words, before translation.
    neutral
        Values at which it does nothing, by parameter or setting of a structure.
    """

    name: str
    title: str
    neutral: dict[str, float]


def _off(*names: str) -> dict[str, float]:
    return dict.fromkeys(names, 0.0)


MECHANISMS = (
    Mechanism("deterrence_of_killing", N_("deterrence of killing"),
              _off("deterrence_on_killing", "deterrence_on_background")),
    Mechanism("deterrence_of_recruitment", N_("deterrence of recruitment"),
              _off("deterrence_on_recruitment", "deterrence_on_minors")),
    Mechanism("announced_risk", N_("risk that a declaration makes members expect"), _off("announced_risk")),
    Mechanism("presence", N_("presence of the state, on killing"), _off("presence_on_killing")),
    Mechanism("provocation", N_("provocation by arrests without holding"), _off("provocation")),
    Mechanism("retaliation", N_("retaliation"), _off("retaliation")),
    Mechanism("replacement", N_("replacement of members"), _off("replacement_share")),
    Mechanism("lasting_suppression", N_("suppression that lasts"), _off("dosing")),
    Mechanism("hiding", N_("members who hide"), _off("hiding_on")),
    Mechanism("leaks", N_("leaks of sweeps"), _off("leak_share")),
    Mechanism("suspension", N_("blunter arrests where due process is suspended"), _off("targeting_cut")),
    Mechanism("tips", N_("tips from a public that supports"), _off("tips_effect")),
    Mechanism("prison_recruitment", N_("recruitment in prison"), _off("prison_recruitment")),
    Mechanism("crowding", N_("deaths by crowding in custody"), _off("crowding_mortality")),
    Mechanism("violence_in_custody", N_("deaths by violence in custody"), _off("violence_mortality")),
    Mechanism("self_defence", N_("growth of self-defence groups"), _off("selfdefence_growth")),
    Mechanism("rule", N_("extortion that answers a state that comes closer"), _off("rule_response")),
    Mechanism("displacement", N_("flight from ground lost and from operations"),
              _off("displacement_ground", "displacement_operations")),
)  # fmt: skip
BY_NAME = {each.name: each for each in MECHANISMS}


def title(name: str) -> str:
    """Return a mechanism in words."""
    return _("all of these at once") if name == ALL else _(BY_NAME[name].title)


def switched_off(values: np.ndarray, names: Iterable[str]) -> np.ndarray:
    """Return parameters of draws with mechanisms at their neutral values, (draw,).

    Parameters
    ----------
    values
        Record array of the parameters, (draw,).
    names
        Of mechanisms.
    """
    out = values.copy()
    for name in names:
        for field, neutral in BY_NAME[name].neutral.items():
            out[field] = neutral
    return out
