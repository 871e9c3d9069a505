"""No output fails for want of a character, and none breaks a figure where the terminal is narrow."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from tregua.cli import terminal


def tregua(*words, **env) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tregua", *map(str, words)],
        capture_output=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **env},
    )


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii", "latin-1", "utf-8"])
def test_every_language_is_printed_in_every_encoding(encoding) -> None:
    done = tregua("scenarios", "haiti", "--lang", "fr", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode(encoding)
    assert "haiti/no-mission" in text
    if encoding == "ascii":
        assert "Haiti" in text and "Ha?ti" not in text  # the nearest letter, not a question mark


def test_json_keeps_every_character_in_every_encoding() -> None:
    plain, wide = (
        tregua("scenarios", "haiti", "--json", "--lang", "ht", PYTHONIOENCODING=e)
        for e in ("cp1252", "utf-8")
    )
    assert plain.returncode == wide.returncode == 0
    assert json.loads(plain.stdout.decode("cp1252")) == json.loads(wide.stdout.decode("utf-8"))


def test_errors_are_told_in_every_encoding(tmp_path) -> None:
    file = tmp_path / "наказ-中.yaml"
    file.write_text("title: 中\nplase: haiti\n", encoding="utf-8")
    done = tregua("run", file, PYTHONIOENCODING="cp1252")
    assert done.returncode == 2 and b"fault in Tregua" not in done.stderr
    assert b"did you mean 'place'?" in done.stderr


def test_what_an_encoding_lacks_is_written_as_the_nearest_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.take_any_character()
    print("Haïti – “a → b” … 中 \udcff", end="")
    sys.stdout.flush()
    assert raw.getvalue() == b'Haiti - "a -> b" ... ? ?'


@pytest.mark.parametrize("width", [30, 38, 44, 60, 80, 100, 160])
def test_a_table_is_never_broken_in_a_word_or_a_figure(
    capsys, monkeypatch: pytest.MonkeyPatch, width
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [("a name", "1,234,567", "12,345,678", "some words that may wrap", "2024-04-01")] * 2
    terminal.show_table("", ("what", "one", "two", "meaning", "since"), rows, right=(1, 2))
    out, err = capsys.readouterr()
    for word in ("1,234,567", "12,345,678", "2024-04-01", "meaning"):
        assert word in out
    assert ("too narrow" in err) == (width < 60)
