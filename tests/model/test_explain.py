"""The day as told is the day as run."""

import importlib
import inspect
import pkgutil
import re

import tregua.model
from tregua.model import day, explain
from tregua.model.explain import described, steps, uses

MECHANISMS = {
    "access",
    "custody",
    "displacement",
    "environment",
    "fear",
    "hiding",
    "leaving",
    "operations",
    "policing",
    "politics",
    "recruitment",
    "self_defence",
    "support",
    "violence",
}
HELPERS = {"share", "follow"}


def test_every_mechanism_is_told() -> None:
    told = {described(function)[0] for step in steps() for function in step.functions}
    for module in pkgutil.iter_modules(tregua.model.__path__):
        if module.name not in MECHANISMS:
            continue
        loaded = importlib.import_module(f"tregua.model.{module.name}")
        for name, thing in vars(loaded).items():
            own = inspect.isfunction(thing) and thing.__module__ == loaded.__name__
            if own and name not in HELPERS:
                assert f"model/{module.name}.py: {name}" in told, name


def test_every_mechanism_says_what_it_does() -> None:
    for step in steps():
        for function in step.functions:
            where, text = described(function)
            assert len(text) > 20, where


def test_steps_are_told_in_the_order_in_which_the_day_takes_them() -> None:
    source = inspect.getsource(getattr(day.day, "py_func", day.day))
    called = re.findall(r"^\s+(?:removed = )?(?:steps\.|closing\.)?(\w+)\(s, ", source, re.M)
    order = [
        "politics",
        "totals",
        "environment",
        "custody_conditions",
        "access",
        "fear",
        "recruitment",
        "leaving",
        "arrests",
        "hiding",
        "violence",
        "operations",
        "self_defence",
        "displacement",
        "share_out",
    ]
    assert [name for name in called if name in order] == order
    rest = ["share_out", "move_custody", "move_members", "move_civilians", "aftermath", "support", "ledger"]
    assert [name for name in called if name in rest] == rest


def test_explain_names_the_parameters_of_each_mechanism_with_their_sources() -> None:
    from tregua.assumptions import load_parameters

    parameters = {p.name: p for p in load_parameters()}
    told = {name for step in steps() for function in step.functions for name in uses(function)} & set(
        parameters
    )
    text = explain(parameters)
    for name in told:
        assert f"{parameters[name].symbol}: {name}, {parameters[name].unit}; " in text
    assert {"replacement_delay", "targeting_odds", "pact_effect", "custody_mortality"} <= told


def test_explain_prints_equations_and_sources() -> None:
    text = explain()
    assert "a = F / (F + Σ_g φ_g M_g)" in text
    assert "arXiv 2307.06302" in text
    assert text.index("1. Politics") < text.index("Access") < text.index("Recruitment") < text.index("Ledger")
