"""Everything that the page shows, gathered: figures, pictures, sentences, sources and provenance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tregua.i18n import LOCALES, _, draft_notice, translated
from tregua.report import (
    answer,
    assumptions_text,
    breakdown,
    evidence_grades,
    model_vs_evidence,
    not_modelled,
    numbers,
    phrases,
    provenance,
    result_view,
)
from tregua.report.answer_page import answer_of, answer_parts
from tregua.report.figure_data import Pictures, dates
from tregua.report.figure_tables import table_of
from tregua.report.out_of_evidence_flags import assumed_stamps, policy_stamps
from tregua.report.parameter_dependence import PARAMETERS, by_policy, theme, turns
from tregua.report.result_place import manifest_of, place_of
from tregua.report.summary import Row, by_structure, headline, readings_of
from tregua.report.table_layout import tables
from tregua.report.translated_scenarios import told
from tregua.report.viewer_strings import viewer_words
from tregua.results.integrity import warning
from tregua.vocabulary.palette import AUTHOR, READING

if TYPE_CHECKING:
    import xarray as xr

SCHEMA = 1
GRADES = "ABCD"


def _for(policy: result_view.Policy, table: Mapping[str, Sequence[Any]] | None) -> list | None:
    """Look a policy up by its label or its scenario; None where nothing is known of it."""
    table = table or {}
    found = table.get(policy.label, table.get(policy.scenario))
    return None if found is None else list(found)


@dataclass(frozen=True)
class Told:
    """What a policy does, and apart from it what is assumed of those who must allow it."""

    row: Row
    letter: str
    sentences: list[str] | None
    assumed: list[str]
    carried: evidence_grades.Carried | None
    stamps: list[str]


def _told(
    row: Row,
    letter: str,
    sentences: list | None,
    preconditions: list,
    carried: evidence_grades.Carried | None,
    stamps: list[str],
) -> Told:
    """Part a policy's sentences: a scenario tells its preconditions last, and their odds after them."""
    decided = [assumptions_text.precondition(one) for one in preconditions]
    says = None if sentences is None else [str(s) for s in sentences]
    known = [k for k, s in enumerate(says or ()) if s in decided]
    if says is not None and known:
        after = says[max(known) + 1 :]
        before = [s for s in says[: max(known)] if s not in decided]
        return Told(row, letter, before, decided + after, carried, stamps)
    held = [*decided, phrases.odds_sentence(row.odds)] if row.odds else decided
    return Told(row, letter, says, held, carried, stamps)


def _groups(rows: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """Put the branches of one scenario together, under the first of them."""
    out: list[tuple[Row, list[Row]]] = []
    for row in rows:
        if out and row.branch and out[-1][0].scenario == row.scenario:
            out[-1][1].append(row)
        else:
            out.append((row, [row]))
    return out


def _hashes(ds: xr.Dataset) -> list[tuple[str, str]]:
    found = (
        assumptions_text.stored(ds.attrs, "scenario_hashes")
        or assumptions_text.stored(ds.attrs, "scenarios")
        or {}
    )
    return [(str(k), str(v)) for k, v in (found.items() if isinstance(found, Mapping) else ())]


def _provenance(ds: xr.Dataset) -> list[tuple[str, str]]:
    attrs = ds.attrs
    named = (
        (_("Version"), attrs.get("version")),
        (_("Command"), provenance.command_of(ds)),
        (_("Seed"), attrs.get("seed")),
        (_("Runs a policy"), ds.sizes["draw"]),
        (_("Step"), phrases.step(attrs.get("dt"))),
        (_("As of"), phrases.day(attrs["as_of"]) if attrs.get("as_of") else None),
        (_("Place, and its fingerprint"), f"{attrs.get('place', '')} {attrs.get('place_hash', '')}".strip()),
        *((_("Scenario {name}").format(name=name), value) for name, value in _hashes(ds)),
        (_("Parameters"), phrases.basis(ds)),
        (_("Members that failed, left out"), attrs.get("failed") or None),
        (_("Digest of the values"), attrs.get("digest")),
    )
    return [(name, str(value)) for name, value in named if value not in (None, "")]


def _files(ds: xr.Dataset) -> list[tuple[str, str]]:
    """List what the command reads besides the place: without it nobody can run the command again."""
    given = manifest_of(ds).get("parameters") or {}
    if not given.get("text"):
        return []
    name = str(given.get("assume") or "").replace("\\", "/").rsplit("/", 1)[-1]
    return [(_("The user's assumptions, {file}").format(file=name or _("as given")), str(given["text"]))]


def _about(ds: xr.Dataset) -> dict[str, str]:
    """Return each scenario's own sentence: whose idea it is, and what in it is the authors' reading."""
    return {
        str(s.get("name")): translated(str(s["sentence"]))
        for s in manifest_of(ds).get("scenarios") or ()
        if s.get("sentence")
    }


def source_line(ds: xr.Dataset) -> str:
    """Say where the figures come from in one line, to be printed on every picture that is saved."""
    scenarios = ", ".join(dict.fromkeys(p.scenario for p in result_view.policies(ds)))
    digest = str(ds.attrs.get("digest") or "")
    return _(
        "Tregua {version}; {scenarios}; {draws} runs a policy, seed {seed}; as of {date}; {basis}; {digest}"
    ).format(
        version=ds.attrs.get("version", "?"),
        scenarios=scenarios if len(scenarios) <= 120 else scenarios[:119] + "…",
        draws=ds.sizes["draw"],
        seed=ds.attrs.get("seed", "?"),
        date=phrases.day(ds.attrs.get("as_of") or "?"),
        basis=phrases.basis(ds),
        digest=digest[:19] + "…" if len(digest) > 19 else digest,
    )


def stamp(ds: xr.Dataset) -> str:
    """Say under each picture and table what it rests on."""
    text = _("{basis}; {draws} runs a policy; seed {seed}").format(
        basis=phrases.basis(ds), draws=ds.sizes["draw"], seed=ds.attrs.get("seed", "?")
    )
    return "; ".join(part for part in (warning(ds), text) if part)


def _collapses(rows: Sequence[Row]) -> dict[str, Row]:
    return {r.scenario: r for r in rows if r.branch == "collapses"}


@dataclass(frozen=True)
class Gathered:
    """A result made ready for the page and for pictures on paper."""

    pictures: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    dates: list[str]
    where: str
    provenance: str
    basis: str
    context: dict[str, Any]


def gather(
    ds: xr.Dataset,
    sentences: Mapping[str, Sequence[str]] | None = None,
    preconditions: Mapping[str, Sequence[Any]] | None = None,
    parameters: Iterable[Any] | None = None,
    place: Any = None,
    baseline: str | None = None,
) -> Gathered:
    """Gather what the page and the pictures need; see `tregua.report.write`."""
    attrs = ds.attrs
    place = place if place is not None else place_of(ds)
    again, decided = told(ds, place)
    sentences = (
        sentences
        if sentences is not None
        else {**(assumptions_text.stored(attrs, "sentences") or {}), **again}
    )
    if preconditions is None:
        preconditions = {**(assumptions_text.stored(attrs, "preconditions") or {}), **decided}
    given = parameters if parameters is not None else assumptions_text.stored(attrs, "parameters")
    known = assumptions_text.assumptions(given or ())
    rows = headline(ds, baseline)
    splits = by_structure(ds, baseline)
    base = next(r for r in rows if r.baseline)
    found = result_view.policies(ds)
    outside, by_scenario = assumed_stamps(ds, place), policy_stamps(ds)
    pictures = Pictures(ds, rows, place, outside, by_scenario)
    turned = turns(ds)
    policy = model_vs_evidence.policy_for(ds, base.policy)
    held_against = next(r for r in rows if r.policy == policy)
    compared = [
        c
        for c in model_vs_evidence.against(ds, place, policy)
        if c.series.measures != "mission_strength" or float(c.quantiles.max()) > 0
    ]
    made = pictures.all(compared, splits, turned)
    titles = provenance.qualifiers(ds, place)
    register = provenance.Register(ds, rows, titles)
    carried = evidence_grades.carried(ds, known)
    letters = {r.policy: k for r, k in zip(pictures.rows, pictures.letters, strict=True)}
    listed = [
        _told(
            r,
            letters[r.policy],
            _for(p, sentences),
            _for(p, preconditions) or [],
            carried.get(r.scenario),
            by_scenario.get(r.scenario, []),
        )
        for p, r in zip(found, rows, strict=True)
        if r.policy in letters
    ]
    told_policies = pictures.policies()
    for entry, one in zip(told_policies, listed, strict=True):
        entry["sentence"] = " ".join(one.sentences or ())
    instead = provenance.replaced(ds, known, place)
    sources = {**provenance.parameter_sources(known, place, instead), **provenance.evidence_sources(compared)}
    grades = Counter(a.grade for a in known if a.grade in GRADES)
    inside, observed, expected = model_vs_evidence.score(compared)
    page_one = answer_of(ds, place, baseline)
    context = {
        "page_one": page_one,
        **answer_parts(page_one),
        "question": answer.question(ds, place),
        "lead": answer.lead(rows, place, ds),
        "answer": answer.answer(ds, rows, splits, place),
        "trust": phrases.trust(ds),
        "plainly": phrases.plainly(ds),
        "calibrated": result_view.calibrated(ds),
        "learnt_from": phrases.learnt_from(ds),
        "outside": outside,
        "place": result_view.place_title(ds, place),
        "reporting": str(getattr(place, "reporting", "") or ""),
        "period": phrases.period(ds),
        "as_of": phrases.day(attrs.get("as_of", "")),
        "version": str(attrs.get("version", "")),
        "draws": ds.sizes["draw"],
        "rows": rows,
        "shown": pictures.rows,
        "letters": letters,
        "collapses": _collapses(rows),
        "carried": carried,
        "grades": bool(grades),
        "grade_words": [_("{n} of grade {grade}").format(n=grades[g], grade=g) for g in GRADES if grades[g]],
        "groups": _groups(rows),
        "base": base,
        "readings": readings_of(ds),
        "splits": splits,
        "tables": tables(ds),
        "pictures": {p["id"]: p for p in made},
        "evidence_pictures": [p for p in made if p["id"].startswith("evidence-")],
        "picture_table": lambda p: table_of(p, told_policies, dates(ds)),
        "turned": by_policy(turned),
        "turning": [p for p in PARAMETERS if any(t.parameter == p for t in turned)],
        "theme": theme,
        "turn_lines": [
            ("deaths", "", _("deaths")),
            ("deaths_custody", "", _("custody")),
            *(
                ("arbitrary_years", r, _("held, {reading}").format(reading=phrases.reading(r)))
                for r in readings_of(ds)
            ),
        ],
        "turning_names": "; ".join(
            f"{theme(p)}: {a.meaning}" for p in PARAMETERS for a in known if a.name == p
        ),
        "compared": compared,
        "held_against": held_against,
        "inside": inside,
        "observed": observed,
        "expected": expected,
        "inputs": sum(not s.scored for c in compared for s in c.seen),
        "place_known": place is not None,
        "regions": breakdown.regions(ds),
        "region_titles": result_view.region_titles(ds, place),
        "policies": listed,
        "assumptions": known,
        "not_modelled": not_modelled.listed(),
        "provenance": _provenance(ds),
        "files": _files(ds),
        "about": _about(ds),
        "line": source_line(ds),
        "draft": draft_notice(),
        "foot": _("Tregua {version} · {place} · as of {date} · {basis} · {digest}").format(
            version=attrs.get("version", "?"),
            place=result_view.place_title(ds, place),
            date=phrases.day(attrs.get("as_of") or "?"),
            basis=phrases.basis(ds),
            digest=str(attrs.get("digest") or "")[:19],
        ),
        "ask": register.ask,
        "tell": register.tell,
        "parts": numbers.parts,
        "exact": numbers.exact,
        "figure": numbers.figure,
        "number": numbers.number,
        "words": phrases,
        "asked": provenance,
        "stamp": stamp(ds),
        "doubt": warning(ds),
        "author_colours": AUTHOR,
        "reading_colours": READING,
        "payload": lambda lang: _payload(
            ds, lang, place, told_policies, made, register, sources, answer.question(ds, place)
        ),
    }
    where = f"{result_view.place_title(ds, place)}, {phrases.period(ds)}"
    return Gathered(made, told_policies, dates(ds), where, source_line(ds), stamp(ds), context)


def _payload(
    ds: xr.Dataset,
    lang: str,
    place: Any,
    policies: list[dict[str, Any]],
    pictures: list[dict[str, Any]],
    register: provenance.Register,
    sources: provenance.Sources,
    question: str,
) -> dict[str, Any]:
    """Return the data of the page: what the viewer draws and what it tells of a number."""
    return {
        "schema": SCHEMA,
        "lang": lang,
        "locale": LOCALES.get(lang, "en-GB"),
        "title": question,
        "place": result_view.place_title(ds, place),
        "provenance": source_line(ds),
        "words": viewer_words(),
        "run": provenance.run_of(ds, place),
        "policies": policies,
        "dates": dates(ds),
        "pictures": pictures,
        "figures": register.figures,
        "sources": sources,
    }
