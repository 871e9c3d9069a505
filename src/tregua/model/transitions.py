"""Movement: once every hazard of a step is known, people move, all at once.

Each compartment is emptied by one multinomial draw among its exits, from the numbers at the start of the
step, so that no order within a day favours one flow over another. Nobody is created and nobody lost.
"""

from tregua.model.compilation import njit
from tregua.model.mechanisms import custody
from tregua.model.random_draws import close, flow, leave
from tregua.model.state import (
    ASSOCIATE,
    BACKGROUND,
    CUSTODY,
    GANG_ON_AGENT,
    GANG_ON_CIVILIAN,
    GANG_ON_GANG,
    LAWFUL,
    MEMBER,
    MINOR,
    OPERATION_ON_BYSTANDER,
    OPERATION_ON_GANG,
    OTHER,
    OVERDUE,
    SELF_DEFENCE_ON_BYSTANDER,
    SELF_DEFENCE_ON_SUSPECT,
    SENTENCED,
    STATE_ON_BYSTANDER,
    STATE_ON_GANG,
    UNINVOLVED,
)

# exits of active members; the last four are deaths
M_QUIT, M_ARREST, M_HIDE, M_RIVAL, M_CLASH, M_OPERATION, M_SUSPECT = range(7)
ACTIVE_EXITS = 7
# exits of hiding members
H_QUIT, H_ARREST, H_RETURN, H_RIVAL, H_SUSPECT = range(5)
HIDING_EXITS = 5
# exits shared by associates and the exposed, before those into each gang
C_ARREST, C_DRIFT, C_GANG, C_STATE, C_OPERATION, C_NEIGHBOUR, C_BACKGROUND = range(7)
CIVILIAN_EXITS = 7
# exits of the rest
R_GANG, R_STATE, R_OPERATION, R_NEIGHBOUR, R_BACKGROUND, R_AGENT, R_FLEE, R_ARM, R_JAIL = range(9)
REST_EXITS = 9

# one address a kind of draw; gang, stage and age are added below
(
    S_ACTIVE,
    S_HIDING,
    S_ASSOCIATES,
    S_EXPOSED,
    S_REST,
    S_CUSTODY_MEMBER,
    S_CUSTODY_CIVILIAN,
    S_OTHER,
    S_TERRITORY,
) = range(1, 10)
S_RELEASE, S_ESCAPE, S_CHILD, S_DIED = range(10, 14)


@njit
def slot(kind, gang, sub):
    """Return the address of a draw within a place and step; 1,024 exits fit behind it."""
    return (kind << 28) | (gang << 16) | (sub << 10)


@njit
def take_in(gang, age, arrested, s, i, b, handover, k, key, place_slot):
    """Arrested members enter remand, or, where children are handed over, protective care."""
    if arrested <= 0.0:
        return
    b.arrests[MEMBER, age] += arrested
    if age == MINOR and handover > 0.0:
        spared = flow(arrested, handover, key, place_slot, k.expected)
        s.territory[i].care += spared
        b.flows.care_entries += spared
        arrested -= spared
    s.held_members[i, gang, LAWFUL, age] += arrested


@njit
def move_members(s, i, b, h, k, key, handover, out, start_active, start_hiding):
    """Members quit, are arrested, go to ground, come back, or are killed.

    Return members removed (arrested or killed).
    """
    gangs = s.active.shape[1]
    removed = 0.0
    dead = s.dead[i]
    for g in range(gangs):
        removed_here = 0.0
        if start_active[g, 0] + start_active[g, 1] > 0.0:
            close(h.active[g], ACTIVE_EXITS, k.dt)
        if start_hiding[g, 0] + start_hiding[g, 1] > 0.0:
            close(h.hiding[g], HIDING_EXITS, k.dt)
        for age in range(2):
            n, hidden = start_active[g, age], start_hiding[g, age]
            if n > 0.0:
                at = slot(S_ACTIVE, g, age)
                gone = leave(n, h.active[g], ACTIVE_EXITS, k.dt, key, at, k.expected, out)
                if gone > 0.0:
                    s.active[i, g, age] -= gone
                    s.exposed[i, age] += out[M_QUIT]
                    s.hiding[i, g, age] += out[M_HIDE]
                    take_in(g, age, out[M_ARREST], s, i, b, handover, k, key, slot(S_CHILD, g, 0))
                    dead[GANG_ON_GANG] += out[M_RIVAL]
                    dead[STATE_ON_GANG] += out[M_CLASH]
                    dead[OPERATION_ON_GANG] += out[M_OPERATION]
                    dead[SELF_DEFENCE_ON_SUSPECT] += out[M_SUSPECT]
                    removed_here += (
                        out[M_ARREST] + out[M_RIVAL] + out[M_CLASH] + out[M_OPERATION] + out[M_SUSPECT]
                    )
            if hidden > 0.0:
                at = slot(S_HIDING, g, age)
                gone = leave(hidden, h.hiding[g], HIDING_EXITS, k.dt, key, at, k.expected, out)
                if gone > 0.0:
                    s.hiding[i, g, age] -= gone
                    s.exposed[i, age] += out[H_QUIT]
                    s.active[i, g, age] += out[H_RETURN]
                    take_in(g, age, out[H_ARREST], s, i, b, handover, k, key, slot(S_CHILD, g, 1))
                    dead[GANG_ON_GANG] += out[H_RIVAL]
                    dead[SELF_DEFENCE_ON_SUSPECT] += out[H_SUSPECT]
                    removed_here += out[H_ARREST] + out[H_RIVAL] + out[H_SUSPECT]
        h.removed[g] = removed_here
        removed += removed_here
    return removed


@njit
def move_civilians(s, i, b, h, k, key, handover, out, start):
    """Associates and the exposed are arrested, recruited, drawn in or out, or killed.

    ``start`` holds their numbers at the start.
    """
    gangs = s.active.shape[1]
    dead = s.dead[i]
    for kind in range(2):  # 0 associates, 1 exposed
        hazards = h.associates if kind == 0 else h.exposed
        for age in range(2):
            n = start[kind, age]
            if n <= 0.0:
                continue
            close(hazards[age], CIVILIAN_EXITS + gangs, k.dt)
            at = slot(S_ASSOCIATES if kind == 0 else S_EXPOSED, 0, age)
            gone = leave(n, hazards[age], CIVILIAN_EXITS + gangs, k.dt, key, at, k.expected, out)
            if gone <= 0.0:
                continue
            arrested = out[C_ARREST]
            if kind == 0:
                s.associates[i, age] -= gone
                s.exposed[i, age] += out[C_DRIFT]
                b.arrests[ASSOCIATE, age] += arrested
            else:
                s.exposed[i, age] -= gone
                s.associates[i, age] += out[C_DRIFT]
                b.arrests[UNINVOLVED, age] += arrested
                s.nation.wronged += arrested
            if age == MINOR and handover > 0.0 and arrested > 0.0:
                spared = flow(arrested, handover, key, slot(S_CHILD, 0, 2 + kind), k.expected)
                s.territory[i].care += spared
                b.flows.care_entries += spared
                arrested -= spared
            s.held_civilians[i, kind, LAWFUL, age] += arrested
            dead[GANG_ON_CIVILIAN] += out[C_GANG]
            dead[STATE_ON_BYSTANDER] += out[C_STATE]
            dead[OPERATION_ON_BYSTANDER] += out[C_OPERATION]
            dead[SELF_DEFENCE_ON_BYSTANDER] += out[C_NEIGHBOUR]
            dead[BACKGROUND] += out[C_BACKGROUND]
            for g in range(gangs):
                joined = out[CIVILIAN_EXITS + g]
                s.active[i, g, age] += joined
                b.flows.recruits += joined


@njit
def move_rest(s, i, h, k, key, out):
    """Everyone else: killed, driven from home, armed, or jailed for other offences.

    The displaced and the armed come back.
    """
    t = s.territory[i]
    dead = s.dead[i]
    close(h.rest, REST_EXITS, k.dt)
    gone = leave(t.rest, h.rest, REST_EXITS, k.dt, key, slot(S_REST, 0, 0), k.expected, out)
    back = flow(t.displaced, h.home, key, slot(S_TERRITORY, 0, 0), k.expected)
    disarmed = flow(t.self_defence, h.disarm, key, slot(S_TERRITORY, 0, 1), k.expected)
    t.rest += back + disarmed - gone
    t.displaced -= back
    t.self_defence -= disarmed
    if gone > 0.0:
        t.displaced += out[R_FLEE]
        t.self_defence += out[R_ARM]
        t.other_held += out[R_JAIL]
        dead[GANG_ON_CIVILIAN] += out[R_GANG]
        dead[STATE_ON_BYSTANDER] += out[R_STATE]
        dead[OPERATION_ON_BYSTANDER] += out[R_OPERATION]
        dead[SELF_DEFENCE_ON_BYSTANDER] += out[R_NEIGHBOUR]
        dead[BACKGROUND] += out[R_BACKGROUND]
        dead[GANG_ON_AGENT] += out[R_AGENT]
    grown = flow(t.care, h.care, key, slot(S_TERRITORY, 0, 2), k.expected)
    t.care -= grown
    s.exposed[i, MINOR] += grown


@njit
def move_custody(s, i, b, h, k, key, p, out):
    """Detained people are heard, freed, convicted, pass the lawful limit, die, or escape."""
    gangs = s.active.shape[1]
    back, fresh = custody.back_to_gang(p), custody.new_to_gang(p)
    # sums of the territory stay in registers until its end: there are many cells, and memory is slow
    dead, crowding_deaths = s.dead[i, CUSTODY], b.flows.crowding_deaths
    escaped, judged, recruits = b.flows.escaped, b.flows.judged, b.flows.recruits
    late_adults, late_minors = b.flows.overdue_adults, b.flows.overdue_minors
    died_of, released = b.custody_deaths[MEMBER], b.released[MEMBER]
    for g in range(gangs):
        for stage in range(SENTENCED, -1, -1):  # from the end, so that nobody moves twice in a step
            for age in range(2):
                n = s.held_members[i, g, stage, age]
                if n <= 0.0:
                    continue
                at = slot(S_CUSTODY_MEMBER, g, stage * 2 + age)
                gone = leave(n, h.custody[MEMBER, stage], custody.EXITS, k.dt, key, at, k.expected, out)
                if gone <= 0.0:
                    continue
                s.held_members[i, g, stage, age] = n - gone
                freed, died, fled = out[custody.FREED], out[custody.DIED], out[custody.ESCAPED]
                dead += died
                died_of += died
                crowding_deaths += died * h.crowding_part
                released += freed
                escaped += fled
                if stage != SENTENCED:
                    convicted = out[custody.CONVICTED]
                    judged += convicted + freed
                    s.held_members[i, g, SENTENCED, age] += convicted
                    s.held_members[i, g, OVERDUE, age] += out[custody.LATE]
                    if age == MINOR:
                        late_minors += out[custody.LATE]
                    else:
                        late_adults += out[custody.LATE]
                returned = flow(freed, back, key, slot(S_RELEASE, g, stage * 2 + age), k.expected)
                s.active[i, g, age] += returned + fled
                s.exposed[i, age] += freed - returned
    b.custody_deaths[MEMBER], b.released[MEMBER] = died_of, released
    for c in range(2):
        kind = ASSOCIATE if c == 0 else UNINVOLVED
        died_of, released = b.custody_deaths[kind], b.released[kind]
        for stage in range(SENTENCED, -1, -1):
            for age in range(2):
                n = s.held_civilians[i, c, stage, age]
                if n <= 0.0:
                    continue
                at = slot(S_CUSTODY_CIVILIAN, c, stage * 2 + age)
                gone = leave(n, h.custody[kind, stage], custody.EXITS, k.dt, key, at, k.expected, out)
                if gone <= 0.0:
                    continue
                s.held_civilians[i, c, stage, age] = n - gone
                freed, died, fled = out[custody.FREED], out[custody.DIED], out[custody.ESCAPED]
                dead += died
                died_of += died
                crowding_deaths += died * h.crowding_part
                released += freed
                escaped += fled
                if stage != SENTENCED:
                    convicted = out[custody.CONVICTED]
                    judged += convicted + freed
                    s.held_civilians[i, c, SENTENCED, age] += convicted
                    s.held_civilians[i, c, OVERDUE, age] += out[custody.LATE]
                    if c == 0 and age == MINOR:
                        late_minors += out[custody.LATE]
                    elif c == 0:
                        late_adults += out[custody.LATE]
                joined = flow(freed, fresh, key, slot(S_RELEASE, gangs + c, stage * 2 + age), k.expected)
                s.active[i, h.strongest, age] += joined
                recruits += joined
                freed += fled - joined
                if c == 0:
                    s.associates[i, age] += freed
                else:
                    s.exposed[i, age] += freed
        b.custody_deaths[kind], b.released[kind] = died_of, released
    t = s.territory[i]
    n = t.other_held
    gone = leave(n, h.other, 3, k.dt, key, slot(S_OTHER, 0, 0), k.expected, out)
    if gone > 0.0:
        t.other_held -= gone
        t.rest += out[0] + out[2]
        dead += out[1]
        b.custody_deaths[OTHER] += out[1]
        crowding_deaths += out[1] * h.crowding_part
        escaped += out[2]
        b.released[OTHER] += out[0]
    s.dead[i, CUSTODY], b.flows.crowding_deaths = dead, crowding_deaths
    b.flows.escaped, b.flows.judged, b.flows.recruits = escaped, judged, recruits
    b.flows.overdue_adults, b.flows.overdue_minors = late_adults, late_minors
