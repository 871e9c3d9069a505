"""The adapter, against the installed EMA Workbench; its newest release asks for Python 3.12."""

import numpy as np
import pytest

from tests.decisions.toy import toy_place
from tregua.errors import InputError

ema = pytest.importorskip("ema_workbench")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from tregua.decisions.discovery.ema import model

    place = toy_place(tmp_path_factory.mktemp("ema"))
    return model(place, ["mission"], outcomes=["deaths", "prison_cost"], draws=12)


def test_it_speaks_the_workbench_s_words(made):
    assert {"force", "consent", "funding", "firepower", "replacement", "targeting", "mortality"} < {
        u.name for u in made.uncertainties
    }
    assert [lever.name for lever in made.levers] == ["intervention"]
    # security is not handed over without rights
    assert [o.name for o in made.outcomes] == ["deaths", "prison_cost", "deaths_custody", "arbitrary_years"]


def test_the_workbench_runs_it_and_the_numbers_are_tregua_s(made):
    experiments, outcomes = ema.perform_experiments(
        made, scenarios=4, policies=2, evaluator=ema.SequentialEvaluator(made)
    )
    assert len(experiments) == 8 and set(experiments["intervention"]) <= {"toy/baseline", "toy/mission"}
    assert all(np.isfinite(outcomes[name]).all() for name in ("deaths", "arbitrary_years"))
    first = experiments.iloc[0]
    names = [*[u.name for u in made.uncertainties], "intervention"]
    again = made.function(**{name: first[name] for name in names})
    assert again["deaths"] == pytest.approx(float(outcomes["deaths"][0]), rel=1e-12)


def test_what_is_wrong_is_told(tmp_path):
    from tregua.decisions.discovery.ema import model

    with pytest.raises(InputError):
        model(toy_place(tmp_path), ["no-such-policy"])


def test_boxes_are_those_of_the_workbench_s_own_prim():
    import pandas as pd
    from ema_workbench.analysis import prim as theirs

    from tregua.decisions.discovery import prim

    rng = np.random.default_rng(3)
    x = {name: rng.random(1500) for name in ("a", "b", "c")}
    y = (x["a"] > 0.6) & (x["b"] < 0.5)
    box = theirs.Prim(pd.DataFrame(x), y, peel_alpha=0.05).find_box()
    limits = box.box_lims[int(np.argmin(np.abs(box.peeling_trajectory["density"] - 0.97)))]
    ours, _path = prim.find(x, y, density=0.97)
    assert ours.limits["a"][0] == pytest.approx(float(limits["a"].iloc[0]), abs=0.05)
    assert ours.limits["b"][1] == pytest.approx(float(limits["b"].iloc[1]), abs=0.05)
    assert set(ours.restricted) == {"a", "b"}
