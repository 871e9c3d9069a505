"""The form of every answer, as the API's document tells it; tests hold each answer against it."""

from __future__ import annotations

from typing import Any, Literal

from tregua.decisions.answer.schema import AnswerPage
from tregua.web.schemas.common import Band, ByMonth, Form, Named, Number, Other, Side, SourceTold
from tregua.web.schemas.reasons import Reasons
from tregua.web.schemas.track_record import CarriedOver, Transfer, Trust

__all__ = [
    "AnswerPage",
    "CarriedOver",
    "Named",
    "Other",
    "Reasons",
    "SourceTold",
    "Transfer",
    "Trust",
]  # with all that stands here


class ToldProblem(Form):
    """One mistake."""

    file: str
    line: int | None
    where: str
    found: str
    expected: str
    hint: str
    severity: Literal["error", "doubt"]


class ToldError(Form):
    """What is wrong with a request, or with a job."""

    status: int
    title: str
    problems: list[ToldProblem]


class Failure(Form):
    """The answer to a request that cannot be met."""

    error: ToldError


class Words(Form):
    """All words of the page in one language."""

    lang: str
    locale: str
    words: dict[str, str]


class PlaceListed(Form):
    """A place, in a list."""

    id: str
    title: str
    sentence: str
    people: int
    start: str
    end: str
    as_of: str
    own: bool


class Places(Form):
    """The places that can be asked about."""

    version: str
    languages: list[str]
    places: list[PlaceListed]
    limits: dict[str, float]


class Control(Form):
    """One number of a policy that can be moved."""

    id: str
    intervention: str
    kind: str
    group: str
    label: str
    unit: str
    value: float
    min: float
    max: float
    step: float
    scale: Literal["linear", "log"]
    source: str
    url: str
    grade: str
    note: str
    known: str | None


class OddsTold(Form):
    """The odds that a package starts and lasts: assumptions."""

    starts: float
    lasts: float
    lasts_if_started: float | None
    by: dict[str, str]
    sentence: str


class FieldTold(Form):
    """One number of a precondition that can be moved."""

    id: str
    label: str
    unit: str
    min: float
    max: float
    step: float
    value: float


class ConditionTold(Form):
    """One precondition."""

    kind: str
    title: str
    sentence: str
    odds: float
    date: str | None
    arrival_per_year: float | None
    loss_per_year: float
    renewal_months: int | None
    renewal_odds: float
    given_by: str
    source: str
    url: str
    grade: str
    note: str
    fields: list[FieldTold]
    dates: dict[str, str]
    changed: bool


class Leaning(Form):
    """What a policy's effect leans on."""

    weakest: str
    on: list[str]


class PolicyTold(Form):
    """One policy of a place."""

    id: str
    title: str
    sentence: str
    sentences: list[str]
    notes: str
    conditional: bool
    baseline: bool
    compared: bool
    comparable: bool
    hash: str
    start: str
    end: str
    as_of: str
    controls: list[Control]
    odds: OddsTold | None
    preconditions: list[ConditionTold]
    leans: Leaning


class EffectTold(Form):
    """The measured share of an outcome's variance that goes with an input: a total Sobol index."""

    outcome: str
    title: str
    total: float
    low: float
    high: float


class AccountTold(Form):
    """A causal account of what a crackdown does."""

    id: str
    title: str
    meaning: str


class MeasuredTold(Form):
    """Of what the shares of variance were measured, and that of the account."""

    policy: str
    place: str
    version: str
    rows: int
    account: EffectTold | None


class PresetTold(Form):
    """A question to begin with."""

    id: Literal["offer", "came", "today"]
    title: str
    policy: str
    baseline: str


class TermTold(Form):
    """A term and its meaning."""

    term: str
    text: str


class AssumptionTold(Form):
    """One parameter."""

    id: str
    symbol: str
    unit: str
    meaning: str
    scope: str
    prior: str
    readings: dict[str, dict[str, Any]]
    interval: dict[str, Band]
    learnt: dict[str, list[Number]] | None
    value: float
    min: float
    max: float
    step: float
    scale: Literal["linear", "log"]
    grade: str
    source: str
    url: str
    published: str
    disagree: str
    travels: str
    note: str
    set_by: str
    turning: bool
    effect: EffectTold | None


class Outcome(Form):
    """Something of which there are bands by month."""

    id: str
    title: str
    unit: str
    side: Side
    kind: str
    better: Literal["less", "more"] | None


class AuthorTold(Form):
    """An author of deaths."""

    id: str
    title: str
    colour: str
    side: str


class Area(Form):
    """A territory, or a region, of the map."""

    id: str
    title: str
    region: str
    lat: float
    lon: float
    people: int
    neighbours: list[str]


class TerritoryTold(Area):
    """A territory of a place."""

    model_only: bool
    control: float | None


class EvidenceTold(SourceTold):
    """One observed figure."""

    id: str
    series: str


class LeftOut(Form):
    """Something that is not modelled."""

    what: str
    why: str


class Opening(Form):
    """The question with which the page opens."""

    place: str
    policy: str
    baseline: str


class Described(Form):
    """A place."""

    id: str
    title: str
    sentence: str
    reporting: str
    people: int
    start: str
    end: str
    as_of: str
    hash: str
    own: bool
    months: list[str]
    basis: str
    opening: Opening
    presets: list[PresetTold]
    accounts: list[AccountTold]
    measured: MeasuredTold
    glossary: list[TermTold]
    policies: list[PolicyTold]
    assumptions: list[AssumptionTold]
    outcomes: list[Outcome]
    authors: list[AuthorTold]
    regions: list[Named]
    territories: list[TerritoryTold]
    evidence: list[EvidenceTold]
    trust: list[str]
    not_modelled: list[LeftOut]


class LineTold(Form):
    """One line of an answer."""

    id: Literal["baseline-default", "policy-default", "baseline-yours", "policy-yours"]
    role: Literal["baseline", "policy"]
    beliefs: Literal["default", "yours"]
    policy: str
    title: str
    branch: str
    label: str
    sentences: list[str]


class Total(Form):
    """One figure of each line, over the whole run."""

    id: str
    title: str
    unit: str
    side: Side
    reading: Literal["", "official", "ngo"]
    reading_title: str
    better: Literal["less", "more"] | None
    lines: dict[str, Band]
    difference: dict[str, Band]
    lower: dict[str, Number]
    error: dict[str, Number]
    by_structure: dict[str, dict[str, Band]]
    rests_on: list[str]


class Map(Form):
    """Middle draws by territory through time."""

    level: Literal["region", "territory"]
    model_only: bool
    months: list[str]
    areas: list[Area]
    layers: dict[str, dict[str, list[list[Number]]]]


class Clock(Form):
    """What the package depends on."""

    conditional: bool
    branch: str
    odds: OddsTold | None
    preconditions: list[ConditionTold]
    planned: dict[str, Number]


class Provenance(Form):
    """Where an answer comes from."""

    version: str
    place_hash: str
    as_of: str
    basis: str
    scenarios: dict[str, str]


class Answer(Form):
    """The answer to a question; a part that was not asked for is left out."""

    kind: Literal["quick", "exact"]
    marked: str
    draws: int
    seed: int
    took_ms: float
    pause_ms: int | None = None
    question: dict[str, Any]
    months: list[str]
    lines: list[LineTold]
    bands: dict[str, dict[str, ByMonth]] | None = None
    authors: dict[str, dict[str, list[Number]]] | None = None
    totals: list[Total] | None = None
    map: Map | None = None
    clock: Clock | None = None
    answer: AnswerPage | None = None
    stamps: list[str]
    provenance: Provenance


class File(Form):
    """A file."""

    name: str
    text: str


class Files(Form):
    """The files of a question, and the commands that run them."""

    files: list[File]
    commands: dict[Literal["compare", "run"], str]


class Alone(Form):
    """The policy by itself."""

    digest: str
    command: str


class RunTold(Form):
    """One run of an exact answer."""

    beliefs: Literal["default", "yours"]
    digest: str
    command: str
    alone: Alone


class Exact(Answer):
    """The exact answer."""

    runs: list[RunTold]
    files: list[File]


class Job(Form):
    """An exact ensemble, or the way between two places, as far as it is."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    done: int
    of: int
    position: int
    members: int
    seed: int
    seconds: float | None
    links: dict[str, str]
    error: ToldError | None = None
    result: Exact | CarriedOver | Reasons | None = None
