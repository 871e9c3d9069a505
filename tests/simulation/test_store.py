"""Results on disk: what comes back is what was saved, and half a file is never read as whole."""

from __future__ import annotations

import numpy as np
import pytest

from tregua import digest, load, run, save
from tregua.errors import InputError
from tregua.scenarios import baseline


@pytest.fixture(scope="module")
def result(place):
    return run([baseline(place)], place, members=3, dt="week")


def test_what_comes_back_is_what_was_saved(result, tmp_path) -> None:
    again = load(save(result, tmp_path / "deep" / "result.npz"))
    assert digest(again) == digest(result) == result.attrs["digest"]
    assert dict(again.attrs) == dict(result.attrs)
    assert again["deaths"].attrs == result["deaths"].attrs
    np.testing.assert_array_equal(again["time"].values, result["time"].values)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("content", [b"", b"PK", b"not a result", b"\x00" * 500])
def test_something_else_is_refused(content, tmp_path) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(InputError):
        load(tmp_path / "x.npz")
    with pytest.raises(InputError):
        load(tmp_path / "missing.npz")


def test_half_a_result_is_refused(result, tmp_path) -> None:
    whole = save(result, tmp_path / "r.npz").read_bytes()
    for part in (10, len(whole) // 2, len(whole) - 30):
        (tmp_path / "half.npz").write_bytes(whole[:part])
        with pytest.raises(InputError):
            load(tmp_path / "half.npz")


def test_a_pickle_is_never_opened(tmp_path) -> None:
    np.savez(tmp_path / "p.npz", __labels__=np.array([{"a": 1}], dtype=object))
    with pytest.raises(InputError):
        load(tmp_path / "p.npz")


def test_a_failed_write_leaves_nothing(result, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np, "savez_compressed", lambda *_a, **_k: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        save(result, tmp_path / "r.npz")
    assert list(tmp_path.iterdir()) == []
