"""What was left out, and how much with it: a record that goes from the reader of a layer to the report's first page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .wording import counted, per_cent

UNKNOWN_ZONE = "names an unknown zone"
SAID_FROM = 1.0  # per cent: what is more than this stands on the first page
_CLAUSES = {UNKNOWN_ZONE: "go to or come from zones that are not on the map"}
_ONE_DECIMAL_FROM = 9.95


class Loss(NamedTuple):
    """``features`` of the ``of`` features of a ``layer``, left out for a ``reason``.

    They hold ``amount`` of the ``whole`` of the layer, in ``unit`` such as jobs; "" where that is not known.
    """

    reason: str
    features: int
    of: int
    layer: str
    amount: float = 0.0
    whole: float = 0.0
    unit: str = ""

    @property
    def share(self) -> float:
        """Per cent of the amount, 0 to 100; of the features where the amount is not known or nothing at all."""
        part, whole = (self.amount, self.whole) if self.unit and self.whole > 0 else (self.features, self.of)
        return 100 * part / whole if whole > 0 else 0.0

    def in_words(self) -> str:
        """Return one sentence for a list.

        >>> Loss("no area", 2, 40, "zones", 310.0, 5000.0, "jobs").in_words()
        '2 of 40 features of zones: no area (310 jobs lost).'
        """
        return f"{self.features:,} of {self.of:,} features of {self.layer}: {self.why}."

    @property
    def why(self) -> str:
        """The reason, with what was lost by it."""
        return f"{self.reason} ({self.amount:,.0f} {self.unit} lost)" if self.unit and self.amount > 0 else self.reason


def loss_sentences(losses: Iterable[Loss]) -> tuple[str, ...]:
    """Return a sentence for each loss of more than 1 %, for the first page.

    >>> loss_sentences([Loss(UNKNOWN_ZONE, 76, 780, "flows", 992.0, 9360.0, "commuters")])
    ('10.6 % of commuters go to or come from zones that are not on the map.',)
    >>> loss_sentences([Loss("no area", 2, 40, "zones", 310.0, 5000.0, "jobs"), Loss("no area", 1, 500, "sites")])
    ('6.2 % of jobs are left out, in 2 features of zones: no area.',)
    """
    return tuple(_sentence(loss) for loss in losses if loss.share > SAID_FROM)


def as_text(losses: Sequence[Loss]) -> str:
    """Return losses as the table ``agora_runs`` holds them, JSON."""
    return json.dumps([loss._asdict() for loss in losses], ensure_ascii=False)


def from_text(text: str) -> list[Loss]:
    """Return the losses that a text of ``as_text`` holds, none of an empty one.

    >>> from_text(as_text([Loss("no area", 2, 40, "zones")])) == [Loss("no area", 2, 40, "zones")], from_text("")
    (True, [])
    """
    return [Loss(**each) for each in json.loads(text)] if text else []


def _sentence(loss: Loss) -> str:
    share = f"{loss.share:.1f}" if _ONE_DECIMAL_FROM <= loss.share < 99.5 else per_cent(loss.share)
    features = counted(loss.features, "feature", "features")
    if not (loss.unit and loss.whole > 0):
        return (
            f"{share} % of the features of {loss.layer} are left out, {loss.features:,} of {loss.of:,}: {loss.reason}."
        )
    if loss.reason in _CLAUSES:
        return f"{share} % of {loss.unit} {_CLAUSES[loss.reason]}."
    return f"{share} % of {loss.unit} are left out, in {features} of {loss.layer}: {loss.reason}."
