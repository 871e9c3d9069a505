"""The ledger of a step: person-days in custody, money and the mission's dead."""

from tregua.model.compilation import inlined
from tregua.vocabulary.people import OVERDUE, UNINVOLVED


@inlined
def step(state, ledger, parameters, world, work, clock, losses):
    """Count person-days in custody beyond the law, money for prisons, and the mission's own dead."""
    country, flows = work.country[0], ledger.flows
    other = 0.0
    for i in range(state.gang.shape[0]):
        territory = state.territory[i]
        other += territory.other_held
        for age in range(2):
            for g in range(state.gang.shape[1]):
                flows.arbitrary_days[age] += state.gang[i, g].held[OVERDUE, age] * clock.dt
            flows.arbitrary_days[age] += territory.held[0, OVERDUE, age] * clock.dt
            for stage in range(3):
                v = territory.held[UNINVOLVED - 1, stage, age] * clock.dt
                flows.wrongful_days[age] += v
                # the uninvolved are held without cause from the first day
                flows.arbitrary_days[age] += v
    flows.arbitrary_other_days += world.prices[4] * other * clock.dt
    flows.docket_days += country.docket * clock.dt
    flows.abroad_days += country.abroad_share * (country.held_members + country.held_others) * clock.dt
    flows.prison_cost += world.prices[0] * country.held * clock.dt
    flows.mission_deaths += losses * clock.dt
