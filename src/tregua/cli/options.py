"""Options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, validators

from tregua.i18n import _


def flag(text: str, name: str | None = None) -> Parameter:
    """Make an option that is on when it is named: no ``--no-...`` beside it."""
    return Parameter(name=name, negative="", show_default=False, help=text)


def about(text: str, name: str | None = None) -> Parameter:
    """Say what an option is."""
    return Parameter(name=name, help=text)


def at_least(least: int, text: str) -> Parameter:
    """Say what a number is, and how small it may be."""
    return Parameter(validator=validators.Number(gte=least), help=text)


Json = Annotated[bool, flag(_("Print JSON, and nothing else, on standard output."))]
Full = Annotated[
    bool, flag(_("Print every policy with all figures, the readings and the accounts, and what to trust."))
]
PlaceRef = Annotated[str, about(_("A place by name, or a folder of the same form."))]
PlaceOption = Annotated[
    str | None,
    about(_("The place, by name or by folder, in place of the scenario's own."), "--place"),
]
Out = Annotated[Path, about(_("Folder for what is written."))]
Cluster = Annotated[
    str | None,
    about(
        _(
            "Who runs it, in place of threads: 'processes' of this machine, 'local' (a dask cluster here) "
            "or tcp://HOST:PORT (a dask scheduler). No result depends on it."
        )
    ),
]
Unchecked = Annotated[
    bool,
    flag(
        _(
            "Read the result although its values are not those that were saved under its digest; every table "
            "then says so."
        )
    ),
]
AsOf = Annotated[date | None, about(_("Use only what had been published by this date (YYYY-MM-DD)."))]


@Parameter(name="*")
@dataclass(frozen=True)
class RunOptions:
    """How to run. Everything here but the workers changes the numbers."""

    members: Annotated[int, at_least(1, _("Runs of each scenario, one for each draw of parameters."))] = 48
    seed: Annotated[int, at_least(0, _("Seed of the random numbers, which all scenarios share."))] = 1
    workers: Annotated[
        int | None, at_least(1, _("Threads, or processes with --cluster; no result depends on them."))
    ] = None
    dt: Annotated[Literal["half-day", "day", "week"], about(_("Length of the model's step."))] = "day"
    mean_field: Annotated[bool, flag(_("Expected flows in place of random draws."))] = False
    as_of: AsOf = None
    assume: Annotated[Path | None, about(_("YAML file of parameters to fix or priors to replace."))] = None
    priors: Annotated[bool, flag(_("Draw from the priors, even where a posterior was learnt."))] = False
