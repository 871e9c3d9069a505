"""Names of readings, accounts and policies, in the language in use."""

from __future__ import annotations

from tregua.i18n import _, translated


def reading(key: str) -> str:
    """Name a reading of who is arrested."""
    return {"official": _("official"), "ngo": _("NGO")}.get(key, key)


def held(word: str) -> str:
    """Name what an input is held at: a reading, an account, or the bound of a number, as it stands."""
    from tregua.assumptions.sampling import structures  # numbers cost time; --help needs none

    accounts = structures()
    return translated(str(accounts[word]["title"])) if word in accounts else reading(word)
