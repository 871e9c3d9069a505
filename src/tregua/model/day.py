"""One day of a country, in the order of events.

This file is the table of contents of the model: each line is one mechanism, written out in the file of its
name. The hazards of a territory are computed from the state at the start of the step; then everyone in it
moves at once.
"""

from tregua.model import closing, steps
from tregua.model.compilation import apart
from tregua.model.random_draws import place_key
from tregua.model.transitions import move_civilians, move_custody, move_members, move_rest

NATION_PLACE = 1 << 20  # address of the country's own draws, beyond any territory's


@apart
def day(s, b, p, w, m, x, k):
    """Advance one member of the ensemble by one step.

    Parameters
    ----------
    s, b : State, Ledger
        Of one member; changed in place.
    p : record
        Parameters, rates per day.
    w, m : World, Month
        What never changes, and this month's controls.
    x : Scratch
        Working memory.
    k : Clock
        Where in the run the step stands, and how it draws.
    """
    territories = s.gang.shape[0]
    key = place_key(k.key, k.step, NATION_PLACE)

    steps.politics(s, b, p, w, m, x, k, key)
    steps.totals(s, p, w, x, k)
    steps.environment(s, p, x, k, key)
    steps.custody_conditions(s, b, p, w, x, k)

    killed, bystanders, losses = 0.0, 0.0, 0.0
    for i in range(territories):
        here = place_key(k.key, k.step, i)
        steps.access(s, i, p, w, x)
        steps.fear(s, i, p, x)
        steps.recruitment(s, i, p, w, x)
        steps.leaving(s, i, p, w, x)
        steps.arrests(s, b, i, p, x, k)
        steps.hiding(s, i, p, x)
        steps.violence(s, i, p, w, m, x)
        steps.operations(s, i, p, x)
        steps.self_defence(s, i, p, x)
        steps.displacement(s, i, p, x)
        steps.share_out(s, i, p, x)

        steps.chances(s, i, p, x, k)
        steps.remember_start(s, i, x)
        before = steps.deaths_outside_prison(s, i)
        handover = x.national[0].child_handover
        move_custody(s, i, b, x, k, here, p)
        removed = move_members(s, i, b, x, k, here, handover)
        move_civilians(s, i, b, x, k, here, handover)
        move_rest(s, i, x, k, here)

        closing.aftermath(s, b, i, p, x, k, here, removed)
        killed += steps.deaths_outside_prison(s, i) - before
        bystanders += x.here[0].bystanders + x.here[0].operation_bystanders
        losses += x.here[0].agents * x.here[0].mission_part

    closing.support(s, p, x, k, killed, bystanders, losses)
    closing.ledger(s, b, p, w, x, k, losses)
