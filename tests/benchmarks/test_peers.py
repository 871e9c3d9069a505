"""The table of peers, small: our side and plain NumPy are run, the check of means and the writer are tried.

Peers with environments of their own (GillesPy2, Mesa, Starsim, PySD, epymorph) are not run here: they are
no dependency of Tregua and are installed only by `benchmarks/peers/run.sh`. What is committed of them is
checked. Nothing is timed.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tregua.benchmarking import plain, reduced
from tregua.benchmarking.spec import Reduced

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "benchmarks" / "peers"
MODULES = ("workloads", "told", "table", "run")


@pytest.fixture(scope="module")
def peers() -> Iterator[SimpleNamespace]:
    """Return the modules of the folder, which is no package."""
    sys.path.insert(0, str(PEERS))
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    finally:
        sys.path.remove(str(PEERS))
        for name in MODULES:
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Return what the documented command writes, small, for our side and plain NumPy."""
    folder = tmp_path_factory.mktemp("peers")
    rows, table = folder / "rows.json", folder / "results.md"
    done = subprocess.run(
        [PEERS / "run.sh", "--small", "--here", "--rows", rows, "--table", table, "ours", "numpy"],
        env=os.environ | {"PYTHON": sys.executable},
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return SimpleNamespace(rows=json.loads(rows.read_text()), table=table.read_text(), files=(rows, table))


def row(**other: Any) -> dict[str, Any]:
    means = {"lost": 0.0, "percent": 1.25, "furthest": "members", "allowed_percent": 0.0, "same": True}
    means |= {"standard_errors": 1.5, "standard_errors_beyond": 1.5}
    means |= {"seen_percent": {"civilians": 0.5, "members": 4.0, "convicts": 31.0}}
    return {
        "peer": "ours",
        "contender": "ours, draws",
        "size": [20, 5],
        "kind": "draws",
        "tool": "Tregua 1",
        "how": "an ensemble",
        "note": "",
        "checked": "1 x 5, 10 days",
        "checked_replicates": 7,
        "means": means,
        "date": "2026-01-02",
        "machine": "2 virtual cores, AMD EPYC",
        "load": 0.5,
        "small": False,
        "timed": "20 x 5, 1826 days",
        "replicates": 64,
        "ns": 20.0,
        "repeats_ns": [19.0, 20.0, 21.0],
    } | other


@pytest.mark.slow
def test_the_command_runs_our_side_and_numpy(small: SimpleNamespace, peers: SimpleNamespace) -> None:
    wanted = {(c, size) for c in peers.workloads.PLANS for size in peers.workloads.SIZES}
    wanted = {(c, size) for c, size in wanted if c.split(",")[0] in ("ours", "numpy")}
    found = {(r["contender"], tuple(r["size"])): r for r in small.rows}
    assert wanted <= set(found)
    assert all(r["means"]["same"] and r["ns"] > 0 and r["small"] for r in small.rows)
    for size in peers.workloads.SIZES:
        for kind in ("draws", "expected"):
            ratio = found[f"numpy, {kind}", size]["ns"] / found[f"ours, {kind}", size]["ns"]
            line = next(
                x
                for x in small.table.splitlines()
                if x.startswith(f"| {size[0]} x {size[1]} | NumPy")
                and f"{kind[:5]}" in x
                and "ns" not in x[:4]
            )
            assert f"| {peers.table.figure(ratio)} |" in line
    assert "times mean nothing" in small.table


@pytest.mark.slow
def test_ours_alone_is_measured_anew_and_the_rest_stays(small: SimpleNamespace) -> None:
    rows, table = small.files
    rows.write_text(json.dumps([r | {"ns": 1e6} for r in small.rows]))
    done = subprocess.run(
        [PEERS / "run.sh", "--small", "--here", "--rows", rows, "--table", table, "ours"],
        env=os.environ | {"PYTHON": sys.executable},
    )
    assert done.returncode == 0
    for r in json.loads(rows.read_text()):
        assert (r["ns"] == 1e6) == (r["peer"] != "ours")


def test_a_name_that_is_not_known_is_refused(peers: SimpleNamespace, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as refused:
        peers.run.parsed(["nobody"])
    assert refused.value.code == 2 and "nobody" in capsys.readouterr().err


def test_a_small_try_cannot_overwrite_what_is_committed(peers: SimpleNamespace) -> None:
    with pytest.raises(SystemExit):
        peers.run.parsed(["--small", "ours"])


def test_environments_are_never_made_in_the_repository(peers: SimpleNamespace, tmp_path: Path) -> None:
    words = ["--scratch", str(PEERS / "env"), "--rows", str(tmp_path / "r"), "--table", str(tmp_path / "t")]
    try:
        with pytest.raises(SystemExit, match="outside"):
            peers.run.main([*words, "table"])
    finally:
        assert not (PEERS / "env").exists()


def test_a_peer_that_fails_is_listed(
    peers: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(peers.run, "environment", fails)
    monkeypatch.setattr(peers.run.subprocess, "run", lambda *_, **__: None)
    rows, table = tmp_path / "rows.json", tmp_path / "results.md"
    words = ["--scratch", str(tmp_path / "s"), "--rows", str(rows), "--table", str(table), "--small", "mesa"]
    assert peers.run.main(words) == 1
    assert "**mesa was not run**: CalledProcessError" in table.read_text()
    rows.write_text(json.dumps([row(peer="mesa", contender="mesa")]))
    assert peers.run.main(words) == 1  # what was measured before is kept
    assert [r["ns"] for r in json.loads(rows.read_text())] == [20.0]


@pytest.mark.parametrize("wrong", [None, "recruits", "lost"])
def test_a_contender_with_other_means_is_not_timed(
    wrong: str | None,
    peers: SimpleNamespace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    check = peers.workloads.plan("numpy, draws", (20, 5), True).check
    ours = reduced.stochastic(check, 256, 101)[:, -1]
    known = {"mean": ours.mean(0).tolist(), "sd": ours.std(0, ddof=1).tolist(), "replicates": 256}
    reference = tmp_path / "reference.json"
    reference.write_text(json.dumps({"draws": {check.name: known}}))
    monkeypatch.setenv("PEERS_REFERENCE", str(reference))
    monkeypatch.setenv("PEERS_SMALL", "1")
    if wrong == "recruits":
        monkeypatch.setattr(plain, "RECRUIT", 2 * plain.RECRUIT)
    runs = []

    def run(size: Reduced, replicates: int, seed: int, clock: Any) -> np.ndarray:
        runs.append(replicates)
        with clock:
            last = plain.stochastic(size, replicates, seed)[:, -1]
        return last - (wrong == "lost") * np.eye(6)[0]

    peers.told.contend("numpy", "numpy, draws", (20, 5), run, tool="NumPy", how="wrong on purpose")
    found = json.loads(capsys.readouterr().out)
    assert found["means"]["same"] == (wrong is None)
    assert ("ns" in found) == (wrong is None)
    assert len(runs) == (2 if wrong is None else 1)  # timed only once the means have been seen to agree
    line = next(x for x in peers.table.table([row(), found]).splitlines() if "on purpose" in x)
    assert ("not timed" in line) == (wrong is not None)


def test_the_check_lets_pass_what_it_says(peers: SimpleNamespace) -> None:
    size = peers.workloads.Workload(1, 2, 10)
    people = size.civilians + size.members.sum()
    mean = np.array([0.0, 100.0, 50.0, 10.0, 20.0, 5.0])
    mean[0] = people - mean.sum()
    known = {"mean": mean.tolist(), "sd": [10.0] * 6, "replicates": 100}

    def same(moved: float, allowed: float, kind: str = "draws") -> bool:
        last = np.tile(mean + np.array([-moved, moved, 0, 0, 0, 0]), (100, 1))
        return peers.told.held_against(last, known, size, kind, allowed)["same"]

    edge = 5.0 * 10.0 * np.sqrt(2 / 100)
    assert same(edge - 0.01, 0.0) and not same(edge + 0.01, 0.0)
    assert same(edge + 0.99, 0.01) and not same(edge + 1.01, 0.01)  # 1 % of 100 members on top
    assert same(0.99, 0.01, "expected") and not same(1.01, 0.01, "expected")


def test_ratios_come_from_the_rows(peers: SimpleNamespace) -> None:
    theirs = row(peer="mesa", contender="mesa", tool="Mesa 1", ns=5000.0, repeats_ns=[5000.0])
    alone = row(contender="ours, draws, alone", ns=40.0)
    for ns, ratio in ((20.0, "250"), (2.0, "2,500")):
        text = peers.table.table([theirs, alone, row(ns=ns)])
        assert f"| 5,000 |  | {ratio} |" in next(x for x in text.splitlines() if "| Mesa 1 |" in x)
    assert "| 5,000 |  |  |" in peers.table.table([theirs])  # never against another size or kind


def test_a_short_run_sees_the_crackdown_at_the_same_share(peers: SimpleNamespace) -> None:
    W = peers.workloads.Workload
    np.testing.assert_array_equal(W(20, 5).arrest, Reduced(20, 5).arrest)
    assert (np.diff(W(1, 1, 100).arrest) > 0).nonzero()[0].tolist() == [39]
    assert np.ptp(W(1, 1, 100, crackdown=False).arrest) == 0


def test_every_peer_has_a_script_and_pinned_versions(peers: SimpleNamespace) -> None:
    assert {c.split(",")[0] for c in peers.workloads.PLANS} == set(peers.run.SCRIPTS)
    for peer, script in peers.run.SCRIPTS.items():
        assert (PEERS / script).is_file()
        if peer != "ours":
            pins = (PEERS / "requirements" / f"{peer}.txt").read_text().split()
            assert pins and all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin) for pin in pins)


def test_the_committed_table_is_that_of_the_committed_rows(peers: SimpleNamespace) -> None:
    text = (PEERS / "rows.json").read_text(encoding="utf-8")
    rows = json.loads(text)
    assert (PEERS / "results.md").read_text(encoding="utf-8") == peers.table.table(rows)
    told = {r["peer"] for r in rows if "failed" in r}
    found = {(r["contender"], tuple(r["size"])) for r in rows if "failed" not in r}
    for contender in peers.workloads.PLANS:
        for size in peers.workloads.SIZES:
            assert contender.split(",")[0] in told or (contender, size) in found
    for r in rows:
        if "failed" not in r:
            assert not r["small"] and re.fullmatch(r"\d{4}-\d\d-\d\d", r["date"])
            assert re.fullmatch(r"\d+ (virtual )?cores, [\w ()@.-]+", r["machine"])
            assert ("ns" in r) == r["means"]["same"]
    assert "/" not in text.replace("\\/", ""), "a path or an address"
