"""What is carried from the place that was learnt from to another: shared behaviour, row by row, widened.

The rows are those of the main posterior. Each is drawn away from the middle of its structure by half as much
again, on the prior's normal scale, as when a second place is fitted (`tregua.inference.fit.shared_of`): what
people do in one country need not carry over whole. Replacement is never carried; its prior stays flat. Local
parameters, and all that is of the first day, keep the other place's own priors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.posterior import AT, Joint, load, shipped
from tregua.inference import LEARNT_IN
from tregua.inference.fit import MOVABLE, NEVER_CARRIED, WIDEN, to_normal
from tregua.inference.parameterisation import BY_STRUCTURE, from_normal

if TYPE_CHECKING:
    from datetime import date

    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place

FROM = LEARNT_IN


@dataclass(frozen=True)
class Carried(Joint):
    """A posterior that says nothing of the first day."""

    def at_start(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Return what is known of the first day: nothing."""
        return {}


def main_fit(as_of: date | None = None) -> Joint | None:
    """Return the newest posterior of El Salvador that rests on no later knowledge than a day, or None."""
    from tregua.places import load_place

    found = [(day, file) for day, file in shipped(load_place(FROM)) if as_of is None or day <= as_of]
    return load(max(found, key=lambda pair: pair[0])[1]) if found else None


def carried(joint: Joint) -> Carried:
    """Return the shared parameters of a posterior, widened."""
    from tregua.places import load_place

    parameters = load_parameters(load_place(joint.place), None, joint.as_of)
    names, columns = [], []
    for k, name in enumerate(joint.names):
        p, prior = parameters[name], parameters[name].for_reading("")
        movable = prior.kind in MOVABLE and p.scope == "shared"
        if not movable or name in (*NEVER_CARRIED, *AT):
            continue
        column = joint.values[:, k].copy()
        for s in np.unique(joint.structure):
            mine = joint.structure == s
            only = [of for of, own in BY_STRUCTURE.items() if name in own]
            if only and s not in only:
                column[mine] = np.nan
                continue
            z = to_normal(prior, column[mine])
            column[mine] = from_normal(prior, z.mean() + WIDEN * (z - z.mean()))
        names.append(name)
        columns.append(np.clip(column, *p.bounds) if p.bounds else column)
    fields = {**joint.__dict__, "names": tuple(names), "values": np.stack(columns, axis=1)}
    fields |= {"at": np.zeros((len(joint.days), len(joint.values), 0))}
    return Carried(**fields)


def parameters_for(place: Place, joint: Joint) -> ParameterSet:
    """Return the parameters of a place: shared ones from a posterior elsewhere, the rest its own."""
    return load_parameters(place, None, None, carried(joint))
