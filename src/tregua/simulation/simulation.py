"""Simulation: what is known of a place, its first day, and the model's clock over the months of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tregua.assumptions.sampling import Draws
from tregua.model.state import State
from tregua.simulation.batch_run import run_block
from tregua.simulation.initial_state import Snapshot, initial_state
from tregua.simulation.policy_arrays import Policy
from tregua.simulation.spin_up import advance_expected, settle


@dataclass(frozen=True)
class Simulation:
    """The model with a clock: initial state, spin-up, hold, run. Draws and policies come from outside.

    Attributes
    ----------
    snap
        What is known of the place on the first day.
    rivalry
        Of the gangs on that day, (gang, gang).
    usual
        The policy in which nothing is added: what people are used to is found under it.
    seed
        Of the chance of the first day.
    regions
        Which territory belongs to which reporting region, (territory, region).
    dt
        "half-day", "day" or "week".
    mean_field
        Expectations in place of draws of single people.
    """

    snap: Snapshot
    rivalry: np.ndarray
    usual: Policy
    seed: int = 1
    regions: np.ndarray | None = None
    dt: str = "day"
    mean_field: bool = False

    def initial_state(
        self, draws: Draws, preconditions: int = 0, given: Mapping[str, np.ndarray] | None = None
    ) -> tuple[State, np.ndarray]:
        """Return the state of each draw on the first day, as it is known, and its parameters.

        Parameters
        ----------
        draws
            Parameters.
        preconditions
            How many the policies have.
        given
            What has been learnt of the start: see `tregua.simulation.initial_state.initial_state`.
        """
        return initial_state(self.snap, draws, self.rivalry, self.seed, preconditions, given=given)

    def spin_up(
        self, draws: Draws, preconditions: int = 0, given: Mapping[str, np.ndarray] | None = None
    ) -> tuple[State, np.ndarray]:
        """Return the first day of each draw, with what follows from what is known fitted to it.

        Parameters
        ----------
        draws, preconditions, given
            As of `initial_state`.
        """
        state, values = self.initial_state(draws, preconditions, given)
        settle(state, values, self.usual)
        return state, values

    def hold(self, state: State, values: np.ndarray, steps: int, days: float) -> None:
        """Advance a state, in place and in expectation, under the policy in which nothing is added.

        Parameters
        ----------
        state, values
            Of all draws.
        steps, days
            How many steps, and the length of each (days).
        """
        advance_expected(state, values, self.usual, steps, days)

    def run(
        self,
        policy: Policy,
        number: int,
        state: State,
        values: np.ndarray,
        keys: np.ndarray,
        rows: slice,
        into: dict[str, np.ndarray],
        check_each: bool = True,
    ) -> None:
        """Run draws ``rows`` through a policy and write its months into row ``number`` of ``into``.

        Parameters
        ----------
        policy
            The policy, month by month.
        number
            Its place on the axis of policies.
        state, values, keys
            First days, parameters and keys of chance of all draws.
        rows
            Those that are run.
        into
            Arrays of the variables wanted, (policy, draw, time, ...).
        check_each
            Whether people are counted at the end of each month, or only of the run.

        Raises
        ------
        RunError
            If people do not add up: a defect of the model, never of the input.
        """
        assert self.regions is not None
        given = (state, values, keys, rows, self.regions, self.dt, self.mean_field, into)
        run_block(policy, number, *given, check_each)
