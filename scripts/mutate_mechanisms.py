"""Change the mechanisms one place at a time, and find the changes that no test of theirs notices.

The plain Python forms are changed in memory, and the known answers of the same mechanism are run on each.
A change that gives the same numbers is answered, with the reason, in tests/model/equivalent_mutants.yaml.

    python scripts/mutate_mechanisms.py [MECHANISM ...]
"""

import ast
import contextlib
import copy
import importlib
import io
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
MECHANISMS = ROOT / "src" / "tregua" / "model" / "mechanisms"
ANSWERS = ROOT / "tests" / "model" / "equivalent_mutants.yaml"
SECONDS = 30  # of processor time; a mutant that runs longer is found out

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Return the changes of one node."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC:
        new = copy.deepcopy(node)
        new.op = ARITHMETIC[type(node.op)]()
        yield new
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in COMPARISONS.get(type(node.ops[0]), ()):
            new = copy.deepcopy(node)
            new.ops = [kind()]
            yield new
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1 if not isinstance(node.value, bool) else not node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield node.operand
    if isinstance(node, ast.BoolOp):
        new = copy.deepcopy(node)
        new.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield new
    if isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
        new = copy.deepcopy(node)
        new.func = ast.Name("max" if node.func.id == "min" else "min", ast.Load())
        yield new
    written = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    if written or isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and _calls(node)):
        yield ast.Pass()


def _calls(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Call)


class _Change(ast.NodeTransformer):
    """Put one node in another's place."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return self.generic_visit(node)


def _nodes(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str]]:
    """Return the nodes of a function, each with the first line of the statement that it is part of."""
    statements = [n for n in ast.walk(function) if isinstance(n, ast.stmt) and n is not function]
    for statement in statements:
        line = ast.unparse(statement).splitlines()[0]
        yield statement, line
        below = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
        for child in below:
            for node in ast.walk(child):
                yield node, line


def mutants(tree: ast.Module, name: str) -> Iterator[tuple[str, ast.Module]]:
    """Return every change of a module's functions, with what is changed in words."""
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        function.decorator_list = []
        places: dict[str, int] = {}
        for node, within in _nodes(function):
            for new in variants(node):
                text = f"{name}.{function.name}: {ast.unparse(node)} -> {ast.unparse(new)}"
                if ast.unparse(node) != within:
                    text += f", in {within}"
                places[text] = places.get(text, 0) + 1
                if places[text] > 1:
                    text += f" ({places[text]})"
                # a copy in which the node is found by its place among all nodes
                spot = [id(n) for n in ast.walk(tree)].index(id(node))
                changed = copy.deepcopy(tree)
                target = list(ast.walk(changed))[spot]
                _Change(target, copy.deepcopy(new)).visit(changed)
                yield text, ast.fix_missing_locations(changed)


def _too_long(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError


def passes(tests: Path) -> bool:
    """Return whether the tests of a file pass."""
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            arguments = [str(tests), "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no"]
            return pytest.main(arguments) == 0
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def survivors(name: str) -> tuple[int, list[str]]:
    """Return how many changes a mechanism has, and those that its tests do not notice."""
    source = (MECHANISMS / f"{name}.py").read_text(encoding="utf-8")
    tests = ROOT / "tests" / "model" / f"test_mechanisms_{name}.py"
    module = importlib.import_module(f"tregua.model.mechanisms.{name}")
    left, count = [], 0
    if not passes(tests):
        raise SystemExit(f"{tests}: fails as it is")
    for text, tree in mutants(ast.parse(source), name):
        count += 1
        try:
            exec(compile(tree, f"<{name}>", "exec"), module.__dict__)
            if passes(tests):
                left.append(text)
        except Exception:  # a change that cannot be loaded is noticed
            continue
    exec(compile(ast.parse(source), str(MECHANISMS / f"{name}.py"), "exec"), module.__dict__)
    return count, left


def main(names: list[str]) -> int:
    """Print survivors that are not answered, and answers that answer none; return the exit status."""
    sys.path.insert(0, str(ROOT))
    known = sorted(path.stem for path in MECHANISMS.glob("[a-z]*.py"))
    if wrong := set(names) - set(known):
        print(f"no mechanism of these names: {', '.join(sorted(wrong))}; there are {', '.join(known)}")
        return 2
    answers = yaml.safe_load(ANSWERS.read_text(encoding="utf-8")) or {}
    failed = False
    for name in names or known:
        count, left = survivors(name)
        mine = {text for text in answers if text.startswith(f"{name}.")}
        open_ones, stale = [text for text in left if text not in mine], mine - set(left)
        print(f"{name}: {count} changes, {count - len(left)} noticed, {len(left)} not", flush=True)
        print(f"  of these {len(left) - len(open_ones)} answered as equivalent", flush=True)
        for text in open_ones:
            print(f"  not noticed: {text}", flush=True)
        for text in sorted(stale):
            print(f"  answered, but noticed or not there: {text}", flush=True)
        failed = failed or bool(open_ones) or bool(stale)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
