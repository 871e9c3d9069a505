"""Exposure: on whom killing and arrests fall, head by head."""

from tregua.model.compilation import inlined
from tregua.model.exits import (
    C_ARREST,
    C_BACKGROUND,
    C_DRIFT,
    C_GANG,
    C_NEIGHBOUR,
    C_OPERATION,
    C_STATE,
    CIVILIAN_EXITS,
    R_AGENT,
    R_ARM,
    R_BACKGROUND,
    R_FLEE,
    R_GANG,
    R_JAIL,
    R_NEIGHBOUR,
    R_OPERATION,
    R_STATE,
)
from tregua.vocabulary.people import MINOR


@inlined
def step(state, i, parameters, work):
    """Compute, from people a day, hazards a head for associates, the exposed and everyone else."""
    territory, here = state.territory[i], work.here[0]
    gangs = state.gang.shape[1]
    associates = territory.associates[0] + territory.associates[1]
    exposed = territory.exposed[0] + territory.exposed[1]
    heads = parameters.exposure_weight * (associates + exposed) + territory.rest
    a_head = 1.0 / heads if heads > 0.0 else 0.0
    join_in = here.drift / exposed if here.drift > 0.0 and exposed > 0.0 else 0.0
    drop_out = -here.drift / associates if here.drift < 0.0 and associates > 0.0 else 0.0
    # worked out before anything is written, so that a compiler need not do it for each row
    weighted, background = parameters.exposure_weight * a_head, here.background
    by_gangs, by_state = weighted * here.predation, weighted * here.bystanders
    by_operations, by_neighbours = weighted * here.operation_bystanders, weighted * here.errors
    for age in range(2):
        for kind in range(2):
            h = work.associates[age] if kind == 0 else work.exposed[age]
            h[C_ARREST] = here.arrest_associate if kind == 0 else here.arrest_exposed
            h[C_DRIFT] = drop_out if kind == 0 else join_in
            h[C_GANG] = by_gangs
            h[C_STATE] = by_state
            h[C_OPERATION] = by_operations
            h[C_NEIGHBOUR] = by_neighbours
            h[C_BACKGROUND] = background
            readiness = here.willing_adult
            if age == MINOR:
                readiness = here.willing_minor * parameters.minor_recruitment_ratio
            if kind == 0:
                readiness *= parameters.associate_pull
            for g in range(gangs):
                h[CIVILIAN_EXITS + g] = readiness * work.gang[g].pull
    work.rest[R_GANG] = a_head * here.predation
    work.rest[R_STATE] = a_head * here.bystanders
    work.rest[R_OPERATION] = a_head * here.operation_bystanders
    work.rest[R_NEIGHBOUR] = a_head * here.errors
    work.rest[R_BACKGROUND] = here.background
    one = 1.0 / territory.rest if territory.rest > 0.0 else 0.0
    work.rest[R_AGENT] = one * here.agents * (1.0 - here.mission_part)
    work.rest[R_FLEE] = one * here.flight
    work.rest[R_ARM] = one * here.arming
    # as many enter prison for other offences as leave it in quiet times
    work.rest[R_JAIL] = one * territory.other_start / parameters.other_term_days
