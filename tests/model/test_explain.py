"""The day as explained is the day as run."""

import importlib
import inspect
import pkgutil
import re

import tregua.model.mechanisms
from tregua.model.explain import described, explain, steps, uses


def test_every_mechanism_is_explained() -> None:
    explained = {described(function)[0] for step in steps() for function in step.functions}
    for module in pkgutil.iter_modules(tregua.model.mechanisms.__path__):
        loaded = importlib.import_module(f"tregua.model.mechanisms.{module.name}")
        functions = [n for n, f in vars(loaded).items() if inspect.isfunction(f)]
        own = [n for n in functions if getattr(loaded, n).__module__ == loaded.__name__]
        assert own
        for name in own:
            if f"model/mechanisms/{module.name}.py: {name}" not in explained:
                # a helper of an equation that is explained
                used = [o for o in own if re.search(rf"\b{name}\(", inspect.getsource(getattr(loaded, o)))]
                others = [o for o in used if o != name]
                outside = any(
                    f"{module.name}.{name}(" in inspect.getsource(f) for s in steps() for f in s.functions
                )
                assert others or outside, f"{module.name}.{name} is called by nothing that is explained"


def test_every_mechanism_says_what_it_does() -> None:
    for step in steps():
        for function in step.functions:
            where, text = described(function)
            assert len(text) > 20, where


def test_steps_come_in_the_order_of_the_day() -> None:
    titles = [step.title for step in steps()]
    order = ["Politics", "Totals", "The course of the country", "Conditions in custody", "Access", "Arrests"]
    order += ["Deterrence", "Recruitment", "Violence", "Displacement", "Movement: custody", "Support"]
    assert [t for t in titles if t in order] == order
    assert titles[-1] == "Accounting"


def test_explain_names_the_parameters_of_each_mechanism_with_their_sources() -> None:
    from tregua.assumptions import load_parameters

    parameters = {p.name: p for p in load_parameters()}
    read = {name for step in steps() for function in step.functions for name in uses(function)}
    named = read & set(parameters)
    text = explain(parameters)
    for name in named:
        assert f"{parameters[name].symbol}: {name}, {parameters[name].unit}; " in text
    assert {"replacement_delay", "targeting_odds", "pact_effect", "custody_mortality", "half_risk"} <= named


def test_explain_prints_equations_and_sources() -> None:
    text = explain()
    assert "a = F / (F + Σ_g φ_g M_g)" in text
    assert "K' = (A - K) / 30 d" in text
    assert "arXiv 2307.06302" in text
    assert text.index("1. Politics") < text.index("Access") < text.index("Recruitment")
