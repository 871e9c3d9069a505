"""Change one sign of the code at a time and see whether a test notices: a test of the tests.

    python scripts/mutate.py [--sample N] [--seed S] [NAME ...]

Each mutant swaps a comparison, an arithmetic sign or a condition, or moves a number, in one of the files of
`TARGETS`; its tests then run with Numba switched off, on the plain Python forms. A mutant that no test
notices survives, and is printed with its file and line. No file is changed: the mutant is made while the
module is imported, in a process forked for it.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.machinery
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
SECONDS = 120  # of processor time for the tests of one mutant; what takes longer is noticed
# name: the files that are changed, and the known-answer tests that are to notice
TARGETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "scoring": (("tregua/forecasting/scoring.py",), ("tests/inference/test_scoring.py",)),
    "measures": (
        ("tregua/report/measures.py",),
        (
            "tests/report/test_measures.py",
            "tests/report/test_report_summary.py",
            "tests/report/test_report_table.py",
        ),
    ),
    "mechanisms": (
        ("tregua/model/mechanisms/*.py",),
        ("tests/simulation/test_known_answers.py", "tests/model"),
    ),
}

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def places(tree: ast.AST) -> Iterator[tuple[int, str, Callable[[], None]]]:
    """Give every change that can be made: its line, what it is, and what makes it."""
    for node in _nodes(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare):
            for k, op in enumerate(node.ops):
                if new := SWAPS.get(type(op)):
                    yield line, f"{type(op).__name__} -> {new.__name__}", _put(node.ops, k, new())
        elif isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
            if new := SWAPS.get(type(node.op)):
                yield line, f"{type(node.op).__name__} -> {new.__name__}", _set(node, "op", new())
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield line, "minus dropped", _set(node, "op", ast.UAdd())
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield line, f"{node.value} -> {node.value + 1}", _set(node, "value", node.value + 1)
        elif isinstance(node, ast.If | ast.IfExp):
            yield line, "condition turned round", _set(node, "test", ast.UnaryOp(ast.Not(), node.test))


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk code, without annotations and texts."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _put(items: list, k: int, new: object) -> Callable[[], None]:
    return lambda: items.__setitem__(k, new)


def _set(node: ast.AST, name: str, new: object) -> Callable[[], None]:
    return lambda: setattr(node, name, new)


class _Finder(importlib.abc.MetaPathFinder):
    """Compiles one module with its mutant, from the tree and not from the file."""

    def __init__(self, module: str, number: int) -> None:
        self.module, self.number = module, number

    def find_spec(self, name, path=None, target=None):
        if name != self.module:
            return None
        file = SOURCE / f"{name.replace('.', '/')}.py"
        number = self.number

        class Loader(importlib.machinery.SourceFileLoader):
            def get_code(self, fullname):
                tree = ast.parse(file.read_bytes(), str(file))
                list(places(tree))[number][2]()
                return compile(ast.fix_missing_locations(tree), str(file), "exec")

        loader = Loader(name, str(file))
        return importlib.machinery.ModuleSpec(name, loader, origin=str(file))


def noticed(module: str, number: int, tests: tuple[str, ...]) -> bool:
    """Run the tests of a mutant in a process of its own; return whether any fails."""
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            if number >= 0:
                sys.meta_path.insert(0, _Finder(module, number))
            os._exit(int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests])))
        finally:
            os._exit(99)
    return os.waitpid(child, 0)[1] != 0


def prepare() -> None:
    """Import what all tests need, so that no mutant imports it again; nothing of Tregua."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:0] = [str(SOURCE), str(ROOT)]
    os.chdir(ROOT)
    for name in ("numpy", "numba", "pydantic", "yaml", "scipy.stats", "pandas", "xarray", "jinja2", "rich"):
        importlib.import_module(name)


def main() -> int:
    """Run mutants, all or a sample, and print those that survive."""
    parser = argparse.ArgumentParser(
        description="Change one sign of the code at a time; see whether a test notices."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(TARGETS)}; all if none is given"
    )
    parser.add_argument(
        "--sample", type=int, default=0, help="try so many of each, drawn by --seed; all if 0"
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(TARGETS):
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(TARGETS)}")
    prepare()
    survived = 0
    for name in asked.names or TARGETS:
        patterns, tests = TARGETS[name]
        files = sorted(
            file for pattern in patterns for file in SOURCE.glob(pattern) if file.name != "__init__.py"
        )
        mutants = []
        for file in files:
            module = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
            tree = ast.parse(file.read_bytes())
            mutants += [(file, module, n, line, what) for n, (line, what, _make) in enumerate(places(tree))]
        if noticed("", -1, tests):
            print(f"{name}: the tests fail without any mutant, or are not there: {' '.join(tests)}")
            return 2
        every = len(mutants)
        if asked.sample and asked.sample < every:
            mutants = sorted(
                random.Random(asked.seed).sample(mutants, asked.sample), key=lambda m: (m[1], m[2])
            )
        began, alive = time.monotonic(), []
        for file, module, number, line, what in mutants:
            if not noticed(module, number, tests):
                alive.append(f"{file.relative_to(ROOT)}:{line}  {what}")
                print(f"  survived: {alive[-1]}", flush=True)
        survived += len(alive)
        seconds = time.monotonic() - began
        print(
            f"{name}: {len(mutants)} of {every} mutants tried, {len(alive)} survived, {seconds:.0f} s",
            flush=True,
        )
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
