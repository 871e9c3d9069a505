"""Weigh it: what drives a policy's effect, when it holds, what it costs, and what one would regret.

Names are looked up when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tregua.decisions.discovery.discovery import discover as discover
    from tregua.decisions.measure_next import measure_next as measure_next
    from tregua.decisions.reasons.why import why as why
    from tregua.decisions.rights_ledger import ledger as ledger
    from tregua.decisions.sensitivity_analysis.sensitivity import sensitivity as sensitivity
    from tregua.decisions.trade_offs.tradeoffs import tradeoffs as tradeoffs
    from tregua.decisions.transferability.transfer import transfer as transfer
    from tregua.decisions.uncertainties import deep_uncertainties as deep_uncertainties

_HOME = {
    "deep_uncertainties": "uncertainties",
    "discover": "discovery.discovery",
    "ledger": "rights_ledger",
    "measure_next": "measure_next",
    "sensitivity": "sensitivity_analysis.sensitivity",
    "tradeoffs": "trade_offs.tradeoffs",
    "transfer": "transferability.transfer",
    "why": "reasons.why",
}

__all__ = [
    "deep_uncertainties",
    "discover",
    "ledger",
    "measure_next",
    "sensitivity",
    "tradeoffs",
    "transfer",
    "why",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'tregua.decisions' has no attribute {name!r}")
    return getattr(import_module(f"tregua.decisions.{_HOME[name]}"), name)
