"""Which parameters stand between a control and what it does: read from the syntax trees of the mechanisms.

A mechanism reads a control where the control is among its arguments, or where a variable of the state or of
the step that a control has set is among them, over at most `MOST_HOPS` such variables. Beyond that everything
depends on everything: whoever arrests changes the number of members, and with it every flow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
MOST_HOPS = 2
LEFT_OUT = ("reads", "explain", "compilation")


@dataclass(frozen=True)
class _Function:
    name: str
    arguments: tuple[str, ...]
    body: tuple[ast.stmt, ...]
    mechanism: bool
    module: str


@dataclass
class _Found:
    parameters: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    seen: set[tuple[str, str, frozenset[str]]] = field(default_factory=set)
    returned: set[tuple[str, str]] = field(default_factory=set)  # functions whose result depends on it


@cache
def _functions() -> tuple[dict[tuple[str, str], _Function], dict[str, dict[str, str]]]:
    """Return every function of the model by module and name, and what each module calls the others."""
    functions, aliases = {}, {}
    for path in sorted(FOLDER.rglob("*.py")):
        module = path.stem
        if module in LEFT_OUT:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        leaf = path.parent.name == "mechanisms" or module == "random_draws"
        named = aliases.setdefault(module, {})
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tregua.model"):
                for each in node.names:
                    own = (node.module or "").rsplit(".", 1)[-1]
                    named[each.asname or each.name] = each.name if own in ("model", "mechanisms") else own
            elif isinstance(node, ast.FunctionDef):
                arguments = tuple(a.arg for a in node.args.args)
                functions[module, node.name] = _Function(
                    node.name,
                    arguments,
                    tuple(node.body),
                    leaf and "state" not in arguments,
                    module,
                )
    return functions, aliases


def _called(call: ast.Call, module: str) -> _Function | None:
    functions, aliases = _functions()
    if isinstance(call.func, ast.Name):
        own = functions.get((module, call.func.id))
        return own or functions.get((aliases[module].get(call.func.id, ""), call.func.id))
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return functions.get((aliases[module].get(call.func.value.id, ""), call.func.attr))
    return None


# The record that a name, or a field of another record, stands for in the functions of the model.
RECORDS = {
    "state": "state", "work": "work", "ledger": "ledger", "world": "world", "territory": "territory",
    "nation": "nation", "here": "here", "country": "country", "gang": "gang", "flows": "flows",
    "controls": "", "national": "", "local": "", "territorial": "",
}  # fmt: skip


def _key(node: ast.AST) -> str | None:
    """Return how a variable is called: its record and its name, a control by its name alone."""
    if not isinstance(node, ast.Attribute) or _parameter(node) is not None:
        return None
    of = _base(node.value)
    name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
    record = RECORDS.get(name, name)
    return f"{record}.{node.attr}" if record else node.attr


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Go through an expression without the names of the functions that it calls."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Call) and child is node.func):
            yield from _walk(child)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for each in body:
        yield each
        for part in ("body", "orelse"):
            yield from _statements(getattr(each, part, ()))


def _parameter(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return None
    return node.attr if node.value.id == "parameters" else None


@cache
def _own_parameters(function: _Function) -> frozenset[str]:
    """Return the parameters that a function reads, with those of the functions that it calls."""
    found = set()
    for node in ast.walk(ast.Module(list(function.body), [])):
        if (name := _parameter(node)) is not None:
            found.add(name)
        if isinstance(node, ast.Call) and (inner := _called(node, function.module)) not in (None, function):
            found |= _own_parameters(inner)  # type: ignore[arg-type]
    return frozenset(found)


def _base(target: ast.expr) -> ast.expr:
    while isinstance(target, ast.Subscript):
        target = target.value
    return target


def _parts(target: ast.expr) -> Iterator[ast.expr]:
    for each in target.elts if isinstance(target, ast.Tuple) else (target,):
        yield _base(each)


def _follows(value: ast.expr, module: str) -> frozenset[str]:
    """Return the parameters from which an expression follows, if it follows from nothing else."""
    parts = list(_walk(value))
    read = {name for part in parts if (name := _parameter(part))}
    for part in parts:
        if isinstance(part, ast.Call) and (inner := _called(part, module)):
            read |= _own_parameters(inner)
    plain = all(
        isinstance(part.value, ast.Name) and part.value.id in ("parameters", "clock", "math")
        for part in parts
        if isinstance(part, ast.Attribute)
    )
    others = {part.id for part in parts if isinstance(part, ast.Name)} - {"parameters", "clock", "dt", "math"}
    return frozenset(read) if plain and not others else frozenset()


@cache
def _of_parameters() -> dict[str, frozenset[str]]:
    """Return the variables of a step that follow from parameters alone, with those parameters."""
    found: dict[str, frozenset[str]] = {}
    for function in _functions()[0].values():
        for node in ast.walk(ast.Module(list(function.body), [])):
            pairs: list[tuple[str | None, ast.expr]] = []
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                pairs.append((_key(node.targets[0]), node.value))
            elif isinstance(node, ast.Call):
                pairs += [(key.arg, key.value) for key in node.keywords]
            for name, value in pairs:
                if name and (read := _follows(value, function.module)):
                    found[name] = read
    return found


def _trace(function: _Function, fields: frozenset[str], arguments: frozenset[str], into: _Found) -> None:
    """Follow variables and tainted arguments through a function: what is read with them, what they set."""
    if (function.module, function.name, arguments) in into.seen:
        return
    into.seen.add((function.module, function.name, arguments))
    local, here = set(arguments), set(fields)
    plain: dict[str, frozenset[str]] = {}  # locals that follow from parameters alone

    def returns(call: ast.Call) -> bool:
        inner = _called(call, function.module)
        return inner is not None and (inner.module, inner.name) in into.returned

    def hit(node: ast.AST) -> bool:
        return any(
            _key(part) in here
            or (isinstance(part, ast.Name) and part.id in local)
            or (isinstance(part, ast.Call) and returns(part))
            for part in _walk(node)
        )

    def read(node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            inner = _called(node, function.module)
            names = [*node.args, *(key.value for key in node.keywords)]
            if not any(map(hit, names)):
                return
            if inner is not None:
                tainted = frozenset(
                    name for name, given in zip(inner.arguments, node.args, strict=False) if hit(given)
                )
                if inner.mechanism:
                    into.parameters |= _own_parameters(inner)
                    for name, given in zip(inner.arguments, node.args, strict=False):
                        if name in _changed(inner):
                            take(_base(given))
                    into.written |= _sets(inner)
                else:
                    _trace(inner, fields, tainted, into)
            for each in names:
                read(each)
            return
        if isinstance(node, ast.Name):
            into.parameters |= plain.get(node.id, frozenset())
        if (name := _parameter(node)) is not None:
            into.parameters.add(name)
        elif isinstance(node, ast.Attribute):
            into.parameters |= _of_parameters().get(_key(node) or "", frozenset())
        for child in ast.iter_child_nodes(node):
            read(child)

    def take(target: ast.expr) -> None:
        if (name := _key(target)) is not None:
            into.written.add(name)
            here.add(name)  # within a step it counts at once
        elif isinstance(target, ast.Name):
            local.add(target.id)

    for _again in range(2):  # a loop may use what its end has set
        for each in _statements(function.body):
            value = getattr(each, "value", None)
            if not isinstance(value, ast.expr):
                continue
            if isinstance(each, ast.Assign) and not hit(value):
                targets, values = (
                    (t.elts, v.elts)
                    if isinstance(t := each.targets[0], ast.Tuple) and isinstance(v := value, ast.Tuple)
                    else ([each.targets[0]], [value])
                )
                for target, part in zip(targets, values, strict=True):
                    if isinstance(target, ast.Name):
                        plain[target.id] = _follows(part, function.module)
                continue
            if not hit(value):
                continue
            read(value)
            if isinstance(each, ast.Return) and not arguments:
                into.returned.add((function.module, function.name))
            for target in getattr(each, "targets", None) or [getattr(each, "target", None)]:
                if target is not None:
                    for part in _parts(target):
                        take(part)


def _targets(function: _Function) -> Iterator[ast.expr]:
    for each in _statements(function.body):
        for target in getattr(each, "targets", None) or [getattr(each, "target", None)]:
            if target is not None:
                yield target


@cache
def _changed(function: _Function) -> frozenset[str]:
    """Return the arguments that a function fills, itself or through a function that it calls."""
    filled = [_base(target) for target in _targets(function) if isinstance(target, ast.Subscript)]
    for node in ast.walk(ast.Module(list(function.body), [])):
        inner = _called(node, function.module) if isinstance(node, ast.Call) else None
        if inner is not None and inner != function:
            pairs = zip(inner.arguments, node.args, strict=False)  # type: ignore[attr-defined]
            filled += [_base(given) for name, given in pairs if name in _changed(inner)]
    return frozenset(b.id for b in filled if isinstance(b, ast.Name)) & frozenset(function.arguments)


@cache
def _sets(function: _Function) -> frozenset[str]:
    """Return the variables of records that a function sets."""
    return frozenset(name for t in _targets(function) if (name := _key(t)) is not None)


def reads(control: str, hops: int = MOST_HOPS) -> frozenset[str]:
    """Return the parameters that the mechanisms reading a control read.

    Parameters
    ----------
    control
        Name of a control.
    hops
        Variables of the state or of the step over which it is followed.
    """
    fields, found = frozenset({control}), set()
    for _hop in range(hops + 1):
        one, before = _Found(), -1
        while before < len(one.returned):  # what is returned counts in the same hop
            before = len(one.returned)
            one.seen.clear()
            for function in _functions()[0].values():
                if not function.mechanism:
                    _trace(function, fields, frozenset(), one)
        found |= one.parameters
        fields = frozenset(one.written)
    return frozenset(found)
