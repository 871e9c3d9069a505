"""What a long command says while it works: units, the time left, and compilation only where there is one."""

import pytest

from tregua.cli import terminal
from tregua.cli.terminal import FITS, RUNS, progress, starting
from tregua.simulation.month_kernel import advance


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    return now


def test_lines_name_the_unit_and_the_time_left_without_that_of_the_first_part(clock, capsys):
    with progress("running", "starting") as update:
        update(0, 20)
        clock[0] += 60  # compilation, and the first part
        for done in range(1, 21):
            update(done, 20)
            clock[0] += 10
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "starting"
    assert said[1] == "running: 2 of 20 parts, 70 s, about 3 min left"  # eighteen parts of ten seconds
    assert said[5] == "running: 10 of 20 parts, 2 min, about 2 min left"  # a hundred seconds
    assert said[-1] == "running: 20 of 20 parts, 4 min"


def test_the_first_part_promises_nothing(clock, capsys):
    with progress("running", "starting") as update:
        update(1, 3)
    assert capsys.readouterr().err.splitlines()[1] == "running: 1 of 3 parts, 0 s"


@pytest.mark.parametrize(("kernel", "folder"), [(RUNS, "simulation"), (FITS, "inference")])
def test_compilation_is_named_only_as_long_as_nothing_is_stored(tmp_path, monkeypatch, kernel, folder):
    from tregua.numba_cache import fingerprint

    monkeypatch.setenv("TREGUA_CACHE_DIR", str(tmp_path))
    assert starting(kernel=kernel) == "starting; compiling the model, once on this machine: a minute or less"
    stored = tmp_path / fingerprint() / f"{folder}_0123"
    stored.mkdir(parents=True)
    (stored / f"{kernel}-11.py313.nbi").touch()
    assert starting(kernel=kernel) == "starting"
    assert starting("looking", kernel) == "looking"


def test_the_names_of_kernels_are_those_under_which_code_is_stored():
    from tregua.inference.trajectory_kernel import march

    for kernel, compiled in ((RUNS, advance), (FITS, march)):
        function = compiled.py_func
        assert kernel == f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
