"""The command that says why: an effect by the parts of a scenario and by the mechanisms of the model."""

from __future__ import annotations

import json as form
from typing import Annotated, Literal

from tregua.cli.decision_options import Believe, Folder, written
from tregua.cli.options import Json, PlaceOption, about, at_least, flag
from tregua.cli.resolve_place import find_place
from tregua.cli.terminal import progress, say, show_json, show_table, starting
from tregua.i18n import _


def why(
    scenario: Annotated[str, about(_("A scenario by name, such as haiti/offer-6000, or a YAML file."))],
    /,
    *,
    baseline: Annotated[
        str | None, about(_("What it is compared with; the first scenario of the place if unsaid."))
    ] = None,
    place: PlaceOption = None,
    outcome: Annotated[
        list[str] | None,
        about(_("An outcome, such as deaths; may be given more than once; those of the headline if unsaid.")),
    ] = None,
    exact: Annotated[
        bool, flag(_("48 draws by the day and with chance, as compare runs them: some minutes."))
    ] = False,
    draws: Annotated[int | None, at_least(8, _("Draws; 16, or 48 with --exact, if unsaid."))] = None,
    branch: Annotated[
        Literal["operates", "collapses"], about(_("Which way preconditions go, where there are any."))
    ] = "operates",
    believe: Believe = Believe(),  # noqa: B008 - frozen
    out: Folder = None,
    json: Json = False,
) -> None:
    """Explain the effect of a scenario: by its own parts, and by the mechanisms of the model.

    Parts are announcement, force, arrests, holding with and without a judge's order, prisons, review, money
    and others that the scenario has; their Shapley values add up to the effect. Mechanisms, such as
    deterrence or replacement, are switched off one at a time. Each with its range over the draws, and by
    causal structure and reading. Means by the week in under a minute; the Monte Carlo error is printed.
    """
    from tregua.decisions.reasons.why import HEADLINE
    from tregua.decisions.reasons.why import why as work
    from tregua.report.sections.why import means_of, picture, sentences, tables

    at = find_place(scenario, place)
    with progress(_("running"), starting()) as update:
        found = work(
            scenario,
            baseline,
            place=at,
            outcomes=outcome or HEADLINE,
            exact=exact,
            draws=draws,
            branch=branch,
            progress=update,
            **vars(believe),
        )
    record = found.record() | {"sentences": sentences(found)}
    files = {}
    if out:
        for one in found.effects:
            if one.parts:
                name = "-".join(word for word in (one.outcome.key, one.reading) if word).replace("_", "-")
                files[f"{name}.svg"] = picture(one, found)
        files["why.json"] = form.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n"
    if json:
        show_json(record | {"files": written(out, files, quiet=True) if out else []})
        return
    for line in record["sentences"]:
        say(line)
    shown = [table for table in tables(found)[:2] if table["rows"]]
    for table in shown:  # by part and by mechanism: a report has the others, and every range
        heads = table["head"]
        show_table(table["title"], heads, means_of(table), right=range(1, len(heads)))
    if out:
        written(out, files)
