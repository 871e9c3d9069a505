"""Custody: hearings, the lawful limit of review, deaths, escapes, release."""

from tregua.model.compilation import njit
from tregua.model.exits import CONVICTED, DIED, ESCAPED, FREED, LATE
from tregua.vocabulary.people import ASSOCIATE, LAWFUL, MEMBER, SENTENCED
from tregua.vocabulary.time import DAYS_A_YEAR


@njit
def crowding(held, places):
    """People held per prison place."""
    return held / places if places > 0.0 else 1.0


@njit
def death_hazard(crowded, p):
    """Hazard of death in custody: d_0 + d_1 (crowding - 1), crowding counted from 1 to ``crowding_cap``.

    Seen at 3 to 5 people a place (Haiti 2022 and 2025, El Salvador 2024); more is beyond anything seen, and
    nothing is said of what lies beyond the cap.
    """
    return p.custody_mortality + p.crowding_mortality * (min(max(crowded, 1.0), p.crowding_cap) - 1.0)


@njit
def hearing_hazard(docket, suspended, p):
    """Hazard of a hearing: min(q_r, q_j / docket) (1 - s_d suspended).

    A full docket slows every case in it.
    """
    pace = p.review_rate
    if docket > 0.0:
        pace = min(pace, p.judgement_rate / docket)
    return pace * (1.0 - p.suspension_on_review * suspended)


@njit
def per_case(cases_a_day, docket, pace_limit):
    """Hazard per case of a policy that treats so many cases a day, at most ``pace_limit``."""
    if docket <= 0.0 or cases_a_day <= 0.0:
        return 0.0
    return min(cases_a_day / docket, pace_limit)


@njit
def freed_share(kind, p):
    """Chance that a hearing frees: f_m, f_b or f_u by class."""
    if kind == MEMBER:
        return p.free_member
    if kind == ASSOCIATE:
        return p.free_associate
    return p.free_uninvolved


@njit
def mass_conviction(kind, error, p):
    """Chance that a mass hearing convicts.

    Members as in any hearing or more, the uninvolved by the error of the hearing.
    """
    lawful = 1.0 - freed_share(kind, p)
    return lawful + (1.0 - lawful) * error


@njit
def escape_hazard(crowded, control, prison_break, p):
    """Hazard of escape.

    Q_e (crowding - 1, up to the cap) x share of ground under gangs, and a mass break while one is under way.
    """
    over = min(max(crowded, 1.0), p.crowding_cap) - 1.0
    return p.escape_rate * over * control + p.break_pace * prison_break


@njit
def exits(kind, stage, hearing, review, mass, error, release, die, escape, p, out):
    """Fill ``out`` with the hazards of the exits from custody for one class and stage.

    Remand: freed, convicted, or past the lawful limit 1 / t_l after which a person is arbitrarily held.
    Sentenced: freed at the end of the term, 1 / t_s. All: death, escape, and release by policy.
    """
    out[DIED] = die
    out[ESCAPED] = escape
    out[LATE] = 0.0
    if stage == SENTENCED:
        out[FREED] = 1.0 / (DAYS_A_YEAR * p.sentence_years) + release
        out[CONVICTED] = 0.0
        return
    free = freed_share(kind, p)
    convict = mass_conviction(kind, error, p)
    out[FREED] = hearing * free + review * free + mass * (1.0 - convict) + release
    out[CONVICTED] = hearing * (1.0 - free) + mass * convict
    if stage == LAWFUL:
        out[LATE] = 1.0 / p.review_limit_days


@njit
def back_to_gang(p):
    """Share of released members who return to their gang: ρ + κ_p, between 0 and 1.

    The sign of κ_p is not known.
    """
    return min(max(p.return_share + p.prison_recruitment, 0.0), 1.0)


@njit
def new_to_gang(p):
    """Share of released associates and uninvolved people who join a gang: max(0, κ_p)."""
    return max(0.0, p.prison_recruitment)
