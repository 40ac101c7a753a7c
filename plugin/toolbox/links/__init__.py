"""Tools of the group Links, in the order in which they are asked for."""

from .commuting_summary import CommutingSummary
from .desire_lines import DesireLines
from .gravity_model import GravityModel
from .role_links import RoleLinks

TOOLS = (CommutingSummary, GravityModel, DesireLines, RoleLinks)
