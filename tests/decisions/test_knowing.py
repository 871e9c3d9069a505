"""The value of knowing, where it is known."""

import numpy as np
import pytest

from tregua.decisions.value_of_information import partial, worth_of_knowing


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(5)
    n = 4000
    x = {"matters": rng.standard_normal(n), "idle": rng.standard_normal(n)}
    noise = rng.standard_normal(n)
    value = np.stack([np.zeros(n), x["matters"] + noise], axis=1)
    return x, value


def test_knowing_what_decides_is_worth_what_theory_says(sample):
    x, value = sample
    # between 0 and a standard normal: E max(0, z) - max(0, E z) = 1 / sqrt(2 pi)
    assert partial(x["matters"], value) == pytest.approx(1 / np.sqrt(2 * np.pi), abs=0.04)


def test_knowing_everything_is_worth_more_and_what_is_idle_nothing(sample):
    x, value = sample
    found = worth_of_knowing(x, value, ("stay", "go"), seed=1)
    by_name = {w.name: w for w in found.worths}
    assert found.perfect == pytest.approx(np.sqrt(2) / np.sqrt(2 * np.pi), abs=0.05)
    assert by_name["matters"].told and by_name["matters"].low > by_name["idle"].high
    assert by_name["idle"].value < 0.03
    assert found.worths[0].name == "matters"


def test_knowing_what_changes_no_choice_is_worth_nothing() -> None:
    x = np.random.default_rng(7).standard_normal(500)
    assert partial(x, np.stack([x / 3, x / 3 - 1.1], axis=1)) == 0.0  # one policy is better whatever x is


def test_words_are_taken_as_groups():
    rng = np.random.default_rng(6)
    word = np.array(["yes", "no"])[rng.integers(0, 2, 2000)]
    value = np.stack([np.zeros(2000), np.where(word == "yes", 1.0, -1.0)], axis=1)
    assert partial(word, value) == pytest.approx(0.5, abs=0.04)
