"""With CI set, a package that is missing is a failure, and not a test skipped without a word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = {
    "test_inside.py": 'import pytest\n\ndef test_it():\n    pytest.importorskip("no_such_package")\n',
    "test_whole.py": 'import pytest\n\npytest.importorskip("no_such_package")\n\ndef test_it():\n    pass\n',
    "test_other.py": 'import pytest\n\ndef test_it():\n    pytest.skip("on another system")\n',
}


@pytest.mark.parametrize(("ci", "failed"), [("", 0), ("true", 2)])
def test_a_missing_package_fails_where_all_must_be_there(tmp_path, ci, failed) -> None:
    (tmp_path / "conftest.py").write_text(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    for name, text in TESTS.items():
        (tmp_path / name).write_text(text)
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--continue-on-collection-errors",
        ".",
    ]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=120, env={**os.environ, "CI": ci}
    )
    end = done.stdout.strip().splitlines()[-1]
    assert (done.returncode != 0) == bool(failed), done.stdout
    assert (
        ("1 failed" in end and "1 error" in end and "1 skipped" in end) if failed else "3 skipped" in end
    ), end
