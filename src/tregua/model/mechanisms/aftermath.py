"""The end of a step in a territory: what is remembered and felt, and what gangs take."""

from tregua.model.compilation import inlined
from tregua.model.mechanisms import deterrence, violence
from tregua.model.random_draws import events
from tregua.model.transitions import S_TERRITORY, slot


@inlined
def step(state, ledger, i, parameters, work, clock, key, removed):
    """Memory, vacancies and felt violence of the step; kidnapping, disappearance, extortion, control."""
    territory, here, country, nation = state.territory[i], work.here[0], work.country[0], state.nation
    usual = territory.removed_usual * (here.active + here.hidden) * clock.dt
    territory.memory = deterrence.memory(
        territory.memory, removed, usual, here.active + here.hidden, country.memory_kept, parameters
    )
    if territory.members_start > 0.0:
        territory.swept = deterrence.swept(
            territory.swept, removed, usual, territory.members_start, parameters
        )
    if country.members > 0.0:
        # arrests a month per member, as pressure on the whole country
        nation.pressure += removed / country.members * 30.0 / parameters.pressure_days
    for g in range(state.gang.shape[1]):
        state.gang[i, g].vacancies = (
            state.gang[i, g].vacancies * country.vacancies_kept
            + parameters.replacing * parameters.replacement_share * work.gang[g].removed
        )
    territory.violence_felt = here.predation + (territory.violence_felt - here.predation) * country.felt_kept
    open_now = 1.0 - here.access
    ledger.territory[i].kidnappings += events(
        violence.kidnappings(here.active, open_now, territory.open_start, country.restraint, parameters)
        * clock.dt,
        key,
        slot(S_TERRITORY, 0, 3),
        clock.expected,
    )
    ledger.flows.disappeared += events(
        parameters.disappearance_share * here.predation * clock.dt,
        key,
        slot(S_TERRITORY, 0, 4),
        clock.expected,
    )
    ledger.flows.extortion += (
        violence.extortion(territory.population, open_now, work.national[0].finance_sanctions, parameters)
        * clock.dt
    )
    ledger.territory[i].control_days += open_now * clock.dt
