"""What ``assembleplan`` promises."""

from contracts import Contract

CONTRACT = Contract(
    takes=(
        "ZONES JOBS CENTRES DENSITY DESIRE_LINES KEY_DIAGRAM COMMUTING ROLE_LINKS FLOWS MODELLED "
        "OPPORTUNITIES YEAR TITLE STUDY_AREA"
    ),
    returns="PLAN MAP REPORT",
)
