"""Whatever a file contains, the only thing raised is an InputError that tells of it."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tregua.errors import InputError
from tregua.places import check_place, load_place
from tregua.places.import_table import import_tables
from tregua.places.read_files import DATA_FILES

SOUND = Path(__file__).parents[1] / "broken_files" / "sound"
PLAIN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as home:
        yield Path(shutil.copytree(SOUND, Path(home) / "bayside"))


def survives(folder, name, data):
    sound = (SOUND / name).read_bytes()
    try:
        (folder / name).write_bytes(data)
        for act in (load_place, check_place):
            try:
                act(folder)
            except InputError as error:
                assert error.problems and str(error)
        if name.endswith(".csv"):
            try:
                import_tables(folder / name, 3)
            except InputError as error:
                assert error.problems
    finally:
        (folder / name).write_bytes(sound)


@pytest.mark.parametrize("name", DATA_FILES)
@PLAIN
@given(data=st.binary(max_size=400))
def test_random_bytes(folder, name, data):
    survives(folder, name, data)


@pytest.mark.parametrize("name", DATA_FILES)
@PLAIN
@given(data=st.data())
def test_a_sound_file_with_a_piece_replaced(folder, name, data):
    text = (SOUND / name).read_text()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    piece = data.draw(st.text(alphabet="a1-.:,[]{}\"'\n #&*!~e", max_size=12))
    survives(folder, name, (text[:start] + piece + text[end:]).encode())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", [name for name in DATA_FILES if name.endswith(".yaml")])
@PLAIN
@given(data=st.data())
def test_a_sound_file_with_a_value_of_another_kind(folder, name, data):
    import yaml

    tree = yaml.safe_load((SOUND / name).read_text())
    node, paths = tree, []
    while isinstance(node, dict | list) and node:
        key = data.draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
        paths.append((node, key))
        node = node[key]
    parent, key = data.draw(st.sampled_from(paths))
    parent[key] = data.draw(values)
    try:
        text = yaml.safe_dump(tree, allow_unicode=True)
    except (yaml.YAMLError, ValueError, UnicodeEncodeError):
        return
    survives(folder, name, text.encode("utf-8", "surrogatepass"))
