"""The tools, one file each, in the order of the questions."""

from __future__ import annotations


def tools() -> tuple[type, ...]:
    """Return every tool's class."""
    from .centres.cutoff_centres import CutoffCentres
    from .centres.density_centres import DensityCentres
    from .density.adaptive_density import AdaptiveDensity
    from .density.bandwidth import Bandwidth
    from .density.density_gradient import DensityGradient
    from .density.effective_density import EffectiveDensity
    from .density.kernel_density import KernelDensity
    from .density.relative_density import RelativeDensity
    from .density.zone_density import ZoneDensity
    from .links.commuting_summary import CommutingSummary
    from .links.desire_lines import DesireLines
    from .links.gravity_model import GravityModel
    from .links.role_links import RoleLinks
    from .plan.assemble_plan import AssemblePlan
    from .plan.spatial_plan import SpatialPlan
    from .roles.classify_roles import ClassifyRoles
    from .roles.location_quotients import LocationQuotients
    from .roles.variety import Variety

    return (
        KernelDensity,
        AdaptiveDensity,
        RelativeDensity,
        Bandwidth,
        ZoneDensity,
        EffectiveDensity,
        DensityGradient,
        DensityCentres,
        CutoffCentres,
        LocationQuotients,
        Variety,
        ClassifyRoles,
        CommutingSummary,
        GravityModel,
        DesireLines,
        RoleLinks,
        SpatialPlan,
        AssemblePlan,
    )
