"""The numbers of interventions, as scenario files name them: unit, label, and whether they have a size."""

from typing import NamedTuple

from tregua.vocabulary import N_


class Number(NamedTuple):
    """One number that an intervention may have.

    Attributes
    ----------
    unit, label
        What it is.
    sized
        Whether it is counted for a whole place, and so carried to another place per inhabitant.
    whole
        Whether it is a whole number.
    """

    unit: str
    label: str
    sized: bool = False
    whole: bool = False


NUMBERS = {
    "arrests_per_day": Number("people/day", N_("arrests asked for a day"), sized=True),
    "break_rate": Number("1/year", N_("hazard of the pact breaking")),
    "bystanders_per_operation": Number("people/operation", N_("others killed by an operation")),
    "care": Number("share", N_("share of prisoners whose food and health are paid for")),
    "cases_per_day": Number("cases/day", N_("cases a day"), sized=True),
    "contact_refused": Number("share", N_("how far family and lawyer are refused")),
    "contractors": Number("people", N_("private contractors"), sized=True),
    "coverage": Number("share", N_("share of those concerned that it reaches")),
    "deaths_per_operation": Number("people/operation", N_("gang members killed by an operation")),
    "depth": Number("share", N_("how much of the reform is done")),
    "due_process_suspended": Number("share", N_("how far due process is suspended")),
    "held_days": Number("days", N_("days that a person is held on average"), whole=True),
    "level": Number("share", N_("how far it is believed")),
    "operations_per_month": Number("operations/month", N_("operations a month"), sized=True),
    "over_days": Number("days", N_("days until all is done"), whole=True),
    "places": Number("places", N_("prison places"), sized=True),
    "police": Number("people", N_("police"), sized=True),
    "ramp_days": Number("days", N_("days to full strength"), whole=True),
    "restraint": Number("share", N_("share of killing held back")),
    "share": Number("share", N_("share of the detained who are freed")),
    "soldiers": Number("people", N_("soldiers"), sized=True),
    "strength": Number("share", N_("how far the gangs act together")),
    "total": Number("USD", N_("fund"), sized=True),
    "troops": Number("people", N_("troops"), sized=True),
    "usd_per_day": Number("USD/day", N_("money received a day")),
    "usd_per_person_year": Number("USD/person/year", N_("cost of a person and year")),
    "usd_per_place_year": Number("USD/place/year", N_("cost of a prison place and year")),
    "usd_per_year": Number("USD/year", N_("cost a year"), sized=True),
    "wrongly_convicted": Number("share", N_("share of the uninvolved who are convicted")),
}
