"""The command that holds published estimates against the model."""

from __future__ import annotations

from typing import Annotated

from tregua.cli.options import Json, about, at_least, flag
from tregua.cli.terminal import progress, say, show_json, show_table, starting
from tregua.i18n import _


def claims(
    place: Annotated[
        str | None,
        about(_("A place that claims are about, or a folder with a file claims.yaml; all when left out.")),
    ] = None,
    /,
    *,
    members: Annotated[int, at_least(1, _("Draws of each place."))] = 96,
    seed: Annotated[int, at_least(0, _("Seed of the random numbers."))] = 1,
    workers: Annotated[int | None, at_least(1, _("Threads; no result depends on them."))] = None,
    mean_field: Annotated[bool, flag(_("Expected flows in place of random draws."))] = False,
    priors: Annotated[bool, flag(_("Draw from the priors, even where a posterior was learnt."))] = False,
    json: Json = False,
) -> None:
    """Compare published estimates with the model's own figure for the same estimand; misses come first.

    Each line gives what was published, the model's figure with the range of nine draws in ten, and whether
    they agree. A claim without a mechanism in the model, or outside the time of its runs, says why. Claims
    that depend on who is arrested have a line for each reading. Needs the extra learn.
    """
    from tregua.validation.claims import compare, read_claims, summary
    from tregua.validation.claims.table import row

    entries = read_claims(place)
    with progress(_("running"), starting()) as update:
        lines = compare(
            entries,
            members=members,
            seed=seed,
            mean_field=mean_field,
            priors=priors,
            workers=workers,
            progress=update,
        )
    records = [line.record() for line in lines]
    if json:
        options = {"members": members, "seed": seed, "mean_field": mean_field, "priors": priors}
        show_json({"options": options, "summary": summary(lines), "claims": records})
        return
    columns = [_("claim"), _("published"), _("model, nine in ten"), _("verdict"), _("grade"), _("remark")]
    rows = (row(record) for record in records)
    cells = ((r.title, r.claimed, r.model, r.verdict, r.grade, r.remark) for r in rows)
    show_table(_("Published estimates and the model"), columns, cells)
    say(summary(lines))
