"""The day in words: every mechanism in the order of events, with its equation, unit and source.

The text is read from the functions that run, so that it cannot say anything else than what is done.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from tregua.model import day as day_module
from tregua.model.day import day

TITLES = {
    ("transitions", "probabilities"): "Probabilities of a step",
    ("transitions", "everywhere"): "Probabilities of a step, the same everywhere",
    ("transitions", "move_custody"): "Movement: custody",
    ("transitions", "move_members"): "Movement: members",
    ("transitions", "move_civilians"): "Movement: associates and the exposed",
    ("transitions", "move_rest"): "Movement: everyone else",
    ("totals", "remember_start"): "Numbers at the start of the step",
    ("totals", "deaths_outside_prison"): "Deaths outside prison",
    ("deterrence", "announce"): "Announcements, and what is learnt of holding",
    ("deterrence", "means"): "Means of belief",
    ("national_shocks", "step"): "The course of the country",
    ("custody", "step"): "Conditions in custody",
}


class Step(NamedTuple):
    """A step of the day: its name, and the functions that make it up."""

    title: str
    functions: tuple[Callable[..., Any], ...]


def steps() -> tuple[Step, ...]:
    """Return the steps of a day in the order in which `tregua.model.day.day` takes them.

    The order is read from that function; a step is made up of the functions of its file that are called.
    """
    tree = ast.parse(inspect.getsource(getattr(day, "py_func", day)))
    found, seen = [], set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and hasattr(day_module, owner.id):
            found.append((node.lineno, node.col_offset, owner.id, node.func.attr))
    out = []
    for _line, _column, name, called in sorted(found):
        module = getattr(day_module, name)
        if not inspect.ismodule(module):
            continue
        functions = tuple(f for f in _called(getattr(module, called)) if f.__name__ not in seen)
        seen |= {f.__name__ for f in functions if f.__name__ != "step"}
        title = TITLES.get((name, called)) or name.replace("_", " ").capitalize()
        out.append(Step(title, functions))
    return tuple(out)


def _called(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield the equations that a step calls, in the order of its text, and last the step."""
    plain = getattr(function, "py_func", function)
    module = inspect.getmodule(plain)
    yielded = set()
    for node in sorted(
        (n for n in ast.walk(ast.parse(inspect.getsource(plain))) if isinstance(n, ast.Call)),
        key=lambda n: (n.lineno, n.col_offset),
    ):
        target: Any = None
        if isinstance(node.func, ast.Name):
            target = getattr(module, node.func.id, None)
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            target = getattr(getattr(module, node.func.value.id, None), node.func.attr, None)
        target = getattr(target, "py_func", target)
        if not inspect.isfunction(target) or target in yielded:
            continue
        if target.__module__.startswith("tregua.model.mechanisms"):
            yielded.add(target)
            yield target
    yield plain


def described(function: Callable[..., Any]) -> tuple[str, str]:
    """Return where a mechanism is written, as file and name, and its docstring."""
    plain = getattr(function, "py_func", function)
    file = plain.__module__.rsplit(".", 1)[-1] + ".py"
    folder = "model/mechanisms" if ".mechanisms." in plain.__module__ else "model"
    return f"{folder}/{file}: {plain.__name__}", inspect.getdoc(plain) or ""


def uses(function: Callable[..., Any]) -> list[str]:
    """Return the names of the parameters that a mechanism reads."""
    source = inspect.getsource(getattr(function, "py_func", function))
    return list(dict.fromkeys(re.findall(r"\bparameters\.([a-z_]+)", source)))


def explain(parameters: Mapping[str, Any] | None = None) -> str:
    """Return the mechanisms of a day, in order, as text.

    Parameters
    ----------
    parameters
        By name, objects with symbol, unit, prior, source and grade: printed below each mechanism that reads
        them.
    """
    known = parameters or {}
    lines = [
        "One day, in the order of events. Rates are stated a year and used a day; people are whole numbers.",
        "A flow out of a compartment is a draw with probability 1 - exp(-hazard x dt);",
        "the mean-field twin takes its expectation.",
        "",
    ]
    for number, step in enumerate(steps(), start=1):
        lines.append(f"{number}. {step.title}")
        for function in step.functions:
            where, text = described(function)
            lines.append(f"   {where}")
            lines += [f"      {line}" if line else "" for line in text.splitlines()]
            for name in uses(function):
                if name in known:
                    p = known[name]
                    called = f"{p.symbol}: {name}" if p.symbol else name
                    lines.append(f"      {called}, {p.unit}; {p.prior}; grade {p.grade}: {p.source}")
        lines.append("")
    return "\n".join(lines)
