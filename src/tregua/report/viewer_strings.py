"""Every string that the viewer shows, from gettext: the viewer holds no words of its own.

The keys are those of ``frontend/sample/words.json``; a test compares the two.
"""

from __future__ import annotations

from tregua.i18n import _


def viewer_words() -> dict[str, str]:
    """Return the viewer's strings by key, in the language in use; ``{name}`` is filled in by the viewer."""
    return {
        "save": _("Save picture"),
        "save_as": _("Save the picture “{title}” as {format}"),
        "month": _("Month"),
        "read": _("Read off a month"),
        "pick_month": _("Read a month: {month}"),
        "at_month": _("{month}. {values}"),
        "percent": _("{value}\u00a0%"),
        "pair": _("{name}: {value}"),
        "range": _("{low} to {high}"),
        "value_range": _("{mid} ({low} to {high})"),
        "mid": _("the middle run"),
        "half": _("half of the runs"),
        "nine": _("eight runs in ten"),
        "base": _("the middle run of {policy}"),
        "observed": _("observed, with the range of its sources"),
        "observed_item": _("{label}, {period}: {value}. {source}"),
        "observed_list": _(
            "Observed figures. Arrow keys move from one to the next, Enter says where it comes from."
        ),
        "beyond": _("range reaches {value} ↑"),
        "policy": _("Policy"),
        "policies": _("Policies"),
        "play": _("Play"),
        "pause": _("Pause"),
        "true_places": _("Circles at their true places"),
        "moved": _(
            "Circles sized by people, moved so that none hides another; a dotted thread leads to "
            "the true place. Grey lines join neighbours."
        ),
        "in_place": _("Circles sized by people, at their true places. Grey lines join neighbours."),
        "territory": _("{name}, {region}: {people} people"),
        "territories": _("Territories. Arrow keys move from one to the next."),
        "people": _("{people} people"),
        "size": _("Size: {label}"),
        "outside": _("Outside the evidence: {text}"),
        "stamp_of": _("{policy}: {text}"),
        "rights": _("Rights, in the same runs"),
        "table_below": _("The same numbers stand in the table with this picture."),
        "ask": _("Where does this number come from?"),
        "close": _("Close"),
        "no_record": _("Nothing is recorded about this number."),
        "f_what": _("What"),
        "f_unit": _("Unit"),
        "f_period": _("Period"),
        "f_place": _("Place"),
        "f_scenario": _("Scenario"),
        "f_hash": _("Scenario's hash"),
        "f_seed": _("Seed"),
        "f_members": _("Runs"),
        "f_command": _("Made again by"),
        "f_digest": _("Digest"),
        "f_version": _("Version"),
        "f_as_of": _("Seen from"),
        "s_value": _("Value"),
        "s_unit": _("Unit"),
        "s_period": _("Period"),
        "s_source": _("Source"),
        "s_url": _("Address"),
        "s_published": _("Published"),
        "s_grade": _("Grade"),
        "s_disagrees": _("Who disagrees"),
        "s_note": _("Note"),
    }
