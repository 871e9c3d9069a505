"""The form of a manifest: what each of its fields must be before a scenario, a place or a path is made of it.

Names from a manifest are never joined to a path as they are: a place's files are written under names of
Tregua's own into a fresh private folder, a place that ships is opened only if its name is on the list, and
the name of a file of assumptions must be a plain one.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tregua.errors import Problem, one_of, shorten
from tregua.i18n import _
from tregua.inputs.validation_messages import mistake
from tregua.inputs.yaml_reader import Node, validate
from tregua.places.read_files import DATA_FILES
from tregua.simulation.batch_run import STEPS
from tregua.simulation.setup import MOST_MEMBERS

FORMAT = "tregua-study-1"
MOST_SCENARIOS = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_FILE = re.compile(r"[^\W_][\w +,().-]{0,120}\Z")  # a name in any script; no separator, no leading dot
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)  # devices of Windows
_HASH = re.compile(r"[A-Za-z0-9:+ _-]{1,120}\Z")


def file_name(name: str) -> str:
    """Return a name as a manifest may hold it: plain, with every other sign as a line below."""
    plain = re.sub(r"[^\w +,().-]", "_", name).lstrip("._ ")[:120]
    return plain if _is_file(plain) else f"file_{plain}"


def _is_file(text: str) -> bool:
    return bool(_FILE.match(text)) and not _RESERVED.match(text)


def _name(text: str) -> str:
    if not _NAME.match(text):
        raise mistake(_("a name of small letters a-z, digits and _, starting with a letter"))
    return text


def _file(text: str) -> str:
    if text and not _is_file(text):
        raise mistake(_("a plain file name, without a folder"))
    return text


def _hash(text: str) -> str:
    if not _HASH.match(text):
        raise mistake(_("a digest"))
    return text


def _label(text: str) -> str:
    if not text.isprintable() or not 0 < len(text) <= 200:
        raise mistake(_("a name of one line"))
    return text


def _day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise mistake(_("a date, as YYYY-MM-DD"))


def _step(text: str) -> str:
    if text not in STEPS:
        raise mistake(one_of(STEPS))
    return text


def _known_files(files: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(set(files) - set(DATA_FILES)):
        raise mistake(
            _("files of a place: {names}").format(names=one_of(DATA_FILES)), "", shorten(unknown[0])
        )
    return files


Day = Annotated[str, AfterValidator(_day)]
Hash = Annotated[str, AfterValidator(_hash)]
Name = Annotated[str, AfterValidator(_name)]
Label = Annotated[str, AfterValidator(_label)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Posterior(_Strict):
    """Rows of a posterior of the user's own, as text."""

    place: Name
    as_of: Day
    rows: str
    provenance: str


class PlaceRecord(_Strict):
    """The place: by name where it ships with Tregua, else with all its files."""

    name: Name
    hash: Hash
    files: Annotated[dict[str, str], AfterValidator(_known_files)] | None
    posterior: Posterior | None = None


class ScenarioRecord(_Strict):
    """One scenario, as it was written."""

    name: Label
    title: str
    sentence: str
    place: Name
    start: Day
    end: Day
    as_of: Day
    base: str | None
    notes: str
    hash: Hash
    interventions: Annotated[dict[Label, dict[str, Any]], Field(max_length=500)]
    preconditions: Annotated[list[dict[str, Any]], Field(max_length=100)]


class Assumed(_Strict):
    """The user's own assumptions: their file, as text."""

    hash: Hash
    assume: Annotated[str, AfterValidator(_file)]
    text: str
    given: bool


class OptionsRecord(_Strict):
    """How it was run."""

    members: Annotated[int, Field(ge=1, le=MOST_MEMBERS)]
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    dt: Annotated[str, AfterValidator(_step)]
    mean_field: bool
    as_of: Day | None
    branches: Annotated[list[Label], Field(max_length=20)]
    priors: bool = False


class ChunkRecord(_Strict):
    """What the end of a study says of one chunk."""

    policy: int
    draws: list[int]
    values: Hash


class Manifest(_Strict):
    """All that is read from a manifest."""

    format: Literal["tregua-study-1"]
    version: Annotated[str, Field(max_length=60)]
    code: Hash
    place: PlaceRecord
    as_of: Day
    scenarios: Annotated[list[ScenarioRecord], Field(min_length=1, max_length=MOST_SCENARIOS)]
    parameters: Assumed
    options: OptionsRecord
    command: str
    status: Literal["running", "complete", "failed"]
    created: Annotated[str, Field(max_length=60)] = ""
    policies: list[str] = []
    block: Annotated[int, Field(ge=1, le=MOST_MEMBERS)] = 1
    chunks: Annotated[int, Field(ge=0)] = 0
    failed: Annotated[int, Field(ge=0)] = 0
    digest: Annotated[str, Field(max_length=120)] = ""
    finished: list[ChunkRecord] = []


def problems(found: object, label: str) -> list[Problem]:
    """Return everything that is wrong with a manifest.

    Parameters
    ----------
    found
        What was read from the file.
    label
        What to call it.
    """
    if isinstance(found, dict) and isinstance(found.get("format"), str) and found["format"] != FORMAT:
        there = _("a manifest of another form, {form}; this Tregua reads {own}").format(
            form=shorten(found["format"]), own=FORMAT
        )
        return [Problem(label, None, "format", there, FORMAT)]
    try:
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError) as error:  # half of a pair: no file could hold such a text
        return [Problem(label, None, "", shorten(type(error).__name__), _("text in UTF-8"))]
    checked = validate(Manifest, Node(found, label))
    if not isinstance(checked, list):
        return []
    # a key that is misspelt is no mistake of its own where further keys may stand
    part = Problem(label, None, "", _("no manifest, or a part of one"), _("all keys of a manifest"))
    return checked or [part]
