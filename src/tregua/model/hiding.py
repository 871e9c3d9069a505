"""Going to ground and coming back."""

import math

from tregua.model.compiled import njit


@njit
def hide_hazard(threat, memory_gained, p):
    """Hazard of going to ground: χ (threat + memory beyond what is usual), with memory counted up to one."""
    return p.hiding_on * p.hide_rate * (threat + min(max(memory_gained, 0.0), 1.0))


@njit
def return_hazard(threat, memory_gained, p):
    """Hazard of coming back.

    (1 - threat) exp(-memory beyond what is usual) / τ_h, one return time once the regime is lifted and memory
    fades.
    """
    return (1.0 - threat) * math.exp(-max(memory_gained, 0.0)) / p.return_time
