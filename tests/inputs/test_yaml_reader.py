from datetime import date
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from tregua.errors import InputError
from tregua.inputs.yaml_reader import Node, load_yaml, mistake, parse_yaml, validate


def read(text):
    node, problems = parse_yaml(text, "f.yaml")
    assert problems == []
    return node


def problems(text):
    return parse_yaml(text, "f.yaml")[1]


def test_plain_values_mean_what_they_look_like():
    node = read(
        "a: 1\nb: 1.5\nc: 6_000\nd: 2024-03-10\ne: true\nf: null\ng:\nh: no\ni: 1:30\nj: '5'\nk: 010\n"
        "l: 1e3\nm: .5\n2024: x\n"
    )
    assert node.value == {
        "a": 1, "b": 1.5, "c": 6000, "d": date(2024, 3, 10), "e": True, "f": None, "g": None, "h": "no",
        "i": "1:30", "j": "5", "k": "010", "l": 1000.0, "m": 0.5, "2024": "x",
    }  # fmt: skip


def test_every_key_and_item_has_its_line():
    node = read("a:\n  - x\n  - b: 1\n    c: 2\n")
    assert node.line(("a",)) == 1
    assert node.line(("a", 0)) == 2
    assert node.line(("a", 1, "c")) == 4
    assert node.line(("a", 1, "c", "deeper")) == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "second time"),
        ("a: &x 1\nb: *x\n", 2, "*x"),
        ("a: !!python/name:os.system\n", 1, "tag"),
        ("a: !include /etc/passwd\n", 1, "tag"),
        ("a: 1\n<<: {b: 2}\n", 2, "<<"),
        ("a: .inf\n", 1, ".inf"),
        ("a: 1e999\n", 1, "1e999"),
        ("a: 2023-02-29\n", 1, "2023-02-29"),
        ("---\na: 1\n---\nb: 2\n", 3, "second document"),
        ("? [a, b]\n: 1\n", 1, "as a key"),
        ("{a: {b: " * 40, 1, "nesting"),
        ("a: [1, 2\n", 2, "flow sequence"),
    ],
)
def test_refused(text, line, words):
    told = problems(text)
    assert (told[0].line, words in told[0].found) == (line, True), told


def test_a_bomb_costs_nothing(tmp_path):
    path = tmp_path / "bomb.yaml"
    path.write_text("a: &a [x]\n" + "".join(f"k{i}: [{'*a, ' * 200}]\n" for i in range(400)))
    with pytest.raises(InputError) as caught:
        load_yaml(path)
    assert len(caught.value.problems) == 1


def test_a_file_of_the_wrong_kind(tmp_path):
    big = tmp_path / "big.yaml"
    big.write_bytes(b"# " + b"x" * 2_100_000)
    for path, words in ((big, "2.1 MB"), (tmp_path, "a folder"), (tmp_path / "none.yaml", "no such file")):
        with pytest.raises(InputError) as caught:
            load_yaml(path)
        assert caught.value.problems[0].found == words


def test_a_byte_order_mark_is_forgiven(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert load_yaml(path).value == {"a": 1, "b": 2}


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["circle"] = "circle"
    radius: Annotated[float, Field(strict=True, ge=0)]


class Square(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["square"] = "square"
    side: float


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    shapes: dict[str, Annotated[Inner | Square, Field(discriminator="kind")]]
    since: date | None = Field(None, alias="from")


def test_validate_gives_the_model_or_problems_with_lines():
    node = read("shapes:\n  a: {kind: circle, radius: 1}\nfrom: 2024-01-01\n")
    assert validate(Outer, node).shapes["a"].radius == 1
    bad = read(
        "shapes:\n  a:\n    kind: circle\n    radios: 1\n  b:\n    kind: sqare\n    side: 1\n"
        "  c: {kind: square, side: 1 m}\nform: 2024-01-01\n"
    )
    told = {(p.line, p.where): p for p in validate(Outer, bad)}
    assert "radius" in told[4, "shapes.a.radios"].hint
    assert "square" in told[6, "shapes.b.kind"].hint
    assert "unit" in told[8, "shapes.c.side"].hint
    assert "from" in told[9, "form"].hint
    assert len(told) == 4


def test_validate_a_part_of_a_file():
    node = read("x:\n  - {kind: circle, radius: -1}\n")
    (told,) = validate(Inner, node, ("x", 0))
    assert (told.line, told.where, told.expected) == (2, "x[0].radius", "at least 0")


def test_own_mistakes_carry_their_words():
    class Pair(BaseModel):
        low: float
        high: float

        def model_post_init(self, context):
            if self.low > self.high:
                raise mistake("low below high", "exchange them?", at=("low",))

    (told,) = validate(Pair, read("low: 3\nhigh: 1\n"))
    assert (told.line, told.where, told.found, told.hint) == (1, "low", "3", "exchange them?")


@given(st.binary(max_size=300))
def test_bytes_never_raise_anything_else(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("fuzz") / "f.yaml"
    path.write_bytes(data)
    try:
        assert isinstance(load_yaml(path), Node)
    except InputError as error:
        assert error.problems


@given(st.text(alphabet="a:-[]{}&*!|>'\"%@`#?, \n\t0.<", max_size=120))
def test_odd_yaml_never_raises(text):
    node, told = parse_yaml(text, "f.yaml")
    assert node is not None or told
