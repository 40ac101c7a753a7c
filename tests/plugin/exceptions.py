"""What an attack does not ask of a tool, and why: by the name of the test, then a tool, or a tool and a case.

``test_exceptions.py`` has each of them name a test and a tool that the test would reach.
"""

_AS_IT_IS = "packs results as they are: the tools that made them have read, counted and checked"
_BY_ITS_STEPS = "each of its steps that reads the flows says so, and so does the plan itself"

HANDS_ON = {
    "rerunplan": "hands its layers to the tool that made the plan, which is attacked itself, and refuses all others",
}
"""Tools that no attack reaches, and why."""

EXCEPTIONS = {
    "test_a_missing_amount_of_a_zone_counts_as_0_and_is_said": {"assembleplan": _AS_IT_IS},
    "test_an_impossible_amount_of_a_zone_is_refused": {"assembleplan": _AS_IT_IS},
    "test_amounts_that_are_all_0_are_refused_or_said": {"assembleplan": _AS_IT_IS},
    "test_a_zone_without_an_area_is_left_out_and_counted": {"assembleplan": _AS_IT_IS},
    "test_a_zone_that_crosses_itself_is_made_valid_and_counted": {"assembleplan": _AS_IT_IS},
    "test_flows_that_name_unknown_zones_are_left_out_and_their_people_said": {"spatialplan": _BY_ITS_STEPS},
    "test_a_crs_that_stretches_is_said": {"assembleplan": _AS_IT_IS},
    "test_odd_names_change_nothing": {
        "locationquotients": "names its fields by sectors: the test of its own holds the odd names",
        "spatialplan": "takes them in all its places at once, in a test of its own: six plans take as many seconds",
    },
    "test_a_list_of_sectors_that_does_not_fit_is_refused": {
        "effectivedensity DECAY_TABLE-a sector missing": "gives sectors without a row the DECAY",
        "effectivedensity DECAY_TABLE-an unknown sector": "refuses it in other words, which its own test holds",
        "classifyroles": "has thresholds in its list, no sectors; its own test holds unknown names",
    },
    "test_a_layer_without_zones_is_refused": {
        "assembleplan": "refuses it as an area: made has no polygon with an area"
    },
    "test_zones_all_in_one_place_are_still_zones": {
        "bandwidth": "needs at least two places, and says so",
        "densitygradient": "needs zones at several distances, and says so",
        "policycircle": "finds none of them within its circle, and says so",
        "effectivedensity": "would divide by 0 km, and asks for a MIN_COST",
    },
}
