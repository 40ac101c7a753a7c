"""What ``variety`` promises."""

from contracts import Contract

CONTRACT = Contract(
    takes="ZONES SECTORS GROUPS",
    returns="OUTPUT",
)
REFUSES_ALL_ZERO = "Choose the fields that hold jobs"
