"""Prior against posterior: what is seen, what is not, what trades; from a posterior's own rows."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tregua.assumptions import load_parameters
from tregua.assumptions.posterior import load, shipped
from tregua.assumptions.prior import Prior
from tregua.cli.app import main
from tregua.inference.identifiability import normal_scale, pairs, report, words
from tregua.inference.parameterisation import from_normal
from tregua.places import load_place

FILES = {day: file for day, file in shipped(load_place("el_salvador"))}
BEFORE, AFTER = date(2022, 3, 1), max(FILES)


@pytest.fixture(scope="module")
def after():
    return report(load_place("el_salvador"), FILES[AFTER])


def by_name(told, name, reading=""):
    return next(s for s in told.seen if (s.name, s.reading) == (name, reading))


@pytest.mark.parametrize(
    "prior",
    [
        Prior(lognormal=(2.0, 0.6)),
        Prior(normal=(1.0, 2.0)),
        Prior(logitnormal=(0.3, 0.5)),
        Prior(uniform=(0, 2)),
    ],
)
def test_the_scale_is_the_priors_own(prior):
    z = np.linspace(-2, 2, 9)
    assert normal_scale(prior, from_normal(prior, z)) == pytest.approx(z, abs=1e-4)


def test_rows_as_wide_as_their_prior_are_not_seen_and_narrow_ones_are(tmp_path):
    place, file = load_place("el_salvador"), FILES[AFTER]
    with np.load(file) as kept:
        made = dict(kept)
    names = [str(n) for n in made["names"]]
    rng = np.random.default_rng(1)
    own = load_parameters(place, None, AFTER)
    n = len(made["values"])
    for name, sd in (("natural_exit", 0.2), ("capacity_time", 1.0)):
        made["values"][:, names.index(name)] = from_normal(
            own[name].for_reading(""), sd * rng.standard_normal(n)
        )
    target = tmp_path / AFTER.isoformat() / file.name
    target.parent.mkdir()
    np.savez(target, **made)
    lines = file.with_suffix(".yaml").read_text("utf-8").splitlines(keepends=True)
    # the digest of the rows would refuse what is changed here
    target.with_suffix(".yaml").write_text("".join(w for w in lines if not w.startswith("rows:")), "utf-8")
    told = report(place, target)
    narrow, wide = by_name(told, "natural_exit"), by_name(told, "capacity_time")
    assert narrow.narrowed == pytest.approx(0.96, abs=0.02) and narrow.verdict == "seen"
    assert abs(wide.narrowed) < 0.2 and wide.verdict == "not seen"
    assert "capacity time" in next(s for s in words(told) if "cannot see" in s)
    assert "natural exit" not in next(s for s in words(told) if "cannot see" in s)


def test_what_trades_is_named_with_what_is_held():
    rng = np.random.default_rng(2)
    a = rng.standard_normal(4000)
    z = {
        "replacement": np.stack([a, -a + 0.1 * rng.standard_normal(4000), rng.standard_normal(4000)], axis=1)
    }
    (found,) = pairs(z, {"replacement": ["one", "two", "three"]})
    assert {found.one, found.two} == {"one", "two"} and found.correlation < -0.95
    assert found.together > 0.95
    assert "less of the other" in found.words
    assert "more of both" in replace(found, correlation=0.9).words


def test_what_another_record_saw_is_not_said_to_be_seen_here():
    haiti = load_place("haiti")
    told = report(haiti, max(shipped(haiti))[1])
    said = {s.split(":")[0]: s for s in words(told)}
    alone = said["Known from El Salvador alone, to which this record adds little"]
    assert "pact effect" in alone and "pact effect" not in said["The record sees"]
    assert "killing per member" in said["The record sees"]


def test_the_two_readings_of_targeting_stand_apart(after):
    official, ngo = (by_name(after, "targeting_odds", r) for r in ("official", "ngo"))
    assert official.prior[1] > 2 * ngo.prior[1] and official.posterior[1] > ngo.posterior[1]


def test_replacement_is_left_open_and_what_enters_nothing_keeps_its_prior(after):
    before = report(load_place("el_salvador"), FILES[BEFORE])
    share = by_name(before, "replacement_share")
    assert share.prior == pytest.approx((0.05, 0.5, 0.95)) and share.verdict != "seen"
    assert (
        by_name(after, "replacement_share").posterior[2] - by_name(after, "replacement_share").posterior[0]
        > 0.5
    )
    # no law was suspended by March 2022: what acts where it is comes back as it was given, 450 rows of it
    null = by_name(before, "targeting_cut")
    assert abs(null.narrowed) < 0.2 and abs(null.moved) < 0.2 and null.verdict == "not seen"


def test_the_command_tells_places_and_recovery_and_needs_a_posterior(capsys, tmp_path):
    assert main(["identify", "el_salvador", "--as-of", "2022-06-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["places"]["el_salvador"]["as_of"] == "2022-03-01"
    assert {"name", "prior", "posterior", "narrowed", "verdict"} <= set(
        told["places"]["el_salvador"]["parameters"][0]
    )
    assert told["recovery"]["replications"] > 0
    assert main(["identify"]) == 2
    assert main(["identify", "haiti", "--as-of", "2010-01-01"]) == 2
    assert "no posterior as of 2010-01-01" in capsys.readouterr().err


def test_rows_of_a_structure_stand_for_themselves(after):
    joint = load(FILES[AFTER])
    k = joint.names.index("replacement_share")
    mine = joint.values[:, k]  # every structure learns it
    assert by_name(after, "replacement_share").posterior == pytest.approx(
        np.quantile(mine, [0.05, 0.5, 0.95])
    )
    assert set(by_name(after, "dose_effect").by_structure) == {"suppression"}
