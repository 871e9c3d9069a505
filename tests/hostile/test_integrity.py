"""What was changed since it was saved is named; whoever looks anyway is told so in every table."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from tests.hostile.makers import tampered, tampered_without_table
from tregua.cli.app import main
from tregua.errors import InputError
from tregua.results import integrity
from tregua.results.dataset import digest
from tregua.results.npz import load, save
from tregua.studies import open_study


def test_what_differs_is_named(sound, tmp_path) -> None:
    file = tampered(sound, tmp_path / "t.npz")
    with pytest.raises(InputError) as error:
        load(file)
    (problem,) = error.value.problems
    assert "custody_deaths" in problem.found and "deaths" in problem.found and "active" not in problem.found
    assert digest(load(sound / "result.npz")) in problem.expected and "--unchecked" in problem.hint
    opened = load(file, unchecked=True)
    assert opened.attrs[integrity.UNCHECKED] == "custody_deaths, deaths"


def test_a_file_without_a_table_is_checked_against_its_digest(sound, tmp_path) -> None:
    file = tampered_without_table(sound, tmp_path / "t.npz")
    with pytest.raises(InputError, match="not those that were saved"):
        load(file)
    assert load(file, unchecked=True).attrs[integrity.UNCHECKED] == integrity.DIGEST


@pytest.mark.parametrize("change", ["attribute", "of a variable", "coordinate", "title"])
def test_no_part_may_change_unseen(sound, tmp_path, change) -> None:
    from tests.hostile.makers import relabelled

    def apply(labels, arrays):
        if change == "attribute":
            labels["attrs"]["as_of"] = "2020-01-01"
        elif change == "of a variable":
            labels["variables"]["deaths"]["attrs"]["units"] = "hundreds of people"
        elif change == "coordinate":
            arrays["population"] = arrays["population"] * 2
        else:
            labels["variables"]["title"]["values"][0] = "Another policy"

    file = relabelled(sound, tmp_path / "c.npz", apply, signed=False)
    names = {
        "attribute": integrity.ATTRIBUTES,
        "of a variable": "deaths",
        "coordinate": "population",
        "title": "title",
    }
    with pytest.raises(InputError) as error:
        load(file)
    assert error.value.problems[0].found.endswith(f": {names[change]}")


def test_a_part_of_a_result_is_saved_under_its_own_digest(sound, tmp_path) -> None:
    whole = load(sound / "result.npz")
    part = load(save(whole.isel(draw=[0, 1]), tmp_path / "part.npz"))
    assert part.attrs["digest"] == digest(part) != whole.attrs["digest"]
    assert part.attrs["derived_from"] == whole.attrs["digest"]


def test_a_study_that_was_changed_is_refused_and_marked(sound, tmp_path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(sound / "study", folder)
    file = folder / "result.zarr" / "zarr.json"
    told = json.loads(file.read_text())
    true = told["attributes"]["digest"]
    told["attributes"]["digest"] = "sha256:" + "0" * 64  # what tables would print
    file.write_text(json.dumps(told))
    with pytest.raises(InputError, match="not those of"):
        open_study(folder)
    opened = open_study(folder, unchecked=True)
    assert opened.attrs["digest"] == true and opened.attrs[integrity.UNCHECKED]


def run(capsys, *words) -> tuple[int, str, str]:
    status = main([str(word) for word in words])
    out = capsys.readouterr()
    return status, out.out, out.err


def test_every_table_says_that_it_is_unchecked(sound, tmp_path, capsys) -> None:
    file = tampered(sound, tmp_path / "t.npz")
    for command in ("report", "ledger", "export"):
        assert run(capsys, command, file, "--out", tmp_path / "out")[0] == 2
    status, out, _err = run(capsys, "report", file, "--unchecked", "--out", tmp_path)
    assert status == 0 and out.count("UNCHECKED") == 1  # the answer is one table
    status, out, _err = run(capsys, "report", file, "--unchecked", "--full", "--out", tmp_path)
    tables = out.count("Policy ")
    assert status == 0 and tables and out.count("UNCHECKED") >= tables
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert page.count("UNCHECKED") > page.count("<caption>") > 3
    status, out, _err = run(capsys, "report", file, "--unchecked", "--json", "--out", tmp_path)
    assert json.loads(out)["headline"]["provenance"]["unchecked"] == "custody_deaths, deaths"
    status, out, _err = run(capsys, "ledger", file, "--unchecked")
    assert status == 0 and "UNCHECKED" in out
    status, _out, err = run(capsys, "export", file, "--unchecked", "--out", tmp_path / "csv")
    assert status == 0 and "UNCHECKED" in err
    heads = [
        path.read_text(encoding="utf-8-sig").splitlines()[0] for path in (tmp_path / "csv").glob("*.csv")
    ]
    assert len(heads) > 40 and all(head.endswith(",unchecked") for head in heads)


def test_a_sound_result_bears_no_mark(sound, tmp_path, capsys) -> None:
    status, out, err = run(capsys, "report", sound / "result.npz", "--unchecked", "--out", tmp_path)
    assert status == 0 and "UNCHECKED" not in out + err
    assert "UNCHECKED" not in (tmp_path / "result.html").read_text(encoding="utf-8")


def test_arrays_are_read_by_one_reader_only() -> None:
    """A second call of NumPy's own reader would be one without bounds."""
    from pathlib import Path

    import tregua

    root = Path(tregua.__file__).parent
    asked = [
        p.relative_to(root).as_posix()
        for p in root.rglob("*.py")
        if "np.load(" in p.read_text(encoding="utf-8")
    ]
    assert asked == []
    assert "np.empty(" in (root / "inputs" / "bounded_archive.py").read_text(encoding="utf-8")


def test_the_bounded_reader_gives_what_numpy_gives(tmp_path) -> None:
    from tregua.inputs.bounded_archive import read_arrays

    arrays = {
        "a": np.arange(24.0).reshape(2, 3, 4),
        "f": np.asfortranarray(np.arange(6, dtype=np.int32).reshape(2, 3)),
        "s": np.array(["é", "long"]),
        "zero": np.zeros((0, 3)),
        "one": np.array("word"),
        "b": np.array([True, False]),
    }
    for write in (np.savez, np.savez_compressed):
        write(tmp_path / "x.npz", **arrays)
        found = read_arrays(tmp_path / "x.npz", "")
        assert set(found) == set(arrays)
        for name, array in arrays.items():
            np.testing.assert_array_equal(found[name], array)
            assert found[name].dtype == array.dtype and found[name].flags.writeable


def test_a_zero_byte_in_the_header_of_an_array(tmp_path) -> None:
    """NumPy cuts such a header into words, and Python's own reader of words then has an error of its own."""
    import io
    import zipfile

    from tregua.inputs.bounded_archive import read_arrays

    buffer = io.BytesIO()
    np.save(buffer, np.arange(3.0))
    data = buffer.getvalue().replace(b"'shape'", b"'sh\0pe'").replace(b"(3,)", b"(3L)")
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as file:
        file.writestr("a.npy", data)
    with pytest.raises(InputError, match="damaged"):
        read_arrays(tmp_path / "x.npz", "")


def test_gzip_stops_at_its_limit() -> None:
    import gzip

    from tregua.inputs.bounded_archive import DamagedError, unpack_gzip

    assert unpack_gzip(gzip.compress(b"a" * 1000), 1000) == b"a" * 1000
    for data in (gzip.compress(bytes(10**8), 1), gzip.compress(b"abc")[:-4], b"", b"PK\x03\x04"):
        with pytest.raises(DamagedError):
            unpack_gzip(data, 1000)


def test_a_link_is_never_written_through(sound, tmp_path) -> None:
    """What is written takes the place of a link, or refuses it; it never reaches what the link leads to."""
    from tregua.results.atomic_write import open_in_place, refuse_links, write_file
    from tregua.results.export import export

    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    for name in ("deaths.csv", ".deaths.csv.part", "variables.csv", "provenance.json"):
        (out / name).symlink_to(victim)
    export(load(sound / "result.npz"), out)
    assert victim.read_text() == "precious" and not (out / "deaths.csv").is_symlink()
    (out / "x.html").symlink_to(victim)
    write_file(out / "x.html", b"page")
    assert victim.read_text() == "precious" and (out / "x.html").read_text() == "page"
    for name, make in (("soft", "symlink_to"), ("hard", "hardlink_to")):
        getattr(out / name, make)(victim)
        with pytest.raises(InputError, match="another name"):
            open_in_place(out / name, create=True)
        with pytest.raises(InputError, match=name):
            refuse_links(out)
        (out / name).unlink()
    with pytest.raises(InputError):
        open_in_place(out)


def test_rerun_says_what_it_will_do_before_it_does_it(sound, tmp_path, capsys, monkeypatch) -> None:
    import tregua.studies

    def stop(*_arguments, **_named):
        raise InputError("stopped")

    shutil.copytree(sound / "study", tmp_path / "s")
    file = tmp_path / "s" / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "version": "9.9", "code": "f" * 20}))
    monkeypatch.setattr(tregua.studies, "request", stop)
    status, _out, err = run(capsys, "rerun", tmp_path / "s")
    assert status == 2 and err.index("smallland/baseline") < err.index("stopped")
    for word in ("8 files in the manifest", "6 members", "version 9.9"):
        assert word in err
