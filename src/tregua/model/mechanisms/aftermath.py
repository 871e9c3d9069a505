"""The end of a step in a territory: what is remembered and felt, and what gangs and the state take."""

from tregua.model.compilation import inlined
from tregua.model.draw_addresses import S_TERRITORY, slot
from tregua.model.mechanisms import deterrence, violence
from tregua.model.random_draws import events


@inlined
def vacancies(now, removed, kept, parameters):
    """Return posts not filled yet: r of the members arrested or killed leave one, and it fades."""
    return now * kept + parameters.replacement_share * removed


@inlined
def pressure(now, removed, members, parameters):
    """Return the pressure that gangs feel: arrests and deaths a month per member, averaged over days."""
    return now + removed / members * 30.0 / parameters.pressure_days if members > 0.0 else now


@inlined
def state_disappearances(sweep, refused, parameters):
    """Return people a day who disappear after arrest: z_s x sweep arrests x contact refused.

    Where nobody counts, z_s is zero and the outcome is shown as not counted.
    """
    return parameters.state_disappearance * sweep * refused


@inlined
def step(state, ledger, i, parameters, work, clock, key, removed):
    """Step vacancies, dose and felt violence; count kidnapping, disappearance, extortion and control."""
    territory, here, country, nation = state.territory[i], work.here[0], work.country[0], state.nation
    controls, flows = work.national[0], ledger.flows
    usual = territory.removed_usual * (here.active + here.hidden) * clock.dt
    if territory.members_start > 0.0:
        territory.swept = deterrence.swept(
            territory.swept, removed, usual, territory.members_start, parameters
        )
    nation.pressure = pressure(nation.pressure, removed, country.members, parameters)
    for g in range(state.gang.shape[1]):
        gang = state.gang[i, g]
        gang.vacancies = vacancies(gang.vacancies, work.gang[g].removed, country.vacancies_kept, parameters)
    territory.violence_felt = here.predation + (territory.violence_felt - here.predation) * country.felt_kept
    open_now = 1.0 - here.access
    kidnapped = violence.kidnappings(
        country.kidnapping_factor,
        here.active,
        open_now,
        territory.open_start,
        country.restraint,
        parameters,
    )
    ledger.territory[i].kidnappings += events(
        kidnapped * clock.dt, key, slot(S_TERRITORY, 0, 3), clock.expected
    )
    flows.disappeared += events(
        parameters.disappearance_share * here.predation * clock.dt,
        key,
        slot(S_TERRITORY, 0, 4),
        clock.expected,
    )
    flows.state_disappeared += events(
        state_disappearances(here.sweep, controls.contact_refused, parameters) * clock.dt,
        key,
        slot(S_TERRITORY, 0, 5),
        clock.expected,
    )
    taken = violence.extortion(
        nation.extortion_level,
        territory.population,
        open_now,
        territory.presence,
        country.pact_size,
        controls.finance_sanctions,
        parameters,
    )
    country.extortion += taken
    flows.extortion += taken * clock.dt
    ledger.territory[i].control_days += open_now * clock.dt
