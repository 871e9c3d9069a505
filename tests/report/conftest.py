from datetime import date
from types import SimpleNamespace

import fake
import pytest

from tregua.assumptions.prior import LocalPrior, Prior

# the level of killing has a source: what is made up is stamped on every picture
LEVEL = LocalPrior(prior=Prior(lognormal=(0.5, 0.5)), source="a report", grade="C")


@pytest.fixture(scope="session")
def result():
    return fake.make()


@pytest.fixture(scope="session")
def place():
    territories = {
        key: SimpleNamespace(title=title, region=region, population=people, centroid=centroid)
        for key, (title, region, people, centroid) in fake.TERRITORIES.items()
    }
    people = {key: float(each.population) for key, each in territories.items()}
    return SimpleNamespace(
        name="haiti",
        history=(),
        run=SimpleNamespace(start=date(2024, 4, 1), as_of=date(2024, 3, 10)),
        people=sum(people.values()),
        population=lambda name, _at, _as_of: people[name],
        territories_of=lambda names: tuple(
            t for t, each in territories.items() if "all" in names or t in names or each.region in names
        ),
        title="Haiti",
        regions=fake.REGIONS,
        territories=territories,
        gangs={},
        relations=(),
        reporting="Regions only.",
        series=fake.SERIES,
        evidence=fake.EVIDENCE,
        parameters={"killing_per_member": LEVEL},
        main_series="un_killed",
        state=SimpleNamespace(
            police=(),
            prisons=SimpleNamespace(places=()),
            courts=SimpleNamespace(judgements_per_day=None, review_limit_days=None),
            support=SimpleNamespace(host=None, contributor=None, council=None),
        ),
    )
