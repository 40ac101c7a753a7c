"""Sums of products that do not depend on how many cores add them up."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agora.algorithms.ground.sums import dot, over_columns, over_rows

MODEL = """
import sys; sys.path.insert(0, sys.argv[1])
import numpy as np
from conftest import NAME
from agora.algorithms.links.gravity import Form, doubly_constrained
from agora.algorithms.links.gravity_calibration import calibrated_beta
rng = np.random.default_rng(5)
xy, workers, jobs = rng.uniform(0, 50, (700, 2)), rng.uniform(0, 900, 700), rng.uniform(0, 900, 700)
jobs *= workers.sum() / jobs.sum()
cost = 0.5 + np.hypot(*(xy[:, None] - xy).T)
beta = calibrated_beta(workers, jobs, cost, 9.0, Form.EXPONENTIAL)
print(beta.hex(), np.asarray(doubly_constrained(workers, jobs, cost, beta, Form.EXPONENTIAL)).tobytes().hex()[-64:])
"""


@pytest.mark.parametrize("rows", [1, 7, 300])
def test_they_are_the_sums_of_the_products(rows):
    rng = np.random.default_rng(rows)
    table, row, column = rng.uniform(0, 9, (rows, 40)), rng.uniform(0, 9, rows), rng.uniform(0, 9, 40)
    naive = [sum(table[i, j] * column[j] for j in range(40)) for i in range(rows)]
    np.testing.assert_allclose(over_columns(table, column), naive, rtol=1e-13)  # 40 terms of one sign
    np.testing.assert_allclose(over_rows(row, table), over_columns(table.T.copy(), row), rtol=1e-12)
    assert dot(row, row) == pytest.approx(sum(each * each for each in row), rel=1e-12)


def test_a_model_has_the_same_bits_on_one_thread_and_two():
    tests = str(Path(__file__).resolve().parents[2])
    made = []
    for threads in ("1", "2"):
        own = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        ran = subprocess.run([sys.executable, "-c", MODEL, tests], env=own, capture_output=True, text=True, check=True)
        made.append(ran.stdout.split())
    assert len(made[0]) == 2
    assert made[0] == made[1]
