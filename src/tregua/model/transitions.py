"""Movement: once every hazard of a step is known, people move, all at once.

Each compartment is emptied by one multinomial draw among its exits, from the numbers at the start of the
step, so that no order within a day favours one flow over another. Nobody is created and nobody lost.
"""

from tregua.model.compilation import njit
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
from tregua.model.mechanisms import custody
from tregua.model.random_draws import close, flow, leave
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
    b.flows.arrests[MEMBER, age] += arrested
    if age == MINOR and handover > 0.0:
        spared = flow(arrested, handover, key, place_slot, k.expected)
        s.territory[i].care += spared
        b.flows.care_entries += spared
        arrested -= spared
    s.gang[i, gang].held[LAWFUL, age] += arrested


@njit
def move_members(s, i, b, x, k, key, handover):
    """Members quit, are arrested, go to ground, come back, or are killed.

    Return members removed (arrested or killed).
    """
    gangs = s.gang.shape[1]
    removed = 0.0
    t, out = s.territory[i], x.out
    dead = t.dead
    for g in range(gangs):
        removed_here = 0.0
        gang, now = s.gang[i, g], x.gang[g]
        if now.start_active[0] + now.start_active[1] > 0.0:
            close(x.active[g], ACTIVE_EXITS, k.dt)
        if now.start_hiding[0] + now.start_hiding[1] > 0.0:
            close(x.hiding[g], HIDING_EXITS, k.dt)
        for age in range(2):
            n, hidden = now.start_active[age], now.start_hiding[age]
            if n > 0.0:
                at = slot(S_ACTIVE, g, age)
                gone = leave(n, x.active[g], ACTIVE_EXITS, k.dt, key, at, k.expected, out)
                if gone > 0.0:
                    gang.active[age] -= gone
                    t.exposed[age] += out[M_QUIT]
                    gang.hiding[age] += out[M_HIDE]
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
                gone = leave(hidden, x.hiding[g], HIDING_EXITS, k.dt, key, at, k.expected, out)
                if gone > 0.0:
                    gang.hiding[age] -= gone
                    t.exposed[age] += out[H_QUIT]
                    gang.active[age] += out[H_RETURN]
                    take_in(g, age, out[H_ARREST], s, i, b, handover, k, key, slot(S_CHILD, g, 1))
                    dead[GANG_ON_GANG] += out[H_RIVAL]
                    dead[SELF_DEFENCE_ON_SUSPECT] += out[H_SUSPECT]
                    removed_here += out[H_ARREST] + out[H_RIVAL] + out[H_SUSPECT]
        now.removed = removed_here
        removed += removed_here
    return removed


@njit
def move_civilians(s, i, b, x, k, key, handover):
    """Associates and the exposed are arrested, recruited, drawn in or out, or killed."""
    gangs = s.gang.shape[1]
    t, out = s.territory[i], x.out
    dead = t.dead
    for kind in range(2):  # 0 associates, 1 exposed
        hazards = x.associates if kind == 0 else x.exposed
        for age in range(2):
            n = x.here[0].start[kind, age]
            if n <= 0.0:
                continue
            close(hazards[age], CIVILIAN_EXITS + gangs, k.dt)
            at = slot(S_ASSOCIATES if kind == 0 else S_EXPOSED, 0, age)
            gone = leave(n, hazards[age], CIVILIAN_EXITS + gangs, k.dt, key, at, k.expected, out)
            if gone <= 0.0:
                continue
            arrested = out[C_ARREST]
            if kind == 0:
                t.associates[age] -= gone
                t.exposed[age] += out[C_DRIFT]
                b.flows.arrests[ASSOCIATE, age] += arrested
            else:
                t.exposed[age] -= gone
                t.associates[age] += out[C_DRIFT]
                b.flows.arrests[UNINVOLVED, age] += arrested
                s.nation.wronged += arrested
            if age == MINOR and handover > 0.0 and arrested > 0.0:
                spared = flow(arrested, handover, key, slot(S_CHILD, 0, 2 + kind), k.expected)
                t.care += spared
                b.flows.care_entries += spared
                arrested -= spared
            t.held[kind, LAWFUL, age] += arrested
            dead[GANG_ON_CIVILIAN] += out[C_GANG]
            dead[STATE_ON_BYSTANDER] += out[C_STATE]
            dead[OPERATION_ON_BYSTANDER] += out[C_OPERATION]
            dead[SELF_DEFENCE_ON_BYSTANDER] += out[C_NEIGHBOUR]
            dead[BACKGROUND] += out[C_BACKGROUND]
            for g in range(gangs):
                joined = out[CIVILIAN_EXITS + g]
                s.gang[i, g].active[age] += joined
                b.flows.recruits += joined


@njit
def move_rest(s, i, x, k, key):
    """Everyone else: killed, driven from home, armed, or jailed for other offences.

    The displaced and the armed come back.
    """
    t, o, out = s.territory[i], x.here[0], x.out
    dead = t.dead
    close(x.rest, REST_EXITS, k.dt)
    gone = leave(t.rest, x.rest, REST_EXITS, k.dt, key, slot(S_REST, 0, 0), k.expected, out)
    back = flow(t.displaced, o.home, key, slot(S_TERRITORY, 0, 0), k.expected)
    disarmed = flow(t.self_defence, o.disarm, key, slot(S_TERRITORY, 0, 1), k.expected)
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
    grown = flow(t.care, o.grow_up, key, slot(S_TERRITORY, 0, 2), k.expected)
    t.care -= grown
    t.exposed[MINOR] += grown


@njit
def move_custody(s, i, b, x, k, key, p):
    """Detained people are heard, freed, convicted, pass the lawful limit, die, or escape."""
    gangs = s.gang.shape[1]
    t, o, u, f, out = s.territory[i], x.here[0], x.country[0], b.flows, x.out
    back, fresh = custody.back_to_gang(p), custody.new_to_gang(p)
    # sums of the territory stay in registers until its end: there are many cells, and memory is slow
    dead, crowding_deaths = t.dead[CUSTODY], f.crowding_deaths
    escaped, judged, recruits = f.escaped, f.judged, f.recruits
    late_adults, late_minors = f.overdue_adults, f.overdue_minors
    died_of, released = f.custody_deaths[MEMBER], f.released[MEMBER]
    for g in range(gangs):
        gang = s.gang[i, g]
        for stage in range(SENTENCED, -1, -1):  # from the end, so that nobody moves twice in a step
            for age in range(2):
                n = gang.held[stage, age]
                if n <= 0.0:
                    continue
                at = slot(S_CUSTODY_MEMBER, g, stage * 2 + age)
                gone = leave(n, x.custody[MEMBER, stage], CUSTODY_EXITS, k.dt, key, at, k.expected, out)
                if gone <= 0.0:
                    continue
                gang.held[stage, age] = n - gone
                freed, died, fled = out[FREED], out[DIED], out[ESCAPED]
                dead += died
                died_of += died
                crowding_deaths += died * u.crowding_part
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
                returned = flow(freed, back, key, slot(S_RELEASE, g, stage * 2 + age), k.expected)
                gang.active[age] += returned + fled
                t.exposed[age] += freed - returned
    f.custody_deaths[MEMBER], f.released[MEMBER] = died_of, released
    for c in range(2):
        kind = ASSOCIATE if c == 0 else UNINVOLVED
        died_of, released = f.custody_deaths[kind], f.released[kind]
        for stage in range(SENTENCED, -1, -1):
            for age in range(2):
                n = t.held[c, stage, age]
                if n <= 0.0:
                    continue
                at = slot(S_CUSTODY_CIVILIAN, c, stage * 2 + age)
                gone = leave(n, x.custody[kind, stage], CUSTODY_EXITS, k.dt, key, at, k.expected, out)
                if gone <= 0.0:
                    continue
                t.held[c, stage, age] = n - gone
                freed, died, fled = out[FREED], out[DIED], out[ESCAPED]
                dead += died
                died_of += died
                crowding_deaths += died * u.crowding_part
                released += freed
                escaped += fled
                if stage != SENTENCED:
                    convicted = out[CONVICTED]
                    judged += convicted + freed
                    t.held[c, SENTENCED, age] += convicted
                    t.held[c, OVERDUE, age] += out[LATE]
                    if c == 0 and age == MINOR:
                        late_minors += out[LATE]
                    elif c == 0:
                        late_adults += out[LATE]
                joined = flow(freed, fresh, key, slot(S_RELEASE, gangs + c, stage * 2 + age), k.expected)
                s.gang[i, int(o.strongest)].active[age] += joined
                recruits += joined
                freed += fled - joined
                if c == 0:
                    t.associates[age] += freed
                else:
                    t.exposed[age] += freed
        f.custody_deaths[kind], f.released[kind] = died_of, released
    n = t.other_held
    gone = leave(n, x.other, OTHER_EXITS, k.dt, key, slot(S_OTHER, 0, 0), k.expected, out)
    if gone > 0.0:
        t.other_held -= gone
        t.rest += out[O_FREED] + out[O_ESCAPED]
        dead += out[O_DIED]
        f.custody_deaths[OTHER] += out[O_DIED]
        crowding_deaths += out[O_DIED] * u.crowding_part
        escaped += out[O_ESCAPED]
        f.released[OTHER] += out[O_FREED]
    t.dead[CUSTODY], f.crowding_deaths = dead, crowding_deaths
    f.escaped, f.judged, f.recruits = escaped, judged, recruits
    f.overdue_adults, f.overdue_minors = late_adults, late_minors
