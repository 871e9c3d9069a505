"""Every mechanism is named where its known answers are."""

import ast
from pathlib import Path

import pytest

import tregua.model.mechanisms

HERE = Path(__file__).parent
MECHANISMS = sorted(Path(tregua.model.mechanisms.__path__[0]).glob("[a-z]*.py"))


def functions(source: str) -> set[str]:
    """Return the names of the public functions of a module."""
    defined = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return {node.name for node in defined if not node.name.startswith("_")}


def named(source: str, module: str) -> set[str]:
    """Return what a test reads of a module and hands over or calls, by the name under which it imports it."""
    tree = ast.parse(source)
    aliases = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "tregua.model.mechanisms"
        for alias in node.names
        if alias.name == module
    }
    handed = [
        argument
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "plain"
        for argument in node.args
    ]
    return {
        node.attr
        for node in handed
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases
    }


@pytest.mark.parametrize("path", MECHANISMS, ids=lambda path: path.stem)
def test_every_public_function_has_a_known_answer(path: Path) -> None:
    tests = HERE / f"test_mechanisms_{path.stem}.py"
    assert tests.exists()
    public = functions(path.read_text(encoding="utf-8"))
    assert public
    missing = public - named(tests.read_text(encoding="utf-8"), path.stem)
    assert not missing, f"{path.stem}: no known answer of {', '.join(sorted(missing))}"


def test_one_that_is_not_named_is_found() -> None:
    test = "from tregua.model.mechanisms import custody as c\nplain(c.exits)(1)\nc.step\nplain(d.step)\n"
    assert functions("def exits(): ...\ndef step(): ...\ndef _own(): ...") - named(test, "custody") == {
        "step"
    }
