"""What it takes to make a result again: scenarios, place, assumptions and options, as plain data."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua._version import __version__
from tregua.assumptions.assumed import name_of, text_of
from tregua.errors import InputError, Problem, did_you_mean, one_of, shorten
from tregua.executors.environment_fingerprint import identity
from tregua.i18n import _
from tregua.inputs.yaml_reader import Node, validate
from tregua.results.dataset import DEFINED, FIRST_DEFINITION
from tregua.scenarios import Measure, Precondition, Scenario, ground_of, kinds, measure
from tregua.scenarios.validate import LONGEST_YEARS
from tregua.simulation.setup import Options
from tregua.studies.layout import MANIFEST, read_json
from tregua.studies.manifest_schema import FORMAT, file_name, problems

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet
    from tregua.places import Place
    from tregua.simulation.setup import Setup


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
            "assume": file_name(Path(name_of(o.assume)).name) if o.assume else "",
            "text": text_of(o.assume),
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


def plain(each: Any) -> dict[str, Any]:
    """Return an intervention as a manifest has it: its kind and the fields that were written."""
    if not isinstance(each, Measure):
        return {"python": f"{type(each).__module__}.{type(each).__qualname__}"}
    return {**each.model_dump(mode="json", by_alias=True, exclude_unset=True), "kind": each.kind}


def _written(scenario: Scenario) -> dict[str, Any]:
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


def read_manifest(path: str | Path, unchecked: bool = False) -> dict[str, Any]:
    """Read the manifest of a study (its folder, or the file), or the one inside a saved result.

    Parameters
    ----------
    path
        The folder or file.
    unchecked
        As for `tregua.results.npz.load`.

    Raises
    ------
    InputError
        If there is none, or with everything in it that is not as it should be.
    """
    path = Path(path)
    if path.suffix == ".npz" and path.is_file():
        from tregua.results.npz import load

        attrs = load(path, unchecked).attrs
        found = json.loads(attrs.get("manifest") or "null")
        if isinstance(found, dict):
            found[DEFINED] = str(attrs.get(DEFINED, FIRST_DEFINITION))
            found.update(digest=attrs["digest"], command=attrs.get("command", ""), status="complete")
    else:
        found = read_json(path / MANIFEST if path.is_dir() else path)
    if not isinstance(found, dict) or not isinstance(found.get("format"), str):
        there = _("no such file") if not path.exists() else _("no manifest, or a part of one")
        expected = _("the folder of a study, its manifest.json, or a result that says how it was made")
        raise InputError(Problem(str(path), None, "", there, expected))
    if wrong := problems(found, str(path)):
        raise InputError(wrong)
    return found


@dataclass(frozen=True)
class Request:
    """A run as a manifest asks for it."""

    scenarios: list[Scenario]
    place: Place
    options: dict[str, Any]


@contextmanager
def request(found: dict[str, Any], label: str) -> Iterator[Request]:
    """Make a manifest's scenarios, place and options again, and check each against its hash.

    Parameters
    ----------
    found
        A manifest from `read_manifest`.
    label
        What to call it in messages.

    Raises
    ------
    InputError
        If something is not as it was, or was Python of the user's own.
    """
    with tempfile.TemporaryDirectory(prefix="tregua-") as folder:  # fresh, and nobody else's
        wrong: list[Problem] = []

        def differs(where: str, there: str, expected: str, hint: str = "") -> None:
            wrong.append(Problem(label, None, where, there, expected, hint))

        place = _place(found, Path(folder), label)
        if place.hash != found["place"]["hash"]:
            hint = _("the place's files changed since version {version}").format(version=found["version"])
            differs("place", place.hash, found["place"]["hash"], hint)
        if found["parameters"]["given"]:
            differs(
                "parameters", _("given as Python values"), _("a file of assumptions"), _("run the script")
            )
        scenarios = []
        for number, each in enumerate(found["scenarios"]):
            own = [str(i["python"]) for i in each["interventions"].values() if "python" in i]
            if own:
                expected = _("interventions of Tregua's own")
                differs(each["name"], shorten(own[0]), expected, _("run the script"))
                continue
            scenario = _scenario(each, place, label, number)
            if isinstance(scenario, list):
                wrong += scenario
                continue
            if scenario.hash != each["hash"]:
                differs(each["name"], scenario.hash, each["hash"])
            scenarios.append(scenario)
        options = dict(found["options"])
        options["as_of"] = date.fromisoformat(options["as_of"]) if options["as_of"] else None
        options["branches"] = tuple(options["branches"])
        options = {f.name: options[f.name] for f in fields(Options) if f.name in options}
        if found["parameters"]["text"]:
            # under its own name, which the result remembers; `manifest_schema` has seen that it is plain
            assume = Path(folder) / "assumptions" / (found["parameters"]["assume"] or "assumptions.yaml")
            assume.parent.mkdir()
            assume.write_text(found["parameters"]["text"], encoding="utf-8")
            options["assume"] = assume
        if not wrong and not found["parameters"]["given"]:
            from tregua.assumptions import load_parameters
            from tregua.assumptions.posterior import find

            as_of = options["as_of"] or scenarios[0].as_of
            joint = None if options.get("priors", True) else find(place, as_of, scenarios[0].start)
            now = parameter_hash(load_parameters(place, options.get("assume"), as_of, joint))
            if now != found["parameters"]["hash"]:
                differs("parameters", now, found["parameters"]["hash"])
        if wrong:
            raise InputError(wrong)
        yield Request(scenarios, place, options)


def summary(found: dict[str, Any]) -> list[str]:
    """Return what making a manifest's result again will do, in sentences."""
    place, options = found["place"], found["options"]
    where = (
        _("the place {name}, as it ships with Tregua")
        if place["files"] is None
        else _("the place {name}, from {n} files in the manifest, written into a temporary folder")
    ).format(name=place["name"], n=len(place["files"] or ()))
    said = [
        _("to be run: {scenarios}").format(scenarios=", ".join(each["name"] for each in found["scenarios"])),
        _("in {where}").format(where=where),
        _("{members} members, seed {seed}, step {dt}").format(
            members=options["members"], seed=options["seed"], dt=options["dt"]
        ),
    ]
    if found["parameters"]["text"]:
        said.append(
            _("with the assumptions of {name}, from the manifest").format(name=found["parameters"]["assume"])
        )
    if found["version"] != __version__:
        text = _("made with version {old}; this is {new}: other bytes are to be expected")
        said.append(text.format(old=found["version"], new=__version__))
    elif found["code"] != identity():
        said.append(_("made with other code, or on another machine: other bytes are possible"))
    return said


def _place(found: dict[str, Any], folder: Path, label: str) -> Place:
    from tregua.places import list_places, load_place
    from tregua.places.aggregate_to_regions import REPORTED, at_reported_level

    record = found["place"]
    as_is = at_reported_level if record["hash"].endswith(REPORTED) else lambda place: place
    if record["files"] is None:
        if (
            record["name"] not in list_places()
        ):  # a name is no path: no folder of this machine is opened by it
            hint = did_you_mean(record["name"], list_places())
            raise InputError(Problem(label, None, "place.name", record["name"], one_of(list_places()), hint))
        return as_is(load_place(record["name"]))
    at = folder / "place"
    at.mkdir()
    for name, text in record["files"].items():  # names that `manifest_schema` knows, and no other
        (at / name).write_bytes(text.encode("utf-8"))
    if record.get("posterior"):
        from tregua.assumptions.posterior import unpack

        unpack(record["posterior"], at)
    return as_is(load_place(at))


def _scenario(each: dict[str, Any], place: Place, label: str, number: int) -> Scenario | list[Problem]:
    """Make a scenario again, or return what is wrong with what a manifest keeps of it."""
    at = f"scenarios.{number}"
    found: list[Problem] = []
    for name, kept in each["interventions"].items():
        found += _wrong(kept, kinds(), lambda kind: measure(kind), label, f"{at}.interventions.{name}")
    for row, kept in enumerate(each["preconditions"]):
        found += _wrong(kept, None, lambda kind: Precondition, label, f"{at}.preconditions.{row}")
    months = _months(each)
    if not 0 < months <= 12 * LONGEST_YEARS:
        expected = _("at most {n} years from start to end").format(n=LONGEST_YEARS)
        found.append(Problem(label, None, f"{at}.end", each["end"], expected))
    if found:
        return found
    try:
        return scenario_of(each, place)
    except InputError as error:
        return [replace(p, file=label, where=f"{at}.{p.where}") for p in error.problems]
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as error:
        expected = _("a scenario as Tregua writes it")
        return [Problem(label, None, at, shorten(f"{type(error).__name__}: {error}"), expected)]


def _months(each: dict[str, Any]) -> int:
    start, end = date.fromisoformat(each["start"]), date.fromisoformat(each["end"])
    return 12 * (end.year - start.year) + end.month - start.month


def _wrong(
    kept: dict[str, Any], known: Any, model: Callable[[str], Any], label: str, where: str
) -> list[Problem]:
    kind = kept.get("kind")
    if known is not None and kind not in known:
        hint = did_you_mean(kind, known) if kind else ""
        return [Problem(label, None, f"{where}.kind", shorten(kind), one_of(known, 30), hint)]
    checked = validate(model(str(kind)), Node(kept, label))
    return [replace(p, where=f"{where}.{p.where}") for p in checked] if isinstance(checked, list) else []


def scenario_of(each: dict[str, Any], place: Place) -> Scenario:
    """Make a scenario again from what a manifest keeps of it."""
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
