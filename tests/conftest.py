"""What every test starts from."""

import pytest


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no terminal say how wide a table is: where COLUMNS is set, words wrap and are not found."""
    monkeypatch.delenv("COLUMNS", raising=False)
