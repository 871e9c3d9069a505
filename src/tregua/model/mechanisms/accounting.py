"""The ledger of a step: person-days in custody, money and the mission's dead."""

from tregua.model.compilation import inlined
from tregua.vocabulary.people import OVERDUE, UNINVOLVED


@inlined
def step(state, ledger, parameters, world, work, clock, losses):
    """Count person-days in custody beyond the law, money for prisons, and the mission's own dead."""
    country, flows = work.country[0], ledger.flows
    other = 0.0
    for i in range(state.gang.shape[0]):
        other += state.territory[i].other_held
    for age in range(2):
        # sums stay in registers: memory is slow
        arbitrary, wrongful = flows.arbitrary_days[age], flows.wrongful_days[age]
        for i in range(state.gang.shape[0]):
            held = state.territory[i].held
            for g in range(state.gang.shape[1]):
                arbitrary += state.gang[i, g].held[OVERDUE, age] * clock.dt
            arbitrary += held[0, OVERDUE, age] * clock.dt
            for stage in range(3):
                v = held[UNINVOLVED - 1, stage, age] * clock.dt
                wrongful += v
                # the uninvolved are held without cause from the first day
                arbitrary += v
        flows.arbitrary_days[age], flows.wrongful_days[age] = arbitrary, wrongful
    flows.arbitrary_other_days += world.prices[4] * other * clock.dt
    flows.docket_days += country.docket * clock.dt
    flows.abroad_days += country.abroad_share * (country.held_members + country.held_others) * clock.dt
    flows.prison_cost += world.prices[0] * country.held * clock.dt
    flows.mission_deaths += losses * clock.dt
