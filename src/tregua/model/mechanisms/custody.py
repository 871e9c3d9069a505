"""Custody: hearings, the lawful limit of review, deaths, escapes, release."""

from tregua.model.compilation import inlined
from tregua.model.exits import (
    CONVICTED,
    CUSTODY_EXITS,
    DIED,
    ESCAPED,
    FREED,
    LATE,
    O_DIED,
    O_ESCAPED,
    O_FREED,
    OTHER_EXITS,
)
from tregua.model.mechanisms import deterrence
from tregua.model.random_draws import close
from tregua.vocabulary.people import ASSOCIATE, LAWFUL, MEMBER, SENTENCED
from tregua.vocabulary.time import DAYS_A_YEAR


@inlined
def crowding(held, places):
    """Return people held per prison place."""
    return held / places if places > 0.0 else 1.0


@inlined
def crowding_hazard(crowded, care, parameters):
    """Return the hazard of death by crowding: d_1 (crowding - 1) (1 - ε_6 care), up to ``crowding_cap``.

    Seen at 3 to 5 people a place (Haiti 2022 and 2025, El Salvador 2024); more is beyond anything seen, and
    nothing is said of what lies beyond the cap.
    """
    over = min(max(crowded, 1.0), parameters.crowding_cap) - 1.0
    return parameters.crowding_mortality * over * (1.0 - parameters.care_effect * care)


@inlined
def want_hazard(care, parameters):
    """Return the hazard of death by hunger and want of care: d_0 (1 - ε_6 care). Money changes it."""
    return parameters.custody_mortality * (1.0 - parameters.care_effect * care)


@inlined
def violence_hazard(refused, parameters):
    """Return the hazard of death by violence: d_v x contact refused. Money does not change it."""
    return parameters.violence_mortality * refused


@inlined
def class_factors(members, others, parameters):
    """Return mortality of members and of others held in gang cases against the mean of both.

    Others die d_u times as often; the mean over those held stays what it is.
    """
    held = members + others
    if held <= 0.0:
        return 1.0, 1.0
    mean = (members + parameters.uninvolved_mortality * others) / held
    return 1.0 / mean, parameters.uninvolved_mortality / mean


@inlined
def full_release(held, places, refuse, crowd, parameters):
    """Return the hazard of release of the untried because prisons are full, a day.

    Above c_max people a place the state releases, unless the policy refuses more or crowds.
    """
    most = parameters.crowding_limit * places
    if held <= most or held <= 0.0:
        return 0.0
    pace = (held - most) / held / parameters.full_release_days
    return pace * (1.0 - min(1.0, refuse + crowd))


@inlined
def admitted(held, places, refuse, parameters):
    """Return the share of sweeps that a state makes which refuses to hold more than c_max people a place."""
    most = parameters.crowding_limit * places
    room = (most - held) / (0.05 * most) if most > 0.0 else 0.0
    return 1.0 - refuse * (1.0 - min(max(room, 0.0), 1.0))


@inlined
def hearing_hazard(docket, suspended, parameters):
    """Return the hazard of a hearing: min(q_r, q_j / docket) (1 - s_d suspended).

    A full docket slows every case in it.
    """
    pace = parameters.review_rate
    if docket > 0.0:
        pace = min(pace, parameters.judgement_rate / docket)
    return pace * (1.0 - parameters.suspension_on_review * suspended)


@inlined
def per_case(cases_a_day, docket, pace_limit):
    """Return the hazard per case of a policy that treats so many cases a day, at most ``pace_limit``."""
    if docket <= 0.0 or cases_a_day <= 0.0:
        return 0.0
    return min(cases_a_day / docket, pace_limit)


@inlined
def freed_share(kind, parameters):
    """Return the chance that a hearing frees: f_m, f_b or f_u by class."""
    if kind == MEMBER:
        return parameters.free_member
    if kind == ASSOCIATE:
        return parameters.free_associate
    return parameters.free_uninvolved


@inlined
def mass_conviction(kind, error, parameters):
    """Return the chance that a mass hearing convicts.

    Members as in any hearing or more, the uninvolved by the error of the hearing.
    """
    lawful = 1.0 - freed_share(kind, parameters)
    return lawful + (1.0 - lawful) * error


@inlined
def escape_hazard(crowded, control, prison_break, parameters):
    """Return the hazard of escape at home.

    q_e (crowding - 1, up to the cap) x share of ground under gangs, and a mass break while one is under way.
    """
    over = min(max(crowded, 1.0), parameters.crowding_cap) - 1.0
    return parameters.escape_rate * over * control + parameters.break_pace * prison_break


@inlined
def exits(kind, stage, hearing, review, mass, error, release, die, escape, parameters, out):
    """Write into ``out`` the hazards of the exits from custody for one class and stage.

    Remand: freed, convicted, or past the lawful limit 1 / t_l after which a person is arbitrarily held.
    Sentenced: freed at the end of the term, 1 / t_s. All: death, escape, and release by policy.
    """
    out[DIED] = die
    out[ESCAPED] = escape
    out[LATE] = 0.0
    if stage == SENTENCED:
        out[FREED] = 1.0 / (DAYS_A_YEAR * parameters.sentence_years) + release
        out[CONVICTED] = 0.0
        return
    free = freed_share(kind, parameters)
    convict = mass_conviction(kind, error, parameters)
    out[FREED] = hearing * free + review * free + mass * (1.0 - convict) + release
    out[CONVICTED] = hearing * (1.0 - free) + mass * convict
    if stage == LAWFUL:
        out[LATE] = 1.0 / parameters.review_limit_days


@inlined
def back_to_gang(parameters):
    """Return the share of released members who return to their gang: ρ + κ_p, between 0 and 1.

    The sign of κ_p is not known.
    """
    return min(max(parameters.return_share + parameters.prison_recruitment, 0.0), 1.0)


@inlined
def new_to_gang(parameters):
    """Return the share of released associates and uninvolved people who join a gang: max(0, κ_p)."""
    return max(0.0, parameters.prison_recruitment)


@inlined
def step(state, parameters, work, clock):
    """Compute crowding, deaths, escapes, the pace of the courts, and what full prisons allow.

    Custody abroad is a system of its own: places, mortality, escapes and courts. Who is held there is not
    followed head by head: each of the held is abroad with the share of those places.
    """
    nation, country, controls = state.nation, work.country[0], work.national[0]
    cases = country.held_members + country.held_others
    abroad = min(nation.places_abroad, cases)
    home = country.held - abroad
    away = abroad / cases if cases > 0.0 else 0.0
    country.abroad_share = away
    country.crowding = crowding(home, nation.places)
    crowded = crowding_hazard(country.crowding, controls.prison_care, parameters)
    at_home = (
        want_hazard(controls.prison_care, parameters)
        + crowded
        + violence_hazard(controls.contact_refused, parameters)
    )
    mean = (1.0 - away) * at_home + away * parameters.abroad_mortality
    of_members, of_others = class_factors(country.held_members, country.held_others, parameters)
    country.custody_death_mean = mean
    country.custody_death_hazard = mean * of_members
    country.custody_death_others = mean * of_others
    country.crowding_part_home = crowded / at_home if at_home > 0.0 else 0.0
    country.crowding_part = (1.0 - away) * crowded / mean if mean > 0.0 else 0.0
    country.abroad_part = away * parameters.abroad_mortality / mean if mean > 0.0 else 0.0
    flee = escape_hazard(country.crowding, country.gang_held_share, nation.prison_break, parameters)
    country.escape = (1.0 - away) * flee + away * parameters.abroad_escape
    country.hearing = hearing_hazard(country.docket, controls.due_process_suspended, parameters) * (
        1.0 - away + away * parameters.abroad_hearing
    )
    country.review = per_case(controls.review_cases, country.docket, parameters.review_pace_cap)
    country.mass_hearing_hazard = per_case(controls.hearing_cases, country.docket, parameters.review_pace_cap)
    country.release = controls.release_rate / DAYS_A_YEAR
    # full prisons at home release those held at home alone
    full = (1.0 - away) * full_release(
        home, nation.places, controls.full_refuse, controls.full_crowd, parameters
    )
    country.admitted = admitted(home, nation.places, controls.full_refuse, parameters)
    for kind in range(3):
        die = country.custody_death_hazard if kind == MEMBER else country.custody_death_others
        for stage in range(3):
            exits(
                kind,
                stage,
                country.hearing,
                country.review,
                country.mass_hearing_hazard,
                controls.hearing_error,
                country.release if stage == SENTENCED else country.release + full,
                die,
                country.escape,
                parameters,
                work.custody[kind, stage],
            )
            close(work.custody[kind, stage], CUSTODY_EXITS, clock.dt)
    country.still_held = deterrence.still_held(
        work.custody[MEMBER, LAWFUL, FREED],
        work.custody[MEMBER, LAWFUL, CONVICTED],
        country.escape,
        work.custody[MEMBER, SENTENCED, FREED],
    )
    work.other[O_FREED] = 1.0 / parameters.other_term_days
    work.other[O_DIED] = at_home
    work.other[O_ESCAPED] = flee
    close(work.other, OTHER_EXITS, clock.dt)
