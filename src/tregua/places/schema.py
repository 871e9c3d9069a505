"""JSON Schemas of the files of a place, for editors."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from tregua.assumptions.prior import Parameters
from tregua.errors import InputError, Problem, did_you_mean, one_of
from tregua.places.gangs import GangsFile
from tregua.places.history import History
from tregua.places.place import PlaceFile
from tregua.places.series import Register
from tregua.places.state import State
from tregua.places.territory import Territories

KINDS: dict[str, Any] = {
    "place": PlaceFile,
    "territories": Territories,
    "gangs": GangsFile,
    "state": State,
    "history": History,
    "parameters": Parameters,
    "series": Register,
}

_FIGURE = "#/$defs/Figure"


def json_schema(kind: str = "place") -> dict[str, Any]:
    """Return the JSON Schema of a kind of file (see `KINDS`)."""
    if kind not in KINDS:
        raise InputError(Problem("", None, "kind", kind, one_of(KINDS), did_you_mean(kind, KINDS)))
    schema = _single(TypeAdapter(KINDS[kind]).json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Tregua {kind}.yaml",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _single(schema: Any) -> Any:
    """Say that one figure may stand for a list of figures, wherever there is such a list."""
    if isinstance(schema, dict):
        items = schema.get("items")
        if schema.get("type") == "array" and isinstance(items, dict) and items.get("$ref") == _FIGURE:
            notes = {key: schema[key] for key in ("default", "description", "title") if key in schema}
            return {"anyOf": [items, {"type": "array", "items": items, "minItems": 1}], **notes}
        return {key: _single(value) for key, value in schema.items()}
    return [_single(value) for value in schema] if isinstance(schema, list) else schema
