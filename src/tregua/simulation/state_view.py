"""What an intervention of one's own sees of one member's state at the start of a month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tregua.model.state import Ledger, State


@dataclass(frozen=True)
class View:
    """A read-only look at one member.

    Attributes
    ----------
    members_by_territory, active_by_territory, control, deaths_by_territory
        (territory,) gang members at large, those operating, share under gangs last month, people killed last
        month.
    members_by_gang
        (gang,)
    held, wronged
        People in custody; uninvolved people ever arrested.
    support
        Host public's support, 0 to 1.
    level
        Log of killing per member against the start.
    """

    members_by_territory: np.ndarray
    active_by_territory: np.ndarray
    members_by_gang: np.ndarray
    control: np.ndarray
    deaths_by_territory: np.ndarray
    held: float
    wronged: float
    support: float
    level: float


def view(s: State, ledger: Ledger, died: np.ndarray, days: int, j: int) -> View:
    """Return the view of member ``j`` of a block."""
    active, hiding = s.active[j].sum(axis=2), s.hiding[j].sum(axis=2)
    nation = s.nation[j]
    held = s.held_members[j].sum() + s.held_civilians[j].sum() + s.territory["other_held"][j].sum()
    seen = View(
        members_by_territory=(active + hiding).sum(axis=1),
        active_by_territory=active.sum(axis=1),
        members_by_gang=(active + hiding).sum(axis=0),
        control=ledger.territory["control_days"][j] / max(days, 1),
        deaths_by_territory=died[j].sum(axis=1),
        held=float(held),
        wronged=float(nation["wronged"]),
        support=float(1.0 / (1.0 + np.exp(-nation["host"]))),
        level=float(nation["level"]),
    )
    for value in vars(seen).values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return seen
