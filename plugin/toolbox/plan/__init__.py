"""Tools of the group Plan, in the order in which they are asked for."""

from .assemble_plan import AssemblePlan
from .rerun_plan import RerunPlan
from .spatial_plan import SpatialPlan

TOOLS = (SpatialPlan, AssemblePlan, RerunPlan)
