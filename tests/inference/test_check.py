"""The posteriors that ship stand under the code and evidence at hand; what moved past one is told."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tregua.assumptions.posterior import HERE, load, shipped
from tregua.cli.app import main
from tregua.inference import posterior_check as checking
from tregua.inference import trajectories
from tregua.inference.posterior_check import MOST_MOVED, check
from tregua.places import list_places, load_place
from tregua.places.evidence import Evidence

SHIPPED = [(name, file) for name in list_places() for _day, file in shipped(load_place(name))]
ONE = HERE / "2024-03-10" / "el_salvador.npz"


def test_posteriors_ship_for_the_day_of_the_offer_and_for_today():
    days = {name: {file.parent.name for n, file in SHIPPED if n == name} for name in list_places()}
    for name, found in days.items():
        assert {"2024-03-10", "2026-12-01"} <= found, name


@pytest.mark.parametrize(("name", "file"), SHIPPED, ids=lambda x: getattr(x, "parent", x) and str(x)[-40:])
def test_every_posterior_that_ships_stands(name, file):
    found = check(file, load_place(name))
    assert found.failures == []
    assert max(found.moved.values()) <= MOST_MOVED


@pytest.fixture
def country():
    return load_place("el_salvador")


def test_a_moved_model_is_told_whatever_its_digest_says(country, monkeypatch):
    monkeypatch.setattr(trajectories, "LEVEL_SCALE", 1.05 * trajectories.LEVEL_SCALE)
    found = check(ONE, country)
    assert any("log density" in f for f in found.failures)
    monkeypatch.undo()
    monkeypatch.setattr(checking, "code_hash", lambda: "rewritten")
    found = check(ONE, country)
    assert found.ok and any("rewritten" in n for n in found.notes)


def test_new_evidence_of_that_day_is_told_and_later_evidence_is_not(country):
    row = next(r for r in country.evidence if r.series == country.main_series and r.start.year == 2023)
    other = type(row)(**{**{k: getattr(row, k) for k in type(row).__slots__}, "value": 3.0 * row.value})
    rows = tuple(other if r is row else r for r in country.evidence)
    moved = replace(country, evidence=Evidence(rows, country.evidence.register))
    assert not check(ONE, moved).ok
    fewer = tuple(r for r in country.evidence if r.published <= date(2024, 3, 10))
    assert check(ONE, replace(country, evidence=Evidence(fewer, country.evidence.register))).ok


def test_a_posterior_without_densities_cannot_be_checked(country, tmp_path):
    target = tmp_path / "2024-03-10" / "el_salvador.npz"
    target.parent.mkdir()
    with np.load(ONE) as arrays:
        np.savez(target, **{k: v for k, v in arrays.items() if not k.startswith("density")})
    target.with_suffix(".yaml").write_bytes(ONE.with_suffix(".yaml").read_bytes())
    assert not check(target, country).ok


def test_the_command_ends_with_one_where_a_posterior_is_moved_past(monkeypatch, capsys):
    assert main(["calibrate", "--check", "el_salvador", "--json"]) in (0, None)
    told = json.loads(capsys.readouterr().out)
    assert all(each["ok"] for each in told["el_salvador"].values())
    monkeypatch.setattr(trajectories, "LEVEL_SCALE", 1.05 * trajectories.LEVEL_SCALE)
    assert main(["calibrate", "--check", "el_salvador", "--json"]) == 1


def test_the_digest_is_of_the_content():
    one = load(ONE)
    assert one.digest == replace(one, provenance={}).digest
    assert one.digest != replace(one, values=one.values * 1.0001).digest
    assert one.digest in one.mark


def test_the_guide_tells_the_diagnostics_of_what_ships():
    from pathlib import Path

    guide = Path(__file__).parents[2] / "docs" / "howto" / "calibrate.md"
    if not guide.exists():
        pytest.skip("without the documentation")
    text = guide.read_text("utf-8")
    for name, file in SHIPPED:
        each = load(file).provenance["structures"].values()
        figures = (
            f"{max(max(q['worst_r_hat'].values()) for q in each):.3f}",
            f"{min(min(q['least_ess'].values()) for q in each)}",
            f"{min(min(q['effective_by_reading'].values()) for q in each)}",
            " / ".join(f"{max(q['log_evidence_laplace']):.1f}".replace("-", "−") for q in each),
        )
        title = load_place(name).title
        assert f"| {title} | {file.parent.name} | {' | '.join(figures)} |" in text
