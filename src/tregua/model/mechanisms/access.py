"""Access: where the state can act on the ground."""

from tregua.model.compilation import inlined


@inlined
def force(police, soldiers, troops, mission_police, contractors, parameters):
    """Return the effective force on the ground.

    F = police + e_s soldiers + e_t troops + e_p mission police + e_c contractors, in equivalents of a local
    police officer. A surge is personnel with a date: no word adds to it. Kinds of force are kept apart: UN
    troops and UN police have opposite signs on ordinary homicide (Di Salvatore, 2019, doi
    10.1111/ajps.12451).
    """
    return (
        police
        + parameters.soldier_effect * soldiers
        + parameters.mission_troop_effect * troops
        + parameters.mission_police_effect * mission_police
        + parameters.contractor_effect * contractors
    )


@inlined
def access(force_on_ground, gang_strength):
    """Return the share of a territory where the state can act.

    a = F / (F + Σ_g φ_g M_g), with φ_g the firepower of a member in force equivalents; 1 - a is the share
    under gangs. With nobody armed on either side the state has access. Territory share fixes φ M / F and
    nothing else, so φ is set from the share observed at the start.
    """
    if gang_strength <= 0.0:
        return 1.0
    return force_on_ground / (force_on_ground + gang_strength)


@inlined
def strength(state, i, parameters, world):
    """Return the strength of gangs in a territory, in equivalents of a local police officer."""
    territory = state.territory[i]
    armed = 0.0
    for g in range(state.gang.shape[1]):
        armed += world.firepower[g] * (state.gang[i, g].active[0] + state.gang[i, g].active[1])
    return territory.firepower * armed * (1.0 - parameters.arms_effect * state.nation.arms)


@inlined
def force_here(state, i, parameters, work):
    """Return the effective force on the ground of a territory."""
    territory, local = state.territory[i], work.territorial[i]
    return force(
        territory.police + local.police,
        territory.soldiers + local.soldiers,
        territory.mission_troops,
        territory.mission_police,
        territory.contractors,
        parameters,
    )


@inlined
def step(state, i, work):
    """Read force and access as they are at the start of a step; presence against the reference date."""
    here, territory, local = work.here[0], state.territory[i], work.territorial[i]
    here.force, here.access = work.ground[i].force, work.ground[i].access
    territory.presence = here.access - (1.0 - territory.open_start)
    own = territory.police + local.police + territory.soldiers + local.soldiers
    foreign = territory.mission_troops + territory.mission_police + territory.contractors
    here.officers = own + foreign
    here.mission_part = foreign / here.officers if here.officers > 0.0 else 0.0
    active, hidden = 0.0, 0.0
    for g in range(state.gang.shape[1]):
        active += state.gang[i, g].active[0] + state.gang[i, g].active[1]
        hidden += state.gang[i, g].hiding[0] + state.gang[i, g].hiding[1]
    here.active = active
    here.hidden = hidden
