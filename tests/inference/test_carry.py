"""What is carried to another place: shared rows, widened, and nothing of the first day."""

import numpy as np
import pytest

from tregua.assumptions import load_parameters
from tregua.assumptions.sampling import draw
from tregua.inference.fit import WIDEN, to_normal
from tregua.inference.transferred_priors import carried, main_fit, parameters_for
from tregua.validation.natural_experiment import load_case


@pytest.fixture(scope="module")
def joint():
    found = main_fit()
    assert found is not None
    return found


def test_only_shared_parameters_are_carried_and_never_replacement(joint):
    parameters = load_parameters()
    taken = carried(joint)
    assert taken.names and all(parameters[n].scope == "shared" for n in taken.names)
    assert "replacement_share" not in taken.names and "killing_per_member" not in taken.names


def test_rows_are_drawn_apart_by_half_within_their_structure(joint):
    taken = carried(joint)
    prior = load_parameters()["deterrence_on_killing"].for_reading("")
    deterring = [s for s in np.unique(joint.structure) if s != "incapacitation"]  # which does not learn it
    assert len(deterring) == 3
    for s in deterring:
        mine = joint.structure == s
        before = to_normal(prior, joint.values[mine, joint.names.index("deterrence_on_killing")])
        after = to_normal(prior, taken.values[mine, taken.names.index("deterrence_on_killing")])
        assert after.mean() == pytest.approx(before.mean(), abs=1e-5)
        assert after.std() == pytest.approx(WIDEN * before.std(), rel=1e-4)


def test_the_other_place_keeps_its_own_priors_and_first_day(joint):
    place = load_case("st_james_2018").place
    index = np.arange(60)
    with_posterior = draw(parameters_for(place, joint), 1, index)
    without = draw(load_parameters(place), 1, index)
    assert not with_posterior.start
    for name in ("killing_per_member", "rival_share", "targeting_odds", "replacement_share"):
        assert (with_posterior.values[name] == without.values[name]).all()
    assert (with_posterior.values["pact_effect"] != without.values["pact_effect"]).all()
    # what a structure does not use keeps its prior
    other = with_posterior.structure != "suppression"
    assert (with_posterior.values["dose_effect"] == without.values["dose_effect"])[other].all()


def test_a_day_before_any_fit_has_none():
    from datetime import date

    assert main_fit(date(2010, 1, 1)) is None
