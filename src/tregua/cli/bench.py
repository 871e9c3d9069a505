"""The command that measures how fast Tregua is here."""

from __future__ import annotations

from typing import Annotated

from tregua.cli.options import Json, flag
from tregua.cli.terminal import note, say, show_json, show_table
from tregua.i18n import _


def bench(
    *,
    small: Annotated[
        bool, flag(_("Small workloads, to see that all works; the figures mean nothing."))
    ] = False,
    json: Json = False,
) -> None:
    """Measure how fast Tregua is on this machine, beside plain NumPy.

    Takes some ten minutes. Each figure tells what was run, and is the median of several repeats; one of
    memory is the most that a process ever held.
    """
    from tregua.benchmarking.all import circumstances, figures

    around = circumstances()
    found = []
    for figure in figures(small):
        note(f"{figure.key}: {figure.value:.4g} {figure.unit}")
        found.append(figure)
    if json:
        show_json(
            {f.key: f.value for f in found}
            | {"small": small, "circumstances": around, "figures": [f.plain() for f in found]}
        )
        return
    words = {True: _("met"), False: _("missed"), None: ""}
    columns = [_("figure"), _("found"), _("target"), "", _("what was run")]
    rows = [
        (f.key, f"{f.value:.4g} {f.unit}", f.target, "" if small else words[f.met], f.workload) for f in found
    ]
    show_table(_("Tregua {tregua} on {machine}").format(**around), columns, rows, right=(1,))
    for figure in found:
        for name, parts in figure.details.get("sizes", {}).items():
            own, numpy = parts["ns"], parts["numpy_ns"]
            say(f"{figure.key}, {name}: {own:.1f} ns, NumPy {numpy:.1f} ns, {parts['ratio']:.1f} times")
    if small:
        note(_("Small workloads: nothing here says how fast anything is."))
