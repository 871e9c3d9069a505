"""What it takes to make a result again: scenarios, place, assumptions and options, as plain data."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua._version import __version__
from tregua.errors import InputError, Problem, RunError
from tregua.executors.environment_fingerprint import identity
from tregua.i18n import _
from tregua.studies.layout import MANIFEST, read_json

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place
    from tregua.scenarios import Scenario
    from tregua.simulation.ensemble import Setup

FORMAT = "tregua-study-1"


def recipe(setup: Setup, given: bool = False) -> dict[str, Any]:
    """Return all that decides the numbers.

    Parameters
    ----------
    setup
        The run.
    given
        Whether parameters were given as Python values, which no manifest can hold.
    """
    o, place = setup.options, setup.place
    scenarios = {line.scenario.name: line.scenario for line in setup.lines}
    return {
        "format": FORMAT,
        "version": __version__,
        "code": identity(),
        "place": {"name": place.name, "hash": place.hash, "files": _files(place)} | _learnt(setup),
        "as_of": setup.as_of.isoformat(),
        "scenarios": [_written(s) for s in scenarios.values()],
        "parameters": {
            "hash": parameter_hash(setup.parameters),
            "assume": Path(o.assume).name if o.assume else "",
            "text": Path(o.assume).read_text(encoding="utf-8") if o.assume else "",
            "given": given,
        },
        "options": {
            "members": o.members,
            "seed": o.seed,
            "dt": o.dt,
            "mean_field": o.mean_field,
            "as_of": o.as_of.isoformat() if o.as_of else None,
            "branches": list(o.branches),
            "priors": o.priors,
        },
    }


def parameter_hash(parameters: ParameterSet) -> str:
    """Return a hash over all priors."""
    told = [
        [p.name, p.unit, p.bounds, {r: q.model_dump(mode="json") for r, q in p.priors.items()}]
        for p in parameters
    ]
    told += [[p.name, p.value] for p in parameters.fixed.values() if p.set_by == "user"]
    if parameters.joint is not None:
        told.append([parameters.joint.mark])
    return "sha256:" + hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _files(place: Place) -> dict[str, str] | None:
    """Return the files of a place of the user's own; those that ship with Tregua are known by name."""
    from tregua.places.load import LIBRARY
    from tregua.places.read_files import DATA_FILES

    if place.folder.resolve().parent == LIBRARY.resolve():
        return None
    files = {name: place.folder / name for name in sorted(DATA_FILES)}
    return {name: path.read_bytes().decode("utf-8") for name, path in files.items() if path.is_file()}


def _learnt(setup: Setup) -> dict[str, Any]:
    """Return the posterior of a place of the user's own; those that ship with Tregua are found by name."""
    from tregua.assumptions.posterior import ships, written

    joint = setup.parameters.joint
    return {} if joint is None or ships(setup.place) else {"posterior": written(joint)}


def _written(scenario: Scenario) -> dict[str, Any]:
    from tregua.scenarios import Measure

    def plain(each: Any) -> dict[str, Any]:
        if not isinstance(each, Measure):
            return {"python": f"{type(each).__module__}.{type(each).__qualname__}"}
        return {**each.model_dump(mode="json", by_alias=True, exclude_unset=True), "kind": each.kind}

    return {
        "name": scenario.name,
        "title": str(scenario.title),
        "sentence": str(scenario.sentence),
        "place": scenario.place,
        "start": scenario.start.isoformat(),
        "end": scenario.end.isoformat(),
        "as_of": scenario.as_of.isoformat(),
        "base": scenario.base,
        "notes": str(scenario.notes),
        "hash": scenario.hash,
        "interventions": {label: plain(each) for label, each in scenario.written.items()},
        "preconditions": [
            p.model_dump(mode="json", by_alias=True, exclude_unset=True) for p in scenario.preconditions
        ],
    }


def read_manifest(path: str | Path) -> dict[str, Any]:
    """Read the manifest of a study (its folder, or the file), or the one inside a saved result.

    Raises
    ------
    InputError
        If there is none, or it is not whole.
    """
    path = Path(path)
    if path.suffix == ".npz" and path.is_file():
        from tregua.results.npz import load

        attrs = load(path).attrs
        found = json.loads(attrs.get("manifest") or "null")
        if found:
            found.update(digest=attrs["digest"], command=attrs.get("command", ""), status="complete")
    else:
        found = read_json(path / MANIFEST if path.is_dir() else path)
    if not whole(found):
        there = _("no such file") if not path.exists() else _("no manifest, or a part of one")
        if isinstance(found, dict) and isinstance(found.get("format"), str) and found["format"] != FORMAT:
            there = _("a manifest of another form, {form}; this Tregua reads {own}").format(
                form=found["format"], own=FORMAT
            )
        expected = _("the folder of a study, its manifest.json, or a result that says how it was made")
        raise InputError(Problem(str(path), None, "", there, expected))
    return found


def whole(found: object) -> bool:
    """Tell whether this is a manifest with all that is read from one."""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return False
    parts = {"place": ("name", "hash", "files"), "parameters": ("hash", "assume", "text", "given")}
    parts["options"] = ("members", "seed", "dt", "mean_field", "as_of", "branches")
    return (
        {"version", "code", "as_of", "scenarios", "command", "status", *parts} <= set(found)
        and isinstance(found["scenarios"], list)
        and all(isinstance(found[k], dict) and set(keys) <= set(found[k]) for k, keys in parts.items())
    )


@dataclass(frozen=True)
class Request:
    """A run as a manifest asks for it."""

    scenarios: list[Scenario]
    place: Place
    options: dict[str, Any]


@contextmanager
def request(found: dict[str, Any], label: str) -> Iterator[Request]:
    """Make a manifest's scenarios, place and options again, and check each against its hash.

    Raises
    ------
    InputError
        If something is not as it was, or was Python of the user's own.
    """
    with tempfile.TemporaryDirectory(prefix="tregua-") as folder:
        problems: list[Problem] = []

        def wrong(where: str, there: str, expected: str, hint: str = "") -> None:
            problems.append(Problem(label, None, where, there, expected, hint))

        place = _place(found, Path(folder))
        if place.hash != found["place"]["hash"]:
            wrong(
                "place",
                place.hash,
                found["place"]["hash"],
                _("the place's files changed since version {version}").format(version=found["version"]),
            )
        if found["parameters"]["given"]:
            wrong("parameters", _("given as Python values"), _("a file of assumptions"), _("run the script"))
        scenarios = []
        for each in found["scenarios"]:
            own = [i["python"] for i in each["interventions"].values() if "python" in i]
            if own:
                wrong(each["name"], own[0], _("interventions of Tregua's own"), _("run the script"))
                continue
            scenario = scenario_of(each, place)
            if scenario.hash != each["hash"]:
                wrong(each["name"], scenario.hash, each["hash"])
            scenarios.append(scenario)
        options = dict(found["options"])
        options["as_of"] = date.fromisoformat(options["as_of"]) if options["as_of"] else None
        options["branches"] = tuple(options["branches"])
        if found["parameters"]["text"]:
            # under its own name, which the result remembers
            assume = Path(folder) / "assumptions" / found["parameters"]["assume"]
            assume.parent.mkdir()
            assume.write_text(found["parameters"]["text"], encoding="utf-8")
            options["assume"] = assume
        if not problems and not found["parameters"]["given"]:
            from tregua.assumptions import load_parameters
            from tregua.assumptions.posterior import find

            as_of = options["as_of"] or scenarios[0].as_of
            joint = None if options.get("priors", True) else find(place, as_of, scenarios[0].start)
            now = parameter_hash(load_parameters(place, options.get("assume"), as_of, joint))
            if now != found["parameters"]["hash"]:
                wrong("parameters", now, found["parameters"]["hash"])
        if problems:
            raise InputError(problems)
        yield Request(scenarios, place, options)


def _place(found: dict[str, Any], folder: Path) -> Place:
    from tregua.places import load_place
    from tregua.places.aggregate_to_regions import REPORTED, at_reported_level
    from tregua.places.read_files import DATA_FILES

    files = found["place"]["files"]
    as_is = at_reported_level if found["place"]["hash"].endswith(REPORTED) else lambda place: place
    if files is None:
        return as_is(load_place(found["place"]["name"]))
    at = folder / found["place"]["name"]
    at.mkdir()
    for name, text in files.items():
        if name not in DATA_FILES:
            raise RunError(_("{name} is no file of a place").format(name=name))
        (at / name).write_bytes(text.encode("utf-8"))
    if found["place"].get("posterior"):
        from tregua.assumptions.posterior import unpack

        unpack(found["place"]["posterior"], at)
    return as_is(load_place(at))


def scenario_of(each: dict[str, Any], place: Place) -> Scenario:
    """Make a scenario again from what a manifest keeps of it."""
    from tregua.scenarios import Precondition, Scenario, ground_of, measure

    start, as_of = date.fromisoformat(each["start"]), date.fromisoformat(each["as_of"])
    return Scenario(
        each["name"],
        each["title"],
        each["sentence"],
        each["place"],
        start,
        date.fromisoformat(each["end"]),
        as_of,
        ground_of(place, start, as_of),
        {label: measure(i["kind"]).model_validate(i) for label, i in each["interventions"].items()},
        tuple(Precondition.model_validate(p) for p in each["preconditions"]),
        each["base"],
        each["notes"],
    )
