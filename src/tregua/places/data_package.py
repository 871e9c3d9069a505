"""The evidence of a place as a Frictionless data package, so that it can be used and cited without Tregua.

Written by the rules of Data Package v1 and Table Schema v1 (https://specs.frictionlessdata.io).
"""

from __future__ import annotations

import json
from typing import Any

from tregua._version import __version__
from tregua.places.evidence import COLUMNS
from tregua.places.parse_rows import CONFIDENCE
from tregua.places.place import Place
from tregua.places.read_files import EVIDENCE

PACKAGE = "datapackage.json"
_DAY = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

FIELDS: dict[str, dict[str, Any]] = {
    "series": {"type": "string", "description": "Series, by its name in the resource series"},
    "place": {"type": "string", "description": "Territory or region, or all"},
    "start": {"type": "date", "description": "First day described"},
    "end": {"type": "date", "description": "Last day described; the same day for a stock"},
    "value": {"type": "number", "description": "The figure", "constraints": {"minimum": 0}},
    "low": {"type": "number", "description": "Low end of its range", "constraints": {"minimum": 0}},
    "high": {"type": "number", "description": "High end of its range", "constraints": {"minimum": 0}},
    "unit": {"type": "string", "description": "Unit; that of the series where empty"},
    "source": {"type": "string", "description": "Original publisher"},
    "url": {"type": "string", "format": "uri", "description": "Address of the copy that was read"},
    "published": {
        "type": "string",
        "description": "First publication: day, month or year; unknown where empty",
        "constraints": {"pattern": _DAY},
    },
    "confidence": {
        "type": "string",
        "description": "high, medium or low, or a grade A to D",
        "constraints": {"enum": [each for each in CONFIDENCE if each]},
    },
    "note": {"type": "string", "description": "What a reader should know"},
    "read": {"type": "string", "description": "When the copy was read"},
    "floor": {
        "type": "boolean",
        "description": "Whether the figure is a lower bound",
        "trueValues": ["true"],
        "falseValues": ["false"],
    },
}
_REQUIRED = ("series", "place", "start", "end", "value")


def data_package(place: Place, columns: tuple[str, ...] = COLUMNS) -> dict[str, Any]:
    """Return the descriptor of the evidence of a place, made from its register of series.

    Parameters
    ----------
    place
        The place.
    columns
        Columns of its table of evidence, in their order.
    """
    fields = []
    for name in columns:
        field = {"name": name, **FIELDS[name]}
        if name in _REQUIRED:
            field["constraints"] = {"required": True, **field.get("constraints", {})}
        fields.append(field)
    schema = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["series", "place", "start", "end"],
        "foreignKeys": [{"fields": "series", "reference": {"resource": "series", "fields": "name"}}],
    }
    return {
        "profile": "tabular-data-package",
        "name": f"tregua-evidence-{place.name.replace('_', '-')}",
        "title": f"Evidence on gang violence: {place.title}",
        "description": (
            "Figures with two dates each: the period described, and the day of first publication. "
            "Series of different counting bases are never added up."
        ),
        "version": __version__,
        "licenses": [{"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}],
        "resources": [
            {
                "name": "evidence",
                "path": EVIDENCE,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "header": True},
                "schema": schema,
            },
            _register(place),
        ],
    }


def _register(place: Place) -> dict[str, Any]:
    rows = [
        {
            "name": name,
            "title": series.title,
            "base": series.base,
            "kind": series.kind,
            "measures": series.measures,
            "causes": ", ".join(series.causes),
            "unit": series.unit,
            "notes": series.notes,
        }
        for name, series in place.series.items()
    ]
    fields: list[dict[str, Any]] = [{"name": key, "type": "string"} for key in rows[0]]
    fields[0]["constraints"] = {"required": True, "unique": True}
    schema = {"fields": fields, "primaryKey": ["name"], "missingValues": [""]}
    return {"name": "series", "profile": "tabular-data-resource", "data": rows, "schema": schema}


def write_data_package(place: Place, columns: tuple[str, ...] = COLUMNS) -> str:
    """Return the text of datapackage.json for a place."""
    return json.dumps(data_package(place, columns), ensure_ascii=False, indent=2, default=str) + "\n"
