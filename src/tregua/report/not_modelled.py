"""What cannot honestly be modelled: one list, printed in the documentation, the report and the explorer."""

from __future__ import annotations

from dataclasses import dataclass

from tregua.i18n import _


@dataclass(frozen=True)
class NotModelled:
    """One matter on which the model says nothing.

    Attributes
    ----------
    what, why
        The matter, and why no figure of the model stands for it.
    recorded
        What is counted of it and stands in the evidence; empty where nothing does.
    """

    what: str
    why: str
    recorded: str = ""


def entries() -> tuple[NotModelled, ...]:
    """Return what cannot honestly be modelled, in the language in use."""
    return (
        NotModelled(
            _("Sexual violence"),
            _("It is widespread where gangs rule. What is counted depends on who can report it."),
            _("survivors by quarter, as the United Nations count them in Haiti."),
        ),
        NotModelled(
            _("Torture"),
            _("No series here counts it."),
            _("deaths in custody by cause, where a source tells causes apart."),
        ),
        NotModelled(
            _("Executions by agents of the state"),
            _("The model counts people killed by the state; it does not say which of them were executed."),
            _("executions, as the United Nations count them in Haiti."),
        ),
        NotModelled(
            _("Children among the dead"),
            _("The model counts children among members and among the detained, not among the dead."),
            _("children killed, by author, and children recruited, as the United Nations count them."),
        ),
        NotModelled(
            _("Abuse by mission troops"),
            _("Too little becomes public to say how often it happens."),
        ),
        NotModelled(
            _("Elections and their outcomes"),
            _("Governments do not change because of what a policy does."),
            _("elections held, postponed or disputed, with dates."),
        ),
        NotModelled(
            _("Support for mass arrest in Haiti"),
            _("No poll was found. The model's figure of support is an assumption."),
            _("polls in Latin America on the method of El Salvador and its author, by country and date."),
        ),
        NotModelled(
            _("The odds that a policy ever starts"),
            _("They are assumptions of the scenario's author, multiplied. No record can test them."),
        ),
        NotModelled(
            _("Anything by commune"),
            _("Counts observe whole regions. A figure of the model for a smaller area is no result."),
            _("people killed by commune in Haiti, of one quarter."),
        ),
        NotModelled(
            _("What follows release"),
            _("No record here follows those released. The share who return to gangs is an assumption."),
        ),
        NotModelled(
            _("Precedent"),
            _("Governments copy one another. What that does in other countries is outside the model."),
            _("governments that copied the method, with dates."),
        ),
        NotModelled(
            _("Neighbouring countries"),
            _("Expulsions, and flight across borders, move nobody in the model."),
        ),
        NotModelled(
            _("The wider economy"),
            _("Work, prices, trade and aid move only as far as extortion and displacement do."),
        ),
    )


def listed() -> list[tuple[str, str]]:
    """Return each matter with one text: why no figure stands for it, and what is recorded of it."""
    return [
        (
            one.what,
            f"{one.why} {_('Recorded, not forecast: {what}').format(what=one.recorded)}"
            if one.recorded
            else one.why,
        )
        for one in entries()
    ]
