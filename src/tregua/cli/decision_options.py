"""Options and words that the commands which weigh share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tregua.cli.options import AsOf, about, at_least, flag
from tregua.cli.terminal import say
from tregua.i18n import _
from tregua.i18n.numbers import marks

Ask = Annotated[
    Path | None,
    about(_("YAML file of the question: goals, policies, ranges of uncertainties, weights, budget.")),
]
Goals = Annotated[
    list[str] | None,
    about(
        _(
            "A goal, such as 'killing_ratio_year2 <= 0.5' or 'deaths / base <= 0.8'; may be given more than "
            "once."
        ),
        "--goal",
    ),
]
Folder = Annotated[Path | None, about(_("Folder for the picture and its numbers."))]


@Parameter(name="*")
@dataclass(frozen=True)
class Believe:
    """What is believed, and how it is drawn. Everything here but the workers changes the numbers."""

    seed: Annotated[int, at_least(0, _("Seed of the random numbers, which all policies share."))] = 1
    workers: Annotated[int | None, at_least(1, _("Threads; no result depends on them."))] = None
    as_of: AsOf = None
    assume: Annotated[Path | None, about(_("YAML file of parameters to fix or priors to replace."))] = None
    priors: Annotated[bool, flag(_("Draw from the priors, even where a posterior was learnt."))] = False


def written(out: Path, files: dict[str, str], quiet: bool = False) -> list[str]:
    """Write files into a folder, and say so."""
    from tregua.results.atomic_write import write_text

    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in files.items():
        path = out / name
        write_text(path, text)
        paths.append(str(path))
        if not quiet:
            say(_("written: {path}").format(path=path))
    return paths


def say_all(lines: Sequence[str]) -> None:
    """Print lines of the answer."""
    for line in lines:
        say(line)


def compact(value: float) -> str:
    """Print a number of any size."""
    size = abs(value)
    if value != value:
        return "-"
    if size >= 1e9:
        return _("{n} bn").format(n=marks(f"{value / 1e9:,.2f}"))
    if size >= 1e6:
        return _("{n} m").format(n=marks(f"{value / 1e6:,.1f}"))
    return marks(f"{value:,.0f}" if size >= 10 else f"{value:.2f}")


def ranged(found: dict[str, float] | None) -> str:
    """Print a median with its range."""
    if found is None:
        return ""
    return f"{compact(found['median'])} ({compact(found['low'])} – {compact(found['high'])})"
