"""Tools of the group Centres, in the order in which they are asked for."""

from .cutoff_centres import CutoffCentres
from .density_centres import DensityCentres
from .policy_circle import PolicyCircle

TOOLS = (DensityCentres, CutoffCentres, PolicyCircle)
