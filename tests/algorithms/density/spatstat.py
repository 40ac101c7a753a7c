"""What R's spatstat makes of made-up points; ``tests/data/spatstat.R`` says how, and which versions."""

import json
from pathlib import Path

import numpy as np

from agora.algorithms.ground.points import Points

VALUES = json.loads((Path(__file__).resolve().parents[2] / "data" / "spatstat.json").read_text("utf-8"))
XY = np.column_stack([VALUES["x"], VALUES["y"]])
WEIGHTED = Points(XY, np.array(VALUES["weight"]))
ONE_EACH = Points(XY, np.ones(len(XY)))
AT = np.column_stack([VALUES["at_x"], VALUES["at_y"]])  # middles of cells of 10 m
