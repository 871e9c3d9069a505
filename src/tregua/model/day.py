"""One day of a country, in the order of events.

This file is the table of contents of the model: each line is one mechanism, with equation and step in
the file of its name. The hazards of a territory are computed from the state at the start of the step; then
everyone in it moves at once.
"""

from tregua.model import totals, transitions
from tregua.model.compilation import outlined
from tregua.model.mechanisms import (
    access,
    accounting,
    aftermath,
    arrests,
    custody,
    desistance,
    deterrence,
    displacement,
    evasion,
    exposure,
    national_shocks,
    operations,
    politics,
    recruitment,
    self_defence,
    support,
    violence,
)
from tregua.model.random_draws import place_key
from tregua.vocabulary.causes import CUSTODY

NATION_PLACE = 1 << 20  # address of the country's own draws, beyond any territory's


@outlined
def day(state, ledger, parameters, world, month, work, clock):
    """Advance one replicate by one step.

    Parameters
    ----------
    state, ledger : State, Ledger
        Of one replicate; changed in place.
    parameters : record
        Rates per day.
    world, month : World, Month
        What never changes, and this month's controls.
    work : Scratch
        Working memory.
    clock : Clock
        Where in the run the step stands, and how it draws.
    """
    key = place_key(clock.key, clock.step, NATION_PLACE)

    politics.step(state, ledger, parameters, world, month, work, clock, key)
    totals.step(state, parameters, world, work)
    national_shocks.step(state, parameters, work, clock, key)
    custody.step(state, parameters, work, clock)
    deterrence.announce(state, parameters, work, clock)
    transitions.everywhere(parameters, work, clock)

    killed, bystanders, losses, died_in_custody = 0.0, 0.0, 0.0, 0.0
    for i in range(state.gang.shape[0]):
        key = place_key(clock.key, clock.step, i)
        access.step(state, i, work)
        arrests.step(state, ledger, i, parameters, work, clock)
        deterrence.step(state, i, parameters, work, clock)
        recruitment.step(state, i, parameters, world, work)
        desistance.step(state, i, parameters, world, work)
        evasion.step(state, i, parameters, work)
        violence.step(state, i, parameters, world, month, work)
        operations.step(state, i, parameters, work)
        self_defence.step(state, i, parameters, work)
        displacement.step(state, i, parameters, work, clock)
        exposure.step(state, i, parameters, work)

        transitions.probabilities(state, i, parameters, work, clock)
        totals.remember_start(state, i, work)
        before, in_custody = totals.deaths_outside_prison(state, i), state.territory[i].dead[CUSTODY]
        handover = work.national[0].child_handover
        transitions.move_custody(state, i, ledger, work, clock, key, parameters)
        removed = transitions.move_members(state, i, ledger, work, clock, key, handover)
        transitions.move_civilians(state, i, ledger, work, clock, key, handover)
        transitions.move_rest(state, i, work, clock, key)

        aftermath.step(state, ledger, i, parameters, work, clock, key, removed)
        killed += totals.deaths_outside_prison(state, i) - before
        died_in_custody += state.territory[i].dead[CUSTODY] - in_custody
        here = work.here[0]
        bystanders += here.bystanders + here.operation_bystanders
        losses += here.agents * here.mission_part

    deterrence.means(state, work)
    support.step(state, parameters, work, clock, killed, died_in_custody, bystanders, losses)
    accounting.step(state, ledger, parameters, world, work, clock, losses)
