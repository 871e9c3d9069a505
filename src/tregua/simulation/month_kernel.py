"""The compiled loop: a block of members through one month, by steps of equal length."""

import numpy as np

from tregua.model import decay
from tregua.model.day import day
from tregua.model.state import Clock, Ledger, Month, State
from tregua.numba_cache import compile_cached


def _advance(
    state,
    ledger,
    params,
    world,
    national,
    territorial,
    rivalry,
    scratch,
    keys,
    first_day,
    first_step,
    steps,
    dt,
    expected,
):
    for j in range(keys.shape[0]):
        s = State(state.nation[j], state.territory[j], state.gang[j], state.precondition[j])
        ledger_of_one = Ledger(ledger.flows[j], ledger.territory[j])
        # controls are the block's, or each member's own where an intervention reads the state
        m = Month(national[j % national.shape[0]], territorial[j % territorial.shape[0]], rivalry)
        decay.step(params[j], scratch, dt)
        for step in range(steps):
            k = Clock(first_day + step * dt, dt, np.uint64(first_step + step), keys[j], expected)
            day(s, ledger_of_one, params[j], world, m, scratch, k)


advance = compile_cached(_advance, nogil=True, error_model="numpy")
