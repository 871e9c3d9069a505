"""Tregua: an open simulator of gang violence and of the interventions against it.

A session in Python::

    import tregua

    result = tregua.compare("haiti", ["no-mission", "offer-6000"], members=24)     # an xarray Dataset
    result.tregua                                 # one screen of it
    result.tregua.difference().table()            # policies against the first one, draw by draw
    result.tregua.plot.fan("deaths")

Places and scenarios are given by name, by file or as objects. Names are looked up when they are first
used, so that ``import tregua`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tregua._version import __version__ as __version__

if TYPE_CHECKING:
    from tregua.errors import InputError as InputError
    from tregua.errors import Problem as Problem
    from tregua.errors import RunError as RunError
    from tregua.errors import TreguaError as TreguaError
    from tregua.interface.deciding import discover as discover
    from tregua.interface.deciding import sensitivity as sensitivity
    from tregua.interface.deciding import tradeoffs as tradeoffs
    from tregua.interface.deciding import transfer as transfer
    from tregua.interface.difference import difference as difference
    from tregua.interface.learning import calibrate as calibrate
    from tregua.interface.learning import hindcast as hindcast
    from tregua.interface.learning import outlook as outlook
    from tregua.interface.loading import diff as diff
    from tregua.interface.loading import load_parameters as load_parameters
    from tregua.interface.loading import load_scenario as load_scenario
    from tregua.interface.running import compare as compare
    from tregua.interface.running import load as load
    from tregua.interface.running import run as run
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
    from tregua.scenarios import list_scenarios as list_scenarios
    from tregua.simulation.setup import Options as Options

_HOME = {
    "run": "tregua.interface.running",
    "compare": "tregua.interface.running",
    "load": "tregua.interface.running",
    "load_scenario": "tregua.interface.loading",
    "load_parameters": "tregua.interface.loading",
    "diff": "tregua.interface.loading",
    "difference": "tregua.interface.difference",
    "transfer": "tregua.interface.deciding",
    "discover": "tregua.interface.deciding",
    "sensitivity": "tregua.interface.deciding",
    "tradeoffs": "tregua.interface.deciding",
    "calibrate": "tregua.interface.learning",
    "hindcast": "tregua.interface.learning",
    "outlook": "tregua.interface.learning",
    "digest": "tregua.results.dataset",
    "Options": "tregua.simulation.setup",
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
    "list_scenarios": "tregua.scenarios",
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
    "calibrate",
    "check_place",
    "compare",
    "diff",
    "difference",
    "digest",
    "discover",
    "hindcast",
    "list_places",
    "list_scenarios",
    "load",
    "load_parameters",
    "load_place",
    "load_scenario",
    "new_place",
    "outlook",
    "read_evidence",
    "run",
    "save",
    "sensitivity",
    "tradeoffs",
    "transfer",
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
