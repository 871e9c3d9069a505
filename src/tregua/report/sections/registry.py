"""Pages of the report that weigh: which there are, and how each is made from a result.

The ledger is cheap and always there. The others run thousands of futures and are made only when asked for:
``tregua report RESULT --with tradeoffs,discover``. All are made from the result alone: its place, scenarios,
seed and assumptions, so that the same result has the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.i18n import _
from tregua.report.result_place import manifest_of
from tregua.report.sections.section import Section, Source, explained

if TYPE_CHECKING:
    import xarray as xr

    from tregua.places import Place
    from tregua.scenarios import Scenario

ALWAYS = ("ledger",)


def _ledger(source: Source) -> Section | None:
    from tregua.report.sections.rights_ledger import section

    return section(source.ds, source.place) if "overdue" in source.ds else None


def _outlook(source: Source) -> Section | None:
    from tregua.report.sections.outlook import section

    return section(source)


def _why(source: Source) -> Section | None:
    from tregua.report.sections import why

    return why.of(source)


def _transfer(source: Source) -> Section | None:
    from tregua.report.sections import transfer

    return transfer.of(source)


def _tradeoffs(source: Source) -> Section | None:
    from tregua.report.sections.tradeoffs import section

    return section(source)


def _discover(source: Source) -> Section | None:
    from tregua.report.sections.discovery import section

    return section(source)


def _sensitivity(source: Source) -> Section | None:
    from tregua.report.sections.sensitivity import section

    return section(source)


PAGES: dict[str, Callable[[Source], Section | None]] = {
    "ledger": _ledger,
    "outlook": _outlook,
    "why": _why,
    "transfer": _transfer,
    "tradeoffs": _tradeoffs,
    "discover": _discover,
    "sensitivity": _sensitivity,
}
NAMES = tuple(PAGES)


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of pages in their own order, each once; several may be joined by commas.

    Raises
    ------
    InputError
        With every name that is none.
    """
    given = [each.strip() for name in names for each in name.split(",") if each.strip()]
    problems = [
        Problem(_("command line"), None, "--with", name, one_of(NAMES), did_you_mean(name, NAMES))
        for name in given
        if name not in NAMES
    ]
    if problems:
        raise InputError(problems)
    return tuple(name for name in NAMES if name in given)


def sections(
    ds: xr.Dataset, place: Place | None, names: Sequence[str] = (), question: str | Path | None = None
) -> list[Section]:
    """Return the pages that are asked for, and those that are always there.

    Parameters
    ----------
    ds, place
        The result and its place; without it nothing can be run again.
    names
        Of pages.
    question
        The user's file of goals and weights.

    Raises
    ------
    InputError
        For a name that is none, a question with mistakes, or a result that cannot be run again where a page
        that needs it was asked for.
    """
    wanted = checked([*ALWAYS, *names])
    if place is None:
        if set(wanted) - set(ALWAYS):
            raise InputError([_cannot(ds, _("its place is gone, or no longer the same"))])
        return []
    if not set(wanted) - set(ALWAYS):
        found = [PAGES[name](Source(ds, place, (), {})) for name in wanted]
        return [each for each in found if each is not None]
    with _source(ds, place, question) as source:
        found = [PAGES[name](source) for name in wanted]
    return [explained(each) for each in found if each is not None]


def _cannot(ds: xr.Dataset, why: str) -> Problem:
    expected = _("a result that can be run again")
    return Problem(str(ds.attrs.get("title") or _("(result)")), None, "--with", why, expected)


@contextmanager
def _source(ds: xr.Dataset, place: Place, question: str | Path | None) -> Iterator[Source]:
    from tregua.scenarios import load_scenario
    from tregua.studies.manifest import request

    manifest = manifest_of(ds)
    if not manifest:
        raise InputError([_cannot(ds, _("it does not say how it was made"))])
    with request(manifest, str(ds.attrs.get("title") or "")) as asked:
        hashes = {each["name"]: each["hash"] for each in manifest["scenarios"]}
        named: list[str | Scenario] = []
        for scenario in asked.scenarios:
            try:
                known = load_scenario(scenario.name, place)
            except InputError:
                known = None
            same = known is not None and known.hash == hashes[scenario.name]
            named.append(scenario.name if same else scenario)
        keep = {"seed", "as_of", "assume", "priors"}
        options = {key: value for key, value in asked.options.items() if key in keep}
        yield Source(ds, place, named, options, question)
