"""Commands on results that are kept."""

import csv
import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import tregua
from tregua.cli import app
from tregua.results import export as exporting
from tregua.results.by_region import to_regions

RUN = ("run", "haiti/no-mission", "--members", "6", "--dt", "week")


def call(capsys, *words):
    status = app.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return status, out, err


def digest_in(out):
    return next(line for line in out.splitlines() if line.startswith("digest: "))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a study and a file with the same result."""
    folder = tmp_path_factory.mktemp("kept")
    assert app.main([*RUN, "--study", str(folder / "study")]) == 0
    assert app.main([*RUN, "--out", str(folder)]) == 0
    return folder / "study", next(folder.glob("*.npz"))


def test_both_forms_hold_the_same(kept):
    study, file = kept
    assert tregua.digest(tregua.load(study)) == tregua.digest(tregua.load(file))
    assert (study / "report.html").is_file()


def test_report_reads_both(kept, capsys, tmp_path):
    for result in kept:
        status, out, _ = call(capsys, "report", result, "--out", tmp_path)
        assert status == 0 and "report: " in out
    assert len(list(tmp_path.glob("*.html"))) == 2
    one, two = (p.read_bytes() for p in sorted(tmp_path.glob("*.html")))
    assert len(one) > 100_000 and len(two) > 100_000


def test_report_writes_pictures_for_papers(kept, capsys, tmp_path):
    pytest.importorskip("matplotlib")
    words = (
        "report",
        kept[1],
        "--out",
        tmp_path,
        "--pictures",
        tmp_path / "pictures",
        "--format",
        "png",
        "--json",
    )
    status, out, _ = call(capsys, *words)
    told = json.loads(out)
    assert status == 0 and len(told["pictures"]) >= 7
    assert all(Path(p).read_bytes().startswith(b"\x89PNG") for p in told["pictures"])
    status, _, err = call(capsys, "report", kept[1], "--pictures", tmp_path, "--format", "gif")
    assert status == 2 and "gif" in err


def test_runs_lists(kept, capsys):
    status, out, _ = call(capsys, "runs", kept[0].parent, "--json")
    (entry,) = json.loads(out)
    assert status == 0 and entry["status"] == "complete" and entry["command"].startswith("tregua")
    assert "complete" in call(capsys, "runs", kept[0].parent)[1]
    assert call(capsys, "runs", kept[0].parent / "nowhere")[0] == 2


def test_resume_continues(kept, capsys, tmp_path):
    study = tmp_path / "s"
    shutil.copytree(kept[0], study)
    manifest = json.loads((study / "manifest.json").read_text())
    (study / "manifest.json").write_text(json.dumps({**manifest, "status": "running"}))
    shutil.rmtree(study / "finished")
    status, _, err = call(capsys, "report", study)
    assert status == 2 and "tregua resume" in err
    status, out, _ = call(capsys, "resume", study)
    assert (status, digest_in(out)) == (0, f"digest: {manifest['digest']}")


def test_resume_of_nothing(capsys, tmp_path):
    assert call(capsys, "resume", tmp_path)[0] == 2


@pytest.mark.parametrize("form", ["folder", "manifest", "file", "manifest alone"])
def test_rerun_gives_the_same_bytes(kept, capsys, tmp_path, form):
    study, file = kept
    shutil.copy(study / "manifest.json", tmp_path / "m.json")
    what = {
        "folder": study,
        "manifest": study / "manifest.json",
        "file": file,
        "manifest alone": tmp_path / "m.json",
    }
    status, out, _ = call(capsys, "rerun", what[form])
    assert (status, digest_in(out)) == (0, f"digest: {tregua.load(file).attrs['digest']}")


def test_rerun_tells_other_bytes(kept, capsys, tmp_path):
    manifest = json.loads((kept[0] / "manifest.json").read_text())
    manifest["options"]["seed"] = 2
    (tmp_path / "m.json").write_text(json.dumps(manifest))
    status, out, _ = call(capsys, "rerun", tmp_path / "m.json", "--json")
    assert status == 1 and json.loads(out)["same"] is False


@pytest.mark.parametrize("where", ["place", "scenario", "parameters"])
def test_rerun_of_what_has_changed_is_refused(kept, capsys, tmp_path, where):
    manifest = json.loads((kept[0] / "manifest.json").read_text())
    what = manifest["scenarios"][0] if where == "scenario" else manifest[where]
    what["hash"] = "sha256:0"
    (tmp_path / "m.json").write_text(json.dumps(manifest))
    status, _, err = call(capsys, "rerun", tmp_path / "m.json")
    assert status == 2 and "sha256:0" in err


def test_a_place_and_assumptions_of_ones_own_travel_in_the_manifest(capsys, tmp_path):
    place, assume = tmp_path / "mytown", tmp_path / "mine.yaml"
    assert call(capsys, "place", "new", place)[0] == 0
    name = next(iter(tregua.load_parameters().names))
    prior = next(iter(tregua.load_parameters()[name].priors.values()))
    assume.write_text(f"{name}: {{fixed: {prior.numbers[0]}}}\n")
    words = (
        "compare",
        place,
        "--members",
        "6",
        "--dt",
        "week",
        "--assume",
        assume,
        "--study",
        tmp_path / "s",
    )
    status, out, err = call(capsys, *words)
    assert status == 0, err
    shutil.rmtree(place)
    assume.unlink()
    status, again, err = call(capsys, "rerun", tmp_path / "s")
    assert status == 0, err
    assert digest_in(again) == digest_in(out)


def test_a_place_at_its_reported_level_is_made_again(capsys, tmp_path):
    from tregua.places.aggregate_to_regions import at_reported_level
    from tregua.scenarios import load_scenario

    place = at_reported_level(tregua.load_place("haiti"))
    scenario = load_scenario("haiti/offer-6000", place)
    made = tregua.run([scenario], place, members=6, dt="week")
    tregua.save(made, tmp_path / "r.npz")
    status, out, err = call(capsys, "rerun", tmp_path / "r.npz")
    assert status == 0, err
    assert digest_in(out) == f"digest: {made.attrs['digest']}"


def test_a_wrong_format_is_told(kept, capsys, tmp_path):
    assert call(capsys, "export", kept[1], "--format", "xlsx", "--out", tmp_path)[0] == 2
    with pytest.raises(tregua.InputError, match="xlsx"):
        exporting.export(tregua.load(kept[1]), tmp_path, "xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rows", [4, 256])
def test_csv_holds_every_number(kept, capsys, tmp_path, monkeypatch, rows):
    monkeypatch.setattr(exporting, "ROWS", rows)
    status, _, _ = call(capsys, "export", kept[0], "--format", "csv", "--out", tmp_path)
    assert status == 0
    ds = to_regions(tregua.load(kept[1]))
    for name in ("deaths", "control", "judgement_days", "held"):
        with (tmp_path / f"{name}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        values = np.array([float(row[name] or "nan") for row in rows], ds[name].dtype)
        np.testing.assert_array_equal(values, ds[name].values.ravel())
        assert rows[0]["time"] == "2024-04-01" and rows[0]["reading"] in ("official", "ngo")
    with (tmp_path / "variables.csv").open(newline="") as file:
        units = {row["variable"]: row["units"] for row in csv.DictReader(file)}
    assert units["money_spent"] == "USD" and set(units) == set(ds.data_vars)
    with (tmp_path / "parameters.csv").open(newline="") as file:
        assert any(row["source"] for row in csv.DictReader(file))
    about = json.loads((tmp_path / "provenance.json").read_text())
    assert about["digest"] == ds.attrs["digest"] and about["manifest"]["options"]["seed"] == 1


def test_parquet(kept, capsys, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    assert call(capsys, "export", kept[1], "--format", "parquet", "--out", tmp_path)[0] == 0
    ds = tregua.load(kept[1])
    (total,) = duckdb.sql(f"select sum(deaths) from '{tmp_path}/deaths.parquet'").fetchall()[0]
    assert total == int(ds["deaths"].sum())
    told = dict(
        duckdb.sql(f"select key, value from parquet_kv_metadata('{tmp_path}/deaths.parquet')").fetchall()
    )
    assert told[b"units"] == b"people"
    assert not list(tmp_path.glob(".*"))


def test_netcdf(kept, capsys, tmp_path):
    pytest.importorskip("h5netcdf")
    xr = pytest.importorskip("xarray")
    assert call(capsys, "export", kept[0], "--format", "netcdf", "--out", tmp_path)[0] == 0
    with xr.open_dataset(tmp_path / "result.nc", engine="h5netcdf", decode_timedelta=False) as ds:
        whole = tregua.load(kept[1])
        np.testing.assert_array_equal(ds["deaths"].values, whole["deaths"].values)
        assert ds["deaths"].attrs["units"] == "people" and ds.attrs["digest"] == whole.attrs["digest"]
        assert ds["time"].values[1] == whole["time"].values[1]
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "result.nc") as file:  # R has no whole numbers of eight bytes
        assert not [name for name, v in file.items() if v.dtype.kind in "iu" and v.dtype.itemsize > 4]
        kinds = {name: np.asarray(value).dtype for name, value in file.attrs.items() if name[0] != "_"}
        assert not [name for name, kind in kinds.items() if kind.kind in "iu" and kind.itemsize > 4]


@pytest.mark.parametrize("format", ["csv", "netcdf"])
def test_a_part_of_a_variable_is_in_memory_at_a_time(kept, tmp_path, monkeypatch, format):
    pytest.importorskip("h5netcdf")
    import xarray as xr

    monkeypatch.setattr(exporting, "ROWS", 4)
    whole, study, read, real = tregua.load(kept[1]), tregua.load(kept[0]), [], xr.DataArray.values
    by_region = to_regions(whole)

    def watched(self):
        if self.name in whole.data_vars:
            read.append(self.shape)
        return real.fget(self)

    monkeypatch.setattr(xr.DataArray, "values", property(watched))
    exporting.export(study, tmp_path, format)
    monkeypatch.undo()
    assert read and max(shape[0] for shape in read) <= 4 < whole.sizes["draw"]
    if format == "netcdf":
        with xr.open_dataset(tmp_path / "result.nc", engine="h5netcdf", decode_timedelta=False) as ds:
            for name in whole.data_vars:
                np.testing.assert_array_equal(ds[name].values, by_region[name].values, err_msg=name)
                assert ds[name].attrs == {k: v for k, v in by_region[name].attrs.items()}, name
                assert ds[name].dtype == whole[name].dtype, name


STATA = {"byte", "double", "float", "if", "in", "int", "long", "str", "using", "with"}


def test_csv_opens_in_stata_and_excel(kept, capsys, tmp_path):
    assert call(capsys, "export", kept[0], "--format", "csv", "--out", tmp_path)[0] == 0
    for path in tmp_path.glob("*.csv"):
        text = path.read_bytes()
        head = text.decode("utf-8-sig").splitlines()[0].split(",")
        assert all(name.isidentifier() and len(name) <= 32 and name not in STATA for name in head)
        assert len({name.lower() for name in head}) == len(head)
        assert text.startswith(b"\xef\xbb\xbf") is not text.isascii(), path.name
    labels = (tmp_path / "labels.csv").read_text(encoding="utf-8-sig")
    assert (
        "Port-au-Prince area" in labels and "Cité" not in labels
    )  # by region: no commune leaves the program


@pytest.mark.parametrize(("format", "library"), [("parquet", "duckdb"), ("netcdf", "h5netcdf")])
def test_a_missing_library_names_the_extra(kept, capsys, tmp_path, monkeypatch, format, library):
    real = importlib.util.find_spec
    monkeypatch.setattr(exporting, "find_spec", lambda name: None if name == library else real(name))
    status, _, err = call(capsys, "export", kept[1], "--format", format, "--out", tmp_path)
    assert status == 2 and "tregua[export]" in err and library in err
    assert not list(tmp_path.iterdir())


def test_an_older_file_says_that_it_cannot_be_made_again(kept, capsys, tmp_path):
    ds = tregua.load(kept[1])
    del ds.attrs["manifest"]
    old = tregua.save(ds, tmp_path / "old.npz")
    assert call(capsys, "report", old)[0] == 0
    status, _, err = call(capsys, "rerun", old)
    assert status == 2 and "manifest" in err


def test_a_cluster_gives_the_same(kept, capsys, tmp_path):
    digest = digest_in(call(capsys, "rerun", kept[0], "--cluster", "processes", "--workers", "2")[1])
    assert digest == f"digest: {tregua.load(kept[1]).attrs['digest']}"


@pytest.mark.parametrize("words", [(*RUN, "--out"), (*RUN, "--study"), ("compare", "haiti", "--study")])
def test_a_cluster_that_is_none(capsys, tmp_path, words):
    status, _, err = call(capsys, *words, tmp_path / "s", "--cluster", "http://x")
    assert status == 2 and "http://x" in err and "tcp://HOST:PORT" in err
