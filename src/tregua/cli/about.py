"""Commands about Tregua itself."""

from __future__ import annotations

from tregua.cli.options import Json
from tregua.cli.terminal import say, show_json

BIBTEX = """@software{{tregua,
  title   = {{Tregua: an open simulator of gang violence and of the interventions against it}},
  author  = {{{{The Tregua developers}}}},
  version = {{{version}}},
  license = {{Apache-2.0}}
}}"""


def cite(*, json: Json = False) -> None:
    """Print how to cite Tregua, as BibTeX.

    Add the digest that run and compare print: it names the very numbers.
    """
    from tregua import __version__

    entry = BIBTEX.format(version=__version__)
    if json:
        show_json({"version": __version__, "bibtex": entry})
    else:
        say(entry)


def version(*, json: Json = False) -> None:
    """Print the version."""
    from tregua import __version__

    if json:
        from importlib.metadata import version as installed
        from platform import python_version

        parts = {name: installed(name) for name in ("numpy", "numba", "xarray")}
        show_json({"tregua": __version__, "python": python_version(), **parts})
    else:
        say(__version__)
