"""Tregua: an open simulator of gang violence and of the interventions against it.

A session in Python::

    import tregua

    place = tregua.load_place("haiti")
    offer = tregua.load_scenario("haiti/offer-6000", place)
    result = tregua.run([offer], place, members=24)     # an xarray Dataset
    print(tregua.digest(result))

Names are looked up when they are first used, so that ``import tregua`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tregua._version import __version__ as __version__

if TYPE_CHECKING:
    from tregua.assumptions import load_parameters as load_parameters
    from tregua.errors import InputError as InputError
    from tregua.errors import Problem as Problem
    from tregua.errors import RunError as RunError
    from tregua.errors import TreguaError as TreguaError
    from tregua.places import Place as Place
    from tregua.places import check_place as check_place
    from tregua.places import list_places as list_places
    from tregua.places import load_place as load_place
    from tregua.places import new_place as new_place
    from tregua.places.import_table import ImportedEvidence as ImportedEvidence
    from tregua.places.import_table import read_evidence as read_evidence
    from tregua.results.dataset import digest as digest
    from tregua.results.npz import save as save
    from tregua.scenarios import Intervention as Intervention
    from tregua.scenarios import Scenario as Scenario
    from tregua.scenarios import diff as diff
    from tregua.scenarios import list_scenarios as list_scenarios
    from tregua.scenarios import load_scenario as load_scenario
    from tregua.studies import load as load
    from tregua.studies import run as run

_HOME = {
    "load_parameters": "tregua.assumptions",
    "digest": "tregua.results.dataset",
    "run": "tregua.studies",
    "Options": "tregua.simulation.setup",
    "load": "tregua.studies",
    "save": "tregua.results.npz",
    "InputError": "tregua.errors",
    "Problem": "tregua.errors",
    "RunError": "tregua.errors",
    "TreguaError": "tregua.errors",
    "Place": "tregua.places",
    "check_place": "tregua.places",
    "list_places": "tregua.places",
    "load_place": "tregua.places",
    "new_place": "tregua.places",
    "ImportedEvidence": "tregua.places.import_table",
    "read_evidence": "tregua.places.import_table",
    "Intervention": "tregua.scenarios",
    "Scenario": "tregua.scenarios",
    "diff": "tregua.scenarios",
    "list_scenarios": "tregua.scenarios",
    "load_scenario": "tregua.scenarios",
}

__all__ = [
    "ImportedEvidence",
    "InputError",
    "Intervention",
    "Options",
    "Place",
    "Problem",
    "RunError",
    "Scenario",
    "TreguaError",
    "__version__",
    "check_place",
    "diff",
    "digest",
    "list_places",
    "list_scenarios",
    "load",
    "load_parameters",
    "load_place",
    "load_scenario",
    "new_place",
    "read_evidence",
    "run",
    "save",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'tregua' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
