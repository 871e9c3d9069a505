"""The package's public names: what `import tregua` gives, and what it costs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import tregua

HEAVY = ("pandas", "xarray", "numba", "scipy", "numpy")


def modules_after(code: str) -> set[str]:
    """Run a line of Python in a fresh process and return what it imported."""
    script = f"{code}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_import_loads_nothing_heavy():
    assert not modules_after("import tregua") & set(HEAVY)


@pytest.mark.parametrize("name", [n for n in tregua.__all__ if n != "__version__"])
def test_every_public_name_exists(name):
    assert getattr(tregua, name) is not None
    assert name in dir(tregua)


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonesuch'"):
        tregua.nonesuch  # noqa: B018


def test_type_checkers_see_the_same_names():
    with open(tregua.__file__, encoding="utf-8") as file:  # noqa: PTH123
        source = file.read()
    assert set(tregua.__all__) == {"__version__", *tregua._HOME}
    for name in tregua.__all__:
        assert f"import {name} as {name}" in source


def test_every_name_is_on_its_page():
    page = Path(__file__).parent.parent / "docs" / "reference" / "python.md"
    if not page.exists():
        pytest.skip("without the documentation")
    text = page.read_text(encoding="utf-8")
    assert [name for name in tregua.__all__ if not re.search(rf"`{name}[`(]", text)] == []


def test_python_dash_m_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "tregua", "version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == tregua.__version__
