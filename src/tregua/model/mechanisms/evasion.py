"""Going to ground and coming back: in the structure that is about it, and in no other."""

from tregua.model.compilation import inlined
from tregua.model.exits import H_RETURN, M_HIDE


@inlined
def hide_hazard(deterrence, parameters):
    """Return the hazard of going to ground: χ D, for D above zero."""
    return parameters.hiding_on * parameters.hide_rate * max(deterrence, 0.0)


@inlined
def return_hazard(deterrence, parameters):
    """Return the hazard of coming back: (1 - D) / τ_h, one return time once risk is what it was."""
    return (1.0 - min(max(deterrence, 0.0), 1.0)) / parameters.return_time


@inlined
def step(state, i, parameters, work):
    """Compute hazards of going to ground and coming back."""
    away = hide_hazard(state.territory[i].deterrence, parameters)
    back = return_hazard(state.territory[i].deterrence, parameters)
    for g in range(state.gang.shape[1]):
        work.active[g, M_HIDE] = away
        work.hiding[g, H_RETURN] = back
