"""Fear: the threat of the regime in force, and the memory of arrests and deaths."""

from tregua.model.compilation import inlined


@inlined
def threat(now, regime, access, build_kept, fade_kept, ratchet):
    """Threat of the regime as it is felt, 0 to 1.

    It follows regime x access, upwards in τ_+ days and downwards in τ_- days; with the ratchet (structure
    "suppression") it never falls. A policy threatens by being in force: were fear only an average of recent
    arrests, success would make it fade and members return, which forecast El Salvador badly. Of the way to
    it a step leaves ``build_kept``, exp(-dt / τ_+), or ``fade_kept``, exp(-dt / τ_-).
    """
    goal = regime * access
    if goal >= now:
        return goal + (now - goal) * build_kept
    if ratchet > 0.0:
        return now
    return goal + (now - goal) * fade_kept


@inlined
def memory(now, removed, usual, members, kept, parameters):
    """Remembered arrests and deaths per member.

    dm/dt = removed / (members + removed) - m / τ_m, at most ``memory_cap``; ``kept`` is exp(-dt / τ_m). With
    the ratchet it does not fade: what is removed beyond the usual adds, what falls short of it takes away.
    The net is kept, so that the chance of single days averages out and does not pile up.
    """
    share = removed / (members + removed) if removed > 0.0 else 0.0
    if parameters.ratchet > 0.0:
        expected = usual / (members + usual) if usual > 0.0 else 0.0
        return min(now + share - expected, parameters.memory_cap)
    return min(now * kept + share, parameters.memory_cap)


@inlined
def swept(now, removed, usual, start, parameters):
    """Members arrested or killed beyond the usual, net, per member at the start, at most ``swept_cap``."""
    return min(now + (removed - usual) / start, parameters.swept_cap)


@inlined
def slow_threat(now, threat_felt, kept):
    """Average of the threat over a year, which background killing follows; ``kept`` is exp(-dt / 365)."""
    return threat_felt + (now - threat_felt) * kept


@inlined
def step(state, i, parameters, work):
    """Threat of the regime as it is felt here; memory follows in the aftermath."""
    territory, here, country = state.territory[i], work.here[0], work.country[0]
    territory.threat = threat(
        territory.threat,
        work.national[0].regime,
        here.access,
        country.build_kept,
        country.fade_kept,
        parameters.ratchet,
    )
    territory.slow_threat = slow_threat(territory.slow_threat, territory.threat, country.slow_threat_kept)


@inlined
def gained(memory, start, parameters):
    # what a ratchet holds can only weigh on members; a memory that fades below the usual eases their mind
    gained = memory - start
    return max(gained, 0.0) if parameters.ratchet > 0.0 else gained
