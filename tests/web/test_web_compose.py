"""A question's file is written in two parts, and reads as if PyYAML had written it in one."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tregua.scenarios.fields import LABEL
from tregua.web.build_scenario import _dump, written

NUMBERS = st.floats(-1e12, 1e12) | st.integers(0, 10_000)
DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))
STEPS = st.lists(
    st.fixed_dictionaries({"date": DAYS, "value": NUMBERS}, optional={"known": DAYS}), max_size=30
)
LABELS = st.from_regex(rf"\A{LABEL}\Z")
CHANGES = st.fixed_dictionaries(
    {
        "interventions": st.dictionaries(
            LABELS, st.dictionaries(LABELS, NUMBERS | STEPS, min_size=1, max_size=4), max_size=4
        ),
        "preconditions": st.dictionaries(
            LABELS, st.dictionaries(LABELS, NUMBERS | DAYS | st.none(), min_size=1, max_size=4), max_size=3
        ),
    }
)


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def at_once(content: dict[str, Any]) -> str:
    return yaml.dump(
        content, Dumper=Plain, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )


@settings(max_examples=40, deadline=None)
@given(
    CHANGES, st.sampled_from(["Six thousand", "El Salvador: «sí», # 1", "on", "on two\nlines", "x " * 140])
)
def test_the_file_is_that_of_one_dump(changes, title):
    base = SimpleNamespace(
        name="haiti/one", place="haiti", title=title, sentence="A pact.", written={1: 1}, base=None
    )
    question: Any = SimpleNamespace(policy="haiti/one", changed=False)
    whole = {
        "name": "my-question", "title": title, "sentence": "A pact.", "place": "haiti", "base": "haiti/one"
    }  # fmt: skip
    whole |= {key: change for key, change in changes.items() if change}
    assert written(base, question, changes) == at_once(whole)  # type: ignore[arg-type]


@pytest.mark.parametrize("belief", [{"fixed": 1e-9}, {"normal": [0.0, 1e22]}, {"lognormal": [0.2, 0.3]}])
def test_beliefs_are_written_as_ever(belief):
    assert _dump({"retaliation": belief, "no": belief}) == at_once({"retaliation": belief, "no": belief})
