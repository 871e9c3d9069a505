"""Show a result: headline figures, a table for the terminal and one HTML file that needs nothing else.

``headline_table`` and ``headline_json`` serve the command line; ``write`` makes the report; ``draw`` and
``save_pictures`` make its pictures for paper. All read the same figures (`summary.headline`), so that no
two of them can disagree.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tregua.report.html import write as write
    from tregua.report.json_summary import headline_json as headline_json
    from tregua.report.plot import draw as draw
    from tregua.report.plot import save_pictures as save_pictures
    from tregua.report.summary import headline as headline
    from tregua.report.terminal_table import headline_table as headline_table

_HOME = {
    "draw": "tregua.report.plot",
    "headline": "tregua.report.summary",
    "headline_json": "tregua.report.json_summary",
    "headline_table": "tregua.report.terminal_table",
    "save_pictures": "tregua.report.plot",
    "write": "tregua.report.html",
}

__all__ = ["draw", "headline", "headline_json", "headline_table", "save_pictures", "write"]


def __getattr__(name: str) -> Any:
    """Import a public name on first use: a command that prints no report pays for none."""
    if name not in _HOME:
        raise AttributeError(f"module 'tregua.report' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
