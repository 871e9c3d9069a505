"""The end of a day: what is remembered, what was felt, what three publics think of it, and what it cost."""

import math

from tregua.model.compilation import njit
from tregua.model.mechanisms import deterrence as _fear
from tregua.model.mechanisms import support as _support
from tregua.model.mechanisms import violence as _violence
from tregua.model.random_draws import events
from tregua.model.transitions import S_TERRITORY, slot
from tregua.vocabulary.people import OVERDUE, UNINVOLVED
from tregua.vocabulary.time import DAYS_A_YEAR


@njit
def aftermath(s, b, i, p, x, k, key, removed):
    """Memory, vacancies and felt violence of the step; kidnapping, disappearance, extortion, control."""
    t, o, u, n = s.territory[i], x.here[0], x.country[0], s.nation
    usual = t.removed_usual * (o.active + o.hidden) * k.dt
    t.memory = _fear.memory(t.memory, removed, usual, o.active + o.hidden, u.memory_kept, p)
    if t.members_start > 0.0:
        t.swept = _fear.swept(t.swept, removed, usual, t.members_start, p)
    if u.members > 0.0:
        # arrests a month per member, as pressure on the whole country
        n.pressure += removed / u.members * 30.0 / p.pressure_days
    for g in range(s.gang.shape[1]):
        s.gang[i, g].vacancies = (
            s.gang[i, g].vacancies * u.vacancies_kept + p.replacing * p.replacement_share * x.gang[g].removed
        )
    t.violence_felt = o.predation + (t.violence_felt - o.predation) * u.felt_kept
    open_now = 1.0 - o.access
    b.territory[i].kidnappings += events(
        _violence.kidnappings(o.active, open_now, t.open_start, u.restraint, p) * k.dt,
        key,
        slot(S_TERRITORY, 0, 3),
        k.expected,
    )
    b.flows.disappeared += events(
        p.disappearance_share * o.predation * k.dt, key, slot(S_TERRITORY, 0, 4), k.expected
    )
    b.flows.extortion += (
        _violence.extortion(t.population, open_now, x.national[0].finance_sanctions, p) * k.dt
    )
    b.territory[i].control_days += open_now * k.dt


@njit
def support(s, p, x, k, killed, bystanders, losses):
    """Three publics look at safety, wrongs, bystanders and losses."""
    n, u = s.nation, x.country[0]
    n.violence_now = _support.follow(n.violence_now, killed / k.dt, u.safety_now_kept)
    n.violence_usual = _support.follow(n.violence_usual, killed / k.dt, u.safety_usual_kept)
    n.bystanders_felt = _support.follow(n.bystanders_felt, bystanders, u.losses_felt_kept)
    n.losses_felt = _support.follow(n.losses_felt, losses, u.losses_felt_kept)
    safety = math.log((n.violence_usual + 0.1) / (n.violence_now + 0.1))
    wronged = n.wronged / (n.population / p.household_size)
    seen = n.bystanders_felt * (DAYS_A_YEAR * 1e5) / n.population
    personnel = u.foreign
    lost = n.losses_felt * (DAYS_A_YEAR * 1e3) / personnel if personnel > 1.0 else 0.0
    n.host = _support.follow(
        n.host, _support.host_goal(n.host_start, safety, wronged, seen, p), u.support_kept
    )
    n.contributor = _support.follow(
        n.contributor, _support.contributor_goal(n.contributor_start, safety, lost, p), u.support_kept
    )
    n.council = _support.follow(
        n.council, _support.council_goal(n.council_start, safety, wronged, seen, p), u.support_kept
    )


@njit
def ledger(s, b, p, w, x, k, losses):
    """Person-days in custody beyond the law, money for prisons, and the mission's own dead."""
    n, u, f = s.nation, x.country[0], b.flows
    other = 0.0
    for i in range(s.gang.shape[0]):
        t = s.territory[i]
        other += t.other_held
        for age in range(2):
            for g in range(s.gang.shape[1]):
                f.arbitrary_days[age] += s.gang[i, g].held[OVERDUE, age] * k.dt
            f.arbitrary_days[age] += t.held[0, OVERDUE, age] * k.dt
            for stage in range(3):
                v = t.held[UNINVOLVED - 1, stage, age] * k.dt
                f.wrongful_days[age] += v
                # the uninvolved are held without cause from the first day
                f.arbitrary_days[age] += v
    f.arbitrary_other_days += w.prices[4] * other * k.dt
    f.docket_days += u.docket * k.dt
    f.abroad_days += min(n.places_abroad, u.held) * k.dt
    f.prison_cost += w.prices[0] * u.held * k.dt
    f.mission_deaths += losses * k.dt
