"""Going to ground and coming back."""

import math

from numba import njit


@njit
def hide_hazard(threat, memory, p):
    """Hazard of going to ground: χ (threat + memory), with memory counted up to one."""
    return p.hiding_on * p.hide_rate * (threat + min(memory, 1.0))


@njit
def return_hazard(threat, memory, p):
    """Hazard of coming back: (1 - threat) exp(-memory) / τ_h, one return time once the regime is lifted and memory fades."""
    return (1.0 - threat) * math.exp(-memory) / p.return_time
