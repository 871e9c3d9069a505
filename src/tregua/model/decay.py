"""What a step leaves of all that fades: worked out once a month."""

import math

from tregua.model.compilation import inlined


@inlined
def step(parameters, work, dt):
    """Work out what a step of length ``dt`` leaves of all that fades: the same throughout a month."""
    country = work.country[0]
    country.belief_kept = math.exp(-dt / parameters.belief_time)
    country.belief_slow_kept = math.exp(-dt / parameters.belief_slow_days)
    country.capacity_kept = math.exp(-dt / parameters.capacity_build)
    country.holding_kept = math.exp(-dt / parameters.holding_time)
    country.announcement_kept = math.exp(-dt / parameters.announcement_time)
    country.vacancies_kept = math.exp(-dt / parameters.replacement_delay)
    country.felt_kept = math.exp(-dt / parameters.felt_days)
    country.arms_kept = math.exp(-dt / parameters.arms_time)
    country.spree_kept = math.exp(-dt / parameters.spree_days)
    country.pulse_kept = math.exp(-dt / parameters.wave_days)
    country.break_kept = math.exp(-dt / parameters.break_days)
    country.pressure_kept = math.exp(-dt / parameters.pressure_days)
    country.pressure_usual_kept = math.exp(-dt / parameters.pressure_usual_days)
    country.losses_felt_kept = math.exp(-dt / parameters.losses_felt_days)
    country.safety_now_kept = math.exp(-dt / parameters.safety_now_days)
    country.safety_usual_kept = math.exp(-dt / parameters.safety_usual_days)
    country.support_kept = math.exp(-dt / parameters.support_time)
    country.controls_known = 0.0  # a new month, with controls of its own
