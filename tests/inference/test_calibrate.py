"""A fit that is killed goes on to the same bytes; one that has not converged ends with status 1."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tregua.cli.app import main
from tregua.inference import fit as fitting
from tregua.places.place_template import new_place

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
        # not known everywhere: a place without a series keeps no level of kidnapping
        for name in a:
            np.testing.assert_array_equal(a[name], b[name])
    assert told["structures"]["replacement"]["official"]["worst_r_hat"]


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


def test_evidence_that_is_all_published_later_is_refused_and_said_so(country, tmp_path, capsys):
    words = ["calibrate", "--place", str(country), "--as-of", "2018-01-01", "--out", str(tmp_path)]
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "no count of deaths published by 2018-01-01" in told and "evidence.csv" in told
    assert not list(tmp_path.iterdir())


def test_what_is_missing_in_several_places_is_told_at_once(tmp_path, capsys):
    for name in ("eastland", "westland"):
        new_place(tmp_path / name)  # counts of low confidence only
    words = [
        "calibrate",
        str(tmp_path / "eastland"),
        str(tmp_path / "westland"),
        "--out",
        str(tmp_path / "o"),
    ]
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "eastland" in told and "westland" in told
    assert not (tmp_path / "o").exists()


MESSY = """\
series,place,start,end,value,low,high,unit,source,url,published,confidence,note,read,floor
homicides,all,2015-01-01,2015-12-31,610,,,people,x,,2016-02-15,high,,,
homicides,all,2016-01-01,2016-12-31,500,300,900,people,x,,2017-02-15,high,a range,,
homicides,all,2017-01-01,2017-12-31,400,,,people,x,,2018-02-15,high,a floor,,true
homicides,all,2019-01-01,2019-03-31,150,,,people,x,,2019-04-15,high,after a gap,,
homicides,all,2019-04-01,2019-04-30,48,,,people,x,,2019-05-15,high,a month,,
homicides,all,2019-05-10,2019-06-20,70,,,people,x,,,high,an odd window,,
homicides,all,2019-01-01,2019-12-31,590,,,people,x,,2020-02-15,high,a year that holds them,,
killed,all,2019-06-01,2019-09-30,260,,,people,x,,2019-11-15,medium,another base,,
killed,all,2020-01-01,2020-12-31,700,,,people,x,,2021-02-15,medium,another base,,
tally,all,2021-01-01,2021-03-31,150,,,people,x,,2021-04-15,medium,a running total,,
tally,all,2021-01-01,2021-09-30,440,,,people,x,,2021-10-15,medium,a running total,,
tally,all,2021-01-01,2021-12-31,430,,,people,x,,2022-01-15,medium,revised downwards,,
members,all,2018-06-01,2018-06-01,5000,2000,12000,people,x,,2018-07-01,medium,,,
"""
REGISTER = """\
homicides: {title: H, base: police, kind: flow, measures: deaths, unit: people, causes: [gang_on_gang,
  gang_on_civilian, gang_on_agent, background]}
killed: {title: K, base: ngo, kind: flow, measures: deaths, unit: people, causes: [gang_on_gang,
  gang_on_civilian, state_on_gang, background], beside: true}
tally: {title: T, base: press, kind: cumulative, measures: deaths, unit: people, causes: [gang_on_gang,
  gang_on_civilian, gang_on_agent, background]}
members: {title: M, base: guess, kind: stock, measures: members, unit: people}
"""


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    """A country with every kind of row there is."""
    folder = tmp_path_factory.mktemp("messy") / "mudland"
    new_place(folder)
    (folder / "evidence.csv").write_text(MESSY, "utf-8")
    (folder / "series.yaml").write_text(REGISTER, "utf-8")
    return folder


def test_messy_evidence_is_read_whole_and_has_a_finite_density_with_a_mode(messy):
    from datetime import date

    from tregua.inference.posterior_mode import climb
    from tregua.places import load_place

    place = load_place(messy)
    post = fitting.posterior(place, "replacement", date(2024, 3, 10))
    seen = [(w.series, w.start.isoformat(), w.value, w.floor, w.second) for w in post.windows]
    assert ("homicides", "2017-01-01", 400.0, True, False) in seen
    assert ("killed", "2019-06-01", 260.0, False, True) in seen
    assert ("tally", "2021-04-01", 290.0, False, False) in seen
    rest = next(w for w in post.windows if w.derived)
    assert rest.value == 590 - 150 - 48 - 70 and rest.days == 365 - 90 - 30 - 42
    mode = climb(post, 1)
    assert np.isfinite(mode.density) and np.isfinite(mode.root).all()
    assert post.left_out.shape == fitting.left_out(post, mode.at).shape


def test_the_errors_of_a_messy_table_are_told_at_once(messy, tmp_path, capsys):
    import shutil

    folder = tmp_path / "mudland"
    shutil.copytree(messy, folder)
    wrong = MESSY.replace("2016-12-31,500,300,900", "2016-12-31,500,600,900")
    wrong = wrong.replace("2019-03-31,150", "2018-03-31,150").replace(",5000,", ",many,")
    (folder / "evidence.csv").write_text(wrong, "utf-8")
    assert main(["calibrate", "--place", str(folder), "--out", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert all(f"evidence.csv:{n}" in told or f":{n}:" in told for n in (3, 5, 14)), told
