"""The list of published results, and how to ask for them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence

from tregua.errors import InputError, Problem, RunError, did_you_mean, one_of
from tregua.i18n import N_, _
from tregua.validation.result import Result

# number: (title, module, function); a module is imported when its turn comes
CASES: dict[str, tuple[str, str, str]] = {
    "A1": (N_("Recruitment into cartels"), "cartels", "recruitment"),
    "A2": (N_("Recruitment into cartels: scenarios, equal dose, replacement"), "cartels", "scenarios"),
    "A3": (N_("A shock between two cartels"), "two_cartels", "shocks"),
    "A4": (N_("Civil violence: the rule printed and the rule run"), "civil_violence", "rounding"),
    "A5": (N_("Clashes at the border of two gangs"), "border_violence", "border"),
    "A6": (N_("Hysteresis and the critical force"), "hysteresis", "sweep"),
    "A7": (N_("Natural experiments: the truce of 2012, mano dura 2003"), "experiments", "natural"),
    # read from its last output: to make it anew is a command of its own, `tregua sbc`
    "A8": (N_("Simulation-based calibration, as last kept"), "sbc_record", "ranks"),
    "A9": (N_("Killed by commune in Haiti, first quarter of 2026"), "communes", "by_commune"),
}
NEEDED = {"scipy": "SciPy"}


def asked(only: Iterable[str] | None) -> list[str]:
    """Return the numbers asked for, in order; all where none is named.

    Raises
    ------
    InputError
        For a number that is not in the list.
    """
    names = [part.strip().upper() for each in only or () for part in each.split(",") if part.strip()]
    problems = []
    for name in names:
        if name not in CASES:
            hint = did_you_mean(name, CASES)
            problems.append(Problem(_("command line"), None, "--only", name, one_of(list(CASES)), hint))
    if problems:
        raise InputError(problems)
    return [name for name in CASES if not names or name in names]


def check(
    only: Iterable[str] | None = None, begin: Callable[[str, str], None] | None = None
) -> Sequence[Result]:
    """Compare with published results; misses come first.

    Parameters
    ----------
    only
        Numbers such as "A1"; all where None.
    begin
        Called with number and title before each.

    Raises
    ------
    RunError
        If a package that is needed is not installed.
    """
    names = asked(only)
    needs()
    lines: list[Result] = []
    for name in names:
        title, module, function = CASES[name]
        if begin:
            begin(name, title)
        lines += getattr(importlib.import_module(f"tregua.validation.{module}"), function)()
    return sorted(lines, key=lambda line: (line.ok, names.index(line.id)))


def needs(packages: Iterable[str] = NEEDED) -> None:
    """Refuse to go on without what the extra ``learn`` brings.

    Raises
    ------
    RunError
        That names what is missing and how to get it.
    """
    from importlib.util import find_spec

    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise RunError(
            _("{packages} is not installed, and this needs it: pip install 'tregua[learn]'").format(
                packages=", ".join(missing)
            )
        )
