"""Movement: once every hazard of a step is known, people move, all at once.

Each compartment is emptied by one multinomial draw among its exits, from the numbers at the start of the
step, so that no order within a day favours one flow over another. Nobody is created and nobody lost.
"""

from tregua.model.compilation import inlined
from tregua.model.draw_addresses import (
    S_ACTIVE,
    S_ASSOCIATES,
    S_CHILD,
    S_CUSTODY_CIVILIAN,
    S_CUSTODY_MEMBER,
    S_EXPOSED,
    S_HIDING,
    S_LYNCHED,
    S_OTHER,
    S_RELEASE,
    S_REST,
    S_TERRITORY,
    slot,
)
from tregua.model.exits import (
    ACTIVE_EXITS,
    C_ARREST,
    C_BACKGROUND,
    C_DRIFT,
    C_GANG,
    C_NEIGHBOUR,
    C_OPERATION,
    C_STATE,
    CIVILIAN_EXITS,
    CONVICTED,
    CUSTODY_EXITS,
    DIED,
    ESCAPED,
    FREED,
    H_ARREST,
    H_QUIT,
    H_RETURN,
    H_RIVAL,
    H_SUSPECT,
    HIDING_EXITS,
    LATE,
    M_ARREST,
    M_CLASH,
    M_HIDE,
    M_OPERATION,
    M_QUIT,
    M_RIVAL,
    M_SUSPECT,
    O_DIED,
    O_ESCAPED,
    O_FREED,
    OTHER_EXITS,
    R_AGENT,
    R_ARM,
    R_BACKGROUND,
    R_FLEE,
    R_GANG,
    R_JAIL,
    R_NEIGHBOUR,
    R_OPERATION,
    R_STATE,
    REST_EXITS,
)
from tregua.model.mechanisms import custody, displacement, self_defence
from tregua.model.random_draws import close, flow, leave, probability
from tregua.vocabulary.causes import (
    BACKGROUND,
    CUSTODY,
    GANG_ON_AGENT,
    GANG_ON_CIVILIAN,
    GANG_ON_GANG,
    OPERATION_ON_BYSTANDER,
    OPERATION_ON_GANG,
    SELF_DEFENCE_ON_BYSTANDER,
    SELF_DEFENCE_ON_SUSPECT,
    STATE_ON_BYSTANDER,
    STATE_ON_GANG,
)
from tregua.vocabulary.people import ASSOCIATE, LAWFUL, MEMBER, MINOR, OTHER, OVERDUE, SENTENCED, UNINVOLVED


@inlined
def take_in(gang, age, arrested, state, i, ledger, handover, clock, key, place_slot):
    """Arrested members enter remand, or, where children are handed over, protective care."""
    if arrested <= 0.0:
        return
    ledger.flows.arrests[MEMBER, age] += arrested
    if age == MINOR and handover > 0.0:
        spared = flow(arrested, handover, key, place_slot, clock.expected)
        state.territory[i].care += spared
        ledger.flows.care_entries += spared
        arrested -= spared
    state.gang[i, gang].held[LAWFUL, age] += arrested


@inlined
def move_members(state, i, ledger, work, clock, key, handover):
    """Members quit, are arrested, go to ground, come back, or are killed.

    Return members removed (arrested or killed).
    """
    gangs = state.gang.shape[1]
    removed = 0.0
    territory, out = state.territory[i], work.out
    dead = territory.dead
    for g in range(gangs):
        removed_here = 0.0
        gang, now = state.gang[i, g], work.gang[g]
        if now.start_active[0] + now.start_active[1] > 0.0:
            close(work.active[g], ACTIVE_EXITS, clock.dt)
        if now.start_hiding[0] + now.start_hiding[1] > 0.0:
            close(work.hiding[g], HIDING_EXITS, clock.dt)
        for age in range(2):
            n, hidden = now.start_active[age], now.start_hiding[age]
            if n > 0.0:
                at = slot(S_ACTIVE, g, age)
                gone = leave(n, work.active[g], ACTIVE_EXITS, clock.dt, key, at, clock.expected, out)
                if gone > 0.0:
                    gang.active[age] -= gone
                    territory.exposed[age] += out[M_QUIT]
                    gang.hiding[age] += out[M_HIDE]
                    take_in(
                        g, age, out[M_ARREST], state, i, ledger, handover, clock, key, slot(S_CHILD, g, 0)
                    )
                    dead[GANG_ON_GANG] += out[M_RIVAL]
                    dead[STATE_ON_GANG] += out[M_CLASH]
                    dead[OPERATION_ON_GANG] += out[M_OPERATION]
                    dead[SELF_DEFENCE_ON_SUSPECT] += out[M_SUSPECT]
                    removed_here += (
                        out[M_ARREST] + out[M_RIVAL] + out[M_CLASH] + out[M_OPERATION] + out[M_SUSPECT]
                    )
            if hidden > 0.0:
                at = slot(S_HIDING, g, age)
                gone = leave(hidden, work.hiding[g], HIDING_EXITS, clock.dt, key, at, clock.expected, out)
                if gone > 0.0:
                    gang.hiding[age] -= gone
                    territory.exposed[age] += out[H_QUIT]
                    gang.active[age] += out[H_RETURN]
                    take_in(
                        g, age, out[H_ARREST], state, i, ledger, handover, clock, key, slot(S_CHILD, g, 1)
                    )
                    dead[GANG_ON_GANG] += out[H_RIVAL]
                    dead[SELF_DEFENCE_ON_SUSPECT] += out[H_SUSPECT]
                    removed_here += out[H_ARREST] + out[H_RIVAL] + out[H_SUSPECT]
        now.removed = removed_here
        removed += removed_here
    return removed


@inlined
def move_civilians(state, i, ledger, work, clock, key, handover):
    """Associates and the exposed are arrested, recruited, drawn in or out, or killed."""
    gangs = state.gang.shape[1]
    territory, out = state.territory[i], work.out
    dead = territory.dead
    for kind in range(2):  # 0 associates, 1 exposed
        hazards = work.associates if kind == 0 else work.exposed
        for age in range(2):
            n = work.here[0].start[kind, age]
            if n <= 0.0:
                continue
            close(hazards[age], CIVILIAN_EXITS + gangs, clock.dt)
            at = slot(S_ASSOCIATES if kind == 0 else S_EXPOSED, 0, age)
            gone = leave(n, hazards[age], CIVILIAN_EXITS + gangs, clock.dt, key, at, clock.expected, out)
            if gone <= 0.0:
                continue
            arrested = out[C_ARREST]
            if kind == 0:
                territory.associates[age] -= gone
                territory.exposed[age] += out[C_DRIFT]
                ledger.flows.arrests[ASSOCIATE, age] += arrested
            else:
                territory.exposed[age] -= gone
                territory.associates[age] += out[C_DRIFT]
                ledger.flows.arrests[UNINVOLVED, age] += arrested
                state.nation.wronged += arrested
            if age == MINOR and handover > 0.0 and arrested > 0.0:
                spared = flow(arrested, handover, key, slot(S_CHILD, 0, 2 + kind), clock.expected)
                territory.care += spared
                ledger.flows.care_entries += spared
                arrested -= spared
            territory.held[kind, LAWFUL, age] += arrested
            dead[GANG_ON_CIVILIAN] += out[C_GANG]
            dead[STATE_ON_BYSTANDER] += out[C_STATE]
            dead[OPERATION_ON_BYSTANDER] += out[C_OPERATION]
            dead[SELF_DEFENCE_ON_BYSTANDER] += out[C_NEIGHBOUR]
            dead[BACKGROUND] += out[C_BACKGROUND]
            for g in range(gangs):
                joined = out[CIVILIAN_EXITS + g]
                state.gang[i, g].active[age] += joined
                ledger.flows.recruits += joined


@inlined
def move_rest(state, i, work, clock, key):
    """Everyone else: killed, driven from home, armed, or jailed for other offences.

    The displaced and the armed come back.
    """
    territory, here, out = state.territory[i], work.here[0], work.out
    dead = territory.dead
    close(work.rest, REST_EXITS, clock.dt)
    gone = leave(
        territory.rest, work.rest, REST_EXITS, clock.dt, key, slot(S_REST, 0, 0), clock.expected, out
    )
    country = work.country[0]
    back = flow(territory.displaced, here.home, key, slot(S_TERRITORY, 0, 0), clock.expected)
    disarmed = flow(territory.self_defence, country.disarm, key, slot(S_TERRITORY, 0, 1), clock.expected)
    territory.rest += back + disarmed - gone
    territory.displaced -= back
    territory.self_defence -= disarmed
    if gone > 0.0:
        territory.displaced += out[R_FLEE]
        territory.self_defence += out[R_ARM]
        territory.other_held += out[R_JAIL]
        dead[GANG_ON_CIVILIAN] += out[R_GANG]
        dead[STATE_ON_BYSTANDER] += out[R_STATE]
        dead[OPERATION_ON_BYSTANDER] += out[R_OPERATION]
        dead[SELF_DEFENCE_ON_BYSTANDER] += out[R_NEIGHBOUR]
        dead[BACKGROUND] += out[R_BACKGROUND]
        dead[GANG_ON_AGENT] += out[R_AGENT]
    grown = flow(territory.care, country.grow_up, key, slot(S_TERRITORY, 0, 2), clock.expected)
    territory.care -= grown
    territory.exposed[MINOR] += grown


@inlined
def move_custody(state, i, ledger, work, clock, key, parameters):
    """Detained people are heard, freed, convicted, pass the lawful limit, die, or escape."""
    gangs = state.gang.shape[1]
    territory, here, country, flows, out = (
        state.territory[i],
        work.here[0],
        work.country[0],
        ledger.flows,
        work.out,
    )
    back, fresh = custody.back_to_gang(parameters), custody.new_to_gang(parameters)
    # released suspects are killed by neighbours where gangs hold the ground
    lynch = parameters.lynched_share * (1.0 - here.access)
    # sums of the territory stay in registers until its end: there are many cells, and memory is slow
    dead, crowding_deaths = territory.dead[CUSTODY], flows.crowding_deaths
    escaped, judged, recruits = flows.escaped, flows.judged, flows.recruits
    late_adults, late_minors = flows.overdue_adults, flows.overdue_minors
    died_of, released = flows.custody_deaths[MEMBER], flows.released[MEMBER]
    for g in range(gangs):
        gang = state.gang[i, g]
        for stage in range(SENTENCED, -1, -1):  # from the end, so that nobody moves twice in a step
            for age in range(2):
                n = gang.held[stage, age]
                if n <= 0.0:
                    continue
                at = slot(S_CUSTODY_MEMBER, g, stage * 2 + age)
                gone = leave(
                    n, work.custody[MEMBER, stage], CUSTODY_EXITS, clock.dt, key, at, clock.expected, out
                )
                if gone <= 0.0:
                    continue
                gang.held[stage, age] = n - gone
                freed, died, fled = out[FREED], out[DIED], out[ESCAPED]
                dead += died
                died_of += died
                crowding_deaths += died * country.crowding_part
                flows.abroad_deaths += died * country.abroad_part
                released += freed
                escaped += fled
                if stage != SENTENCED:
                    convicted = out[CONVICTED]
                    judged += convicted + freed
                    gang.held[SENTENCED, age] += convicted
                    gang.held[OVERDUE, age] += out[LATE]
                    if age == MINOR:
                        late_minors += out[LATE]
                    else:
                        late_adults += out[LATE]
                returned = flow(freed, back, key, slot(S_RELEASE, g, stage * 2 + age), clock.expected)
                if lynch > 0.0:
                    killed = flow(
                        freed - returned,
                        lynch,
                        key,
                        slot(S_LYNCHED, g, stage * 2 + age),
                        clock.expected,
                    )
                    territory.dead[SELF_DEFENCE_ON_SUSPECT] += killed
                    freed -= killed
                gang.active[age] += returned + fled
                territory.exposed[age] += freed - returned
    flows.custody_deaths[MEMBER], flows.released[MEMBER] = died_of, released
    for c in range(2):
        kind = ASSOCIATE if c == 0 else UNINVOLVED
        died_of, released = flows.custody_deaths[kind], flows.released[kind]
        for stage in range(SENTENCED, -1, -1):
            for age in range(2):
                n = territory.held[c, stage, age]
                if n <= 0.0:
                    continue
                at = slot(S_CUSTODY_CIVILIAN, c, stage * 2 + age)
                gone = leave(
                    n, work.custody[kind, stage], CUSTODY_EXITS, clock.dt, key, at, clock.expected, out
                )
                if gone <= 0.0:
                    continue
                territory.held[c, stage, age] = n - gone
                freed, died, fled = out[FREED], out[DIED], out[ESCAPED]
                dead += died
                died_of += died
                crowding_deaths += died * country.crowding_part
                flows.abroad_deaths += died * country.abroad_part
                released += freed
                escaped += fled
                if stage != SENTENCED:
                    convicted = out[CONVICTED]
                    judged += convicted + freed
                    territory.held[c, SENTENCED, age] += convicted
                    territory.held[c, OVERDUE, age] += out[LATE]
                    if c == 0 and age == MINOR:
                        late_minors += out[LATE]
                    elif c == 0:
                        late_adults += out[LATE]
                joined = flow(freed, fresh, key, slot(S_RELEASE, gangs + c, stage * 2 + age), clock.expected)
                state.gang[i, int(here.strongest)].active[age] += joined
                recruits += joined
                freed += fled - joined
                if lynch > 0.0:
                    killed = flow(
                        freed,
                        lynch,
                        key,
                        slot(S_LYNCHED, gangs + c, stage * 2 + age),
                        clock.expected,
                    )
                    territory.dead[SELF_DEFENCE_ON_SUSPECT] += killed
                    freed -= killed
                if c == 0:
                    territory.associates[age] += freed
                else:
                    territory.exposed[age] += freed
        flows.custody_deaths[kind], flows.released[kind] = died_of, released
    n = territory.other_held
    gone = leave(n, work.other, OTHER_EXITS, clock.dt, key, slot(S_OTHER, 0, 0), clock.expected, out)
    if gone > 0.0:
        territory.other_held -= gone
        territory.rest += out[O_FREED] + out[O_ESCAPED]
        dead += out[O_DIED]
        flows.custody_deaths[OTHER] += out[O_DIED]
        crowding_deaths += out[O_DIED] * country.crowding_part_home
        escaped += out[O_ESCAPED]
        flows.released[OTHER] += out[O_FREED]
    territory.dead[CUSTODY], flows.crowding_deaths = dead, crowding_deaths
    flows.escaped, flows.judged, flows.recruits = escaped, judged, recruits
    flows.overdue_adults, flows.overdue_minors = late_adults, late_minors


@inlined
def everywhere(parameters, work, clock):
    """Compute the probabilities of a step that are the same in all territories."""
    country = work.country[0]
    country.disarm = probability(self_defence.disarming(parameters) * clock.dt)
    country.grow_up = probability(clock.dt / parameters.care_time)


@inlined
def probabilities(state, i, parameters, work, clock):
    """Work out the probability of going home, and the gang with most members here."""
    here = work.here[0]
    here.home = probability(displacement.return_hazard(here.access, parameters) * clock.dt)
    most = -1.0
    for g in range(state.gang.shape[1]):
        members = state.gang[i, g].active[0] + state.gang[i, g].active[1]
        if members > most:
            here.strongest, most = g, members
