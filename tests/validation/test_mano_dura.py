"""The sentence about arrests without holding is made from the stored forecasts of their only case."""

from tregua.validation.mano_dura import CASE, failed, sentence


def stored(*medians):
    months = (12, 24)
    return {
        "cases": [{"case": CASE, "months": m, "median": x} for m, x in zip(months, medians, strict=False)]
    }


def test_a_forecast_fall_fails_and_is_printed_with_its_size():
    assert failed(stored(-0.50, 0.10)) and failed(stored(0.10, -0.06))
    assert "failed on its only case" in sentence(stored(-0.50, 0.10))
    assert "-0.50, +0.10" in sentence(stored(-0.50, 0.10)).replace("\N{MINUS SIGN}", "-")


def test_no_fall_beyond_the_limit_holds():
    assert not failed(stored(-0.05, 0.30)) and "failed" not in sentence(stored(-0.05, 0.30))


def test_a_case_that_was_not_forecast_has_not_held():
    assert failed(stored()) and failed(stored(0.30))


def test_a_result_with_arrests_and_no_prisons_prints_it_and_one_without_sweeps_does_not():
    import json

    import xarray as xr

    from tregua.report.phrases import arrests_without_holding

    def result(*kinds):
        interventions = {k: {"kind": k, "arrests_per_day": [{"value": 5}]} for k in kinds}
        return xr.Dataset(attrs={"manifest": json.dumps({"scenarios": [{"interventions": interventions}]})})

    assert arrests_without_holding(result("sweeps")) == [sentence()]
    assert arrests_without_holding(result("state_of_exception")) == [sentence()]
    assert arrests_without_holding(result("sweeps", "prison_building")) == []
    assert arrests_without_holding(result("mission")) == []
