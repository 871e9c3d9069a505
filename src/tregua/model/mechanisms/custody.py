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
from tregua.model.random_draws import close
from tregua.vocabulary.people import ASSOCIATE, LAWFUL, MEMBER, SENTENCED
from tregua.vocabulary.time import DAYS_A_YEAR


@inlined
def crowding(held, places):
    """People held per prison place."""
    return held / places if places > 0.0 else 1.0


@inlined
def death_hazard(crowded, parameters):
    """Hazard of death in custody: d_0 + d_1 (crowding - 1), crowding counted from 1 to ``crowding_cap``.

    Seen at 3 to 5 people a place (Haiti 2022 and 2025, El Salvador 2024); more is beyond anything seen, and
    nothing is said of what lies beyond the cap.
    """
    return parameters.custody_mortality + parameters.crowding_mortality * (
        min(max(crowded, 1.0), parameters.crowding_cap) - 1.0
    )


@inlined
def hearing_hazard(docket, suspended, parameters):
    """Hazard of a hearing: min(q_r, q_j / docket) (1 - s_d suspended).

    A full docket slows every case in it.
    """
    pace = parameters.review_rate
    if docket > 0.0:
        pace = min(pace, parameters.judgement_rate / docket)
    return pace * (1.0 - parameters.suspension_on_review * suspended)


@inlined
def per_case(cases_a_day, docket, pace_limit):
    """Hazard per case of a policy that treats so many cases a day, at most ``pace_limit``."""
    if docket <= 0.0 or cases_a_day <= 0.0:
        return 0.0
    return min(cases_a_day / docket, pace_limit)


@inlined
def freed_share(kind, parameters):
    """Chance that a hearing frees: f_m, f_b or f_u by class."""
    if kind == MEMBER:
        return parameters.free_member
    if kind == ASSOCIATE:
        return parameters.free_associate
    return parameters.free_uninvolved


@inlined
def mass_conviction(kind, error, parameters):
    """Chance that a mass hearing convicts.

    Members as in any hearing or more, the uninvolved by the error of the hearing.
    """
    lawful = 1.0 - freed_share(kind, parameters)
    return lawful + (1.0 - lawful) * error


@inlined
def escape_hazard(crowded, control, prison_break, parameters):
    """Hazard of escape.

    Q_e (crowding - 1, up to the cap) x share of ground under gangs, and a mass break while one is under way.
    """
    over = min(max(crowded, 1.0), parameters.crowding_cap) - 1.0
    return parameters.escape_rate * over * control + parameters.break_pace * prison_break


@inlined
def exits(kind, stage, hearing, review, mass, error, release, die, escape, parameters, out):
    """Fill ``out`` with the hazards of the exits from custody for one class and stage.

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
    """Share of released members who return to their gang: ρ + κ_p, between 0 and 1.

    The sign of κ_p is not known.
    """
    return min(max(parameters.return_share + parameters.prison_recruitment, 0.0), 1.0)


@inlined
def new_to_gang(parameters):
    """Share of released associates and uninvolved people who join a gang: max(0, κ_p)."""
    return max(0.0, parameters.prison_recruitment)


@inlined
def step(state, parameters, work, clock):
    """Crowding, deaths, escapes and the pace of the courts, which all the detained share."""
    nation, country, controls = state.nation, work.country[0], work.national[0]
    country.crowding = crowding(country.held, nation.places + nation.places_abroad)
    country.die = death_hazard(country.crowding, parameters)
    country.escape = escape_hazard(country.crowding, country.open, nation.prison_break, parameters)
    country.hearing = hearing_hazard(country.docket, controls.due_process_suspended, parameters)
    country.review = per_case(controls.review_cases, country.docket, parameters.review_pace_cap)
    country.mass = per_case(controls.hearing_cases, country.docket, parameters.review_pace_cap)
    country.release = controls.release_rate / DAYS_A_YEAR
    for kind in range(3):
        for stage in range(3):
            exits(
                kind,
                stage,
                country.hearing,
                country.review,
                country.mass,
                controls.hearing_error,
                country.release,
                country.die,
                country.escape,
                parameters,
                work.custody[kind, stage],
            )
            close(work.custody[kind, stage], CUSTODY_EXITS, clock.dt)
    work.other[O_FREED] = 1.0 / parameters.other_term_days
    work.other[O_DIED] = country.die
    work.other[O_ESCAPED] = country.escape
    close(work.other, OTHER_EXITS, clock.dt)
