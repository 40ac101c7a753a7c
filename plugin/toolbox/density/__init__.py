"""Tools of the group Density, in the order in which they are asked for."""

from .adaptive_density import AdaptiveDensity
from .bandwidth import Bandwidth
from .density_gradient import DensityGradient
from .effective_density import EffectiveDensity
from .kernel_density import KernelDensity
from .relative_density import RelativeDensity
from .zone_density import ZoneDensity

TOOLS = (KernelDensity, AdaptiveDensity, RelativeDensity, Bandwidth, ZoneDensity, EffectiveDensity, DensityGradient)
