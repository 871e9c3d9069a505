"""Artefacts that a stranger could hand over, made here from sound ones: no binary of unknown origin is kept.

Each maker takes a folder with a sound result, study and place (see `sound`) and writes one hostile artefact.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

RAN = "code-ran"  # file that a hostile artefact tries to make


def read_labels(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files if name != "__labels__"}
        return json.loads(str(stored["__labels__"])), arrays


Arrays = dict[str, np.ndarray]


def write_labels(path: Path, labels: dict[str, Any], arrays: Arrays, signed: bool = True) -> Path:
    """Write a result; where it is to be `signed`, as a forger would, with a table and digest that fit."""
    np.savez_compressed(path, __labels__=np.array(json.dumps(labels)), **arrays)
    if signed:
        from tregua.results.npz import _read, save

        ds, _stated = _read(path)
        ds.attrs.pop("digest", None)
        save(ds, path)
    return path


def relabelled(sound: Path, path: Path, change: Callable[[dict[str, Any], Arrays], None], signed=True):
    labels, arrays = read_labels(sound / "result.npz")
    change(labels, arrays)
    return write_labels(path, labels, arrays, signed)


# -- results -------------------------------------------------------------------------------------------------


def huge_header(shape: tuple[int, ...], dtype: str = "<f8") -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": dtype, "fortran_order": False, "shape": shape})
    return out.getvalue()


def bomb_of_a_header(sound: Path, path: Path) -> Path:
    """Write an archive of a few hundred bytes that asks for 8 TiB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__labels__.npy", huge_header((2**40,)))
    return path


def bomb_that_unpacks(sound: Path, path: Path) -> Path:
    """Write an archive of 2 MB whose zeros unpack to 2 GB, and say so in all headers."""
    size = 2 * 10**9
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(zipfile.ZipInfo("deaths.npy"), "w", force_zip64=True) as file:
            file.write(huge_header((size // 8,)))
            zeros = bytes(10**7)
            for _n in range(6):  # 60 MB are enough: the header lies about the rest
                file.write(zeros)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, size + 128)
    path.write_bytes(bytes(data))
    return path


def pickled(sound: Path, path: Path) -> Path:
    class Evil:
        def __reduce__(self):
            return os.system, (f"touch {path.parent / RAN}",)

    np.savez(path, __labels__=np.array([Evil()], dtype=object))
    return path


def damaged_in_the_middle(sound: Path, path: Path) -> Path:
    data = bytearray((sound / "result.npz").read_bytes())
    for at in range(2000, 2400):
        data[at] ^= 0x5A
    path.write_bytes(bytes(data))
    return path


def cut_off(sound: Path, path: Path) -> Path:
    data = (sound / "result.npz").read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def flagged(offset: int, value: int) -> Callable[[Path, Path], Path]:
    def make(sound: Path, path: Path) -> Path:
        data = bytearray((sound / "result.npz").read_bytes())
        at = data.find(b"PK\x01\x02")
        struct.pack_into("<H", data, at + offset, value)
        path.write_bytes(bytes(data))
        return path

    return make


def deep_labels(sound: Path, path: Path) -> Path:
    np.savez(path, __labels__=np.array("[" * 100_000))
    return path


def two_of_a_name(sound: Path, path: Path) -> Path:
    import warnings

    shutil.copy(sound / "result.npz", path)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("deaths.npy", b"x")
    return path


def tampered(sound: Path, path: Path) -> Path:
    """Divide the deaths by ten and blank those in custody, and keep the digest of the run."""

    def change(labels, arrays):
        arrays["deaths"] = arrays["deaths"] // 10
        arrays["custody_deaths"] = arrays["custody_deaths"] * 0

    return relabelled(sound, path, change, signed=False)


def tampered_without_table(sound: Path, path: Path) -> Path:
    def change(labels, arrays):
        del labels["hashes"]
        arrays["deaths"] = arrays["deaths"] // 10

    return relabelled(sound, path, change, signed=False)


def renamed(name: str) -> Callable[[Path, Path], Path]:
    """Give a variable a name that is a path."""

    def make(sound: Path, path: Path) -> Path:
        def change(labels, arrays):
            own = name.replace("VICTIM", str(path.parent / "victim"))
            labels["variables"][own] = labels["variables"].pop("kidnappings")
            arrays[own] = arrays.pop("kidnappings")

        return relabelled(sound, path, change, signed=False)

    return make


def sql_in_attributes(sound: Path, path: Path) -> Path:
    """Give an attribute of a variable a key that would copy a private file."""
    secret, stolen = path.parent / "secret.txt", path.parent / "victim" / "stolen.csv"
    key = f"a: 'b'}}); COPY (SELECT * FROM read_text('{secret}')) TO '{stolen}'; --"

    def change(labels, arrays):
        labels["variables"]["deaths"]["attrs"][key] = "x"

    return relabelled(sound, path, change)


def sql_in_values(sound: Path, path: Path) -> Path:
    secret, stolen = path.parent / "secret.txt", path.parent / "victim" / "stolen.csv"

    def change(labels, arrays):
        value = f"'}}); COPY (SELECT * FROM read_text('{secret}')) TO '{stolen}'; --"
        labels["variables"]["deaths"]["attrs"]["long_name"] = value

    return relabelled(sound, path, change)


def formulas(sound: Path, path: Path) -> Path:
    def change(labels, arrays):
        titles = labels["variables"]["title"]["values"]
        titles[0] = '=HYPERLINK("http://evil.example";"click")'
        labels["variables"]["gang_title"]["values"][0] = "@SUM(1+1)*cmd|' /C calc'!A0"

    return relabelled(sound, path, change)


def changed_label(name: str, **change: Any) -> Callable[[Path, Path], Path]:
    def make(sound: Path, path: Path) -> Path:
        return relabelled(sound, path, lambda labels, _a: labels["variables"][name].update(change), False)

    return make


def changed_attr(key: str, value: Any, signed: bool = True) -> Callable[[Path, Path], Path]:
    def make(sound: Path, path: Path) -> Path:
        return relabelled(sound, path, lambda labels, _a: labels["attrs"].update({key: value}), signed)

    return make


def without(name: str, signed: bool = True) -> Callable[[Path, Path], Path]:
    def make(sound: Path, path: Path) -> Path:
        def change(labels, arrays):
            labels["variables"].pop(name)
            arrays.pop(name, None)

        return relabelled(sound, path, change, signed)

    return make


RESULTS: dict[str, Callable[[Path, Path], Path]] = {
    "bomb-header": bomb_of_a_header,
    "bomb-unpacks": bomb_that_unpacks,
    "pickle": pickled,
    "damaged": damaged_in_the_middle,
    "cut": cut_off,
    "encrypted": flagged(8, 1),
    "odd-compression": flagged(10, 93),
    "deep-labels": deep_labels,
    "two-of-a-name": two_of_a_name,
    "tampered": tampered,
    "tampered-no-table": tampered_without_table,
    "absolute-name": renamed("VICTIM/planted"),
    "upward-name": renamed("../../victim/planted"),
    "sql-key": sql_in_attributes,
    "sql-value": sql_in_values,
    "formulas": formulas,
    "label-dims": changed_label("deaths", dims=["policy"]),
    "label-values": changed_label("policy", values=[]),
    "label-dates": changed_label("time", values=["soon"] * 12),
    "label-attrs": changed_label("deaths", attrs=["x"]),
    "label-coord": changed_label("reading", coord=False),
    "label-nested": changed_label("deaths", attrs={"units": {"a": [1]}}),
    "attr-json": changed_attr("parameters", "[[["),
    "attr-form": changed_attr("parameters", '{"a": 1}'),
    "attr-date": changed_attr("as_of", "2024-99-99"),
    "attr-number": changed_attr("seed", "many"),
    "attr-nested": changed_attr("title", {"a": 1}, signed=False),
    "attr-odds": changed_attr("odds", '{"x": {"starts": "often"}}'),
    "attr-posterior": changed_attr("posterior", '{"place": 3}'),
    "attr-manifest": changed_attr("manifest", '{"place": {"files": [1, 2]}, "scenarios": 4}'),
    "attr-markup": changed_attr("place_title", "</script><img src=x onerror=alert(1)>"),
    "no-deaths": without("deaths"),
    "no-reading": without("reading", signed=False),
    "no-cause": without("cause"),
}  # fmt: skip


# -- studies -------------------------------------------------------------------------------------------------


def copied(sound: Path, path: Path) -> Path:
    return Path(shutil.copytree(sound / "study", path))


def rewritten(part: str, change: Callable[[Any], Any]) -> Callable[[Path, Path], Path]:
    """Change one JSON file of a study."""

    def make(sound: Path, path: Path) -> Path:
        file = copied(sound, path) / part
        file.write_text(json.dumps(change(json.loads(file.read_text()))))
        return path

    return make


def array(**change: Any) -> Callable[[Path, Path], Path]:
    return rewritten("result.zarr/deaths/zarr.json", lambda found: {**found, **change})


def pickle_of_version_2(sound: Path, path: Path) -> Path:
    """Put an array of Zarr version 2, whose filter unpickles its bytes, among those of version 3."""
    import pickle

    class Evil:
        def __reduce__(self):
            return os.system, (f"touch {path.parent / RAN}",)

    folder = copied(sound, path) / "result.zarr" / "title"
    shutil.rmtree(folder)
    folder.mkdir()
    about = {
        "zarr_format": 2,
        "shape": [1],
        "chunks": [1],
        "dtype": "|O",
        "compressor": None,
        "fill_value": None,
        "order": "C",
        "filters": [{"id": "vlen-utf8"}, {"id": "pickle", "protocol": 5}],
    }
    (folder / ".zarray").write_text(json.dumps(about))
    (folder / ".zattrs").write_text(json.dumps({"_ARRAY_DIMENSIONS": ["policy"]}))
    (folder / "0").write_bytes(pickle.dumps(Evil()))
    return path


def wholly_of_version_2(sound: Path, path: Path) -> Path:
    folder = pickle_of_version_2(sound, path) / "result.zarr"
    (folder / "zarr.json").unlink()
    (folder / ".zgroup").write_text('{"zarr_format": 2}')
    return path


def zstd_bomb(sound: Path, path: Path) -> Path:
    """Put a chunk of a few bytes that says that it unpacks to a gigabyte."""
    from numcodecs import Zstd

    copied(sound, path)
    chunk = next(p for p in (path / "result.zarr/deaths/c").rglob("*") if p.is_file())
    chunk.write_bytes(bytes(Zstd(level=1).encode(bytes(10**9))))
    return path


def two_frames(sound: Path, path: Path) -> Path:
    from numcodecs import Zstd

    copied(sound, path)
    chunk = next(p for p in (path / "result.zarr/deaths/c").rglob("*") if p.is_file())
    chunk.write_bytes(chunk.read_bytes() + bytes(Zstd(level=1).encode(bytes(10**8))))
    return path


def linked(part: str, target: str, hard: bool = False) -> Callable[[Path, Path], Path]:
    """Put a link in a study where a file or folder is expected."""

    def make(sound: Path, path: Path) -> Path:
        place = copied(sound, path) / part
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
        (os.link if hard else os.symlink)(path.parent / target, place)
        return path

    return make


def pipe(part: str) -> Callable[[Path, Path], Path]:
    def make(sound: Path, path: Path) -> Path:
        place = copied(sound, path) / part
        place.unlink(missing_ok=True)
        os.mkfifo(place)
        return path

    return make


def running(make: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """Make a study one that was interrupted, so that `resume` writes into it."""

    def made(sound: Path, path: Path) -> Path:
        make(sound, path)
        file = path / "manifest.json"
        if not file.is_symlink() and file.is_file():
            file.write_text(json.dumps({**json.loads(file.read_text()), "status": "running"}))
        return path

    return made


def manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path, Path], Path]:
    def changed(found: dict[str, Any]) -> dict[str, Any]:
        change(found)
        return found

    return rewritten("manifest.json", changed)


def at(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(found: Any) -> None:
        for part in path[:-1]:
            found = found[part]
        found[path[-1]] = value

    return change


def written(part: str, content: bytes) -> Callable[[Path, Path], Path]:
    def make(sound: Path, path: Path) -> Path:
        (copied(sound, path) / part).write_bytes(content)
        return path

    return make


def escapes(name: str) -> Callable[[Path, Path], Path]:
    """Name a file of assumptions by a path that leads elsewhere."""

    def make(sound: Path, path: Path) -> Path:
        own = name.replace("VICTIM", str(path.parent / "victim" / "autostart"))

        def change(found):
            found["parameters"].update(assume=own, text="growth: {fixed: 0.1}\n")

        return manifest(change)(sound, path)

    return make


BYTES, ZSTD = {"name": "bytes", "configuration": {"endian": "little"}}, {"name": "zstd", "configuration": {}}
STUDIES: dict[str, Callable[[Path, Path], Path]] = {
    "pickle-v2": pickle_of_version_2,
    "group-v2": wholly_of_version_2,
    "codec-pickle": array(codecs=[{"name": "numcodecs.pickle", "configuration": {"protocol": 5}}, BYTES]),
    "codec-odd": array(codecs=[BYTES, {"name": "blosc", "configuration": {}}]),
    "codec-none": array(codecs=[]),
    "codec-text": array(codecs="zstd"),
    "transformer": array(storage_transformers=[{"name": "sharding", "configuration": {}}]),
    "huge-shape": array(shape=[1, 2**40, 12, 1, 11]),
    "huge-chunk": array(
        chunk_grid={"name": "regular", "configuration": {"chunk_shape": [1, 2**38, 12, 1, 11]}}
    ),
    "object-type": array(data_type="object"),
    "long-text": array(data_type={"name": "fixed_length_utf32", "configuration": {"length_bytes": 2**40}}),
    "bad-names": array(dimension_names=["policy", "../../x", "time", "region", "cause"]),
    "zstd-bomb": zstd_bomb,
    "two-frames": two_frames,
    "consolidated": rewritten(
        "result.zarr/zarr.json", lambda group: {**group, "consolidated_metadata": {"metadata": {}}}
    ),
    "chunk-link": linked("result.zarr/deaths", "victim"),
    "lock-link": running(linked("lock", "precious.txt")),
    "lock-hard-link": running(linked("lock", "precious.txt", hard=True)),
    "lock-pipe": running(pipe("lock")),
    "arrays-link": running(linked("result.zarr", "victim")),
    "record-link": running(linked("finished", "victim")),
    "manifest-pipe": pipe("manifest.json"),
    "manifest-device": linked("manifest.json", "../../../../../../../../dev/zero"),
    "manifest-deep": written("manifest.json", b"[" * 200_000),
    "manifest-empty": written("manifest.json", b""),
    "manifest-list": written("manifest.json", b"[1, 2]"),
    "manifest-latin": written("manifest.json", b'{"format": "tregua-study-1", "command": "\xe9"}'),
    "assume-absolute": escapes("VICTIM/evil.desktop"),
    "assume-upward": escapes("../../../victim/autostart/evil.yaml"),
    "assume-windows": escapes("..\\victim\\evil.yaml"),
    "assume-device": escapes("CON.yaml"),
    "place-absolute": manifest(at("place", "name", value="/tmp/evil")),
    "place-upward": manifest(at("place", "name", value="../../victim/evil")),
    "place-foreign": manifest(lambda m: m["place"].update(files=None, name="../smallland")),
    "place-file": manifest(at("place", "files", value={"../evil.yaml": "x"})),
    "place-posterior": manifest(
        at(
            "place",
            "posterior",
            value={"place": "../../x", "as_of": "2024-01-01", "rows": "!", "provenance": ""},
        )
    ),
    "members-many": manifest(at("options", "members", value=10**12)),
    "members-text": manifest(at("options", "members", value="many")),
    "options-list": manifest(at("options", value=[])),
    "dates": manifest(at("scenarios", 0, "start", value="2024-02-30")),
    "years-many": manifest(at("scenarios", 0, "end", value="2199-01-01")),
    "no-scenario": manifest(at("scenarios", value=[])),
    "scenario-text": manifest(at("scenarios", 0, value="haiti/x")),
    "kind": manifest(at("scenarios", 0, "interventions", value={"a": {"kind": "os.system"}})),
    "kind-list": manifest(at("scenarios", 0, "interventions", value={"a": {"kind": ["x"]}})),
    "python": manifest(at("scenarios", 0, "interventions", value={"a": {"python": "os.system"}})),
    "precondition": manifest(at("scenarios", 0, "preconditions", value=[{"kind": "nobody"}])),
    "block": running(manifest(at("block", value=10**9))),
    "chunks-text": manifest(at("chunks", value="all")),
    "status": manifest(at("status", value=["complete"])),
    "digest": manifest(at("digest", value="sha256:0")),
    "record-number": running(rewritten("finished/0000-000000.json", lambda r: {**r, "number": "x"})),
    "record-list": running(written("finished/0000-000000.json", b"[]")),
}


# -- posteriors ----------------------------------------------------------------------------------------------


def posterior(change: Callable[[dict[str, np.ndarray]], Any]) -> Callable[[Path, Path], Path]:
    """Change the arrays of a place's posterior, and leave out the digest of its rows as a forger would."""

    def make(sound: Path, path: Path) -> Path:
        shutil.copytree(sound / "learnt", path)
        file = next((path / "posteriors").rglob("*.npz"))
        with np.load(file) as stored:
            arrays = dict(stored)
        change(arrays)
        np.savez_compressed(file, **arrays)
        about = file.with_suffix(".yaml")
        about.write_text("".join(x for x in about.read_text().splitlines(True) if not x.startswith("rows:")))
        return path

    return make


def set_to(key: str, value: Any, where: Any = ...) -> Callable[[Path, Path], Path]:
    def change(arrays):
        arrays[key] = arrays[key].copy()
        arrays[key][where] = value

    return posterior(change)


def reshaped(key: str) -> Callable[[Path, Path], Path]:
    return posterior(lambda arrays: arrays.update({key: arrays[key][..., :-1]}))


def posterior_bomb(sound: Path, path: Path) -> Path:
    shutil.copytree(sound / "learnt", path)
    bomb_of_a_header(sound, next((path / "posteriors").rglob("*.npz")))
    return path


def posterior_link(sound: Path, path: Path) -> Path:
    shutil.copytree(sound / "learnt", path)
    file = next((path / "posteriors").rglob("*.npz"))
    outside = path.parent / "outside.npz"
    shutil.move(file, outside)
    file.symlink_to(outside)
    return path


def posterior_rows(sound: Path, path: Path) -> Path:
    """Change a value and keep the digest that the fit has stated."""
    shutil.copytree(sound / "learnt", path)
    file = next((path / "posteriors").rglob("*.npz"))
    with np.load(file) as stored:
        arrays = dict(stored)
    arrays["values"] = arrays["values"] * np.float32(1.001)
    np.savez_compressed(file, **arrays)
    return path


POSTERIORS: dict[str, Callable[[Path, Path], Path]] = {
    "nan-weights": set_to("weights", np.nan),
    "zero-weights": set_to("weights", 0.0),
    "negative-weight": set_to("weights", -1.0, 0),
    "nan-value": set_to("values", np.nan, (0, 0)),
    "huge-value": posterior(lambda a: a.update(values=np.full(a["values"].shape, 1e300))),
    "out-of-bounds": set_to("values", -5.0),
    "huge-state": set_to("at", 1e30),
    "negative-state": set_to("at", -1.0),
    "days-down": posterior(lambda a: a.update(days=a["days"][::-1].copy())),
    "days-far": set_to("days", 10**12),
    "unknown-structure": set_to("structure", "whatever", 0),
    "unknown-name": set_to("names", "nobody", 0),
    **{f"shape-{key}": reshaped(key) for key in ("names", "values", "structure", "weights", "days", "at")},
    **{f"no-{key}": posterior(lambda a, key=key: a.pop(key)) for key in ("names", "weights", "at")},
    "text-values": posterior(lambda a: a.update(values=a["values"].astype(str))),
    "no-rows": posterior(lambda a: a.update(structure=a["structure"][:0], values=a["values"][:0])),
    "bomb": posterior_bomb,
    "link": posterior_link,
    "rows": posterior_rows,
}
