"""The day in words: every mechanism in the order of events, with its equation, unit and source.

The text is read from the functions that run, so that it cannot say anything else than what is done.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Step(NamedTuple):
    """A step of the day: its name, and the functions that make it up."""

    title: str
    functions: tuple[Callable[..., Any], ...]


def steps() -> tuple[Step, ...]:
    """Return the steps of a day in the order in which `tregua.model.day.day` takes them."""
    from tregua.model import closing as end
    from tregua.model import random_draws, transitions
    from tregua.model.mechanisms import (
        access,
        arrests,
        custody,
        desistance,
        deterrence,
        displacement,
        evasion,
        national_shocks,
        operations,
        politics,
        recruitment,
        self_defence,
        support,
        violence,
    )

    return (
        Step(
            "Politics",
            (
                politics.precondition,
                politics.preconditions,
                politics.phase,
                politics.activity,
                politics.money,
                politics.prison_places,
                politics.arms,
            ),
        ),
        Step(
            "The course of the country",
            (
                national_shocks.level,
                national_shocks.background_level,
                national_shocks.pact,
                national_shocks.spree,
                national_shocks.pulse,
                national_shocks.prison_break,
            ),
        ),
        Step(
            "Conditions in custody",
            (
                custody.crowding,
                custody.death_hazard,
                custody.hearing_hazard,
                custody.per_case,
                custody.freed_share,
                custody.mass_conviction,
                custody.escape_hazard,
                custody.exits,
            ),
        ),
        Step("Access", (access.force, access.access)),
        Step("Fear", (deterrence.threat, deterrence.slow_threat, deterrence.memory, deterrence.swept)),
        Step(
            "Recruitment",
            (recruitment.willing, recruitment.pull, recruitment.replacement, recruitment.join_hazard),
        ),
        Step("Leaving", (desistance.quit_hazard, desistance.associate_drift)),
        Step("Arrests", (arrests.arrests_made, arrests.targeting, arrests.arrest_hazard)),
        Step("Hiding", (evasion.hide_hazard, evasion.return_hazard)),
        Step(
            "Violence",
            (
                violence.killing_rate,
                violence.held_back,
                violence.rivalry_hazard,
                violence.retaliation,
                violence.predation,
                violence.clash_deaths,
                violence.background_hazard,
            ),
        ),
        Step(
            "Lethal operations without access", (operations.operation_deaths, operations.operation_bystanders)
        ),
        Step(
            "Self-defence",
            (
                self_defence.arming,
                self_defence.suspects_killed,
                self_defence.bystanders_killed,
                self_defence.disarming,
            ),
        ),
        Step("Displacement", (displacement.flight, displacement.return_hazard)),
        Step(
            "Movement",
            (
                random_draws.leave,
                transitions.move_custody,
                transitions.move_members,
                transitions.move_civilians,
                transitions.move_rest,
                custody.back_to_gang,
                custody.new_to_gang,
            ),
        ),
        Step("Aftermath", (violence.kidnappings, violence.extortion, end.aftermath)),
        Step("Support", (support.host_goal, support.contributor_goal, support.council_goal, end.support)),
        Step("Ledger", (end.ledger,)),
    )


def described(function: Callable[..., Any]) -> tuple[str, str]:
    """Return where a mechanism is written, as file and name, and its docstring."""
    plain = getattr(function, "py_func", function)
    file = plain.__module__.rsplit(".", 1)[-1] + ".py"
    return f"model/{file}: {plain.__name__}", inspect.getdoc(plain) or ""


def uses(function: Callable[..., Any]) -> list[str]:
    """Return the names of the parameters that a mechanism reads."""
    source = inspect.getsource(getattr(function, "py_func", function))
    return list(dict.fromkeys(re.findall(r"\bp\.([a-z_]+)", source)))


def explain(parameters: Mapping[str, Any] | None = None) -> str:
    """Return the mechanisms of a day, in order, as text.

    Parameters
    ----------
    parameters
        By name, objects with symbol, unit, prior, source and grade: printed below each mechanism that reads
        them.
    """
    known = parameters or {}
    lines = [
        "One day, in the order of events. Rates are stated a year and used a day; people are whole numbers.",
        "A flow out of a compartment is a draw with probability 1 - exp(-hazard x dt);",
        "the mean-field twin takes its expectation.",
        "",
    ]
    for number, step in enumerate(steps(), start=1):
        lines.append(f"{number}. {step.title}")
        for function in step.functions:
            where, text = described(function)
            lines.append(f"   {where}")
            lines += [f"      {line}" if line else "" for line in text.splitlines()]
            for name in uses(function):
                if name in known:
                    p = known[name]
                    called = f"{p.symbol}: {name}" if p.symbol else name
                    lines.append(f"      {called}, {p.unit}; {p.prior}; grade {p.grade}: {p.source}")
        lines.append("")
    return "\n".join(lines)
