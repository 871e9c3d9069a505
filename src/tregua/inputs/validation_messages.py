"""Pydantic's errors in this project's words: what was found, what was expected, what was perhaps meant."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails, PydanticCustomError

from tregua.errors import closest, did_you_mean, one_of, shorten
from tregua.i18n import _

PathTo = tuple[str | int, ...]
LONGEST_NUMBER = 40  # characters of a number worth repeating in a hint


def mistake(
    expected: str, hint: str = "", found: str | None = None, at: tuple[str | int, ...] = ()
) -> PydanticCustomError:
    """Make the error that a validator of ours raises.

    Parameters
    ----------
    expected
        What should have stood there.
    hint
        What to do.
    found
        What stands there, where the value itself would not tell.
    at
        Path from the validated value to the thing that is wrong, so that its own line is given.
    """
    return PydanticCustomError(
        "tregua", "{expected}", {"expected": expected, "hint": hint, "found": found, "at": at}
    )


@dataclass(frozen=True)
class Context:
    """The type that was asked for and the data that were given."""

    model: Any
    data: Any

    def path(self, loc: tuple[Any, ...]) -> PathTo:
        """Return the part of a location that is a path in the data, without names of validators."""
        data, path = self.data, []
        for part in loc:
            if isinstance(data, dict) and part in data:
                data = data[part]
            elif isinstance(data, list) and isinstance(part, int) and part < len(data):
                data = data[part]
            else:
                continue
            path.append(part)
        return tuple(path)

    def value(self, path: PathTo) -> Any:
        """Return the data at a path."""
        data = self.data
        for part in path:
            try:
                data = data[part]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def keys(self, loc: tuple[Any, ...]) -> list[str]:
        """Return the keys that the models at a location know."""
        kinds, data = _models(self.model), self.data
        for part in loc:
            if not isinstance(data, dict | list):
                break
            try:
                data = data[part]
            except (KeyError, IndexError, TypeError):
                narrowed = [k for k in kinds if _tagged(k, part)]
                kinds = narrowed or kinds
                continue
            kinds = [inner for kind in kinds for inner in _inside(kind, part)]
        names: dict[str, None] = {}
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                for name, info in kind.model_fields.items():
                    names[_key(name, info)] = None
        return list(names)


def _key(name: str, info: Any) -> str:
    """Return what a file calls a field."""
    return info.validation_alias if isinstance(info.validation_alias, str) else info.alias or name


def _models(kind: Any) -> list[Any]:
    """Return the types that a type may stand for: unions opened, annotations dropped."""
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _models(typing.get_args(kind)[0])
    if origin in (typing.Union, types.UnionType):
        return [each for arg in typing.get_args(kind) for each in _models(arg)]
    return [kind]


def _inside(kind: Any, part: Any) -> list[Any]:
    """Return the types that may stand at a key or index of a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if part in (name, _key(name, info)):
                return _models(info.annotation)
        return []
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is dict and len(args) == 2:
        return _models(args[1])
    if origin in (list, tuple, set, frozenset) and args:
        return _models(args[0])
    return []


def _tagged(kind: Any, tag: Any) -> bool:
    """Tell whether a model is the one that a tag of a union names."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return False
    for info in kind.model_fields.values():
        if typing.get_origin(info.annotation) is typing.Literal and tag in typing.get_args(info.annotation):
            return True
    return False


_NUMBER = {
    "int_parsing", "int_type", "int_from_float", "float_parsing", "float_type", "finite_number",
    "int_parsing_size", "decimal_parsing",
}  # fmt: skip
_DAY = {"date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"}


def to_problem(error: ErrorDetails, context: Context) -> tuple[PathTo, str, str, str]:
    """Return the path, what was found, what was expected and a hint for one error of pydantic's."""
    kind, loc, details = error["type"], error["loc"], error.get("ctx", {})
    path = context.path(loc)
    value = error["input"]
    found = shorten(value)
    if kind == "tregua":
        path = context.path(loc + tuple(details["at"]))
        if details["found"] is not None:
            found = details["found"]
        elif details["at"]:
            found = shorten(context.value(path))
        return path, found, details["expected"], details["hint"]
    if kind == "extra_forbidden":
        keys = context.keys(loc[:-1])
        return (
            path,
            _("the key '{key}'").format(key=shorten(loc[-1])),
            one_of(keys),
            did_you_mean(loc[-1], keys),
        )
    if kind == "missing":
        given = context.value(path)
        keys = set(context.keys(loc[:-1]))
        unknown = [key for key in given if key not in keys] if isinstance(given, dict) else []
        meant = closest(loc[-1], unknown)
        hint = _("is that what '{key}' says?").format(key=meant) if meant else ""
        return path, _("no key '{key}'").format(key=loc[-1]), _("the key '{key}'").format(key=loc[-1]), hint
    if kind in _NUMBER:
        whole = kind.startswith("int")
        return path, found, _("a whole number") if whole else _("a number"), number_hint(value)
    if kind in _DAY:
        return path, found, _("a date, as YYYY-MM-DD"), ""
    if kind in ("literal_error", "enum"):
        options = [each.strip("' ") for each in details["expected"].replace(" or ", ", ").split(", ")]
        return path, found, one_of(options), did_you_mean(value, options)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag(kind, path, value, details)
    return path, found, _plainly(kind, details, error["msg"]), share_hint(value, details.get("le"))


def _tag(kind: str, path: PathTo, value: Any, details: dict[str, Any]) -> tuple[PathTo, str, str, str]:
    key = str(details.get("discriminator", "kind")).strip("'").removesuffix("()")
    if kind == "union_tag_not_found":
        return path, _("no key '{key}'").format(key=key), _("the key '{key}'").format(key=key), ""
    options = [each.strip("' ") for each in details["expected_tags"].split(", ")]
    if isinstance(value, dict) and key in value:
        path = (*path, key)
    return path, shorten(details["tag"]), one_of(options), did_you_mean(details["tag"], options)


def _plainly(kind: str, details: dict[str, Any], message: str) -> str:
    words = {
        "string_type": _("a text"),
        "bool_type": _("true or false"),
        "bool_parsing": _("true or false"),
        "list_type": _("a list"),
        "tuple_type": _("a list"),
        "dict_type": _("a mapping (key: value)"),
        "model_type": _("a mapping (key: value)"),
        "model_attributes_type": _("a mapping (key: value)"),
        "greater_than_equal": _("at least {ge:g}"),
        "greater_than": _("more than {gt:g}"),
        "less_than_equal": _("at most {le:g}"),
        "less_than": _("less than {lt:g}"),
        "too_long": _("at most {max_length} items"),
        "too_short": _("at least {min_length} items"),
        "string_too_long": _("at most {max_length} characters"),
        "string_too_short": _("at least {min_length} characters"),
        "string_pattern_mismatch": _("a text of the form {pattern}"),
    }
    if kind in words:
        try:
            return words[kind].format(**details)
        except ValueError:  # a bound that is no number, such as a date
            return words[kind].replace(":g", "").format(**details)
    return message[:1].lower() + message[1:]


def share_hint(value: Any, most: Any) -> str:
    """Guess that a number beyond 1 is a percentage."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and most == 1 and 1 < value <= 100:
        return _("a share, not a percentage: {share:g}").format(share=value / 100)
    return ""


def number_hint(value: Any) -> str:
    """Guess what went wrong with a number written as a text."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    if not any(c.isdigit() for c in text) or len(text) > LONGEST_NUMBER:
        return ""
    bare = text.replace(" ", "").replace("\u202f", "").replace("'", "")
    whole, comma, rest = bare.partition(",")
    if comma and rest.isdigit() and ("." in whole or len(rest) != 3):  # 1.052,5 and 0,5
        number = f"{whole.replace('.', '')}.{rest}"
        if _is_number(number):
            return _("write {number}, with a point").format(number=number)
    bare = bare.replace(",", "")
    if text.endswith("%"):
        return _("write a share between 0 and 1, without the percent sign")
    if _is_number(bare):
        return _("write {number}, without thousands separators").format(number=bare)
    first = text.split()[0].replace(",", "")
    if _is_number(first):
        return _("write the number alone ({number}); the unit is fixed").format(number=first)
    if text[0] in "<>~≈":
        return _("write the number alone; say how sure it is with low and high")
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
