"""From a result to the record of its answer page: see `tregua.decisions.answer`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tregua.decisions.answer import Drawn, Given, answer
from tregua.decisions.answer.figures import amount
from tregua.i18n import _, translated
from tregua.pictures.answer import picture
from tregua.report import phrases, result_view
from tregua.report.result_place import manifest_of, place_of
from tregua.results.estimates import step_of
from tregua.results.measures import arrays_of, headline

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place


def given_of(ds: xr.Dataset, place: Place | None = None, baseline: str | None = None) -> Given:
    """Return what the answer page of a result is made from; conditional policies as they are if they operate.

    Parameters
    ----------
    ds
        A result of the engine.
    place
        Its place; None where that is gone or no longer the same.
    baseline
        Label or scenario of the policy that others are compared with; the first if not given.
    """
    odds = result_view.odds(ds)
    written = {
        str(s.get("name")): list((s.get("interventions") or {}).values())
        for s in manifest_of(ds).get("scenarios") or ()
    }
    about = {
        str(s.get("name")): translated(str(s["sentence"]))
        for s in manifest_of(ds).get("scenarios") or ()
        if s.get("sentence")
    }
    first = result_view.baseline_of(ds, baseline).label
    drawn = []
    for k, policy in enumerate(result_view.policies(ds)):
        if policy.branch == "collapses":
            continue
        own = odds.get(policy.scenario) if policy.branch else None
        drawn.append(
            Drawn(
                policy.label,
                policy.scenario,
                policy.branch,
                policy.title,
                headline(arrays_of(ds, k)),
                written.get(policy.scenario),
                None if own is None else own.starts,
                None if own is None else own.between,
                about.get(policy.scenario, ""),
            )
        )
    drawn.sort(key=lambda each: each.policy != first)
    start, end = result_view.dates(ds)
    fitted = result_view.posterior_of(ds) if result_view.calibrated(ds) else {}
    return Given(
        name=str(ds.attrs.get("place") or ""),
        title=result_view.place_title(ds, place),
        place=place,
        start=start,
        end=end,
        structures=ds["structure"].values.astype(str),
        readings=ds["reading"].values.astype(str),
        policies=drawn,
        posterior=str(fitted.get("digest") or ""),
        fitted_as_of=str(fitted.get("as_of") or ""),
        basis=phrases.basis(ds),
    )


def answer_of(ds: xr.Dataset, place: Place | None = None, baseline: str | None = None) -> dict[str, Any]:
    """Return the record of a result's answer page."""
    return answer(given_of(ds, place if place is not None else place_of(ds), baseline))


def answer_parts(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a template needs of the record: pictures, policies shown, readings that part."""
    from markupsafe import Markup

    shown = [policy for policy in record["policies"] if policy["shown"]]
    error = max((p["outcomes"]["deaths"]["error"] or 0.0) for p in shown)
    return {
        # the package's own markup, with every word in it escaped
        "answer_wide": Markup(picture(record)),
        "answer_narrow": Markup(picture(record, narrow=True)),
        "answer_shown": shown,
        "answer_error": amount(error, max(step_of(error), 1.0)) if error else "",
        "answer_readings": list(readings(shown)),
    }


def readings(shown: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each figure on which the two readings part."""
    for policy in shown:
        for outcome in policy["outcomes"].values():
            if outcome["readings"]:
                parts = _("; ").join(
                    _("{n} ({range}) by {reading}").format(
                        n=each["text"], range=each["range_text"], reading=each["title"]
                    )
                    for each in outcome["readings"]
                )
                yield _("{policy}, {outcome}: {parts}.").format(
                    policy=policy["title"],
                    outcome=outcome["title"][:1].lower() + outcome["title"][1:],
                    parts=parts,
                )
