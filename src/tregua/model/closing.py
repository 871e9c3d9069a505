"""The end of a day: what is remembered, what was felt, what three publics think of it, and what it cost."""

import math

from tregua.model.compilation import njit
from tregua.model.mechanisms import deterrence as _fear
from tregua.model.mechanisms import support as _support
from tregua.model.mechanisms import violence as _violence
from tregua.model.random_draws import events
from tregua.model.state import OVERDUE, UNINVOLVED
from tregua.model.transitions import S_TERRITORY, slot


@njit
def aftermath(s, b, i, p, x, k, key, removed):
    """Memory, vacancies and felt violence of the step; kidnapping, disappearance, extortion, control."""
    t, o, u, n = s.territory[i], x.here[0], x.country[0], s.nation
    usual = t.removed_usual * (o.active + o.hidden) * k.dt
    t.memory = _fear.memory(t.memory, removed, usual, o.active + o.hidden, u.memory_kept, p.ratchet)
    if t.members_start > 0.0:
        t.swept = _fear.swept(t.swept, removed, usual, t.members_start)
    if u.members > 0.0:
        # arrests a month per member, as pressure on the whole country
        n.pressure += removed / u.members * 30.0 / 15.0
    for g in range(s.active.shape[1]):
        s.vacancies[i, g] = (
            s.vacancies[i, g] * u.vacancies_kept + p.replacing * p.replacement_share * x.removed[g]
        )
    t.violence_felt = o.predation + (t.violence_felt - o.predation) * u.felt_kept
    open_now = 1.0 - o.access
    b.kidnappings[i] += events(
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
    b.control_days[i] += open_now * k.dt


@njit
def support(s, p, x, k, killed, bystanders, losses):
    """Three publics look at safety, wrongs, bystanders and losses."""
    n, u = s.nation, x.country[0]
    n.violence_now = _support.follow(n.violence_now, killed / k.dt, u.month_kept)
    n.violence_usual = _support.follow(n.violence_usual, killed / k.dt, u.two_years_kept)
    n.bystanders_felt = _support.follow(n.bystanders_felt, bystanders, u.half_year_kept)
    n.losses_felt = _support.follow(n.losses_felt, losses, u.half_year_kept)
    safety = math.log((n.violence_usual + 0.1) / (n.violence_now + 0.1))
    wronged = n.wronged / (n.population / 4.5)  # households of four and a half people
    seen = n.bystanders_felt * 365.25e5 / n.population
    personnel = u.foreign
    lost = n.losses_felt * 365.25e3 / personnel if personnel > 1.0 else 0.0
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
    n, u = s.nation, x.country[0]
    other = 0.0
    for i in range(s.active.shape[0]):
        other += s.territory[i].other_held
        for age in range(2):
            for g in range(s.active.shape[1]):
                b.arbitrary_days[age] += s.held_members[i, g, OVERDUE, age] * k.dt
            b.arbitrary_days[age] += s.held_civilians[i, 0, OVERDUE, age] * k.dt
            for stage in range(3):
                v = s.held_civilians[i, UNINVOLVED - 1, stage, age] * k.dt
                b.wrongful_days[age] += v
                # the uninvolved are held without cause from the first day
                b.arbitrary_days[age] += v
    f = b.flows
    f.arbitrary_other_days += w.prices[4] * other * k.dt
    f.docket_days += u.docket * k.dt
    f.abroad_days += min(n.places_abroad, u.held) * k.dt
    f.prison_cost += w.prices[0] * u.held * k.dt
    f.mission_deaths += losses * k.dt
