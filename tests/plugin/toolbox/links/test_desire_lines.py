"""What ``desirelines`` promises."""

from contracts import Contract

CONTRACT = Contract(
    takes="ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS MIN_COMMUTERS TOP STUDY_AREA CURVED",
    returns="OUTPUT OUTPUT_WITHIN",
    defaults={"CURVED": True},
)
