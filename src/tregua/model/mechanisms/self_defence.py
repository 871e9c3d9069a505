"""Armed neighbours: they take up arms, kill suspects, err, and tire."""

from tregua.model.compilation import njit


@njit
def arming(violence_felt, access, pulse, p):
    """Neighbours who take up arms a day: g_v x civilians killed by gangs a day x (1 - a) x (1 + pulse)."""
    return p.selfdefence_growth * violence_felt * (1.0 - access) * (1.0 + pulse)


@njit
def suspects_killed(armed, active, hiding, pulse, p):
    """Suspects killed a day: k_v V (1 + pulse) x M / (M + m_v). A wave of popular anger multiplies it."""
    members = active + hiding
    return p.selfdefence_killing * armed * (1.0 + pulse) * members / (members + p.defence_half_members)


@njit
def bystanders_killed(armed, suspects, p):
    """Civilians killed a day.

    Ε_v x suspects killed, taken for suspects, and y_v V by groups that turn predator.
    """
    return p.selfdefence_error * suspects + p.selfdefence_preying * armed


@njit
def disarming(p):
    """Hazard of laying down arms: 1 / τ_v."""
    return 1.0 / p.selfdefence_tiring
