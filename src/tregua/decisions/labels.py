"""Names of readings, accounts and policies, in the language in use."""

from __future__ import annotations

from tregua.i18n import _, translated


def reading(key: str) -> str:
    """Name a reading of who is arrested."""
    return {"official": _("official"), "ngo": _("NGO")}.get(key, key)


def capital(text: str) -> str:
    """Return a text that begins with a capital letter, as a sentence, a head or a title does."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Return words in quotation marks, so that a goal with a colon of its own stands apart."""
    return _("“{text}”").format(text=text)


def inputs() -> dict[str, str]:
    """Name the inputs that are words and no numbers, as conditions name them."""
    return {"structure": _("the account of a crackdown"), "reading": _("the reading of who is arrested")}


def held(word: str) -> str:
    """Name what an input is held at: a reading, an account, or the bound of a number, as it stands."""
    from tregua.assumptions.sampling import structures  # numbers cost time; --help needs none

    accounts = structures()
    return translated(str(accounts[word]["title"])) if word in accounts else reading(word)
