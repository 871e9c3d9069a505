"""The command that says what to measure next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from tregua.cli.decision_options import Believe, compact
from tregua.cli.options import Json, PlaceRef, about, at_least
from tregua.cli.resolve_place import load_any
from tregua.cli.terminal import progress, say, show_json, show_table, starting
from tregua.i18n import _
from tregua.i18n.numbers import percent


def measure_next(
    place: PlaceRef,
    policy: Annotated[
        str | None,
        about(_("Whose effect is to be known better; that with fewest expected deaths if unsaid.")),
    ] = None,
    /,
    *,
    baseline: Annotated[
        str | None, about(_("What it is compared with; the first scenario of the place if unsaid."))
    ] = None,
    measurements: Annotated[
        Path | None, about(_("YAML file of measurements, in place of those of the package."))
    ] = None,
    nested: Annotated[
        list[str] | None,
        about(_("A measurement whose value is found by a nested run too; may be given more than once.")),
    ] = None,
    members: Annotated[int, at_least(48, _("Draws."))] = 384,
    believe: Believe = Believe(),  # noqa: B008 - frozen
    json: Json = False,
) -> None:
    """Estimate what each named measurement would be worth, for each dollar that it costs.

    How much narrower the range of the effect on deaths and on arbitrary detention would become, how often
    the order of policies by expected deaths would change, and what that is for 100,000 US dollars. From
    draws of one run, by regression; what regression finds where there is nothing to learn counts as nothing.
    It proposes nothing that needs a list of persons.
    """
    from tregua.decisions.measure_next import measure_next as work
    from tregua.report.sections.measure_next import sentences

    at = load_any(place)
    with progress(_("running"), starting()) as update:
        found = work(
            at,
            policy,
            baseline=baseline,
            measurements=measurements,
            check=nested or (),
            members=members,
            progress=update,
            **vars(believe),
        )
    record = found.record() | {"sentences": sentences(found)}
    if json:
        show_json(record)
        return
    for line in record["sentences"]:
        say(line)
    columns = [
        _("measurement"),
        _("price, USD"),
        _("narrows the effect on deaths by"),
        _("noise"),
        _("for 100,000 USD"),
        _("pairs of policies that swap"),
        _("another is best"),
        _("narrows the effect on arbitrary detention by: official"),
        _("NGO"),
    ]
    rows = []
    for each in found.worths:
        learnt, price = each.deaths.learnt, each.measurement.price
        held = [
            percent(each.held[r].learnt.narrows) if each.held[r].told else "-" for r in ("official", "ngo")
        ]
        rows.append(
            (
                each.measurement.title,
                f"{compact(price.usd)} ({compact(price.low)} - {compact(price.high)})",
                percent(learnt.narrows),
                percent(each.deaths.noise.narrows),
                percent(each.per_dollar) if each.deaths.told else "-",
                percent(learnt.swaps),
                percent(learnt.best_changes),
                *held,
            )
        )
    show_table(_("What to measure next"), columns, rows, right=range(1, 9))
