"""A page of the report: what it is made from, and the command that makes its numbers again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place
    from tregua.scenarios import Scenario

Section = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What a page is made from.

    Attributes
    ----------
    ds, place
        The result, and its place where its files are still the same.
    policies
        Names of library scenarios, or scenarios, in the result's order, the baseline first.
    options
        Seed, day of knowledge, assumptions and whether only priors are drawn from.
    question
        The user's file of goals and weights.
    """

    ds: xr.Dataset
    place: Place
    policies: Sequence[str | Scenario]
    options: Mapping[str, Any]
    question: str | Path | None = None

    @property
    def base(self) -> str | Scenario:
        """Return the result's baseline."""
        return self.policies[0]


def explained(page: Section) -> Section:
    """Give each number of a page that was not read from the result the command that makes it again."""
    if page.get("command"):
        more = {"command": page["command"], "digest": "", "members": page.get("runs", "")}
        for table in page["tables"]:
            for cell in (cell for row in table["rows"] for cell in row if isinstance(cell, dict)):
                cell["more"] = more | cell.get("more", {})
    return page


def command(name: str, source: Source, policies: Sequence[str | Scenario], *words: str) -> str:
    """Return the command that makes a page's numbers again."""
    named = [each if isinstance(each, str) else each.name for each in policies]
    options = source.options
    told = ["tregua", name, str(source.place.name), *named, *words, "--seed", str(options.get("seed", 1))]
    for key in ("as_of", "assume"):
        if options.get(key) is not None:
            told += [f"--{key.replace('_', '-')}", str(options[key])]
    told += ["--priors"] if options.get("priors") else []
    told += ["--ask", str(source.question)] if source.question else []
    return shlex.join(told)
