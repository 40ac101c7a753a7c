"""What ``variety`` promises."""

from contracts import Contract

CONTRACT = Contract(
    takes="ZONES SECTORS GROUPS",
    returns="OUTPUT",
)
ALL_ZERO = "Choose the fields that hold jobs"
