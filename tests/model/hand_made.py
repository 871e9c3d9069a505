"""Tiny states for tests of mechanisms: one replicate, read and written as the model does."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from tregua.model import state, workspace


def plain(function: Any) -> Any:
    """Return the plain Python form of a function of the model."""
    return getattr(function, "py_func", function)


def values(**of: float) -> SimpleNamespace:
    """Return a record with these values and no others: whatever else is read is an error."""
    return SimpleNamespace(**of)


class Tiny:
    """One replicate of a few territories and gangs, with everything zero."""

    def __init__(self, territories: int = 1, gangs: int = 1, dt: float = 1.0) -> None:
        def opened(record: np.ndarray) -> Any:
            return record.view(np.recarray)

        whole = state.empty(1, territories, gangs, 2)
        self.state: Any = state.State(
            nation=opened(whole.nation)[0],
            territory=opened(whole.territory)[0],
            gang=opened(whole.gang)[0],
            precondition=whole.precondition[0],
        )
        ledger = state.empty_ledger(1, territories)
        self.ledger: Any = state.Ledger(opened(ledger.flows)[0], opened(ledger.territory)[0])
        work = workspace.scratch(territories, gangs)
        records = ("national", "territorial", "country", "here", "ground", "gang")
        self.work: Any = work._replace(**{name: opened(getattr(work, name)) for name in records})
        self.clock: Any = SimpleNamespace(day=0.0, dt=dt, step=np.uint64(0), key=np.uint64(7), expected=True)
        self.key = np.uint64(7)

    @property
    def nation(self) -> Any:
        return self.state.nation

    @property
    def place(self) -> Any:
        return self.state.territory[0]

    @property
    def country(self) -> Any:
        return self.work.country[0]

    @property
    def here(self) -> Any:
        return self.work.here[0]

    @property
    def controls(self) -> Any:
        return self.work.national[0]

    @property
    def local(self) -> Any:
        return self.work.territorial[0]


def fill(record: Any, **of: Any) -> None:
    """Write values into fields of a record."""
    for name, value in of.items():
        getattr(record, name)  # a name that does not exist is an error
        setattr(record, name, value)
