"""A fit that is killed goes on to the same bytes; one that has not converged ends with status 1."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tregua.cli import main
from tregua.learning import fit as fitting
from tregua.places.new import new_place

COMMAND = [sys.executable, "-m", "tregua", "calibrate", "--structure", "replacement", "--effort", "0.25"]


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """A made-up country with five yearly counts."""
    folder = tmp_path_factory.mktemp("places") / "smallland"
    new_place(folder)
    file = folder / "evidence.csv"
    file.write_text(file.read_text("utf-8").replace("-15,low,", "-15,medium,"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def killed(country, tmp_path_factory):
    """A fit that was killed after its first blocks, and then given again."""
    out = tmp_path_factory.mktemp("fits") / "killed"
    command = [*COMMAND, "--place", str(country), "--out", str(out), "--json"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    saved, until = out / ".checkpoints", time.monotonic() + 500
    while not list(saved.glob("*-0.npz")) and first.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert first.poll() is None, first.stderr.read()
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    assert not list(out.glob("*/smallland.npz"))
    begun = [int(np.load(f)["done"]) for f in saved.glob("*.npz")]
    assert begun and min(begun) < 4
    again = subprocess.run(command, capture_output=True, text=True, timeout=500)
    return out, again


def test_a_fit_that_was_killed_goes_on_to_the_same_bytes(country, killed, tmp_path):
    out, again = killed
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)["smallland"]
    whole = [*COMMAND[3:], "--place", str(country), "--out", str(tmp_path), "--json"]
    assert main(whole) in (0, None)
    one, two = (next(folder.glob("*/smallland.npz")) for folder in (out, tmp_path))
    with np.load(one) as a, np.load(two) as b:
        assert sorted(a) == sorted(b)
        assert all((a[name] == b[name]).all() for name in a)
    assert told["structures"]["replacement"]["worst_r_hat"]


def test_a_fit_that_has_not_converged_ends_with_status_one_and_keeps_nothing(
    country, killed, tmp_path, monkeypatch, capsys
):
    out, _again = killed
    for file in out.glob("*/smallland.*"):
        file.unlink()
    monkeypatch.setattr(fitting, "LEAST_ESS", 1e6)
    words = [*COMMAND[3:], "--place", str(country), "--out", str(out)]  # its chains are there: nothing is run
    assert main(words) == 1
    assert "not converged" in capsys.readouterr().err
    assert not list(out.glob("*/smallland.*"))


def test_a_place_with_nothing_to_fit_is_refused(tmp_path, capsys):
    new_place(tmp_path / "smallland")  # its counts are made up, and of low confidence
    assert main(["calibrate", "--place", str(tmp_path / "smallland"), "--out", str(tmp_path)]) == 2
    assert "evidence.csv" in capsys.readouterr().err
