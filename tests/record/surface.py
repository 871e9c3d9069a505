"""What users of a version can write: commands, options, names in Python, keys of YAML and JSON.

Everything is read through public entry points: the command line's app, the package `tregua`, the JSON Schemas
and the JSON that commands print. ``python -m tests.record.surface tests/fixtures/0.1`` prints the record of
the version at hand.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

SCHEMAS = ("scenario", "place", "territories", "gangs", "state", "history", "parameters", "series")
POSTERIORS = Path(__file__).parent.parent / "fixtures" / "posteriors"
_TABLES = (".figures", ".entries", ".measures")  # their keys are names of measures
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def call(*words: str | Path) -> tuple[int, str, str]:
    """Run a command in this process; return its exit status, standard output and standard error."""
    from tregua.__main__ import main  # what the installed command calls

    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["tregua", *map(str, words)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main()
    finally:
        sys.argv = before
    return status, out.getvalue(), err.getvalue()


def answer(*words: str | Path) -> Any:
    """Return what a command prints with ``--json``; it must not fail."""
    status, out, err = call(*words, "--json")
    assert status == 0, f"{words}: status {status}\n{err}"
    return json.loads(out)


# -- the command line


def _app() -> Any:
    """Return the command line's app, which version 0.1 held in `tregua.cli`."""
    try:
        return import_module("tregua.cli.app").app
    except ModuleNotFoundError:
        return import_module("tregua.cli").app


def _commands(app: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name in app:
        if not name.startswith("-"):
            yield " ".join((*above, name)), app[name]
            yield from _commands(app[name], (*above, name))


def commands() -> list[str]:
    """Return all commands, those within a command as ``place new``."""
    return sorted(name for name, _ in _commands(_app()))


def options() -> list[str]:
    """Return each command's options, the choices they take, and its words without a name, by their number."""
    found: set[str] = set()
    every = [("", _app().meta), *_commands(_app())]
    for command, at in every:
        if at.default_command is None:
            continue
        place = 0
        for argument in at.assemble_argument_collection():
            if argument.names == ("*",) or argument.names == ("TOKENS",):
                continue
            kind = argument.field_info.kind
            if kind is not None and kind is inspect.Parameter.VAR_POSITIONAL:
                found.add(f"{command} [more words]")
            elif kind is None or kind is not inspect.Parameter.KEYWORD_ONLY:
                place += 1
                found.add(f"{command} [word {place}]")
            for name in argument.names:
                if name.startswith("--"):
                    found.add(f"{command} {name}".strip())
                    found |= {f"{command} {name}={c}".strip() for c in argument.get_choices() or ()}
    return sorted(found)


# -- Python


def _keywords(name: str, thing: Any) -> Iterator[str]:
    for word, parameter in inspect.signature(thing).parameters.items():
        if word in ("self", "cls") or word.startswith("_"):
            continue
        stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        yield f"{name}({stars}{word})"


def names() -> list[str]:
    """Return the names of the package and the keywords with which they are called."""
    import tregua

    found = set(tregua.__all__)
    for name in tregua.__all__:
        thing = getattr(tregua, name)
        if inspect.isfunction(thing) or (inspect.isclass(thing) and "__init__" in vars(thing)):
            found |= {each for each in _keywords(name, thing) if not each.endswith("(*args)")}
    return sorted(found)


def attributes() -> list[str]:
    """Return the public attributes of the package's classes, with the keywords of their methods."""
    import tregua

    found: set[str] = set()
    for name in tregua.__all__:
        cls = getattr(tregua, name)
        if not inspect.isclass(cls):
            continue
        inherited = set(dir(Exception if issubclass(cls, Exception) else object))
        annotated = {key for each in cls.__mro__ for key in getattr(each, "__annotations__", {})}
        for key in (set(dir(cls)) | annotated) - inherited:
            if key.startswith("_"):
                continue
            found.add(f"{name}.{key}")
            if inspect.isroutine(getattr(cls, key, None)):
                found |= set(_keywords(f"{name}.{key}", getattr(cls, key)))
    return sorted(found)


# -- files that people write


def _schema(node: Any, at: str, defs: dict[str, Any], seen: tuple[str, ...], out: set[str]) -> None:
    """Collect the keys and the fixed words of a JSON Schema, each with the path to it."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name not in seen:
            _schema(defs[name], at, defs, (*seen, name), out)
    for word in ([node["const"]] if "const" in node else []) + list(node.get("enum", [])):
        out.add(f"{at}={word}")
    kind = node.get("properties", {}).get("kind", {})
    at = f"{at}{{{kind['const']}}}" if "const" in kind else at
    for key, value in node.get("properties", {}).items():
        out.add(f"{at}.{key}")
        _schema(value, f"{at}.{key}", defs, seen, out)
    _schema(node.get("additionalProperties"), f"{at}.*", defs, seen, out)
    for value in node.get("patternProperties", {}).values():
        _schema(value, f"{at}.*", defs, seen, out)
    _schema(node.get("items"), f"{at}[]", defs, seen, out)
    for part in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for value in node.get(part, []):
            _schema(value, at, defs, seen, out)
    for part in ("then", "else"):
        _schema(node.get(part), at, defs, seen, out)


def keys() -> list[str]:
    """Return the keys of scenario files and of the files of a place, from their JSON Schemas."""
    found: set[str] = set()
    for kind in SCHEMAS:
        status, out, err = call("schema", kind)
        assert status == 0, err
        schema = json.loads(out)
        _schema(schema, kind, schema.get("$defs", {}), (), found)
    return sorted(found)


def parameters() -> list[str]:
    """Return the names of the parameters: the keys of a file of assumptions."""
    shipped = [(), *((place["name"],) for place in answer("places"))]
    return sorted({each["name"] for place in shipped for each in answer("parameters", *place)})


def library() -> list[str]:
    """Return the places and scenarios that ship, which files and commands name."""
    return sorted(each["name"] for kind in ("places", "scenarios") for each in answer(kind))


# -- JSON that commands print


def _paths(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            path = f"{at}.{key if _NAME.match(key) else '*'}"
            yield path
            # a headline has one form whatever command prints it, and so has each measure's entry in a table
            below = "headline" if key == "headline" else f"{at}.*" if at.endswith(_TABLES) else path
            yield from _paths(each, below)
    elif isinstance(value, list):
        for each in value:
            yield from _paths(each, f"{at}[]")


def printed(place: Path, scenario: Path) -> list[str]:
    """Return the keys of what the main commands print with ``--json``, each with the path to it."""
    found: set[str] = set()

    def note(name: str, *words: str | Path) -> None:
        found.update(_paths(answer(*words), name))

    quick: tuple[str, ...] = ("--members", "6", "--dt", "week")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        # a copy: a folder that commands read is never one that they might write
        mine = Path(shutil.copytree(place, at / place.name, ignore=shutil.ignore_patterns("posteriors")))
        shutil.copytree(POSTERIORS, mine / "posteriors")  # rows of the model in force, of the same record
        note("run", "run", scenario, "--place", mine, *quick, "--study", at / "study")
        for name in ("resume", "report", "runs", "ledger"):
            note(name, name, at / "study")
        note("rerun", "rerun", at / "study")
        note("export", "export", at / "study", "--out", at / "tables")
        note("compare", "compare", mine, "baseline", "truce", *quick, "--out", at / "out")
        note("diff", "diff", "baseline", scenario, "--place", mine)
        for name in ("scenarios", "evidence", "parameters"):
            note(name, name, mine)
        note("place check", "place", "check", mine)
        note("place new", "place", "new", at / "another")
        note("calibrate --check", "calibrate", "--check", mine)
        for name in ("places", "model", "version", "cite"):
            note(name, name)
    return sorted(found)


SECTIONS: dict[str, Callable[[], Iterable[str]]] = {
    "commands": commands,
    "options": options,
    "python": names,
    "python attributes": attributes,
    "yaml": keys,
    "parameters": parameters,
    "library": library,
}

if __name__ == "__main__":
    at = Path(sys.argv[1])
    record = {name: list(section()) for name, section in SECTIONS.items()}
    record["json"] = printed(at / "harbour", at / "scenario.yaml")
    print(json.dumps(record, indent=1, ensure_ascii=False))
