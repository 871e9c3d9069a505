"""Keywords of public functions: unknown ones are refused, and the text of a day is a day."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from tregua.errors import InputError, Problem, known_keywords, shorten
from tregua.i18n import _
from tregua.inputs.fields import parse_day

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")
DAYS = ("as_of", "until", "today")


def public(function: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
    """Return a function that explains wrong keywords, and takes the text of a day for a day.

    A keyword ``options``, where the function has it, stands for the fields of `Options` that are not given by
    themselves.

    Parameters
    ----------
    function
        Its own signature stands, for editors and for type checkers.

    Raises
    ------
    InputError
        From the function returned, for every keyword that it does not have and every day that is none.
    """
    checked = known_keywords(function)
    kinds = inspect.signature(function).parameters
    names = [name for name, p in kinds.items() if p.kind is p.POSITIONAL_OR_KEYWORD]

    @wraps(function)
    def called(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
        given: dict[str, Any] = dict(kwargs)
        if twice := [name for name in names[: len(args)] if name in given]:
            raise TypeError(f"{function.__name__}() got multiple values for argument '{twice[0]}'")
        given |= dict(zip(names, args, strict=False))  # what stands by position has a name too
        beyond = args[len(names) :]
        options = given.get("options")
        if options is not None:
            given = _fields_of(options) | given
        problems = []
        for name in (name for name in DAYS if given.get(name) is not None):
            value = given[name]
            day = parse_day(value) if isinstance(value, str) else value
            if isinstance(day, date) and not isinstance(day, datetime):
                given[name] = day
            elif "options" not in kinds:  # else said with what is wrong with the other options
                problems.append(wrong(name, value, _("a date, as YYYY-MM-DD")))
        if problems:
            raise InputError(problems)
        return cast(Any, checked)(*beyond, **given)

    return cast(Callable[Arguments, Returned], called)


def _fields_of(options: object) -> dict[str, Any]:
    from tregua.simulation.setup import Options

    if not isinstance(options, Options):
        raise InputError(wrong("options", options, _("an object of tregua.Options")))
    return {f.name: getattr(options, f.name) for f in fields(options)}


def wrong(where: str, found: Any, expected: str, hint: str = "") -> Problem:
    """Return a problem with what was given to a function."""
    return Problem(_("(options)"), None, where, shorten(found), expected, hint)


def as_list(given: Any, single: tuple[type, ...]) -> list[Any]:
    """Return a list of what was given: one of it is a list of one."""
    return [given] if isinstance(given, single) or not isinstance(given, Sequence) else list(given)
