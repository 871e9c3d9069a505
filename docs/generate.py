"""Write the pages that are made from the package: what the program knows of itself is never typed twice.

`write` fills docs/_generated, which no one edits and git ignores. Sphinx calls it before each build.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import hindcast_tables
import level_tables
import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

HERE = Path(__file__).resolve().parent
NOTE = "<!-- Made from the package at each build. Do not edit. -->\n"


def write(folder: Path) -> None:
    """Write every generated page; one that has not changed keeps its date, so that it is not built again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path, whole = folder / f"{name}.md", NOTE + text.rstrip() + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != whole:
            path.write_text(whole, encoding="utf-8")


def pages() -> dict[str, str]:
    """Return the generated pages by name."""
    return {
        "parameters": parameters(),
        "day": day(),
        "not-modelled": not_modelled(),
        "interventions": interventions(),
        "scenarios": scenarios(),
        "series": series(),
        "variables": variables(),
        "place-keys": place_keys(),
        "scenario-keys": scenario_keys(),
        "commands": commands(),
        "published": published(),
        "claims": claims(),
        "treated-cases": treated_cases(),
        "counterfactual": counterfactual(),
        "identifiability": identifiability(),
        "sbc": sbc(),
        "moves": moves(),
        "hindcasts": hindcast_tables.hindcasts(),
        "hindcasts-found": hindcast_tables.found(),
        "watch": hindcast_tables.watch(),
        "level": level_tables.level(),
    }


# -- forms ---------------------------------------------------------------------------------------------------


def plain(text: Any) -> str:
    """Return a text on one line that Markdown shows as it is."""
    words = " ".join(str("" if text is None else text).split())
    return re.sub(r"([\\`*_<>|\[\]#])", r"\\\1", words)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; cells are Markdown already."""
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    lines += ["| " + " | ".join(cell or " " for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def code(text: str) -> str:
    """Return a word in the type of code."""
    return f"`{text}`" if text else ""


def link(title: str, url: str) -> str:
    """Return a link where there is an address, else the words."""
    return f"[{plain(title)}](<{url}>)" if url else plain(title)


# -- parameters ----------------------------------------------------------------------------------------------


def parameters() -> str:
    """Write all parameters: in a table to look through, and one by one."""
    from tregua.assumptions import load_parameters
    from tregua.assumptions.parameter import constants
    from tregua.assumptions.sampling import structures
    from tregua.places import list_places, load_place

    places = {name: load_place(name) for name in list_places()}
    default = load_parameters()
    own = {name: load_parameters(place) for name, place in places.items()}
    out = ["# Parameters", ""]
    out += [
        f"The model has {len(default)} parameters. Each has a prior: what is held likely before",
        "any fit. What was [learnt](../howto/calibrate.md) of it stands beside it in",
        "`tregua parameters PLACE` and in every report of a run that draws from a posterior.",
        "",
        "**Shared** parameters are about how people behave; they are taken to be the same everywhere until",
        "evidence parts them. **Local** ones differ between places. Their defaults are wide on",
        "purpose, and a",
        "place's own `parameters.yaml` replaces them.",
        "",
        "Grades: A official or census statistic, B careful study or several that agree, C one",
        "report or derived,",
        "D assumption. A log-normal prior is told by its median and the standard deviation of the log; a",
        "logit-normal one by its median and the standard deviation of the log-odds. Where two",
        "readings are given,",
        "`official` and `ngo`, half of the draws follow each. `tregua parameters PLACE` prints the same, and",
        "`--assume FILE.yaml` puts numbers of yours in their place.",
        "",
    ]
    for scope in ("shared", "local"):
        some = [p for p in default if p.scope == scope]
        out += [f"## {scope.capitalize()}, in brief ({len(some)})", ""]
        columns = ["name", "symbol", "meaning", "unit", "default prior", "grade"]
        rows = [
            [
                f"[{code(p.name)}](#parameter-{p.name.replace('_', '-')})",
                plain(p.symbol),
                plain(p.meaning),
                plain(p.unit),
                plain(p.prior),
                p.grade,
            ]
            for p in some
        ]
        out += [table(columns, rows), ""]
    out += [f"## The {len(structures())} structures", ""]
    out += ["Not a prior but accounts of the same facts, with an equal share of the draws each:", ""]
    rows = [
        [
            plain(s["title"]),
            plain(s["meaning"]),
            code(", ".join(f"{k} {v}" for k, v in s["settings"].items())),
        ]
        for s in structures().values()
    ]
    out += [table(["account", "what it supposes", "settings"], rows), ""]
    out += ["## Constants that could be argued with", ""]
    out += [
        "Numbers that no prior covers and that have one value in every draw.",
        "`tregua parameters --fixed` prints them, and `--assume FILE.yaml` changes them as it does",
        "parameters: `crowding_cap: {fixed: 8}`.",
        "",
    ]
    rows = [
        [code(c.name), plain(c.meaning), f"{c.value:g}", plain(c.unit), c.grade, plain(c.source)]
        for c in constants().values()
    ]
    out += [table(["name", "meaning", "value", "unit", "grade", "source"], rows), ""]
    out += ["## One by one", ""]
    for p in default:
        out += [f"(parameter-{p.name.replace('_', '-')})=", f"### {p.name}", ""]
        out += [f"{plain(p.meaning).capitalize() if p.meaning[:1].islower() else plain(p.meaning)}.", ""]
        out += [f"- symbol {plain(p.symbol)}; unit: {plain(p.unit)}; {p.scope}; travels: {plain(p.travels)}"]
        if p.bounds:
            out += [f"- cut off below {p.bounds[0]:g} and above {p.bounds[1]:g}"]
        out += _opinion("default", p)
        for name, known in own.items():
            if known[p.name].set_by == "place":
                out += _opinion(str(places[name].title), known[p.name])
        out += [""]
    return "\n".join(out)


def _opinion(who: str, p: Any) -> list[str]:
    said = f"- **{plain(who)}**: {plain(p.prior)}. Grade {p.grade}: {link(p.source, p.url)}"
    said += f". {plain(p.note)}" if p.note else ""
    said += f". *Who disagrees:* {plain(p.disagree)}" if p.disagree else ""
    return [re.sub(r"\.\.(?= |$)", ".", said)]


# -- the model -----------------------------------------------------------------------------------------------


def day() -> str:
    """Write the order of a day, from the functions that run."""
    from tregua.assumptions import load_parameters
    from tregua.model.explain import described, steps
    from tregua.vocabulary.causes import CAUSE_REGISTER

    known = {p.name: p for p in load_parameters()}
    out = ["# One day, in order", ""]
    out += [
        "Every mechanism, in the order in which a step takes them, with its equation. The words",
        "are read from the",
        "functions that run. `tregua model --explain` prints them too. A rate is stated a year",
        "and used a day; `a`",
        "is access, the share of the ground where the state can act.",
        "",
    ]
    for number, step in enumerate(steps(), 1):
        out += [f"## {number}. {plain(step.title)}", ""]
        for function in step.functions:
            where, text = described(function)
            parts = [textwrap.fill(" ".join(part.split()), 96) for part in text.split("\n\n")]
            out += [f"{code(where)}", "", "```text", "\n\n".join(parts), "```", ""]
            source = inspect.getsource(getattr(function, "py_func", function))
            read = re.findall(r"\bparameters\.([a-z_0-9]+)", source)
            used = [n for n in dict.fromkeys(read) if n in known]
            if used:
                linked = ", ".join(
                    f"[{plain(known[n].symbol)}](#parameter-{n.replace('_', '-')})" for n in used
                )
                out += [f"Parameters: {linked}", ""]
    out += [
        "## Causes of death",
        "",
        "Every death has one cause, an author, and counts as that of a civilian or not.",
        "",
    ]
    rows = [
        [code(n), plain(author), "yes" if civilian else "no"]
        for n, (author, civilian) in CAUSE_REGISTER.items()
    ]
    out += [table(["cause", "author", "civilian"], rows)]
    return "\n".join(out)


def variables() -> str:
    """Write what a result holds."""
    from tregua.results.variables import VARIABLES

    out = ["# Variables of a result", ""]
    out += [
        "A result is an xarray Dataset. Every variable has the dimensions policy, draw and time",
        "(months), and those",
        "named here. A *flow* is counted over the month, a *stock* stands at its end, a *level*",
        "or *share* is an",
        "intensity. What is finer than any evidence, by territory or by gang, carries the stamp",
        "`level: model only`.",
        "",
    ]
    rows = [[code(v.name), plain(v.long_name), plain(v.units), v.kind, ", ".join(v.dims)] for v in VARIABLES]
    out += [table(["name", "what it is", "unit", "kind", "more dimensions"], rows)]
    return "\n".join(out)


# -- scenarios -----------------------------------------------------------------------------------------------


def interventions() -> str:
    """Write the controls, and every kind of intervention with its keys."""
    from tregua.scenarios.controls import CONTROLS
    from tregua.scenarios.interventions import KINDS, Measure, measure

    out = ["# Interventions and controls", ""]
    out += [
        "An intervention is an entry in a scenario. Once a month it writes *controls*: the",
        "quantities that policy",
        "sets and the model reads. There are two layers. The first holds as written. The second,",
        "for entries with",
        "`conditional: true`, is multiplied by how far the package acts: nothing before its",
        "preconditions are met,",
        "all of it while they hold, nothing after.",
        "",
        "## Kinds",
        "",
    ]
    common = set(Measure.model_fields)
    for kind in KINDS:
        model = measure(kind)
        out += [
            f"(kind-{kind.replace('_', '-')})=",
            f"### {kind}",
            "",
            plain((inspect.getdoc(model) or "").split("\n\n")[0]),
            "",
        ]
        own = [name for name in model.model_fields if name not in common]
        if own:
            out += [keys(model, only=own), ""]
        else:
            out += ["No keys of its own.", ""]
    out += ["## Keys of every kind", "", keys(Measure), ""]
    out += ["## Controls", ""]
    out += [
        "What an intervention of your own may write: `month.controls.add(name, value)`. What",
        "several interventions",
        "write adds up, up to the limit; a *mean* is weighted instead. A control of the country",
        "takes one number,",
        "one by territory an array too.",
        "",
    ]
    rows = [
        [
            code(c.name),
            plain(c.meaning),
            plain(c.unit),
            "by territory" if c.territorial else "country",
            "" if c.most is None else f"{c.most:g}",
            c.rule,
        ]
        for c in CONTROLS.values()
    ]
    out += [table(["control", "what it is", "unit", "where", "at most", "rule"], rows)]
    return "\n".join(out)


def scenarios() -> str:
    """Write the library of scenarios, each in its own sentences."""
    from tregua.places import list_places, load_place
    from tregua.scenarios import list_scenarios, load_scenario

    out = ["# Scenarios that ship", ""]
    out += [
        "Each scenario says itself what is done. The odds in them are assumptions of their",
        "authors. A star marks",
        "those that `tregua compare` runs when no scenario is named.",
        "",
    ]
    for at in map(load_place, list_places()):
        out += [f"## {plain(at.title)}", ""]
        for name in dict.fromkeys([*at.scenarios, *list_scenarios(at.name)]):
            s = load_scenario(name, at)
            star = " ★" if name in at.scenarios else ""
            out += [f"### {plain(s.title)}", "", f"{code(s.name)}{star}. {plain(s.sentence)}", ""]
            out += [f"From {s.start} to {s.end}, with what was known on {s.as_of}.", ""]
            out += [f"- {plain(line)}" for line in s.sentences()]
            out += ["", plain(s.notes), ""]
    return "\n".join(out)


# -- evidence ------------------------------------------------------------------------------------------------


def series() -> str:
    """Write the register of series of each place."""
    from tregua.places import list_places, load_place

    out = ["# Series of evidence", ""]
    out += [
        "What each series counts, and by whose definition. Series of different bases are never joined: the",
        "commonest mistake in this field is to hold one count against another's definition.",
        "`tregua evidence PLACE --as-of DATE` prints the figures with sources.",
        "",
    ]
    for at in map(load_place, list_places()):
        out += [
            f"## {plain(at.title)}",
            "",
            f"{plain(at.reporting)} The main count is {code(at.main_series)}.",
            "",
        ]
        rows = []
        for name, s in at.series.items():
            own = list(at.evidence.series(name))
            span = f"{min(r.start for r in own)} to {max(r.end for r in own)}" if own else ""
            counts = ", ".join(s.causes).replace("_", " ") if s.causes else s.measures.replace("_", " ")
            seen = f"{s.observation.noise.replace('_', ' ')}, {s.observation.fraction:g} of the truth"
            rows.append(
                [
                    code(name),
                    plain(s.title),
                    plain(s.base),
                    s.kind,
                    plain(counts),
                    plain(s.unit),
                    plain(s.region),
                    f"{len(own)}",
                    span,
                    seen,
                ]
            )
        columns = [
            "series",
            "what it is",
            "base",
            "kind",
            "counts",
            "unit",
            "covers",
            "rows",
            "period",
            "seen with",
        ]
        out += [table(columns, rows), ""]
    return "\n".join(out)


# -- keys of files -------------------------------------------------------------------------------------------


def place_keys() -> str:
    """Write the keys of the files of a place."""
    from tregua.assumptions import prior
    from tregua.places import gangs, history, place, sourced_value, state, territory
    from tregua.places import series as register

    parts: dict[str, tuple[str, tuple[type[BaseModel], ...]]] = {
        "place.yaml": ("The place as a whole.", (place.PlaceFile, place.RunDates)),
        "territories.yaml": ("A mapping from names to territories.", (territory.Territory,)),
        "gangs.yaml": (
            "Gangs, and how they stand to each other.",
            (gangs.GangsFile, gangs.Gang, gangs.Relation),
        ),
        "state.yaml": (
            "The state. May be left out.",
            (state.State, state.Mission, state.Prisons, state.Courts, state.Money, state.Support),
        ),
        "history.yaml": ("A list of dated events. May be left out.", (history.Event, history.Effect)),
        "parameters.yaml": (
            "A mapping from names of parameters to priors of this place. May be left out.",
            (prior.LocalPrior, prior.Reading, prior.Prior),
        ),
        "series.yaml": (
            "A mapping from names to series: what each counts.",
            (register.Series, register.Observation),
        ),
        "Figures": ("Wherever a figure is asked for.", (sourced_value.Figure,)),
    }
    out = []
    for file, (words, models) in parts.items():
        out += [f"## {file}", "", words, ""]
        for number, model in enumerate(models):
            if number:
                out += [f"**{model.__name__}.** {plain((inspect.getdoc(model) or '').split(chr(10))[0])}", ""]
            out += [keys(model), ""]
    return "\n".join(out)


def scenario_keys() -> str:
    """Write the keys of a scenario file, kinds of intervention apart."""
    from tregua.scenarios.fields import Step
    from tregua.scenarios.inheritance import ScenarioFile
    from tregua.scenarios.interventions import Measure
    from tregua.scenarios.preconditions import Precondition

    out = ["## The file", "", keys(ScenarioFile), ""]
    out += [
        "## Every intervention",
        "",
        "Besides these, each [kind](/_generated/interventions.md) has keys of its own.",
        "",
        keys(Measure),
        "",
    ]
    out += [
        "## A dated step",
        "",
        "A value that changes is a list of steps, in the order of dates.",
        "",
        keys(Step),
        "",
    ]
    out += [
        "## A precondition",
        "",
        "Under its kind: `resolution`, `consent`, `funding`, `contributor_law`, `legal_authority`.",
        "",
    ]
    out += [keys(Precondition, leave=("kind",)), ""]
    return "\n".join(out)


def keys(model: type[BaseModel], only: Sequence[str] | None = None, leave: Sequence[str] = ()) -> str:
    """Return a table of a form's keys: what may stand there, whether it must, and what it means."""
    schema = model.model_json_schema(by_alias=True)
    if "properties" not in schema:  # a figure: a bare number will do
        schema = next(s for s in schema.get("anyOf", []) if "properties" in s) | {
            "$defs": schema.get("$defs", {})
        }
    told = _attributes(model)
    rows = []
    for name, info in model.model_fields.items():
        if name in leave or (only is not None and name not in only):
            continue
        names = (info.serialization_alias, info.alias, name)  # as files write it, not as Python may
        key = next(each for each in names if each in schema["properties"])
        default = "needed" if info.is_required() else _default(info.default)
        rows.append(
            [
                code(key),
                plain(form(schema["properties"][key], schema.get("$defs", {}))),
                default,
                plain(meaning(model, key, name, info.description, told)),
            ]
        )
    return table(["key", "what may stand there", "when left out", "meaning"], rows)


@cache
def meanings() -> dict[str, dict[str, str]]:
    """Return the meanings written by hand."""
    return yaml.safe_load((HERE / "meanings.yaml").read_text(encoding="utf-8"))


def meaning(model: type[BaseModel], key: str, name: str, described: str | None, told: dict[str, str]) -> str:
    """Return what a key means: from its docstring, its description, or meanings.yaml.

    Raises
    ------
    KeyError
        If nobody says: a key without a meaning is a mistake in the documentation.
    """
    own = f"{model.__module__.rsplit('.', 1)[-1]}.{model.__name__}"
    written = meanings()
    found = written.get(own, {}).get(key) or told.get(name) or described or written["anywhere"].get(key)
    if not found:
        raise KeyError(f"{own}: {key} has no meaning: write one in docs/meanings.yaml")
    return found[:1].lower() + found[1:] if found[1:2].islower() else found


def _default(value: Any) -> str:
    if value is None or value in ("", (), {}, PydanticUndefined) or isinstance(value, BaseModel):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else plain(value)


def _attributes(model: type) -> dict[str, str]:
    """Read the section Attributes of a docstring."""
    text = inspect.getdoc(model) or ""
    found: dict[str, str] = {}
    if "Attributes\n----------\n" not in text:
        return found
    name = ""
    for line in text.split("Attributes\n----------\n")[1].splitlines():
        if line and not line.startswith(" "):
            # an entry for several keys is left to the schema's words
            name = "" if "," in line else line.strip()
        elif name:
            found[name] = f"{found.get(name, '')} {line.strip()}".strip()
    return {name: words.rstrip(".").replace("``", "") for name, words in found.items()}


def form(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    """Say in words what a part of a JSON Schema allows."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return {"Figure": "figure", "Step": "step", "Prior": "prior"}.get(name, name)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            parts = [form(part, defs) for part in schema[key] if part.get("type") != "null"]
            text = "text" in parts and any(part.startswith("mapping") for part in parts)
            return "text, or texts by language" if text else ", or ".join(dict.fromkeys(parts))
    if "const" in schema:
        return f"'{schema['const']}'"
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    kind = schema.get("type")
    if kind == "array":
        if "prefixItems" in schema:
            return "[" + ", ".join(form(part, defs) for part in schema["prefixItems"]) + "]"
        inner = form(schema.get("items", {}), defs)
        return "figure, or list of dated figures" if inner == "figure" else f"list of: {inner}"
    if kind == "object":
        inner = schema.get("additionalProperties") or next(
            iter(schema.get("patternProperties", {}).values()), {}
        )
        return (
            f"mapping from names to: {form(inner, defs)}" if isinstance(inner, dict) and inner else "mapping"
        )
    if kind == "string":
        if schema.get("format") == "date":
            return "date, YYYY-MM-DD"
        if "after" in schema.get("pattern", ""):
            return "event such as 'after LABEL starts', '90 days after LABEL ends'"
        return "text"
    if kind in ("number", "integer"):
        least, most = (
            schema.get("minimum", schema.get("exclusiveMinimum")),
            schema.get("maximum", schema.get("exclusiveMaximum")),
        )
        word = "whole number" if kind == "integer" else "number"
        if least is not None and most is not None:
            return f"{word} from {least:g} to {most:,.0f}" if most <= 1e6 else f"{word}, {least:g} or more"
        return word
    return {"boolean": "true or false"}.get(str(kind), "anything")


# -- validation: what commands printed, kept by docs/validation/refresh.py -----------------------------------


def _kept(name: str) -> dict[str, Any]:
    return json.loads((HERE / "validation" / f"{name}.json").read_text(encoding="utf-8"))


def _figure(value: float | None) -> str:
    """Write a number so that it can be compared with a published one."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 3
    return f"{value:,.{digits}f}"


def published() -> str:
    """Write the table of published results, misses first."""
    from tregua.validation.sbc_record import ranks

    kept = _kept("published")
    # A8 is read from the last calibration, which has a date of its own
    lines = [line for line in kept["results"] if line["id"] != "A8"] + [
        each.record() for each in ranks(again=False)
    ]
    lines.sort(key=lambda line: line["ok"])
    rows = []
    for line in lines:
        span = f" ({_figure(line['range'][0])} to {_figure(line['range'][1])})" if line["range"] else ""
        verdict = "agrees" if line["ok"] else "**misses**"
        rows.append(
            [
                line["id"],
                plain(line["what"]),
                _figure(line["published"]),
                _figure(line["ours"]) + span,
                plain(line["tolerance"]),
                verdict,
                plain(line["source"]),
            ]
        )
    missed = sum(not line["ok"] for line in lines)
    told = f"{missed} of {len(rows)} miss. Made on {kept['made']} with version {kept['version']}; "
    told += "A8 when its own table says."
    columns = ["no.", "what", "published", "ours (range)", "tolerance", "verdict", "who"]
    return "\n".join(["# Published results: the table", "", told, "", table(columns, rows)])


def claims() -> str:
    """Write the claims: the model's figures as last compared, then every claim with its source."""
    from tregua.validation.claims import last_comparison, read_claims, table_rows
    from tregua.validation.claims.table import claimed

    out = ["# Claims: the tables", ""]
    last = last_comparison()
    if last is None:
        out += ["No comparison is stored yet: `python docs/validation/refresh.py claims` makes one.", ""]
    else:
        out += [f"{last['summary']}. Made on {last['made']} with version {last['version']}.", ""]
        columns = ["claim", "published", "model, nine draws in ten", "verdict", "grade", "remark"]
        rows = ((r.title, r.claimed, r.model, r.verdict, r.grade, r.remark) for r in table_rows())
        out += [table(columns, ([plain(cell) for cell in row] for row in rows)), ""]
    out += ["## Every claim, with its source", ""]
    rows = []
    for entry in read_claims():
        c, low, high = entry.claim, *entry.claim.interval
        figure = {
            "value": c.value,
            "low": low,
            "high": high,
            "bound": c.bound,
            "sign": c.sign,
            "unit": c.unit,
        }
        figure |= {} if c.low is not None else {"low": None, "high": None}
        rows.append(
            [
                code(entry.name),
                plain(c.title),
                f"{c.period[0]} to {c.period[1]}; {plain(c.population)}",
                plain(claimed(figure)),
                link(c.source, c.url),
                f"{c.grade}: {plain(c.seen)}",
                plain(c.mechanism or (c.estimand.kind if c.estimand else "")),
            ]
        )
    columns = ["name", "claim", "when and of whom", "figure", "source", "grade: what was seen", "estimand"]
    return "\n".join([*out, table(columns, rows)])


def treated_cases() -> str:
    """Write the table of treated cases."""
    from tregua.validation.natural_experiment_forecasts import kept as kept_cases

    kept = kept_cases()
    rows = [
        [
            plain(line["case"]),
            "yes" if line.get("fitted_in") else "no",
            str(line["months"]),
            f"{line['observed']:+.2f}",
            f"{line['sd']:.2f}",
            f"{line['median']:+.2f}",
            f"{line['low']:+.2f} to {line['high']:+.2f}",
            "inside" if line["inside"] else "**outside**",
        ]
        for line in kept["cases"]
    ]
    told = f"**{plain(kept['verdict'])};** {plain(kept['outside_the_fit'])}."
    told += f"\nParameters: {plain(kept['parameters'])}."
    made = f"Made on {kept['made']} with version {kept['version']}."
    columns = ["case", "in the fitted record", "months", "observed log-ratio", "standard error", "forecast"]
    columns += ["80 % band", "verdict"]
    return "\n".join(["# Treated cases: the table", "", told, made, "", table(columns, rows)])


def identifiability() -> str:
    """Write what each record says of each parameter, least seen first."""
    kept = _kept("identify")
    out = [
        "# What the record sees: the tables",
        "",
        f"Made on {kept['made']} with version {kept['version']}.",
        "",
    ]
    for place, told in kept["places"].items():
        out += [f"## {plain(place)} as of {told['as_of']}", ""]
        out += [f"- {plain(sentence)}" for sentence in told["in_words"]] + [""]
        rows = [
            [
                plain(p["name"].replace("_", " ") + (f" ({p['reading']})" if p["reading"] else "")),
                plain(p["unit"]),
                _interval(p["prior"]),
                _interval(p["posterior"]),
                f"{p['narrowed']:.0%}",
                "" if p["by_own_record"] is None else f"{p['by_own_record']:.0%}",
                p["verdict"] if p["verdict"] == "seen" else f"**{p['verdict']}**",
            ]
            for p in sorted(told["parameters"], key=lambda p: p["narrowed"])
        ]
        columns = [
            "parameter",
            "unit",
            "prior, nine in ten",
            "posterior",
            "narrowed",
            "by its own record",
            "verdict",
        ]
        out += [table(columns, rows), ""]
        rows = [
            [
                plain(p["one"].replace("_", " ")),
                plain(p["two"].replace("_", " ")),
                f"{p['correlation']:+.2f}",
                f"{p['narrowed_together']:.0%}",
            ]
            for p in told["pairs"]
        ]
        columns = ["one", "other", "correlation", "narrowed together"]
        out += ["Pairs that trade:", "", table(columns, rows), ""] if rows else []
    return "\n".join(out)


def _interval(q: Sequence[float]) -> str:
    return f"{q[1]:.3g} ({q[0]:.3g} to {q[2]:.3g})"


def sbc() -> str:
    """Write ranks of known truths in their posteriors, least uniform first."""
    from tregua.inference.sbc import LEAST_P, last

    kept = last()
    if kept is None:
        return "# Simulation-based calibration: the table\n\nNothing has been kept yet."
    rows = [
        [
            plain(name.replace("_", " ")),
            f"{q['p']:.3f}" if q["p"] > LEAST_P else f"**{q['p']:.4f}**",
            " ".join(map(str, q["histogram"])),
            f"{q['inside_90']:.0%}",
            f"{q['follows']:.2f}" if "follows" in q else "",
            f"{q['narrowed']:.0%}" if "narrowed" in q else "",
        ]
        for name, q in sorted(kept["quantities"].items(), key=lambda item: item[1]["p"])
    ]
    told = (
        f"{kept['uniform']} of {kept['of']} quantities have uniform ranks (chi-square p above {LEAST_P:g}). "
        f"Of all quantities together {kept['inside_90']:.1%} of the truths lie in the middle 90 %. "
        f"{kept['replications']} replications, {plain(kept['problem'])}, {kept['steps']} steps a fit, "
        f"{kept['cpu_seconds']} seconds of one core. Made on {kept['made']} with version {kept['version']}."
    )
    columns = ["quantity", "p", "ranks in ten bins", "truths inside 90 %", "means follow truths", "narrowed"]
    return "\n".join(["# Simulation-based calibration: the table", "", told, "", table(columns, rows)])


def moves() -> str:
    """Write what each move of a sampler makes of a standard normal."""
    kept = _kept("moves")
    rows = [
        [
            plain(row["move"]),
            str(row["coordinates"]),
            str(row["walkers"]),
            f"{row['sd_from_1']:.2f}"
            if abs(row["sd_from_1"] - 1.0) < 0.03
            else f"**{row['sd_from_1']:.2f}**",
            f"{row['sd_from_0.5']:.2f}",
            f"{row['r_hat']:.3f}",
            f"{row['accepted']:.0%}",
        ]
        for row in kept["rows"]
    ]
    told = (
        f"Standard deviation after {kept['steps']} steps; it must be 1. Made on {kept['made']} with version "
    )
    told += f"{kept['version']} and emcee {kept['emcee']}, by `python docs/validation/moves.py`."
    columns = ["move, alone", "coordinates", "walkers", "from a width of 1", "from a half", "worst R-hat"]
    columns += ["accepted"]
    return "\n".join(["# Moves on a standard normal: the table", "", told, "", table(columns, rows)])


def counterfactual() -> str:
    """Write the tables of the counterfactual."""
    kept = _kept("counterfactual")
    out = [
        "# The counterfactual: the tables",
        "",
        f"Made on {kept['made']} with version {kept['version']}.",
        "",
    ]
    donors = kept["donors"]
    out += [f"**Donors looked at.** {plain(', '.join(donors['pool']))}.", ""]
    out += [f"**Left out.** {plain('; '.join(f'{c} ({why})' for c, why in donors['left_out'].items()))}.", ""]
    filled = "; ".join(f"{c} {', '.join(map(str, years))}" for c, years in donors["filled"].items())
    out += [f"**Years filled.** {plain(filled)}.", ""]
    for found in kept["synthetic_control"]:
        weights = ", ".join(f"{plain(name)} {weight:.2f}" for name, weight in found["weights"].items())
        out += [f"**Fitted to {found['method']}.** Weights: {weights}. Fit before:"]
        out += [f"{found['fit_before']:.2f} log points. Placebo p: {found['placebo_p']:.2f}.", ""]
        for base in ("narrow", "wide"):
            rows = [
                [
                    str(y["year"]),
                    _figure(y["median"]),
                    f"{_figure(y['low'])} to {_figure(y['high'])}",
                    _figure(y["observed"]) or "not counted",
                    "yes" if y["donors_seen"] else "carried on",
                ]
                for y in found[base]
            ]
            out += [f"People killed a year, {base} base:", ""]
            out += [table(["year", "without", "nine in ten", "counted", "donors known"], rows)]
    for name, title in (
        ("model", "The model, fitted as of 1 March 2022."),
        ("model_pact_broken", "The same, the covert pact broken on 26 March 2022."),
    ):
        for base, years in (kept.get(name) or {}).items():
            rows = [
                [
                    str(y["year"]),
                    _figure(y["middle"]),
                    f"{_figure(y['low'])} to {_figure(y['high'])}",
                    _figure(y["observed"]) or "not counted",
                ]
                for y in years
            ]
            out += [f"**{title}** People killed a year, base: {base}:", ""]
            out += [table(["year", "without", "nine in ten", "counted"], rows)]
    rows = [
        [fall["base"], str(fall["until"]), f"{fall['absolute']:.0%}", f"{fall['logs']:.0%}"]
        for fall in kept["fall_before_march_2022"]
    ]
    columns = ["base", "fall from 2015 to", "before, of people killed", "before, on the log scale"]
    out += ["**Share of the fall since 2015 that had come by 2021:**", "", table(columns, rows)]
    return "\n".join(out)


def not_modelled() -> str:
    """Write what cannot honestly be modelled, from the list that the report and the explorer print."""
    from tregua.report.not_modelled import entries

    rows = [[plain(one.what), plain(one.why), plain(one.recorded)] for one in entries()]
    out = [
        "# What cannot honestly be modelled",
        "",
        "No figure of the model stands for these matters. What is counted of some of them stands in a",
        "place's evidence, and is not forecast. Reports and the explorer print the same list.",
        "",
        table(["matter", "why", "recorded, not forecast"], rows),
    ]
    return "\n".join(out)


# -- commands ------------------------------------------------------------------------------------------------

COMMANDS = (
    "outlook", "compare", "run", "report", "runs", "resume", "rerun", "export", "places", "scenarios", "diff",
    "evidence", "parameters", "model", "schema", "why", "transfer", "discover", "sensitivity",
    "measure-next", "tradeoffs", "ledger", "import", "place new", "place check", "calibrate",
    "hindcast", "watch", "register", "score", "check-fit", "identify",
    "sbc", "validate", "cases", "counterfactual", "claims", "cite", "version", "bench", "web",
)  # fmt: skip


def commands() -> str:
    """Write what each command says of itself."""
    script = textwrap.dedent(
        """
        import sys
        from tregua.cli.app import app
        for words in sys.argv[1:]:
            print("\\x1e" + words, flush=True)
            app([*words.split(), "--help"], exit_on_error=False)
        """
    )
    around = {**os.environ, "COLUMNS": "100", "TREGUA_LANG": "en", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-c", script, *COMMANDS], capture_output=True, text=True, check=True, env=around
    )
    out = ["# Commands", ""]
    out += [
        "What each command says of itself with `--help`. Answers go to standard output;",
        "progress, notes and errors",
        "to standard error. With `--json` an answer is JSON and nothing else.",
        "",
    ]
    for part in done.stdout.split("\x1e")[1:]:
        name, text = part.split("\n", 1)
        out += [f"## {name}", "", "```text", text.strip("\n"), "```", ""]
    return "\n".join(out)


if __name__ == "__main__":
    write(HERE / "_generated")
