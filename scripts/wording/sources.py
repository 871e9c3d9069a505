"""What must be translated, and where it stands: Python, templates, and the files that ship with Tregua.

A message has the group of the place where a reader meets it: ``page`` (the explorer), ``report``,
``headline`` (what commands print), ``schema`` (texts of the shipped YAML and of the fields of a file) or
``rest`` (errors, help, developers' tools). One that stands in several has the first of them.
"""

from __future__ import annotations

import ast
import csv
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GROUPS = ("page", "report", "headline", "schema", "rest")
LANGUAGES = ("en", "es", "fr", "ht")
ONE, SEVERAL = {"_", "gettext_", "N_"}, {"ngettext"}
# Inside a call to one of these a message is an error, or the help of an option.
APART = {
    "Problem", "InputError", "RunError", "ValueError", "TypeError", "KeyError", "mistake", "Trouble",
    "tell", "wrong", "complain", "flag", "about", "about_", "at_least", "_bounded", "create_ordered", "App",
}  # fmt: skip
# Folders and files by what a reader meets in them; the first that fits. What is not named is `rest`.
PLACES = (
    ("vocabulary/numbers.py", "page"),
    ("vocabulary/factors.py", "headline"),
    ("vocabulary/", "report"),
    ("web/", "page"),
    ("report/", "report"),
    ("i18n/", "report"),
    ("scenarios/interventions/", "report"),
    ("scenarios/phrases.py", "report"),
    ("scenarios/preconditions.py", "report"),
    ("scenarios/scenario.py", "report"),
    ("scenarios/diff.py", "headline"),
    ("assumptions/parameter.py", "report"),
    ("cli/", "headline"),
    ("decisions/", "headline"),
    ("inference/", "headline"),
    ("forecasting/", "headline"),
    ("validation/", "headline"),
)
# A title of nothing but a name, such as "Delmas" or "La Paz", is the same in every language.
LINKS = {"de", "du", "des", "la", "le", "les", "el", "los", "las", "y", "et"}


@dataclass(frozen=True)
class Message:
    """A message where it stands."""

    one: str
    many: str
    group: str
    at: str  # the file, below src/tregua


def group_of(at: str) -> str:
    """Return the group of a file's messages."""
    return next((group for part, group in PLACES if at.startswith(part)), "rest")


def messages(root: Path) -> list[Message]:
    """Gather all messages below ``src/tregua``, in a fixed order: by group, by file, as they stand there."""
    found: list[Message] = []
    for path in sorted(root.rglob("*.py")):
        found += _python(path, path.relative_to(root).as_posix())
    for path in sorted(root.rglob("*.j2")):
        found += _template(path, path.relative_to(root).as_posix())
    found += _shipped(root)
    found += _help()
    best: dict[tuple[str, str], Message] = {}
    for message in found:
        known = best.get((message.one, message.many))
        if known is None or GROUPS.index(message.group) < GROUPS.index(known.group):
            best[message.one, message.many] = message
    rank = {id(m): k for k, m in enumerate(found)}
    return sorted(best.values(), key=lambda m: (GROUPS.index(m.group), m.at, rank[id(m)]))


def _python(path: Path, at: str) -> Iterator[Message]:
    default = group_of(at)

    def walk(node: ast.AST, group: str) -> Iterator[Message]:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name in ONE and texts[:1] and texts[0]:
                yield Message(texts[0], "", group, at)
            elif name in SEVERAL and len(texts) >= 2:
                yield Message(texts[0], texts[1], group, at)
            elif name == "Field" and at.startswith(("scenarios/interventions/", "scenarios/preconditions")):
                # what a number of a policy is: the explorer's controls are named by it
                for key in node.keywords:
                    if key.arg == "description" and isinstance(key.value, ast.Constant):
                        yield Message(key.value.value, "", "schema", at)
            if name in APART:
                group = "rest"
        for child in ast.iter_child_nodes(node):
            yield from walk(child, group)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), default)


def _template(path: Path, at: str) -> Iterator[Message]:
    from jinja2 import Environment
    from jinja2.ext import extract_from_ast

    tree = Environment().parse(path.read_text(encoding="utf-8"))
    for _line, name, message in extract_from_ast(tree, tuple(ONE | SEVERAL)):
        texts = message if isinstance(message, tuple) else (message,)
        words = [text for text in texts if text]
        if words:
            yield Message(words[0], words[1] if name in SEVERAL else "", group_of(at), at)


def _shipped(root: Path) -> Iterator[Message]:
    """Gather the texts that readers see of the files that ship with Tregua."""
    for path in sorted((root / "assumptions").glob("*.yaml")):
        for entry in _yaml(path).values():
            for key in ("title", "meaning", "unit", "travels"):
                yield from _text(entry.get(key), root, path)
            yield from _bare(entry.get("source"), root, path)
    for path in sorted((root / "scenarios" / "library").rglob("*.yaml")):
        scenario = _yaml(path)
        for key in ("title", "sentence"):
            yield from _text(scenario.get(key), root, path)
        for label in scenario.get("interventions") or {}:
            yield from _text(label.replace("_", " ").replace("-", " "), root, path)
        for part, key in (
            ("preconditions", "given_by"),
            ("interventions", "name"),
            ("interventions", "what"),
        ):
            for entry in (scenario.get(part) or {}).values():
                yield from _text((entry or {}).get(key) if isinstance(entry, dict) else None, root, path)
    path = root / "validation" / "claims" / "claims.yaml"
    for claim in _yaml(path).values():
        for key in ("title", "unit", "why"):
            yield from _text(claim.get(key), root, path)
    path = root / "decisions" / "value_of_information_measurements.yaml"
    for measurement in _yaml(path).values():
        yield from _text(measurement.get("title"), root, path)
    for folder in sorted(p for p in (root / "places" / "library").iterdir() if p.is_dir()):
        yield from _place(folder, root)


def _place(folder: Path, root: Path) -> Iterator[Message]:
    place = _yaml(folder / "place.yaml")
    for value in (
        place["title"],
        place.get("sentence"),
        place.get("reporting"),
        *(place.get("regions") or {}).values(),
    ):
        yield from _text(value, root, folder / "place.yaml")
    for territory in _yaml(folder / "territories.yaml").values():
        yield from _text(territory.get("title"), root, folder / "territories.yaml")
    for gang in _yaml(folder / "gangs.yaml")["gangs"].values():
        yield from _text(gang.get("title"), root, folder / "gangs.yaml")
    for series in _yaml(folder / "series.yaml").values():
        yield from _text(series.get("title"), root, folder / "series.yaml")
        yield from _text(series.get("unit"), root, folder / "series.yaml")
    with (folder / "evidence.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from _text(row.get("unit"), root, folder / "evidence.csv")
    for entry in _yaml(folder / "parameters.yaml").values():
        yield from _bare(entry.get("source"), root, folder / "parameters.yaml")
    for event in _yaml(folder / "history.yaml"):
        yield from _text(event.get("title"), root, folder / "history.yaml", "rest")


def _yaml(path: Path) -> Any:
    import yaml

    # libyaml reads the same, many times faster, where it is there
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}


def _text(value: Any, root: Path, path: Path, group: str = "schema") -> Iterator[Message]:
    """Yield a text unless its file has it in every language, or it is a name and nothing else."""
    if isinstance(value, dict):
        value = None if set(LANGUAGES) <= set(value) else value.get("en")
    if not isinstance(value, str) or not value.strip():
        return
    value = " ".join(value.split())
    if _name(value, path.name):
        return
    yield Message(value, "", group, path.relative_to(root).as_posix())


def _bare(source: Any, root: Path, path: Path) -> Iterator[Message]:
    """Yield a source that names no document: "assumption", "ours". Those that do stay as they are."""
    if isinstance(source, str) and source.lower() in ("assumption", "ours"):
        yield from _text(source, root, path)


def _name(value: str, file: str) -> bool:
    """Tell whether a text is the name of a place or of a gang."""
    if file not in ("territories.yaml", "gangs.yaml", "place.yaml"):
        return False
    return not any(word not in LINKS for word in re.findall(r"(?<![\w'-])[a-z]\w*", value))


def _help() -> Iterator[Message]:
    """Gather the docstrings of the commands, which are their help."""
    from tregua.cli.app import app

    def commands(of: Any) -> Iterator[Any]:
        for name in of:
            if name.startswith("-"):
                continue
            one = of[name]
            yield one
            yield from commands(one)

    for one in commands(app):
        function = one.default_command
        text = inspect.getdoc(function) if function is not None else None
        if text:
            module = function.__module__.removeprefix("tregua.").replace(".", "/")
            yield Message(text, "", "rest", f"{module}.py")
