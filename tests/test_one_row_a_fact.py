"""One row a fact: no list of names of controls, parameters, interventions or outcomes beside its one home."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import tregua
from tregua.assumptions.parameter import constants, definitions
from tregua.scenarios.interventions import KINDS
from tregua.vocabulary import palette
from tregua.vocabulary.causes import CAUSES
from tregua.vocabulary.controls import CONTROLS

SOURCES = Path(tregua.__file__).parent
FRONTEND = SOURCES.parent.parent / "frontend" / "src"
FEWEST = 3  # names of one kind, from which on a tuple, list, set or mapping is a list of its own

# The homes of facts outside the vocabulary and the YAML files.
HOMES = (
    "scenarios/interventions/__init__.py:_CLASSES",
    "relies_on",
    "scenarios/parts.py:",  # which fields belong to which part of a scenario, a row a kind
    "results/measures.py:NEEDS",  # the variables from which the headline quantities are defined
    "decisions/reasons/mechanisms.py:MECHANISMS",  # what can be switched off, and at which value
    "decisions/sensitivity_analysis/inputs.py:named",  # parameters that are inputs by name
)
# What stands elsewhere today, and what removes it.
MEASURES = "outcomes are defined once when results/measures is written"
DEPENDENCE = "the report on what the answer turns on is chosen from Sobol indices when it is rewritten"
MECHANISMS = "goes when the mechanisms are corrected and each has its file"
INFERENCE = "state on the first day that a posterior holds: goes with the rewriting of inference"
PLACES = "what a file of a place or a source calls it, mapped to ours: goes with the importers"
EVENTS = "kinds of dated events, of which some share a name with what a scenario does"
OFFENDERS = {
    "decisions/answer/dose.py:WITHOUT_DOSE (interventions)": "a field of each intervention",
    "web/catalogue.py:effect.titles (outcomes)": MEASURES,
    "decisions/discovery/discovery.py:BESIDE (outcomes)": MEASURES,
    "decisions/discovery/ema.py:OUTCOMES (outcomes)": MEASURES,
    "decisions/outcomes.py:outcomes (outcomes)": MEASURES,
    "decisions/reasons/why.py:HEADLINE (outcomes)": MEASURES,
    "decisions/rights_ledger.py:counted (outcomes)": MEASURES,
    "decisions/sensitivity_analysis/stored.py:RANKED_BY (outcomes)": MEASURES,
    "report/sections/why.py:MAIN (outcomes)": MEASURES,
    "decisions/sensitivity_analysis/sensitivity.py:OUTCOMES (outcomes)": MEASURES,
    "decisions/trade_offs/tradeoffs.py:CRITERIA (outcomes)": MEASURES,
    "decisions/trade_offs/tradeoffs.py:TOLD (outcomes)": MEASURES,
    "report/measures.py:_own (outcomes)": MEASURES,
    "report/parameter_dependence.py:OUTCOMES (outcomes)": MEASURES,
    "report/sections/rights_ledger.py:CUSTODY (outcomes)": MEASURES,
    "report/sections/rights_ledger.py:HELD (outcomes)": MEASURES,
    "report/sections/tradeoffs.py:_outcomes.names (outcomes)": MEASURES,
    "report/table_layout.py:tables.found (outcomes)": MEASURES,
    "results/variables.py:VARIABLES (outcomes)": MEASURES,
    "web/answer_series.py:BETTER (outcomes)": MEASURES,
    "web/answer_series.py:NEEDED (outcomes)": MEASURES,
    "web/answer_series.py:RESTS_ON (outcomes)": MEASURES,
    "web/answer_series.py:RESTS_ON (parameters)": MEASURES,
    "web/answer_series.py:catalogue.rows (outcomes)": MEASURES,
    "web/answer_series.py:line.each (outcomes)": MEASURES,
    "web/answer_series.py:line.money (outcomes)": MEASURES,
    "web/request.py:OutcomeId (outcomes)": MEASURES,
    "web/request.py:TotalId (outcomes)": MEASURES,
    "report/parameter_dependence.py:ONLY_IN (parameters)": DEPENDENCE,
    "report/parameter_dependence.py:theme (parameters)": DEPENDENCE,
    "decisions/discovery/tipping_points.py:force_of.middle (parameters)": MECHANISMS,
    "decisions/discovery/tipping_points.py:force_of.weight (controls)": MECHANISMS,
    "decisions/futures.py:FORCES (controls)": MECHANISMS,
    "simulation/policy_arrays.py:arrange (controls)": MECHANISMS,
    "simulation/spin_up.py:SHOCKS (parameters)": MECHANISMS,
    "validation/minimal_engine.py:prepared (parameters)": MECHANISMS,
    "assumptions/posterior.py:AT (parameters)": INFERENCE,
    "places/history.py:EventKind (controls)": EVENTS,
    "places/history.py:EventKind (interventions)": EVENTS,
    "places/importers/event_words.py:_RULES (controls)": EVENTS,
    "places/importers/event_words.py:_RULES (interventions)": EVENTS,
    "inference/posterior_file.py:state_at.fields (parameters)": INFERENCE,
    "assumptions/parameter.py:_in_the_state (parameters)": PLACES,
    "validation/forecast_figures.py:NEWS (controls)": EVENTS,
    "validation/forecast_figures.py:NEWS (interventions)": EVENTS,
    "places/infer_series_kind.py:CIVILIAN (causes)": PLACES,
    "places/infer_series_kind.py:GANG (causes)": PLACES,
    "places/infer_series_kind.py:SUSPECT (causes)": PLACES,
    "places/state.py:dated_lists.lists (controls)": PLACES,
    "validation/natural_experiment_forecasts.py:UNODC_CAUSES (causes)": PLACES,
}


@cache
def names() -> dict[str, frozenset[str]]:
    """Return the names that have a home, by kind."""
    from tregua.decisions.outcomes import outcomes
    from tregua.report.measures import measures

    return {
        "controls": frozenset(CONTROLS),
        "parameters": frozenset(definitions()) | frozenset(constants()),
        "interventions": frozenset(KINDS),
        "causes": frozenset(CAUSES),
        "outcomes": frozenset(m.key for m in measures()) | frozenset(o.key for o in outcomes()),
    }


def files() -> list[Path]:
    """Return every source outside the vocabulary."""
    return [p for p in sorted(SOURCES.rglob("*.py")) if p.relative_to(SOURCES).parts[0] != "vocabulary"]


def words(node: ast.expr | None) -> set[str]:
    """Return a word, or the words at the head of a tuple."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Tuple | ast.Call | ast.List):
        first = node.args if isinstance(node, ast.Call) else node.elts
        return words(first[0]) if first else set()
    return set()


def lists(tree: ast.AST, at: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield each list of words with the function or variable that holds it."""
    for node in ast.iter_child_nodes(tree):
        here = at
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            here = f"{at}.{node.name}".strip(".")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            here = f"{at}.{getattr(target, 'id', '')}".strip(".")
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield here, set().union(*map(words, node.elts))
        elif isinstance(node, ast.Dict):
            yield here, set().union(*map(words, node.keys))
        yield from lists(node, here)


def found(path: Path) -> set[str]:
    """Return where a file lists three or more names of a kind, as file and holder."""
    at = path.relative_to(SOURCES).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        f"{at}:{holder} ({kind})"
        for holder, listed in lists(tree)
        for kind, known in names().items()
        if len(listed & known) >= FEWEST
    }


def test_no_new_list_of_names() -> None:
    listed = {line for path in files() for line in found(path) if not any(home in line for home in HOMES)}
    new, gone = sorted(listed - set(OFFENDERS)), sorted(set(OFFENDERS) - listed)
    assert not new, f"derive these from tregua.vocabulary, the YAML rows or results/measures: {new}"
    assert not gone, f"no longer there, strike them from OFFENDERS: {gone}"


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ('X = ("police", "soldiers", "contractors")', True),
        ('X = ("police", "soldiers")', False),
        ('X = {"pact": 1, "pact_break_rate": 2, "coalition": 3}', True),
        ('def f():\n    return [("custody", 1), ("background", 2), ("gang_on_gang", 3)]', True),
        ('X = ("a", "b", "c", "d")', False),
    ],
)
def test_a_list_is_seen(written: str, seen: bool) -> None:
    hits = [
        known & listed
        for _holder, listed in lists(ast.parse(written))
        for known in names().values()
        if len(known & listed) >= FEWEST
    ]
    assert bool(hits) == seen


def test_a_year_has_one_length() -> None:
    bare = [p.name for p in files() if re.search(r"365\.25|30\.4375", p.read_text(encoding="utf-8"))]
    assert bare == []


def test_colours_stand_in_the_palette() -> None:
    bare = {
        path.relative_to(SOURCES).as_posix()
        for path in files()
        if re.search(r"[\"']#[0-9a-fA-F]{6}[\"']", path.read_text(encoding="utf-8"))
    }
    assert bare == set()


def test_the_viewer_has_the_colours_of_the_palette() -> None:
    text = (FRONTEND / "look.ts").read_text(encoding="utf-8")
    written = dict(re.findall(r'^export const ([A-Z_]+) = "(#[0-9a-f]{6})";$', text, re.M))
    assert written == {
        name: getattr(palette, f"SCREEN_{name}", None) or getattr(palette, name) for name in written
    }
    assert dict(re.findall(r'(violence|rights|plain): "(#[0-9a-f]{6})"', text)) == palette.SCREEN_TONES
    parts = re.search(r"^export const PARTS = \[(.*)\];$", text, re.M)
    assert parts is not None
    assert tuple(re.findall(r"#[0-9a-f]{6}", parts[1])) == palette.SCREEN_PARTS
    ramps = re.findall(r"^  (violence|rights|plain): \[(.*)\],$", text, re.M)
    assert {name: tuple(re.findall(r"#[0-9a-f]{6}", row)) for name, row in ramps} == palette.SCREEN_RAMPS


def test_readings_and_structures_have_one_home() -> None:
    written = re.compile(r"^(READINGS|STRUCTURES|CAUSES|CONTROLS|DAYS_A_[A-Z]+) *[:=]", re.M)
    twice = [
        path.relative_to(SOURCES).as_posix()
        for path in files()
        if written.search(path.read_text(encoding="utf-8"))
    ]
    assert twice == [
        "decisions/discovery/tipping_points.py",  # the step of the models by the week
        "validation/hysteresis.py",
        "validation/model_counterfactual.py",  # two courses of a counterfactual
    ]
