"""What is known of a place: people, gangs, the state, history and evidence. A country is a folder of data."""

from tregua.places.check import check_place
from tregua.places.evidence import Evidence, Row
from tregua.places.load import list_places, load_place
from tregua.places.place import Place
from tregua.places.place_template import new_place
from tregua.places.schema import json_schema
from tregua.places.sourced_value import Figure, latest, qualifies

__all__ = [
    "Evidence",
    "Figure",
    "Place",
    "Row",
    "check_place",
    "json_schema",
    "latest",
    "list_places",
    "load_place",
    "new_place",
    "qualifies",
]
