"""The files of a place, read one by one; what is wrong in one part hides nothing in the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tregua.assumptions.prior import LocalPrior
from tregua.errors import Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.csv_reader import PROBLEM_LIMIT, SIZE_LIMIT
from tregua.inputs.fields import Name
from tregua.inputs.text_reader import read_bytes
from tregua.inputs.yaml_reader import Node, PathTo, read_yaml, validate
from tregua.places.evidence import Row
from tregua.places.gangs import Gang, GangsFile, Relation
from tregua.places.history import Event
from tregua.places.parse_rows import read_rows
from tregua.places.place import PlaceFile
from tregua.places.series import Series
from tregua.places.state import State
from tregua.places.territory import Territory

YAML_FILES = (
    "place.yaml", "territories.yaml", "gangs.yaml", "state.yaml", "history.yaml", "parameters.yaml",
    "series.yaml",
)  # fmt: skip
EVIDENCE = "evidence.csv"
DEFAULT_REGION = "country"  # the one region of a place that names none
DATA_FILES = (*YAML_FILES, EVIDENCE)
NEEDED = frozenset({"place.yaml", "territories.yaml", "gangs.yaml", "series.yaml", EVIDENCE})


@dataclass
class Parts:
    """What could be read of a place, and what was wrong."""

    folder: Path
    label: str
    nodes: dict[str, Node] = field(default_factory=dict)
    place: PlaceFile | None = None
    territories: dict[str, Territory] = field(default_factory=dict)
    gangs: dict[str, Gang] = field(default_factory=dict)
    relations: dict[int, Relation] = field(default_factory=dict)
    state: State | None = None
    history: dict[int, Event] = field(default_factory=dict)
    parameters: dict[str, LocalPrior] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def file(self, name: str) -> str:
        """Return how the user knows a file of the place."""
        return f"{self.label}/{name}"

    def raw(self, file: str, *path: str) -> Any:
        """Return what is written at a path of a file, checked or not; None if there is nothing."""
        node = self.nodes.get(file)
        value = None if node is None else node.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def names(self, file: str, *path: str) -> list[str] | None:
        """Return the keys of a mapping as written; None if it cannot be read.

        Where a key stands twice, one of the two is another thing under a wrong name, which nobody can tell.
        """
        value = self.raw(file, *path)
        if not isinstance(value, dict) or any(self.nodes[file].repeats((*path, key)) for key in value):
            return None
        return list(value)

    def tell(
        self, file: str, path: PathTo, found: Any, expected: str, hint: str = "", severity: str = "error"
    ) -> None:
        """Note a problem at a path of a YAML file."""
        node = self.nodes.get(file)
        if severity == "error" and self.full(file):
            return
        if node is not None and (severity == "doubt" or tuple(path) not in node.broken):
            self.problems.append(node.problem(tuple(path), found, expected, hint, severity))

    def regions(self) -> list[str] | None:
        """Return the names of the regions as written, or the default one; None if they cannot be read."""
        node = self.nodes.get("place.yaml")
        if node is None or not isinstance(node.value, dict):
            return None
        written = node.value.get("regions")
        return [DEFAULT_REGION] if not written else list(written) if isinstance(written, dict) else None

    def full(self, file: str) -> bool:
        """Tell whether a file has so many problems that more would help nobody."""
        return sum(problem.file == self.file(file) for problem in self.problems) >= PROBLEM_LIMIT

    @property
    def wrong(self) -> bool:
        """Whether there is any mistake, doubts apart."""
        return any(problem.severity == "error" for problem in self.problems)


def read_parts(folder: Path, label: str) -> Parts:
    """Read all files of a place's folder and check each against its form."""
    parts = Parts(folder, label)
    for name in YAML_FILES:
        path = folder / name
        if not path.exists() and not path.is_symlink():
            if name in NEEDED:
                _missing(parts, name)
            continue
        node, problems = read_yaml(path, folder, parts.file(name))
        parts.problems += problems
        if node is not None:
            parts.nodes[name] = node
    parts.place = _whole(parts, "place.yaml", PlaceFile)
    parts.territories = _entries(parts, "territories.yaml", (), Territory)
    _gangs(parts)
    parts.state = _whole(parts, "state.yaml", State)
    parts.history = _items(parts, "history.yaml", (), Event)
    parts.parameters = _entries(parts, "parameters.yaml", (), LocalPrior)
    parts.series = _entries(parts, "series.yaml", (), Series)
    if (folder / EVIDENCE).exists() or (folder / EVIDENCE).is_symlink():
        regions, territories = parts.regions(), parts.names("territories.yaml")
        parts.rows, problems = read_rows(
            folder / EVIDENCE,
            parts.file(EVIDENCE),
            folder,
            parts.series,
            parts.names("series.yaml"),
            None if territories is None or regions is None else ["all", *regions, *territories],
        )
        parts.problems += problems
    else:
        _missing(parts, EVIDENCE)
    return parts


def _missing(parts: Parts, name: str) -> None:
    there = [path.name for path in _listing(parts.folder) if path.name not in DATA_FILES]
    parts.problems.append(
        Problem(
            parts.file(name), None, "", _("no such file"), _("the file {name}").format(name=name),
            did_you_mean(name, there),
        )
    )  # fmt: skip


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def stray_files(folder: Path) -> Iterator[Path]:
    """Give the files that look like data and are none of the place's."""
    for path in _listing(folder):
        known = (*DATA_FILES, "left_out.csv", "case.yaml", "claims.yaml")
        if path.suffix in (".yaml", ".yml", ".csv") and path.name not in known:
            yield path


def _whole(parts: Parts, name: str, model: Any) -> Any:
    node = parts.nodes.get(name)
    if node is None:
        return None
    result = validate(model, node)
    if isinstance(result, list):
        parts.problems += result
        return None
    return result


def _entries(parts: Parts, name: str, at: PathTo, model: Any) -> dict[str, Any]:
    """Check the entries of a mapping one by one."""
    value = parts.raw(name, *(str(part) for part in at))
    if name not in parts.nodes:
        return {}
    if not isinstance(value, dict) or not value:
        parts.tell(name, at, value, _("a mapping from names to entries"))
        return {}
    node, good = parts.nodes[name], {}
    for key in value:
        if parts.full(name):
            break
        named = validate(Name, Node(key, node.file))
        if isinstance(named, list):
            expected, hint = named[0].expected, named[0].hint
            parts.tell(name, (*at, key), key, expected, hint)
        result = validate(model, node, (*at, key))
        if isinstance(result, list):
            parts.problems += result
        else:
            good[key] = result
    return good


def _items(parts: Parts, name: str, at: PathTo, model: Any) -> dict[int, Any]:
    """Check the items of a list one by one."""
    value = parts.raw(name, *(str(part) for part in at))
    if name not in parts.nodes or (at and value is None):
        return {}
    if not isinstance(value, list):
        parts.tell(name, at, value, _("a list"))
        return {}
    good = {}
    for i in range(len(value)):
        if parts.full(name):
            break
        result = validate(model, parts.nodes[name], (*at, i))
        if isinstance(result, list):
            parts.problems += result
        else:
            good[i] = result
    return good


def _gangs(parts: Parts) -> None:
    node = parts.nodes.get("gangs.yaml")
    if node is None:
        return
    if not isinstance(node.value, dict):
        parts.tell("gangs.yaml", (), node.value, _("a mapping with the keys gangs and relations"))
        return
    keys = list(GangsFile.model_fields)
    for key in node.value:
        if key not in keys:
            found = _("the key '{key}'").format(key=key)
            parts.tell("gangs.yaml", (key,), found, one_of(keys), did_you_mean(key, keys))
    parts.gangs = _entries(parts, "gangs.yaml", ("gangs",), Gang)
    parts.relations = _items(parts, "gangs.yaml", ("relations",), Relation)


def hash_files(folder: Path) -> str:
    """Return the SHA-256 of names and bytes of a place's files, in an order that no file system changes."""
    digest = hashlib.sha256()
    for name in sorted(DATA_FILES):
        data = read_bytes(folder / name, name, folder, SIZE_LIMIT)
        if isinstance(data, bytes):
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()
