"""Named errors: what was found, where, what was expected, and what to do about it."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from importlib.util import find_spec
from typing import Any, Literal, ParamSpec, TypeVar

from tregua.i18n import _, ngettext

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")
SHOWN = 200  # problems printed before the rest is only counted


@dataclass(frozen=True)
class Problem:
    """One mistake, or one doubt, in something a user wrote.

    Attributes
    ----------
    file
        The file as the user named it.
    line
        Line in that file, counted from 1; None where the file as a whole is meant.
    where
        Dotted path inside the file, such as ``gangs.ms13.members[0].date``.
    found, expected
        What was there, shortened, and what should have been there.
    hint
        What was perhaps meant, or what to do.
    severity
        An error stops the work; a doubt is only told.
    """

    file: str
    line: int | None
    where: str
    found: str
    expected: str
    hint: str = ""
    severity: Literal["error", "doubt"] = "error"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        head = place if not self.where else f"{place}  {self.where}"
        if self.severity == "doubt":
            head = _("{place} (doubt)").format(place=head)
        lines = [
            head,
            _("    found:    {text}").format(text=self.found),
            _("    expected: {text}").format(text=self.expected),
        ]
        if self.hint:
            lines.append(_("    hint:     {text}").format(text=self.hint))
        return "\n".join(lines)


class TreguaError(Exception):
    """What went wrong, in words for the user; `status` is the exit status of a command that ends with it."""

    status = 1


class RunError(TreguaError):
    """A run that could not be finished."""

    status = 1


class InputError(TreguaError):
    """Something the user wrote is wrong: every mistake found, at once.

    Parameters
    ----------
    problems
        The mistakes, in the order in which they should be read. A single text stands for one problem
        without a place.
    """

    status = 2

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem("", None, "", problems, "")
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1 and not self.problems[0].file and not self.problems[0].expected:
            return self.problems[0].found
        count = len(self.problems)
        blocks = [str(problem) for problem in self.problems[:SHOWN]]
        blocks.append(ngettext("{n} problem", "{n} problems", count).format(n=count))
        if count > SHOWN:
            blocks[-1] += _(", the first {n} shown").format(n=SHOWN)
        return "\n\n".join(blocks)


def shorten(value: Any, width: int = 80) -> str:
    """Write a value on one line of at most `width` characters, with nothing a terminal would act on."""
    if isinstance(value, dict):
        text = _("a mapping with {keys}").format(
            keys=", ".join(str(k) for k in list(value)[:5]) or _("no keys")
        )
    elif isinstance(value, list) and len(value) <= 4 and not any(isinstance(v, dict | list) for v in value):
        text = "[" + ", ".join(shorten(v, width) for v in value) + "]"
    elif isinstance(value, list):
        text = ngettext("a list of {n} item", "a list of {n} items", len(value)).format(n=len(value))
    elif value is None:
        text = _("nothing")
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        # Only the beginning is looked at: a value may be as large as its file.
        text = str(value)[: 4 * width]
    text = "".join(c if c.isprintable() else " " for c in text)
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def did_you_mean(word: Any, options: Iterable[str]) -> str:
    """Ask whether the closest of the options was meant; an empty text when none is close."""
    options = [str(option) for option in options]
    close = closest(word, options)
    return _("did you mean '{word}'?").format(word=close) if close else ""


def closest(word: Any, options: Iterable[str]) -> str:
    """Return the option closest to a word, blind to case and hyphens; an empty text when none is close."""
    plain = {_plain(option): str(option) for option in options}
    near = difflib.get_close_matches(_plain(str(word)[:80]), list(plain), n=1, cutoff=0.6)
    return plain[near[0]] if near else ""


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def one_of(options: Iterable[str], most: int = 12) -> str:
    """List what may stand in a place, shortened when there are many."""
    options = [str(option) for option in options]
    if len(options) > most:
        return _("one of {options} and {n} more").format(
            options=", ".join(options[:most]), n=len(options) - most
        )
    return _("one of {options}").format(options=", ".join(options)) if options else _("nothing here")


def require_extra(package: str, extra: str) -> None:
    """Raise an error where a package of an extra is missing, before the work and not in the middle of it.

    Raises
    ------
    RunError
        With what to install.
    """
    if find_spec(package) is None:
        text = _("this needs {package}: pip install 'tregua[{extra}]'")
        raise RunError(text.format(package=package, extra=extra))


def known_keywords(function: Callable[Arguments, Returned], name: str = "") -> Callable[Arguments, Returned]:
    """Return a function that refuses a keyword which it does not have, with the one that was perhaps meant.

    Parameters
    ----------
    function
        Its own signature stands, for editors and for type checkers.
    name
        What to call it in messages; its own name by default.

    Raises
    ------
    InputError
        From the function returned, with every keyword that it does not have.
    """
    accepted = list(inspect.signature(function).parameters)
    known = [name for name in accepted if name != "self"]

    @wraps(function)
    def checked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
        strange = [keyword for keyword in kwargs if keyword not in accepted]
        if strange:
            called = f"{name or getattr(function, '__name__', '')}()"
            raise InputError(
                [
                    Problem(called, None, key, key, one_of(known, 30), did_you_mean(key, known))
                    for key in strange
                ]
            )
        return function(*args, **kwargs)

    return checked
