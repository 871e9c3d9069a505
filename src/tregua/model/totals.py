"""Totals of the country at the start of a step."""

from tregua.model.compilation import inlined
from tregua.model.mechanisms import access, arrests, support
from tregua.vocabulary.causes import CUSTODY
from tregua.vocabulary.people import OVERDUE, SENTENCED


@inlined
def step(state, parameters, world, work):
    """Compute force and access by territory; members, the held, the docket and targeting odds."""
    country, controls = work.country[0], work.national[0]
    members, of_members, of_others, docket, overdue, ground = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    other_offences = 0.0
    for i in range(state.gang.shape[0]):
        here = 0.0
        for g in range(state.gang.shape[1]):
            work.members[i, g] = state.gang[i, g].active[0] + state.gang[i, g].active[1]
            here += work.members[i, g]
            held = state.gang[i, g].held
            if held[0, 0] + held[1, 0] + held[2, 0] + held[0, 1] + held[1, 1] + held[2, 1] <= 0.0:
                continue  # most gangs have nobody in custody from most territories
            for age in range(2):
                for stage in range(3):
                    v = held[stage, age]
                    of_members += v
                    if stage != SENTENCED:
                        docket += v
                    if stage == OVERDUE:
                        overdue += v
        for c in range(2):
            for age in range(2):
                for stage in range(3):
                    v = state.territory[i].held[c, stage, age]
                    of_others += v
                    if stage != SENTENCED:
                        docket += v
                    if stage == OVERDUE and c == 0:
                        overdue += v
        other_offences += state.territory[i].other_held
        members += here
        now = work.ground[i]
        now.force = access.force_here(state, i, parameters, work)
        now.access = access.access(now.force, access.strength(state, i, parameters, world))
        ground += here * (1.0 - now.access)
    country.members = members
    country.held_members = of_members
    country.held_others = of_others
    country.overdue = overdue
    country.held = of_members + of_others + other_offences
    country.docket = docket
    country.gang_held_share = ground / members if members > 0.0 else 0.0
    country.host = support.share(state.nation.host)
    country.host_start = support.share(state.nation.host_start)
    gained, reform = country.host - country.host_start, controls.police_reform
    country.targeting_odds = arrests.targeting(gained, controls.due_process_suspended, reform, parameters)
    country.lawful_targeting_odds = arrests.targeting(gained, 0.0, reform, parameters)


@inlined
def remember_start(state, i, work):
    """Write the numbers of members, associates and the exposed at the start of the step."""
    for g in range(state.gang.shape[1]):
        for age in range(2):
            work.gang[g].start_active[age] = state.gang[i, g].active[age]
            work.gang[g].start_hiding[age] = state.gang[i, g].hiding[age]
    for age in range(2):
        work.here[0].start[0, age] = state.territory[i].associates[age]
        work.here[0].start[1, age] = state.territory[i].exposed[age]


@inlined
def deaths_outside_prison(state, i):
    """Return deaths of all causes but custody so far."""
    total = 0.0
    dead = state.territory[i].dead
    for c in range(dead.shape[0]):
        if c != CUSTODY:
            total += dead[c]
    return total
