"""What an intervention may change: the controls, their names and units, and the month in which they are set.

Controls come in two layers. The second, conditional one is multiplied by the activity of the mission when the
model runs: nothing before it operates, all of it while it does, nothing after it has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from tregua.errors import did_you_mean
from tregua.scenarios.geography import Ground
from tregua.vocabulary.controls import CONTROLS, Control

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


class Controls:
    """The controls of one month: arrays over territories and national numbers, in two layers.

    Examples
    --------
    >>> controls = Controls(3)
    >>> controls.add("police", 100.0)
    >>> controls.add("police", 20.0, conditional=True)
    >>> controls.value("police").tolist(), controls.value("police", conditional=True).tolist()
    ([100.0, 100.0, 100.0], [20.0, 20.0, 20.0])
    """

    def __init__(self, territories: int) -> None:
        self._size = territories
        self._values: dict[tuple[str, bool], Any] = {}
        self._weights: dict[tuple[str, bool], float] = {}

    def add(self, name: str, value: Any, where: Mask | None = None, conditional: bool = False) -> None:
        """Add to a control; shares stop at 1.

        Parameters
        ----------
        name
            A name of `CONTROLS`.
        value
            A number, or for a territorial control an array over territories.
        where
            The territories it applies to; all of them by default.
        conditional
            Write in the layer that holds only while the mission operates.
        """
        control, amount = self._checked(name, value, where)
        if control.rule == "mean":
            raise ValueError(f"{name} is a mean, not a sum: use Controls.mean")
        self._put(control, self.value(name, conditional) + amount, conditional)

    def raise_to(self, name: str, value: Any, where: Mask | None = None, conditional: bool = False) -> None:
        """Raise a control to at least a value: for levels, of which two do not add up."""
        import numpy as np

        control, amount = self._checked(name, value, where)
        larger = np.maximum if control.territorial else max
        self._put(control, larger(self.value(name, conditional), amount), conditional)

    def mean(self, name: str, value: float, weight: float, conditional: bool = False) -> None:
        """Include a value in a control that is a mean, such as a cost per person, with a weight."""
        control, amount = self._checked(name, value, None)
        if control.rule != "mean":
            raise ValueError(f"{name} is a sum, not a mean: use Controls.add")
        if not 0 <= weight < float("inf"):
            raise ValueError(f"{name}: a weight of {weight}; weights are finite and not negative")
        if weight == 0:
            return
        key = (name, conditional)
        before = self._weights.get(key, 0.0)
        whole = before + weight
        self._weights[key] = whole
        self._put(
            control,
            self.value(name, conditional) * (before / whole) + amount * (weight / whole),
            conditional,
        )

    def value(self, name: str, conditional: bool = False) -> Any:
        """Return a control: a number, or an array over territories (a copy)."""
        import numpy as np

        control = _control(name)
        value = self._values.get((name, conditional))
        if control.territorial:
            return np.zeros(self._size) if value is None else value.copy()
        return 0.0 if value is None else value

    def used(self) -> list[tuple[str, bool]]:
        """Return the controls that were written, as pairs of name and whether conditional."""
        return sorted(self._values)

    def written(self) -> Iterator[tuple[tuple[str, bool], Any]]:
        """Go through the controls that were written, each with its value, which is to be read only."""
        return iter(self._values.items())

    def _put(self, control: Control, value: Any, conditional: bool) -> None:
        if control.cap is not None:
            import numpy as np

            value = np.minimum(value, control.cap) if control.territorial else min(value, control.cap)
        self._values[control.name, conditional] = value

    def _checked(self, name: str, value: Any, where: Mask | None) -> tuple[Control, Any]:
        import numpy as np

        control = _control(name)
        amount: Any
        if isinstance(value, int | float):  # an array of one number would take ten times as long
            amount, shape = float(value), ()
            sound = 0 <= amount < inf
        else:
            amount = np.asarray(value, dtype=np.float64)
            shape = amount.shape
            sound = amount.min(initial=0) >= 0 and amount.max(initial=0) < inf
        if not sound:
            raise ValueError(f"{name}: {value}; controls are finite numbers and not negative")
        if not control.territorial:
            if shape or where is not None:
                raise ValueError(f"{name} is national: it takes one number and no territories")
            return control, float(amount)
        if shape not in ((), (self._size,)):
            raise ValueError(f"{name}: {amount.size} values for {self._size} territories")
        return control, amount if where is None else np.where(where, amount, 0.0)

    def __repr__(self) -> str:
        return f"Controls({', '.join(name for name, _conditional in self.used())})"


def _control(name: str) -> Control:
    if name not in CONTROLS:
        hint = did_you_mean(name, CONTROLS)
        raise KeyError(f"no control is called '{name}'{'; ' + hint if hint else ''}")
    return CONTROLS[name]


@dataclass(frozen=True)
class Month:
    """A calendar month of a run, as an intervention sees it.

    Attributes
    ----------
    start, end
        First day, and the first day after it.
    index
        Its number in the run, from 0.
    ground
        The territories, with people and gang members by territory at the start of the run.
    controls
        Where the intervention writes.
    state
        A read-only view of the model's state at the start of the month, for interventions that say that they
        read it; None for the others, which are planned before the run.
    """

    start: date
    end: date
    index: int
    ground: Ground
    controls: Controls = field(compare=False)
    state: Any = field(default=None, compare=False)

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.end - self.start).days

    @property
    def territories(self) -> list[str]:
        """Return the ids of the territories, in the order of all arrays."""
        return list(self.ground.ids)

    def share(self, from_: date, until: date | None = None) -> float:
        """Return the part of the month that lies from one day up to, and without, another."""
        first = max(self.start, from_)
        last = self.end if until is None else min(self.end, until)
        return max((last - first).days, 0) / self.days

    def mask(self, territories: Iterable[str] | Literal["all"] = "all") -> Mask:
        """Return which territories a list of territories and regions covers."""
        return self.ground.mask(territories)

    def each_day(self) -> list[date]:
        """Return the days of the month."""
        return [self.start + timedelta(days=n) for n in range(self.days)]


def calendar(start: date, end: date, ground: Ground) -> list[Month]:
    """Cut the time from one day to another into months, the first and the last perhaps shorter."""
    months: list[Month] = []
    while start < end:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        months.append(Month(start, min(following, end), len(months), ground, Controls(len(ground.ids))))
        start = following
    return months
