"""Armed neighbours: they take up arms, kill suspects, err, and tire."""

from tregua.model.compilation import inlined
from tregua.model.exits import H_SUSPECT, M_SUSPECT


@inlined
def arming(violence_felt, access, pulse, parameters):
    """Neighbours who take up arms a day: g_v x civilians killed by gangs a day x (1 - a) x (1 + pulse)."""
    return parameters.selfdefence_growth * violence_felt * (1.0 - access) * (1.0 + pulse)


@inlined
def suspects_killed(armed, active, hiding, pulse, parameters):
    """Suspects killed a day: k_v V (1 + pulse) x M / (M + m_v). A wave of popular anger multiplies it."""
    members = active + hiding
    return (
        parameters.selfdefence_killing
        * armed
        * (1.0 + pulse)
        * members
        / (members + parameters.defence_half_members)
    )


@inlined
def bystanders_killed(armed, suspects, parameters):
    """Civilians killed a day.

    Ε_v x suspects killed, taken for suspects, and y_v V by groups that turn predator.
    """
    return parameters.selfdefence_error * suspects + parameters.selfdefence_preying * armed


@inlined
def disarming(parameters):
    """Hazard of laying down arms: 1 / τ_v."""
    return 1.0 / parameters.selfdefence_tiring


@inlined
def step(state, i, parameters, work):
    """Armed neighbours take up arms, kill suspects, and err."""
    territory, here = state.territory[i], work.here[0]
    here.arming = arming(territory.violence_felt, here.access, state.nation.pulse, parameters)
    here.suspects = suspects_killed(
        territory.self_defence, here.active, here.hidden, state.nation.pulse, parameters
    )
    here.errors = bystanders_killed(territory.self_defence, here.suspects, parameters)
    members = here.active + here.hidden
    h = here.suspects / members if members > 0.0 else 0.0
    for g in range(state.gang.shape[1]):
        work.active[g, M_SUSPECT] = h
        work.hiding[g, H_SUSPECT] = h
