"""Anything that the document allows, and much that it does not: never a 500, always a form that is told."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from loopback import serving

from tregua.web.limits import Limits
from tregua.web.schemas import answers

schemathesis = pytest.importorskip("schemathesis")

EXAMPLES = int(os.environ.get("TREGUA_FUZZ", "20"))  # of each address and kind; more for a longer look
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = (
    "POST /api/answer", "POST /api/jobs", "POST /api/scenario", "GET /api/jobs/{id}", "DELETE /api/jobs/{id}",
    "GET /api/jobs/{id}/events", "GET /api/jobs/{id}/report", "GET /api/places", "GET /api/places/{place}",
    "GET /api/trust/{place}", "GET /api/transfer/{a}/{b}", "GET /api/words/{lang}", "POST /api/transfer",
    "POST /api/why", "GET /api/outlook/{place}", "GET /outlook/{place}/feed",
    "POST /api/policies",
)  # fmt: skip


@pytest.fixture(scope="module")
def fuzzed(folder):
    limits = Limits(members=12, draws=12, job_seconds=5.0, waiting=2, body_seconds=3.0)
    with serving(folder, limits=limits) as client:
        yield client


@pytest.fixture(scope="module")
def schema(fuzzed):
    return schemathesis.openapi.from_url(f"{fuzzed.base_url}/openapi.json")


@pytest.mark.parametrize("negative", [False, True], ids=["allowed", "not allowed"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_sent_the_answer_is_one_that_is_told(schema, fuzzed, operation, negative):
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    method, path = operation.split(" ")
    mode = GenerationMode.NEGATIVE if negative else GenerationMode.POSITIVE
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]

    @SETTINGS
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def every(case):
        response = case.call(base_url=str(fuzzed.base_url), timeout=60)
        assert response.status_code < 500 or response.status_code == 503
        case.validate_response(response, checks=checks)

    every()


def test_the_operations_are_all_that_there_are(fuzzed):
    paths = fuzzed.get("/openapi.json").json()["paths"]
    assert {f"{method.upper()} {path}" for path, item in paths.items() for method in item} == set(OPERATIONS)


# -- questions that nearly make sense: real names, any numbers ---------------------------

NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e-300, 1e300, -0.0, 12.0, 1e12, 5e-324, 2.0**53]),
    st.floats(0, 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**12), 10**12),
)
PRIORS = st.one_of(
    NUMBERS,
    st.fixed_dictionaries({"fixed": NUMBERS}),
    *[
        st.fixed_dictionaries({kind: st.lists(NUMBERS, min_size=2, max_size=2)})
        for kind in ("normal", "lognormal", "logitnormal", "uniform")
    ],
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "odds": NUMBERS, "date": st.none() | st.dates().map(str), "arrival_per_year": st.none() | NUMBERS,
        "loss_per_year": NUMBERS, "renewal_months": st.none() | st.integers(-1, 400), "renewal_odds": NUMBERS,
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def names(fuzzed):
    place = fuzzed.get("/api/places/smallland").json()
    return {
        "policies": [p["id"] for p in place["policies"]],
        "controls": {p["id"]: [c["id"] for c in p["controls"]] or ["none.here"] for p in place["policies"]},
        "kinds": {p["id"]: [c["kind"] for c in p["preconditions"]] or ["consent"] for p in place["policies"]},
        "assumptions": [a["id"] for a in place["assumptions"]],
    }


def test_questions_that_nearly_make_sense_are_answered_or_told_why_not(fuzzed, names):
    answered = []

    @settings(SETTINGS, max_examples=5 * EXAMPLES)
    @given(st.data())
    def every(data):
        draw = data.draw
        policy = draw(st.sampled_from(names["policies"]))
        controls, kinds = (st.sampled_from(names[key][policy]) for key in ("controls", "kinds"))
        question = {
            "place": "smallland",
            "members": 6,
            "policy": policy,
            "baseline": draw(st.sampled_from(names["policies"])),
            "branch": draw(st.sampled_from(["operates", "operates", "collapses"])),
            "draws": 12,
            "controls": draw(st.dictionaries(controls, NUMBERS, max_size=2)),
            "preconditions": draw(st.dictionaries(kinds, CHANGES, max_size=1)),
            "assumptions": draw(st.dictionaries(st.sampled_from(names["assumptions"]), PRIORS, max_size=2)),
            "seed": draw(st.integers(0, 2**53 - 1)),
        }
        response = fuzzed.post("/api/answer", json=question)
        assert response.status_code in (200, 422), (question, response.text[:500])
        if response.status_code == 200:
            answers.Answer.model_validate(response.json())
            answered.append(question)
        else:
            answers.Failure.model_validate(response.json())

    every()
    assert len(answered) >= 10, "hardly any question was answered: the test tries too little"
