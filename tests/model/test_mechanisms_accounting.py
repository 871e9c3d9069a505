"""The ledger of a step against answers worked out by hand."""

import numpy as np
from pytest import approx

from tests.model.hand_made import Tiny, fill, plain, values
from tregua.model.mechanisms import accounting

#: stage by age: lawful, overdue, sentenced; adults, minors
MEMBERS = ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
ASSOCIATES = ((10.0, 20.0), (30.0, 40.0), (50.0, 60.0))
INNOCENT = ((100.0, 200.0), (300.0, 400.0), (500.0, 600.0))


def test_person_days_and_money() -> None:
    tiny = Tiny(territories=2, gangs=2, dt=2.0)
    fill(tiny.state.gang[0, 1], held=MEMBERS)
    fill(tiny.place, held=(ASSOCIATES, INNOCENT), other_held=70.0)
    fill(tiny.state.territory[1], other_held=30.0)
    fill(tiny.country, docket=9.0, abroad_share=0.25, held_members=21.0, held_others=19.0, held=140.0)
    world = values(prices=np.array([7.0, 0.0, 0.0, 0.0, 0.4]))
    plain(accounting.step)(tiny.state, tiny.ledger, values(), world, tiny.work, tiny.clock, 0.5)
    flows = tiny.ledger.flows
    # held without cause from the first day: adults 900, minors 1200
    np.testing.assert_allclose(flows.wrongful_days, [1800.0, 2400.0])
    # and members and associates past the limit: 3 + 30, 4 + 40
    np.testing.assert_allclose(flows.arbitrary_days, [1866.0, 2488.0])
    assert flows.arbitrary_other_days == approx(80.0)  # 0.4 x 100 x 2
    assert flows.docket_days == approx(18.0)
    assert flows.abroad_days == approx(20.0)  # a quarter of 40
    assert flows.prison_cost == approx(1960.0)
    assert flows.mission_deaths == approx(1.0)
    # a second step adds
    plain(accounting.step)(tiny.state, tiny.ledger, values(), world, tiny.work, tiny.clock, 0.5)
    np.testing.assert_allclose(flows.wrongful_days, [3600.0, 4800.0])
    np.testing.assert_allclose(flows.arbitrary_days, [3732.0, 4976.0])
    assert flows.arbitrary_other_days == approx(160.0)
    assert (flows.docket_days, flows.abroad_days) == (approx(36.0), approx(40.0))
    assert (flows.prison_cost, flows.mission_deaths) == (approx(3920.0), approx(2.0))
