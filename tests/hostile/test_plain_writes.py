"""No file is opened for writing but through `tregua.results.atomic_write`, which follows no link."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tregua

SOURCE = Path(tregua.__file__).parent
HOME = "results/atomic_write.py"
BY_NAME = {"write_text", "write_bytes", "to_csv", "to_parquet", "to_netcdf", "to_zarr", "tofile", "touch"}
BY_MODULE = {
    "np": {"save", "savez", "savez_compressed", "savetxt", "memmap"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move"},
    "os": {"open"},
}
NAMED_FIRST = {"gzip", "io", "codecs", "archive", "packed"}  # whose open takes a name before the mode
HANDLE = {"buffer", "file", "out"}  # names under which np.save* and savefig get an open file, never a path

# file and function of a plain write: why it cannot reach through a link
PRIVATE = "into a fresh private folder"
NEW = "a new file: it must not exist, and no link is followed"
JUSTIFIED = {
    ("assumptions/posterior.py", "unpack"): PRIVATE,
    ("benchmarking/start.py", "unwritable"): PRIVATE,
    ("cli/app.py", "_ended"): "the device that swallows all",
    ("executors/worker.py", "_once_a_machine"): NEW,
    ("forecasting/register.py", "register"): NEW,
    ("inputs/book_reader.py", "chunks"): "it reads a part of a ZIP archive",
    ("places/place_template.py", "new_place"): PRIVATE,
    ("places/update_place.py", "_evidence"): PRIVATE,
    ("places/update_place.py", "_history"): PRIVATE,
    ("places/update_place.py", "_write"): PRIVATE,
    ("report/plot/answer.py", "write_png"): "into memory",
    ("report/result_place.py", "place_of"): PRIVATE,
    ("results/export.py", "_netcdf"): PRIVATE,
    ("studies/arrays.py", "put"): NEW,
    ("studies/arrays.py", "write_labels"): "by zarr, in a folder that `refuse_links` has walked through",
    ("studies/manifest.py", "_place"): PRIVATE,
    ("web/pages/transfer/shipped.py", ""): "run by hand, in a checkout of the project",
    ("studies/manifest.py", "request"): PRIVATE,
    ("web/jobs.py", "run_exactly"): PRIVATE,
    ("web/pages/upload/routes.py", "read_upload"): PRIVATE,
}


def _mode(call: ast.Call, at: int) -> str:
    given = [word.value for word in call.keywords if word.arg == "mode"] + call.args[at : at + 1]
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else "w" if given else "r"


def _writes(call: ast.Call) -> bool:
    """Tell whether a call opens a file by its path and may write in it."""
    f = call.func
    if isinstance(f, ast.Name):
        return f.id == "open" and bool(set(_mode(call, 1)) & set("wax+"))
    if not isinstance(f, ast.Attribute):
        return False
    owner = f.value.id if isinstance(f.value, ast.Name) else ""
    first = call.args[0] if call.args else None
    handed = isinstance(first, ast.Name) and first.id in HANDLE
    if f.attr in BY_MODULE.get(owner, ()) or f.attr == "savefig":
        return not handed
    if f.attr == "open" and owner not in BY_MODULE:
        return bool(set(_mode(call, 1 if owner in NAMED_FIRST else 0)) & set("wax+"))
    return f.attr in BY_NAME


def _found(tree: ast.AST, function: str = "") -> Iterator[tuple[str, int]]:
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(node, ast.Call) and _writes(node):
            yield function, node.lineno
        yield from _found(node, inner)


def test_every_plain_write_is_justified():
    found: dict[tuple[str, str], int] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name != HOME:
            for function, line in _found(ast.parse(path.read_bytes())):
                found[name, function] = line
    assert {key: line for key, line in found.items() if key not in JUSTIFIED} == {}
    assert {key for key in JUSTIFIED if key not in found} == set(), "no longer needed"


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("p.write_text('')", True),
        ("p.open('w')", True),
        ("p.open(mode='ab')", True),
        ("p.open(how)", True),
        ("p.open('rb')", False),
        ("p.open()", False),
        ("open(p, 'x')", True),
        ("open(p)", False),
        ("gzip.open(p, 'rb')", False),
        ("gzip.open(p, 'wb')", True),
        ("archive.open(member)", False),
        ("np.savez(path)", True),
        ("np.savez(buffer)", False),
        ("figure.savefig(str(path))", True),
        ("shutil.copyfile(a, b)", True),
    ],
)
def test_a_plain_write_is_seen(code, writes):
    assert bool(list(_found(ast.parse(code)))) is writes


def test_links_in_a_folder_of_pictures_and_of_a_hub(tmp_path):
    from tregua.cli.decision_options import written
    from tregua.cli.hindcast import _write
    from tregua.forecasting import hub_export

    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    for name in ("picture.svg", "hindcast.html", "admin.json"):
        (out / name).symlink_to(victim)
    written(out, {"picture.svg": "<svg/>"}, quiet=True)
    _write(out / "hindcast.html", "page")
    hub_export._write(out / "admin.json", "{}")
    assert victim.read_text() == "precious"
    assert [(out / name).read_text() for name in ("picture.svg", "hindcast.html", "admin.json")] == [
        "<svg/>", "page", "{}",
    ]  # fmt: skip
    assert not any(path.is_symlink() for path in out.iterdir())


def test_a_lock_of_compiled_code_that_is_a_link(tmp_path):
    from tregua.executors.worker import _turn

    victim = tmp_path / "victim"
    (tmp_path / "lock").symlink_to(victim)
    with _turn(tmp_path / "lock"):
        assert not victim.exists()
    with _turn(tmp_path / "plain"):
        assert (tmp_path / "plain").is_file()


def test_a_folder_of_mappings_that_is_a_link_is_refused(tmp_path):
    from tregua.errors import InputError
    from tregua.places.update_place import MAPS, Update, _write

    elsewhere, place = tmp_path / "elsewhere", tmp_path / "place"
    elsewhere.mkdir()
    place.mkdir()
    (place / MAPS).symlink_to(elsewhere)
    with pytest.raises(InputError, match="another name"):
        _write(place, None, None, Update(), [])  # type: ignore[arg-type]
    assert not list(elsewhere.iterdir())
