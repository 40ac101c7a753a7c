"""What ``rolelinks`` promises."""

from contracts import Contract

CONTRACT = Contract(
    takes="ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS ROLE STUDY_AREA",
    returns="OUTPUT CHART OUTPUT_LINES",
)
