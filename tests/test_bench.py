"""The benchmark, small: the same means as its yardstick, every key, every type. Nothing is timed here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from tregua.benchmarking import against_numpy, full, plain, reduced
from tregua.benchmarking import all as bench
from tregua.benchmarking.measure import Figure
from tregua.benchmarking.spec import Reduced
from tregua.cli.app import main

KEYS = (
    "numpy_ratio",
    "meanfield_numpy_ratio",
    "flows_per_s",
    "thousand_members_s",
    "peak_mb",
    "two_workers_share",
    "slider_ms",
    "help_s",
    "compile_s",
)


@pytest.mark.parametrize("size", [Reduced(4, 3, 400), Reduced(3, 10, 200, 0.1), Reduced(2, 4, 120, 100.0)])
def test_same_means_as_plain_numpy(size: Reduced) -> None:
    found = against_numpy.same_means(size, 256)
    assert found and max(map(abs, found.values())) <= against_numpy.MOST_APART


def test_same_spread_as_plain_numpy() -> None:
    size = Reduced(6, 4, 300)
    a, b = reduced.stochastic(size, 512, 3)[:, -1], plain.stochastic(size, 512, 3)[:, -1]
    ratio = a.var(axis=0) / b.var(axis=0)
    assert (np.abs(np.log(ratio)) < 5 * np.sqrt(4 / 512)).all()


def test_expectations_are_those_of_plain_numpy() -> None:
    size = Reduced(5, 4, 900)
    np.testing.assert_allclose(reduced.expected(size, 3), plain.expected(size, 3), rtol=1e-11, atol=1e-9)


def test_expectation_lies_within_the_draws() -> None:
    size = Reduced(5, 4, 60, 100.0)  # many people: fluctuations do not bend the mean
    drawn = reduced.stochastic(size, 256, 1)[:, -1]
    error = drawn.std(axis=0) / 16
    assert (np.abs(drawn.mean(axis=0) - plain.expected(size, 1)[0, -1]) < 5 * error).all()


def test_replicates_do_not_depend_on_their_number() -> None:
    size = Reduced(3, 2, 50)
    np.testing.assert_array_equal(reduced.stochastic(size, 3, 7), reduced.stochastic(size, 64, 7)[:3])


def test_command_gives_every_key(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def compiled(small: bool) -> Figure:
        # compiling takes longer than all the rest
        return Figure("compile_s", 1.0, "s", "not measured in tests", "")

    monkeypatch.setattr(bench, "MEASURES", (*bench.MEASURES[:-1], compiled))
    assert main(["bench", "--small", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for key in KEYS:
        assert isinstance(told[key], float | int) and told[key] > 0, key
    assert [f["key"] for f in told["figures"]] == list(KEYS)
    assert all(f["workload"] and f["unit"] for f in told["figures"])
    assert all(f["met"] in (True, False) for f in told["figures"] if f["key"] != "flows_per_s")
    assert date.fromisoformat(told["circumstances"]["date"])
    drawn = {f["key"] for f in told["figures"] if "parameters from the posterior as of 20" in f["workload"]}
    assert drawn == {"flows_per_s", "thousand_members_s", "peak_mb", "two_workers_share", "slider_ms"}


@pytest.mark.parametrize(
    ("key", "value", "met"),
    [
        ("slider_ms", 100.0, True),
        ("slider_ms", 100.1, False),
        ("help_s", 0.5, False),
        ("numpy_ratio", 8.0, True),
        ("flows_per_s", 1.0, None),
    ],
)
def test_figure_tells_whether_its_target_is_met(key: str, value: float, met: bool | None) -> None:
    assert Figure(key, value, "", "", "").met is met


def test_memory_of_a_study_is_flat_in_its_members() -> None:
    from tregua.benchmarking.full import haiti, most_memory
    from tregua.results.variables import allocate, sizes

    place, _scenario = haiti()
    size = sizes(len(place.territories), len(place.regions), len(place.gangs))
    a_member = sum(array.nbytes for array in allocate(1, 1, 60, size, True).values()) / 2**20
    few, many = 576, 1088  # the digest reads 512 members at a time: flat from there on
    grown = most_memory("study", many, True, 16) - most_memory("study", few, True, 16)
    assert grown < 0.5 * a_member * (many - few)


def test_bare_loops_share_nothing() -> None:
    from tregua.benchmarking.full import bare_loop

    def arrays(loop: Callable[[], None]) -> list[np.ndarray]:
        cells = [each.cell_contents for each in loop.__closure__ or ()]
        every = [x for cell in cells for x in (cell if isinstance(cell, tuple) else (cell,))]
        return [x for x in every if isinstance(x, np.ndarray)]

    mine, others = arrays(bare_loop(2, 1)), arrays(bare_loop(2, 1))
    assert len(mine) > 20
    assert not any(np.shares_memory(a, b) for a in mine for b in others)


@pytest.mark.skipif(sys.platform == "win32", reason="no such count there")
def test_memory_is_told_without_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    script = full._MEMORY.replace("/proc/self/status", "/proc/self/nothing")
    assert script != full._MEMORY
    monkeypatch.setattr(full, "_MEMORY", script)
    assert 50 < full.most_memory("study", 2, True) < 2000
