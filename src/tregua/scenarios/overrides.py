"""A scenario file laid over its base: named changes, each value remembering its file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tregua.errors import Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.yaml_reader import Node

PathTo = tuple[str | int, ...]
SECTIONS = ("preconditions", "interventions")
INHERITED = ("place", "start", "end", "as_of")


@dataclass(frozen=True)
class Sheet(Node):
    """The content of a scenario with its bases: a node whose parts may stand in several files."""

    files: dict[PathTo, str] = field(default_factory=dict, repr=False)
    partial: bool = False  # a base is missing: labels and keys may stand there

    def problem(
        self, path: PathTo, found: Any, expected: str, hint: str = "", severity: str = "error"
    ) -> Problem:
        """Make a problem of what stands at a path, named by the file in which it was written."""
        deepest = tuple(path)
        while deepest and deepest not in self.files:
            deepest = deepest[:-1]
        problem = super().problem(path, found, expected, hint, severity)
        file = self.files.get(deepest, self.file)
        line = problem.line if deepest or file == self.file else None
        return Problem(
            file, line, problem.where, problem.found, problem.expected, problem.hint, problem.severity
        )


def sheet(node: Node) -> Sheet:
    """Return a file's content as a sheet of its own."""
    value = dict(node.value)
    for section in SECTIONS:
        value[section] = dict(value.get(section) or {})
    return Sheet(value, node.file, dict(node.lines), node.broken, dict.fromkeys(node.lines, node.file))


def lay_over(base: Sheet, changes: Sheet) -> tuple[Sheet, list[Problem]]:
    """Apply a file's named changes to its base.

    A label of the base with ``null`` removes the entry; with some keys it changes those keys (``null``
    removes a key); with another kind, or a new label, the entry stands as written.

    Returns
    -------
    Sheet, list[Problem]
        The whole, and what was wrong with the changes.
    """
    value = dict(changes.value)
    lines, files = dict(changes.lines), dict(changes.files)
    problems: list[Problem] = []

    inherited: set[PathTo] = set()  # they stand in the base, with all inside them

    for key in INHERITED:
        if value.get(key) is None and base.value.get(key) is not None:
            value[key] = base.value[key]
            inherited.add((key,))
    for section in SECTIONS:
        merged = dict(base.value[section])
        for label in merged:
            if label not in value[section]:
                inherited.add((section, label))
        for label, spec in value[section].items():
            before = merged.get(label)
            if spec is None:
                if before is None and not base.partial:
                    known = list(base.value[section])
                    problems.append(
                        changes.problem(
                            (section, label), _("null: remove '{label}'").format(label=label),
                            _("a label of the base, {labels}").format(labels=one_of(known)),
                            did_you_mean(label, known),
                        )
                    )  # fmt: skip
                merged.pop(label, None)
            elif isinstance(before, dict) and isinstance(spec, dict) and _same_kind(before, spec):
                whole = dict(before)
                for key, inner in spec.items():
                    if inner is None:
                        whole.pop(key, None)
                    else:
                        whole[key] = inner
                for key in whole:
                    if key not in spec:
                        inherited.add((section, label, key))
                merged[label] = whole
            else:
                merged[label] = spec
        value[section] = merged
    for path, line in base.lines.items():
        if any(path[:length] in inherited for length in (1, 2, 3)):
            lines[path], files[path] = line, base.files.get(path, base.file)
    broken = changes.broken | base.broken
    return Sheet(value, changes.file, lines, broken, files, base.partial), problems


def _same_kind(before: dict[str, Any], spec: dict[str, Any]) -> bool:
    return spec.get("kind", before.get("kind")) == before.get("kind")
