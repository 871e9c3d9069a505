"""Access: where the state can act on the ground."""

from tregua.model.compilation import njit


@njit
def force(police, soldiers, troops, mission_police, contractors, regime, p):
    """Effective force on the ground.

    F = (police + e_s soldiers + e_t troops + e_p mission police + e_c contractors) (1 + e_r regime), in
    equivalents of a local police officer. Kinds of force are kept apart: UN troops and UN police have
    opposite signs on ordinary homicide (Di Salvatore, 2019, doi 10.1111/ajps.12451).
    """
    f = (
        police
        + p.soldier_effect * soldiers
        + p.mission_troop_effect * troops
        + p.mission_police_effect * mission_police
        + p.contractor_effect * contractors
    )
    return f * (1.0 + p.regime_force * regime)


@njit
def access(force_on_ground, gang_strength):
    """Share of a territory where the state can act.

    a = F / (F + Σ_g φ_g M_g), with φ_g the firepower of a member in force equivalents; 1 - a is the share
    under gangs. With nobody armed on either side the state has access. Territory share fixes φ M / F and
    nothing else, so φ is set from the share observed at the start.
    """
    if gang_strength <= 0.0:
        return 1.0
    return force_on_ground / (force_on_ground + gang_strength)
