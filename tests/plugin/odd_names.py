"""Names of fields as tables have them that were not made for a computer."""

ODD_NAMES = {
    "quotes": "jobs 'a' \"b\"",
    "an emoji": "jobs \N{BRIEFCASE}",
    "63 characters": "j" * 63,
    "spaces at the ends": " jobs ",
    "commas and per cent": "100 %, {all}",
    "markup": "<b>&jobs</b>",
    "a line break": "jobs\nin all",
}
