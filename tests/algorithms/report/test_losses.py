"""What was left out, from the record to the sentence that a committee reads first."""

import pytest

from agora.algorithms.report.losses import UNKNOWN_ZONE, Loss, as_text, from_text, loss_sentences

FLOWS = Loss(UNKNOWN_ZONE, 30, 300, "flows", 1060.0, 10_000.0, "commuters")
SITES = Loss("no area", 3, 100, "sites")


def test_people_who_are_lost_are_said_as_a_share_of_all_people():
    assert loss_sentences([FLOWS]) == ("10.6 % of commuters go to or come from zones that are not on the map.",)


def test_features_whose_amount_is_not_known_are_said_as_a_share_of_features():
    assert loss_sentences([SITES]) == ("3.0 % of the features of sites are left out, 3 of 100: no area.",)


@pytest.mark.parametrize(("lost", "said"), [(100.0, 0), (100.1, 1)])
def test_what_is_more_than_one_per_cent_is_said(lost, said):
    assert len(loss_sentences([FLOWS._replace(amount=lost)])) == said


def test_nearly_all_is_not_said_to_be_all():
    assert loss_sentences([FLOWS._replace(amount=9_999.0)])[0].startswith("over 99 % of commuters")


def test_features_that_hold_none_of_the_amount_are_not_a_loss_of_it():
    assert loss_sentences([Loss("no area", 40, 100, "zones", 0.0, 500.0, "jobs")]) == ()


def test_where_a_layer_holds_nothing_at_all_its_features_are_counted():
    assert Loss("no area", 1, 4, "zones", 0.0, 0.0, "jobs").share == 25


def test_the_record_is_read_as_it_was_written():
    losses = [FLOWS, SITES, Loss("Größe „fehlt“", 1, 2, "Zonen \N{CITYSCAPE}", 0.1 + 0.2, 1 / 3, "jobs")]
    assert from_text(as_text(losses)) == losses


def test_a_plan_of_before_has_no_record_of_losses():
    assert from_text("") == []
