"""Going to ground and coming back."""

import math

from tregua.model.compilation import njit


@njit
def hide_hazard(threat_gained, memory_gained, p):
    """Hazard of going to ground: χ (threat + memory), each beyond what is usual, memory counted up to one."""
    return p.hiding_on * p.hide_rate * (max(threat_gained, 0.0) + min(max(memory_gained, 0.0), 1.0))


@njit
def return_hazard(threat_gained, memory_gained, p):
    """Hazard of coming back.

    (1 - threat) exp(-memory beyond what is usual) / τ_h, one return time once the regime is lifted and memory
    fades.
    """
    remembered = math.exp(-memory_gained) if memory_gained > 0.0 else 1.0
    return (1.0 - max(threat_gained, 0.0)) * remembered / p.return_time
