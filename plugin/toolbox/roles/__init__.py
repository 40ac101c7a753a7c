"""Tools of the group Roles, in the order in which they are asked for."""

from .classify_roles import ClassifyRoles
from .location_quotients import LocationQuotients
from .variety import Variety

TOOLS = (LocationQuotients, Variety, ClassifyRoles)
