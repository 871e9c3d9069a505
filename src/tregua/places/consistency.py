"""What no file can tell alone: names known elsewhere, shares that add up, sizes that make sense."""

from __future__ import annotations

import math
from collections.abc import Collection

from tregua.errors import did_you_mean, one_of
from tregua.i18n import _
from tregua.inputs.yaml_reader import PathTo
from tregua.places.read_files import Parts

MOST_TERRITORIES = 2_000
MOST_CELLS = 20_000  # territories times gangs
TOLERANCE = 0.01  # of shares that must add up to 1: rounding to two digits is forgiven


def crosscheck(parts: Parts) -> None:
    """Note every mistake that lies between the files of a place."""
    _sizes(parts)
    _territories(parts)
    _neighbours(parts)
    _gangs(parts)
    _names(parts)


def _unknown(parts: Parts, file: str, path: PathTo, name: object, known: Collection[str] | None) -> None:
    if known is not None and isinstance(name, str) and name not in known and not parts.full(file):
        parts.tell(file, path, name, one_of(known), did_you_mean(name, known))


def _sizes(parts: Parts) -> None:
    places, gangs = parts.names("territories.yaml") or [], parts.names("gangs.yaml", "gangs") or []
    if len(places) > MOST_TERRITORIES:
        found = _("{n} territories").format(n=len(places))
        parts.tell("territories.yaml", (), found, _("at most {n}").format(n=MOST_TERRITORIES))
    if len(places) * len(gangs) > MOST_CELLS:
        found = _("{n} territories with {m} gangs").format(n=len(places), m=len(gangs))
        expected = _("at most {n} pairs of territory and gang").format(n=MOST_CELLS)
        parts.tell(
            "gangs.yaml", ("gangs",), found, expected, _("join small territories, or gangs that act alike")
        )


def _territories(parts: Parts) -> None:
    file, known = "territories.yaml", parts.regions()
    seen: dict[tuple[float, float], str] = {}
    without_police = [name for name, t in parts.territories.items() if t.police is None]
    for name, territory in parts.territories.items():
        if territory.region is None and known is not None and len(known) > 1:
            parts.tell(file, (name,), _("no key 'region'"), one_of(known))
        here = (round(territory.centroid[0], 4), round(territory.centroid[1], 4))
        if here in seen:
            expected = _("a middle of its own: '{other}' lies at the same point").format(other=seen[here])
            hint = _("is it the same territory under two names?")
            parts.tell(file, (name, "centroid"), str(list(territory.centroid)), expected, hint)
        seen.setdefault(here, name)
        if territory.police is None and len(without_police) < len(parts.territories):
            parts.tell(
                file, (name,), _("no key 'police'"), _("the key 'police' in all territories, or in none"),
                _("0 where no police are stationed"),
            )  # fmt: skip
    shares = [t.police for t in parts.territories.values() if t.police is not None]
    complete = len(parts.territories) == len(parts.names(file) or [])
    if shares and complete and not without_police:
        _adds_up(parts, file, (), math.fsum(shares), _("shares of the police that add up to 1"))
    for name in ("all", *(known or [])):
        # A region of one territory may share its name: both mean the same people.
        others = [t for t, each in parts.territories.items() if each.region == name and t != name]
        if name in parts.territories and (name == "all" or others or parts.territories[name].region != name):
            hint = _("a territory and a region need different names")
            parts.tell(file, (name,), name, _("a name that no region has"), hint)
    if known is not None and "all" in known:
        parts.tell("place.yaml", ("regions", "all"), "all", _("another name"), _("'all' is the whole place"))


def _adds_up(parts: Parts, file: str, path: PathTo, total: float, expected: str) -> None:
    if abs(total - 1) > TOLERANCE:
        hint = _("write shares, not percentages") if 90 < total < 110 else ""
        parts.tell(file, path, _("a sum of {total:.4g}").format(total=total), expected, hint)


def _neighbours(parts: Parts) -> None:
    file = "territories.yaml"
    written = parts.raw(file)
    if not isinstance(written, dict) or parts.names(file) is None:
        return
    listed = {
        name: [n for n in entry["neighbours"] if isinstance(n, str)]
        for name, entry in written.items()
        if isinstance(entry, dict) and isinstance(entry.get("neighbours"), list)
    }
    named = {name: frozenset(others) for name, others in listed.items()}
    for name, others in listed.items():
        before: set[str] = set()
        for i, other in enumerate(others):
            if parts.full(file):
                return
            path = (name, "neighbours", i)
            if other == name:
                parts.tell(file, path, other, _("another territory"))
            elif other in before:
                parts.tell(file, path, other, _("each neighbour once"))
            elif other in written and name not in named.get(other, ()) and isinstance(written[other], dict):
                found = _("'{other}', which does not name '{name}'").format(other=other, name=name)
                hint = _("add {name} to the neighbours of {other}").format(name=name, other=other)
                parts.tell(file, path, found, _("neighbours that name each other"), hint)
            else:
                _unknown(parts, file, path, other, written)
            before.add(other)


def _gangs(parts: Parts) -> None:
    file, places = "gangs.yaml", parts.names("territories.yaml")
    for name in parts.names(file, "gangs") or []:
        presence = parts.raw(file, "gangs", name, "presence")
        for where in presence if isinstance(presence, dict) else []:
            _unknown(parts, file, ("gangs", name, "presence", where), where, places)
    for name, gang in parts.gangs.items():
        path = ("gangs", name, "presence")
        if gang.presence:
            total = math.fsum(gang.presence.values())
            _adds_up(parts, file, path, total, _("shares of its members that add up to 1"))
        elif places is not None and len(places) > 1:
            found, hint = _("no key 'presence'"), _("share of its members in each territory, adding up to 1")
            parts.tell(file, ("gangs", name), found, _("the key 'presence'"), hint)
    if parts.territories and places is not None and len(parts.territories) == len(places):
        people = sum(t.population[-1].value for t in parts.territories.values())
        for name, gang in parts.gangs.items():
            for i, figure in enumerate(gang.members):
                if figure.value > people:
                    path = ("gangs", name, "members", i)
                    expected = _("fewer members than inhabitants ({n:.0f})").format(n=people)
                    parts.tell(file, path, f"{figure.value:.0f}", expected)


def _names(parts: Parts) -> None:
    known, places = parts.regions(), parts.names("territories.yaml")
    for name in places or []:
        _unknown(
            parts, "territories.yaml", (name, "region"), parts.raw("territories.yaml", name, "region"), known
        )
    gangs = parts.names("gangs.yaml", "gangs")
    relations = parts.raw("gangs.yaml", "relations")
    for i, relation in enumerate(relations if isinstance(relations, list) else []):
        if parts.full("gangs.yaml"):
            break
        between = relation.get("between") if isinstance(relation, dict) else None
        for j, name in enumerate(between if isinstance(between, list) else []):
            _unknown(parts, "gangs.yaml", ("relations", i, "between", j), name, gangs)
    series = parts.names("series.yaml")
    _unknown(parts, "place.yaml", ("main_series",), parts.raw("place.yaml", "main_series"), series)
    covered = None if known is None or places is None else ["all", *known, *places]
    for name in series or []:
        _unknown(parts, "series.yaml", (name, "region"), parts.raw("series.yaml", name, "region"), covered)
    _history(parts, covered)


def _history(parts: Parts, covered: Collection[str] | None) -> None:
    """Check the territories of events, and that each renewal names a declaration."""
    file = "history.yaml"
    declared = {e.date for e in parts.history.values() if e.kind in ("declaration", "regime")}
    for i, event in parts.history.items():
        for j, name in enumerate(event.territories or ()):
            _unknown(parts, file, (i, "territories", j), name, covered)
        if event.kind == "renewal" and event.renews not in declared and not parts.full(file):
            parts.tell(file, (i, "renews"), str(event.renews), _("the day of a declaration in this file"))
