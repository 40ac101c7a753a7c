import pytest
from making import *
def test_x(run, tmp_path):
    r = run("kerneldensity", INPUT=zones(), WEIGHT="jobs", OUTPUT=str(tmp_path/"a.tif"))
    print(r.results, r.said.infos, r.said.warnings, left_in(tmp_path))
    r = run("cutoffcentres", ZONES=zones(), JOBS="jobs", OUTPUT="memory:")
    print(r.results, r.said.infos, r.said.warnings, r.column("jobs"))
