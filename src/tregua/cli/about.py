"""Commands about Tregua itself."""

from __future__ import annotations

from tregua.cli.options import Json
from tregua.cli.terminal import say, show_json


def cite(*, json: Json = False) -> None:
    """Print how to cite Tregua, as BibTeX.

    Add the digest that run and compare print: it names the very numbers.
    """
    from tregua.citation import bibtex, citation

    entries = citation()
    entry = bibtex(entries)
    if json:
        show_json({"version": entries["version"], "bibtex": entry})
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
