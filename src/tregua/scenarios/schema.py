"""The published form of scenario files: JSON Schema, for editors and for programs that write them."""

from __future__ import annotations

from typing import Any

from tregua.scenarios.inheritance import ScenarioFile
from tregua.scenarios.interventions import kinds, measure
from tregua.scenarios.preconditions import Precondition

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    schema = ScenarioFile.model_json_schema()
    definitions: dict[str, Any] = {}
    for kind in kinds():
        own = measure(kind).model_json_schema(by_alias=True)
        definitions.update(own.pop("$defs", {}))
        # A change to an entry of the base may give some keys only, and null takes a key away.
        own.pop("required", None)
        for key, inner in own["properties"].items():
            if key != "kind":
                own["properties"][key] = {"anyOf": [inner, {"type": "null"}]}
        definitions[kind] = own
    precondition = Precondition.model_json_schema()
    definitions.update(precondition.pop("$defs", {}))
    precondition.pop("required", None)
    precondition["properties"].pop("kind")
    definitions["precondition"] = precondition
    definitions["intervention"] = {
        "type": ["object", "null"],
        "properties": {"kind": {"enum": list(kinds())}},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{kind}"},
            }
            for kind in kinds()
        ],
    }
    schema["properties"]["interventions"] = {
        "type": ["object", "null"],
        "additionalProperties": {"$ref": "#/$defs/intervention"},
    }
    conditions = Precondition.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]
    schema["properties"]["preconditions"] = {
        "type": ["object", "null"],
        "properties": {
            kind: {"anyOf": [{"$ref": "#/$defs/precondition"}, {"type": "null"}]} for kind in conditions
        },
        "additionalProperties": False,
    }
    return {
        "$schema": _DIALECT,
        **schema,
        "title": "Tregua scenario",
        "$defs": {**schema.get("$defs", {}), **definitions},
    }
