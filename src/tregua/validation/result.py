"""One line of the table of published results: what was published, what we get, and whether that agrees."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tregua.i18n import _


@dataclass(frozen=True)
class Result:
    """One comparison with something published.

    Attributes
    ----------
    id
        Number in the list of what to agree with, such as "A1".
    what
        The quantity, in words, with its unit.
    published
        What was published; None where only a sign or a bound was.
    ours
        What Tregua gives; the median where there is a range.
    tolerance
        What counts as agreement, in words.
    ok
        Whether it agrees.
    low, high
        Range of ours, over networks or draws.
    source
        Who published it.
    note
        What a reader must know to judge it.
    """

    id: str
    what: str
    published: float | None
    ours: float
    tolerance: str
    ok: bool
    low: float | None = None
    high: float | None = None
    source: str = ""
    note: str = ""

    @property
    def deviation(self) -> float | None:
        """Ours less published."""
        return None if self.published is None else self.ours - self.published

    def record(self) -> dict[str, Any]:
        """Return the line for machines."""
        return {
            "id": self.id,
            "what": self.what,
            "published": self.published,
            "ours": self.ours,
            "tolerance": self.tolerance,
            "ok": self.ok,
            "range": None if self.low is None else [self.low, self.high],
            "source": self.source,
            "note": self.note,
        }


@dataclass(frozen=True)
class Case:
    """A published result that can be asked for by its number.

    Attributes
    ----------
    id, title
        Number and subject.
    check
        Makes the lines.
    """

    id: str
    title: str
    check: Callable[[], Sequence[Result]] = field(repr=False)


def within(
    id: str,
    what: str,
    published: float,
    ours: float,
    tolerance: float,
    *,
    relative: bool = False,
    **told: Any,
) -> Result:
    """Compare two numbers within a tolerance, absolute or as a share of what was published."""
    room = tolerance * abs(published) if relative else tolerance
    words = f"± {100 * tolerance:g} %" if relative else f"± {tolerance:g}"
    return Result(id, what, published, ours, words, abs(ours - published) <= room, **told)


def inside(id: str, what: str, published: float, values: Sequence[float], **told: Any) -> Result:
    """Ask whether what was published lies inside the range of ours."""
    ordered = sorted(float(v) for v in values)
    low, high, middle = ordered[0], ordered[-1], ordered[len(ordered) // 2]
    if not all(math.isfinite(v) for v in ordered):
        return Result(id, what, published, math.nan, _("inside the range"), False, **told)
    words = _("inside the range of {n} runs").format(n=len(ordered))
    return Result(id, what, published, middle, words, low <= published <= high, low, high, **told)
