"""What to measure next, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tregua.assumptions.posterior_summary import whence
from tregua.decisions.caveats import caveats
from tregua.decisions.labels import quoted
from tregua.i18n import _, translated
from tregua.i18n.numbers import percent, worded
from tregua.report.numbers import number

if TYPE_CHECKING:
    from tregua.decisions.measure_next import Next, Worth


def sentences(found: Next) -> list[str]:
    """Return the answer in sentences: the effect, what each measurement is worth, how far to trust it."""
    low, middle, high = found.effect
    said = [
        _("{policy} against {base}, {place}: effect on deaths {n} ({low} to {high}).").format(
            policy=quoted(translated(found.policy.title)),
            base=quoted(translated(found.baseline.title)),
            place=found.place.title,
            n=number(middle, signed=True),
            low=number(low, signed=True),
            high=number(high, signed=True),
        )
    ]
    telling = [each for each in found.worths if each.deaths.told]
    said += [_told(each) for each in telling]
    if not telling:
        said.append(_("No measurement narrows the range of this effect by more than noise."))
    silent = [translated(each.measurement.title) for each in found.worths if not each.deaths.told]
    if silent and telling:
        said.append(_("Not above noise: {names}.").format(names="; ".join(silent)))
    fixed = [translated(each.measurement.title) for each in found.worths if each.figure[0] == each.figure[2]]
    if fixed:
        said.append(
            _("The model has no figure that varies, and so nothing to learn, for: {names}.").format(
                names="; ".join(fixed)
            )
        )
    for each in found.worths:
        if each.check is not None:
            said.append(
                _(
                    "{name}, by a nested run: {nested} narrower, and {swaps} of the pairs of policies change "
                    "places; by regression {regression} and {other}."
                ).format(
                    name=translated(each.measurement.title),
                    nested=percent(each.check.narrows),
                    swaps=percent(each.check.swaps),
                    regression=percent(each.deaths.learnt.narrows),
                    other=percent(each.deaths.learnt.swaps),
                )
            )
    learnt = (
        _("the priors: nothing of it is fitted")
        if found.learnt is None
        else worded(whence(found.learnt, str(found.place.title)))
    )
    said.append(
        _(
            "Expected over what a measurement may read, from {n} draws by the week and in expectation. None "
            "needs a list of persons. Deaths alone are no reason to choose: the rights side stands beside."
        ).format(n=found.options["members"])
    )
    return [*said, _("Parameters come from {what}.").format(what=learnt), *caveats()]


def _told(each: Worth) -> str:
    learnt, price = each.deaths.learnt, each.measurement.price
    return _(
        "{name}, {usd} USD: the range of the effect on deaths becomes {narrows} narrower ({per} for 100,000 "
        "USD), {swaps} of the pairs of policies change places, and another policy has fewest deaths with a "
        "chance of {best}."
    ).format(
        name=translated(each.measurement.title),
        usd=number(price.usd),
        narrows=percent(learnt.narrows),
        per=percent(each.per_dollar),
        swaps=percent(learnt.swaps),
        best=percent(learnt.best_changes),
    )
