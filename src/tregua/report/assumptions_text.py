"""What was assumed, in words: priors of parameters, and what others must decide before a policy starts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tregua.assumptions.parameter import PRIORS
from tregua.i18n import _, translated
from tregua.i18n.numbers import marks
from tregua.report import phrases
from tregua.report.numbers import percent, plain


@dataclass(frozen=True)
class Assumption:
    """One parameter, in words."""

    name: str
    symbol: str
    unit: str
    meaning: str
    prior: str
    source: str
    url: str
    grade: str
    scope: str
    travels: str
    disagree: str
    note: str
    set_by: str
    learnt: str = ""  # posterior and prior, middle and nine draws in ten; empty where nothing was learnt


def _get(thing: Any, name: str, default: Any = "") -> Any:
    value = thing.get(name, default) if isinstance(thing, Mapping) else getattr(thing, name, default)
    return default if value is None else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def link(url: Any) -> str:
    """Return an address that is safe to link to, or nothing."""
    text = str(url or "").strip()
    return text if urlsplit(text).scheme in ("http", "https") else ""


def prior(value: Any) -> str:
    """Print a prior: ``log-normal, median 0.3, sigma 0.5``."""
    if hasattr(value, "sentence"):
        return str(value.sentence())
    if hasattr(value, "model_dump"):
        value = value.model_dump(exclude_none=True)
    if hasattr(value, "kind") and hasattr(value, "numbers"):
        value = {str(value.kind): list(value.numbers)}
    if not isinstance(value, Mapping):
        return "; ".join(map(_reworded, str(value).split("; ")))
    if "readings" in value:
        value = value["readings"]
    if set(value) and set(value) <= {"official", "ngo"}:
        return "; ".join(f"{phrases.reading(str(k))}: {prior(_get(v, 'prior', v))}" for k, v in value.items())
    for kind, numbers in value.items():
        listed = [
            _short(x)
            if isinstance(x, int | float) and abs(x) < 1e5
            else plain(x)
            if isinstance(x, int | float)
            else str(x)
            for x in _listed(numbers)
        ]
        pattern = {
            "fixed": _("fixed at {0}"),
            "normal": _("normal, mean {0}, sd {1}"),
            "lognormal": _("log-normal, median {0}, sigma {1}"),
            "logitnormal": _("logit-normal, median {0}, sigma {1}"),
            "uniform": _("uniform, {0} to {1}"),
        }.get(str(kind))
        if pattern and len(listed) >= pattern.count("{"):
            return pattern.format(*listed)
    return ", ".join(f"{k}: {v}" for k, v in value.items())


def _reworded(text: str) -> str:
    """Put a prior that was saved in words into those of the language in use; nobody reads 1e+06."""
    reading, colon, rest = text.rpartition(": ")
    before = f"{phrases.reading(reading)}{colon}" if colon else ""
    for kind, pattern in PRIORS.items():
        found = re.fullmatch(re.sub(r"\\\{(\w)\\\}", r"(?P<\1>\\S+)", re.escape(pattern)), rest)
        if found:
            numbers = {key: _long(number) for key, number in found.groupdict().items()}
            return before + translated(PRIORS[kind]).format(**numbers)
    return text


def _long(number: str) -> str:
    return plain(float(number)) if re.fullmatch(r"\d+(\.\d+)?e\+\d+", number) else marks(number)


def _short(value: Any) -> str:
    return marks(f"{float(value):g}")


def _listed(value: Any) -> list:
    return list(value) if isinstance(value, list | tuple) else [value]


def assumptions(parameters: Iterable[Any]) -> list[Assumption]:
    """Put parameters into words, in their own order."""
    out = []
    for parameter in parameters:
        read = {
            name: _text(_get(parameter, name)) for name in Assumption.__dataclass_fields__ if name != "prior"
        }
        read["url"] = link(read["url"])
        for key in ("meaning", "unit", "travels"):
            read[key] = translated(read[key])
        read["scope"] = {"shared": _("shared"), "local": _("local")}.get(read["scope"], read["scope"])
        out.append(Assumption(prior=prior(_get(parameter, "prior", "")), **read))
    return out


def precondition(one: Any) -> str:
    """Say what must be decided, by whom, when and with what odds."""
    if isinstance(one, str):
        return one
    if hasattr(one, "sentence"):
        return str(one.sentence())
    kind = str(_get(one, "kind"))
    what = {
        "resolution": _("A resolution of the Security Council"),
        "consent": _("The host's consent"),
        "funding": _("The money"),
        "contributor_law": _("The contributor's own law"),
        "legal_authority": _("Legal authority to arrest"),
    }.get(kind, kind)
    text = [what]
    if _get(one, "given_by"):
        text.append(_("given by {who}").format(who=_get(one, "given_by")))
    if _get(one, "date"):
        text.append(_("on {date}").format(date=phrases.day(_get(one, "date"))))
    if isinstance(_get(one, "odds", None), int | float):
        text.append(_("odds {odds}").format(odds=percent(float(_get(one, "odds")))))
    if isinstance(_get(one, "arrival_per_year", None), int | float):
        text.append(_("arriving at {rate} a year").format(rate=_short(_get(one, "arrival_per_year"))))
    if _get(one, "loss_per_year", None):
        text.append(_("lost at {rate} a year").format(rate=_short(_get(one, "loss_per_year"))))
    if _get(one, "renewal_months", None):
        part = _("up for renewal every {n} months").format(n=_get(one, "renewal_months"))
        if isinstance(_get(one, "renewal_odds", None), int | float):
            part += " " + _("(odds {odds})").format(odds=percent(float(_get(one, "renewal_odds"))))
        text.append(part)
    sentence = ", ".join(text) + "."
    for name in ("note", "source"):
        if _get(one, name):
            text_of = str(_get(one, name)).strip().rstrip(".")
            sentence += f" {text_of[:1].upper()}{text_of[1:]}."
    return sentence


def stored(attrs: Mapping[str, Any], name: str) -> Any:
    """Read what the engine kept of the scenarios, for a result whose place and scenarios are not at hand."""
    raw = attrs.get(name)
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return None
