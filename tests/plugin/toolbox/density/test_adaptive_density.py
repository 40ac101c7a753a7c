"""What ``adaptivedensity`` promises."""

from contracts import Contract

CONTRACT = Contract(
    takes=(
        "INPUT WEIGHT BANDWIDTH PILOT_BANDWIDTH CELL_SIZE KERNEL STUDY_AREA EDGE_CORRECTION EXTENT UNITS "
        "METHOD SCHEDULER"
    ),
    returns="OUTPUT TOTAL_WEIGHT RASTER_TOTAL PEAK",
    defaults={"KERNEL": 0, "EDGE_CORRECTION": False, "UNITS": 0, "METHOD": 0},
)
TOO_LARGE = "of memory; half of this machine's", "GB of disk; there are 16 GB free."  # of zones, of points
SAYS_ALL_ZERO = "The surface is 0 everywhere"
