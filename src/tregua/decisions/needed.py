"""What the extra ``decide`` brings, asked for before the work and not in the middle of it."""

from __future__ import annotations

from importlib.util import find_spec

from tregua.errors import RunError
from tregua.i18n import _


def needs_extra() -> None:
    """Tell at once where the extra is missing.

    Raises
    ------
    RunError
        With what to install.
    """
    if find_spec("scipy") is None:
        raise RunError(_("this needs scipy: pip install 'tregua[decide]'"))
