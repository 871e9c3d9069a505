"""The inputs whose shares of variance are estimated: by name, in groups, and what is left.

Beyond the deep uncertainties each parameter of `NAMED` is an input of its own, and all other parameters are
inputs by the group of factors that owns them. `NAMED` came from a screen of the offer of 10 March 2024 under
the priors: 768 draws, the total index of every parameter by Jansen's estimator, those above 0.05 in the ratio
of deaths or in another outcome. What is left is the state of the first day. Inputs are drawn independently:
what a posterior holds together across groups is parted, so that with a posterior shares are approximate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tregua.decisions.factors import owners, title
from tregua.decisions.uncertainties import Uncertainty, of_parameter
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.decisions.futures import Beliefs

GROUP = "group "  # before the key of a group of factors, in the names of inputs


def named() -> dict[str, str]:
    """Return the parameters that are inputs of their own, with a title that fits in a sentence."""
    return {
        "half_risk": _("the risk at which deterrence is half of what it can be"),
        "deterrence_on_recruitment": _("deterrence of the recruitment of adults"),
        "deterrence_on_minors": _("deterrence of the recruitment of minors"),
        "announced_risk": _("the risk that a declaration makes members expect"),
        "hide_rate": _("the rate at which members hide"),
        "cap_share": _("how large gangs can grow"),
        "growth": _("how fast gangs grow"),
        "killing_per_member": _("killing per member"),
        "ordinary_arrests": _("ordinary arrests"),
        "arrest_capacity": _("arrests that an officer can make"),
        "break_rate": _("mass escapes"),
        "displacement_rate": _("people who flee for each death"),
        "mission_cost_factor": _("cost of the mission against its plan"),
    }


def extended(beliefs: Beliefs) -> Beliefs:
    """Return beliefs in which the parameters that have a name of their own are uncertainties too."""
    known = {each.parameter for each in beliefs.uncertain}
    own = [_of(beliefs, name, words) for name, words in named().items() if name not in known]
    return replace(beliefs, uncertain=(*beliefs.uncertain, *own))


def _of(beliefs: Beliefs, name: str, words: str) -> Uncertainty:
    p = beliefs.setup.parameters[name]
    return replace(of_parameter(name, words, name), unit=p.unit, meaning=p.meaning, source=p.source)


def groups(beliefs: Beliefs) -> dict[str, tuple[str, ...]]:
    """Return the parameters of each group of factors that have no name of their own, by input.

    Parameters that do not vary in the draws are left out, and groups of which none does.
    """
    own = {each.parameter for each in beliefs.uncertain}
    owner = owners()["parameters"]
    found: dict[str, list[str]] = {}
    for name, group in owner.items():
        column = beliefs.pool.values[name]
        if name not in own and (column != column[0]).any():
            found.setdefault(GROUP + group, []).append(name)
    return {name: tuple(found[name]) for name in sorted(found)}


def group_titles(inputs: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return groups in words, with the number of parameters that each holds."""
    return {
        name: _("{n} other parameters of {group}").format(
            n=len(parameters), group=title(name.removeprefix(GROUP))
        )
        for name, parameters in inputs.items()
    }
