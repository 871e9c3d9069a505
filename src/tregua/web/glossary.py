"""The terms that the explorer explains on tap, in the language in use; docs/glossary.md has them all."""

from __future__ import annotations

from tregua.i18n import _


def glossary() -> list[dict[str, str]]:
    """Return the terms, each with its meaning in one or two sentences."""
    entries = (
        (_("account"), _(
            "One of four causal structures of what a crackdown does: members are replaced; what is "
            "suppressed stays suppressed; members hide and come back; nobody is deterred. Each has a quarter "
            "of the draws.")),
        (_("arbitrarily held"), _(
            "Held without judgement past the lawful limit of review, or held without any tie to a gang, "
            "from the first day.")),
        (_("assumption"), _(
            "A number that nobody decides and no record settles. It has a range, a source and a grade.")),
        (_("baseline"), _("The policy with which the others are compared.")),
        (_("deaths in custody"), _("People who die while they are held. They are counted among all deaths.")),
        (_("draw"), _(
            "One set of values of all assumptions, with one account, one reading and its own chance. A "
            "figure is the middle of many draws.")),
        (_("exact ensemble"), _("Runs by the day, for whole territories, with chance. It takes a minute.")),
        (_("gang control"), _("The share of people who live where a gang rules and the state cannot act.")),
        (_("grade"), _(
            "How good a source is: A official statistic or census, B careful study, C one report or derived, "
            "D assumption.")),
        (_("Monte Carlo error"), _(
            "How far a figure would move with other random numbers, all else equal. It decides how many "
            "digits are printed.")),
        (_("person-year"), _("One person for one year, or two for half a year each.")),
        (_("quick answer"), _(
            "Expected values in steps of a week, from some 200 draws, without chance within a run.")),
        (_("range"), _("Eight draws in ten lie in it: one in ten is lower, one in ten is higher.")),
        (_("reading"), _(
            "Who is arrested and who dies in custody, by official figures or by those of non-governmental "
            "organisations. The two are never averaged.")),
        (_("replacement"), _("The filling of the place of a member who was arrested or killed.")),
        (_("tested and failed"), _(
            "Figures of this kind were forecast before and held against what was counted, and too few lay in "
            "the range. No sentence is built on such a figure.")),
        (_("uninvolved"), _("A person with no tie to a gang.")),
    )  # fmt: skip
    return [{"term": term, "text": text} for term, text in entries]
