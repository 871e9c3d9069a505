"""Going to ground and coming back."""

import math

from tregua.model.compilation import inlined
from tregua.model.exits import H_RETURN, M_HIDE
from tregua.model.mechanisms import deterrence


@inlined
def hide_hazard(threat_gained, memory_gained, parameters):
    """Hazard of going to ground: χ (threat + memory), each beyond what is usual, memory counted up to one."""
    return (
        parameters.hiding_on
        * parameters.hide_rate
        * (max(threat_gained, 0.0) + min(max(memory_gained, 0.0), 1.0))
    )


@inlined
def return_hazard(threat_gained, memory_gained, parameters):
    """Hazard of coming back.

    (1 - threat) exp(-memory beyond what is usual) / τ_h, one return time once the regime is lifted and memory
    fades.
    """
    remembered = math.exp(-memory_gained) if memory_gained > 0.0 else 1.0
    return (1.0 - max(threat_gained, 0.0)) * remembered / parameters.return_time


@inlined
def step(state, i, parameters, work):
    """Members go to ground and come back."""
    territory = state.territory[i]
    gained = deterrence.gained(territory.memory, territory.memory_start, parameters)
    threat = territory.threat - territory.threat_start
    away = hide_hazard(threat, gained, parameters)
    back = return_hazard(threat, gained, parameters)
    for g in range(state.gang.shape[1]):
        work.active[g, M_HIDE] = away
        work.hiding[g, H_RETURN] = back
