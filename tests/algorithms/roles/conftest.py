"""Zones made by hand for the rule tree, and many at random."""

from __future__ import annotations

import numpy as np
import pytest

from agora.algorithms.roles.quantities import Quantities, Shares

# twice, 1.75 and 1.4 times these shares stay below the plain limits of rules 2, 3 and 7
ORDINARY_REGION = Shares(knowledge=0.25, consumer=0.15, industry=0.12, public=0.25, other=0.23)

NOWHERE_SPECIAL = {
    "density": 10.0, "ratio": 1.2, "people": 20.0, "jobs": 2000.0,
    "knowledge": 0.25, "consumer": 0.15, "industry": 0.1, "public": 0.2, "other": 0.3,
    "distance": 5000.0, "centre_rank": 0, "principal": False,
}  # fmt: skip


def quantities(*zones, region=ORDINARY_REGION):
    columns = {name: np.array([{**NOWHERE_SPECIAL, **zone}[name] for zone in zones]) for name in NOWHERE_SPECIAL}
    return Quantities(**columns, region=region)


def random_quantities(count, seed):
    """Zones spread over both sides of every limit, with the odd 0, infinity and value at a limit."""
    rng = np.random.default_rng(seed)

    def spread(low, high, at):
        values = np.exp(rng.uniform(np.log(low), np.log(high), count))
        values[rng.random(count) < 0.05] = 0.0
        return np.where(rng.random(count) < 0.1, rng.choice(at, count), values)

    shares = rng.dirichlet(np.full(5, 0.7), count)
    ratio = spread(0.1, 20.0, [0.5, 1.0, 2.0, 3.0])
    ratio[rng.random(count) < 0.05] = np.inf
    principal = rng.random(count) < 0.3
    return Quantities(
        density=spread(0.2, 400.0, [1.0, 3.0, 15.0, 25.0, 50.0, 75.0]),
        ratio=ratio,
        people=spread(0.5, 100.0, [3.0]),
        jobs=spread(50.0, 30000.0, [250.0, 500.0, 1000.0, 1500.0, 2500.0]),
        knowledge=shares[:, 0],
        consumer=shares[:, 1],
        industry=shares[:, 2],
        public=shares[:, 3],
        other=shares[:, 4],
        distance=np.where(principal, 0.0, spread(50.0, 20000.0, [300.0])),
        centre_rank=np.where(principal | (rng.random(count) < 0.3), rng.integers(1, 4, count), 0),
        principal=principal,
        region=Shares(0.3, 0.1, 0.2, 0.2, 0.2),
    )


@pytest.fixture(scope="session")
def zones():
    return quantities


@pytest.fixture(scope="session")
def random_zones():
    return random_quantities
