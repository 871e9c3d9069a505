"""YAML with its line numbers: a strict, small and safe reading of the files that people write.

What is read is a plain tree of mappings, lists, texts, numbers, true and false, dates and null. Aliases,
tags, several documents in a file, duplicate keys, numbers that are not finite and deep nesting are refused,
each with its line, so that a file says one thing to everyone and can neither grow in memory nor run anything.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from tregua.errors import InputError, Problem, shorten
from tregua.i18n import _
from tregua.inputs.text_reader import MEGABYTE, read_text
from tregua.inputs.validation_messages import Context, mistake, to_problem

__all__ = ["Node", "load_yaml", "mistake", "parse_yaml", "read_yaml", "validate"]

SIZE_LIMIT = 2 * MEGABYTE
DEPTH_LIMIT = 30
PROBLEM_LIMIT = 100  # in one file; past that the file is of another kind

# libyaml reads ten times as fast; both loaders give the same events, and only events are used.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_INT = re.compile(r"[-+]?(0|[1-9][0-9_]{0,30})\Z")
_FLOAT = re.compile(r"[-+]?((0|[1-9][0-9_]{0,400})(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][-+]?[0-9]{1,9})?\Z")
_ODD_FLOAT = re.compile(r"[-+]?\.?(inf|nan|infinity)\Z", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")

PathTo = tuple[str | int, ...]


@dataclass(frozen=True)
class Node:
    """The content of a YAML file, and where in it each thing stands.

    Attributes
    ----------
    value
        Plain Python data.
    file
        The file as the user named it.
    lines
        Line of each key and item, by its path from the top.
    broken
        Paths at which a problem was found already: what follows from it is not told again.
    """

    value: Any
    file: str
    lines: dict[PathTo, int] = field(default_factory=dict, repr=False)
    broken: frozenset[PathTo] = field(default=frozenset(), repr=False)

    def line(self, path: PathTo = ()) -> int | None:
        """Return the line of the deepest part of a path that stands in the file."""
        path = tuple(path)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def repeats(self, path: PathTo) -> bool:
        """Tell whether the key at a path stood there a second time."""
        return (*path[:-1], _second(path[-1])) in self.lines

    def problem(
        self, path: PathTo, found: Any, expected: str, hint: str = "", severity: str = "error"
    ) -> Problem:
        """Make a problem of what stands at a path."""
        text = found if isinstance(found, str) else shorten(found)
        return Problem(
            self.file, self.line(path), dotted(path), shorten(text), expected, hint,
            "doubt" if severity == "doubt" else "error",
        )  # fmt: skip


def _second(key: str | int) -> str:
    """Return the name under which a repeated key is read; unprintable, so that no key of a file is one."""
    return f"{key}\0"


def dotted(path: PathTo) -> str:
    """Write a path as ``gangs.ms13.members[0].date``."""
    text = ""
    for part in path:
        text += (
            f"[{part}]" if isinstance(part, int) else f".{shorten(part, 60)}" if text else shorten(part, 60)
        )
    return text


def load_yaml(path: str | Path, root: Path | None = None, name: str | None = None) -> Node:
    """Read a YAML file.

    Parameters
    ----------
    path
        The file.
    root
        The folder that the file must lie in, links followed.
    name
        What to call the file in messages; its path as given by default.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    node, problems = read_yaml(path, root, name)
    if node is None or problems:
        raise InputError(problems)
    return node


def read_yaml(
    path: str | Path, root: Path | None = None, name: str | None = None
) -> tuple[Node | None, list[Problem]]:
    """Read a YAML file and return what could be read, with the problems found."""
    name = str(path) if name is None else name
    text = read_text(Path(path), name, root, SIZE_LIMIT)
    return (None, [text]) if isinstance(text, Problem) else parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> tuple[Node | None, list[Problem]]:
    """Read YAML text (see `read_yaml`)."""
    reader = _Reader(name)
    try:
        value = reader.document(text)
    except _StopError:
        return None, reader.problems
    return Node(value, name, reader.lines, frozenset(reader.broken)), reader.problems


def validate(model: Any, node: Node, at: PathTo = (), file: str | None = None) -> Any:
    """Check data against a pydantic model, or any type that pydantic knows.

    Parameters
    ----------
    model
        The model or type.
    node
        The file's content.
    at
        Where in the file the data stand.
    file
        What to call the file; the node's own name by default.

    Returns
    -------
    model or list[Problem]
        The checked value, or every mistake as a problem with its line; the list is empty where all that is
        wrong was told when the file was read.
    """
    if file is not None and file != node.file:
        node = replace(node, file=file)
    value = node.value
    for part in at:
        value = value[part]
    try:
        return _adapter(model).validate_python(value)
    except ValidationError as error:
        context = Context(model, value)
        found: dict[tuple[Any, ...], Problem] = {}
        for each in error.errors(include_url=False)[:PROBLEM_LIMIT]:
            path, text, expected, hint = to_problem(each, context)
            if tuple(at) + path in node.broken or (each["type"] == "missing" and hint):
                continue  # told already: when the file was read, or as the unknown key that was meant
            found.setdefault((path, expected), node.problem(tuple(at) + path, text, expected, hint))
        return list(found.values())


@lru_cache(maxsize=64)
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


class _StopError(Exception):
    """Reading cannot go on."""


class _Reader:
    """Builds plain data from YAML events, noting lines and problems on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines: dict[PathTo, int] = {}
        self.broken: set[PathTo] = set()
        self.aliases: set[str] = set()

    def problem(self, line: int | None, path: PathTo, found: str, expected: str, hint: str = "") -> None:
        self.broken.add(path)
        self.problems.append(Problem(self.name, line, dotted(path), shorten(found), expected, hint))
        if len(self.problems) >= PROBLEM_LIMIT:
            raise _StopError

    def document(self, text: str) -> Any:
        try:
            loader = _Loader(text)
        except yaml.YAMLError as error:
            self.syntax(error, text)
            raise _StopError from None
        try:
            while not isinstance(event := loader.get_event(), yaml.DocumentStartEvent):
                if isinstance(event, yaml.StreamEndEvent):
                    self.problem(None, (), _("an empty file"), _("some content"))
                    raise _StopError
            value = self.node(loader, loader.get_event(), ())
            loader.get_event()
            if not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
                self.problem(
                    event.start_mark.line + 1, (), _("a second document ('---')"), _("one document in a file")
                )
            return value
        except yaml.YAMLError as error:
            self.syntax(error, text)
            raise _StopError from None
        finally:
            loader.dispose()

    def syntax(self, error: yaml.YAMLError, text: str) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark is not None else None
        found = " ".join(
            part for part in (getattr(error, "context", None), getattr(error, "problem", None)) if part
        ) or str(error)
        written = text.split("\n")[line - 1] if line and line <= text.count("\n") + 1 else ""
        hint = ""
        opened = getattr(error, "context_mark", None)
        if "\t" in written[: len(written) - len(written.lstrip())]:
            hint = _("indent with spaces, not with tabs")
        elif "mapping values are not allowed" in found:
            hint = _("put a text that contains ': ' between quotes, or check the indentation")
        elif found.startswith(("while parsing a flow", "while scanning a quoted")) and opened is not None:
            hint = _("what is opened on line {n} is perhaps never closed").format(n=opened.line + 1)
        elif "could not find expected ':'" in found or "expected <block end>" in found:
            hint = _("check the indentation and the colons of this line and the one before")
        elif "%" in written or "@" in written or "`" in written:
            hint = _("put the text between quotes")
        self.problem(line, (), found, _("YAML"), hint)

    def node(self, loader: Any, event: Any, path: PathTo) -> Any:
        line = event.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.AliasEvent):
            self.broken.add(path)
            if event.anchor not in self.aliases:  # once for each is enough: a bomb has thousands
                self.aliases.add(event.anchor)
                hint = _("aliases are not accepted")
                self.problem(line, path, f"*{event.anchor}", _("the value itself"), hint)
            return None
        if event.tag is not None:
            self.problem(
                line, path, _("the tag {tag}").format(tag=event.tag), _("a plain value without a tag")
            )
        if len(path) > DEPTH_LIMIT:
            self.problem(
                line, path[:3], _("very deep nesting"), _("at most {n} levels").format(n=DEPTH_LIMIT)
            )
            raise _StopError
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(loader, path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
                items.append(self.node(loader, event, (*path, len(items))))
            return items
        return self.scalar(event, line, path)

    def mapping(self, loader: Any, path: PathTo) -> dict[str, Any]:
        content: dict[str, Any] = {}
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.value == "":
                found = _("a list or mapping as a key") if not isinstance(event, yaml.ScalarEvent) else "''"
                if isinstance(event, yaml.AliasEvent):
                    found = f"*{event.anchor}"
                self.problem(line, path, found, _("a key of plain text"))
                self.node(loader, event, (*path, "?"))
                self.node(loader, loader.get_event(), (*path, "?"))
                continue
            key = event.value
            if key == "<<":
                self.problem(line, path, "<<", _("the keys themselves"), _("merge keys are not accepted"))
            where = (*path, key)
            if key in content:
                self.problem(
                    line, where, _("the key '{key}' a second time").format(key=shorten(key)),
                    _("each key once"), _("it stands on line {n} already").format(n=self.lines[where]),
                )  # fmt: skip
                # The second value is read under another path, to keep the lines of the first.
                self.node(loader, loader.get_event(), (*path, _second(key)))
                continue
            self.lines[where] = line
            content[key] = self.node(loader, loader.get_event(), where)
        return content

    def scalar(self, event: Any, line: int, path: PathTo) -> Any:
        text = event.value
        if event.tag is not None or not event.implicit[0]:
            return text  # quoted, or a block of text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _INT.match(text):
            return int(text.replace("_", ""))
        if _FLOAT.match(text) or _ODD_FLOAT.match(text):
            number = float(text.replace("_", "")) if _FLOAT.match(text) else math.nan
            if not math.isfinite(number):
                self.problem(line, path, text, _("a finite number"))
                return None
            return number
        day = _DATE.match(text)
        if day:
            try:
                return date(*(int(part) for part in day.groups()))
            except ValueError:
                self.problem(line, path, text, _("a date that exists, as YYYY-MM-DD"))
                return None
        return text
