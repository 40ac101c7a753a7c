"""One run of a tool, as its compute sees it: progress, cancel, messages, what was left out, what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ...algorithms.ground.coded import Coded
from ...algorithms.ground.errors import Cancelled
from ...algorithms.report.losses import Loss
from .provenance import InputRecord, provenance


class Run:
    """Call it with the share done, 0 to 1; it raises ``Cancelled`` when the user wants to stop."""

    def __init__(self, feedback: QgsProcessingFeedback, context: QgsProcessingContext, tool: str, parameters: dict):
        self._feedback, self._done = feedback, 0.0
        self._tool, self._parameters = tool, parameters
        self.context = context
        self.left_out: list[Loss] = []
        self.inputs: list[InputRecord] = []

    def __call__(self, share: float) -> None:
        self.check()
        self._done = max(self._done, share)  # of two layers that are read, each begins at 0: a bar stays where it is
        self._feedback.setProgress(100 * self._done)

    def check(self) -> None:
        """Raise ``Cancelled`` where the user wants to stop."""
        if self._feedback.isCanceled():
            raise Cancelled

    def release(self) -> None:
        """Let go of what belongs to QGIS: it makes the next run's at the same address, and would be told it is dead."""
        self._feedback = self.context = None

    @property
    def feedback(self) -> QgsProcessingFeedback:
        """What a child tool reports to."""
        return self._feedback

    @property
    def skipped(self) -> int:
        """How many features were left out so far, for any reason."""
        return sum(loss.features for loss in self.left_out)

    def tell(self, text: str) -> None:
        """Write a line to the log."""
        self._feedback.pushInfo(text)

    def warn(self, text: str) -> None:
        """Write a line to the log that stands out."""
        self._feedback.pushWarning(text)

    def skip(self, counts: dict[str, int], of: int, what: str) -> None:
        """Count features left out, by reason, and say so once."""
        for reason, count in counts.items():
            self.leave_out(Loss(reason, count, of, what))

    def leave_out(self, loss: Loss) -> None:
        """Count features left out and what was lost with them, and say so once; nothing where there are none."""
        if loss.features:
            self.left_out.append(loss)
            self.warn(f"{loss.features:,} of {loss.of:,} features of {loss.layer} skipped: {loss.why}.")

    def adopt(self, losses: Iterable[Loss]) -> None:
        """Count what steps of this run have left out and said, once where several left out the same."""
        self.left_out += [loss for loss in dict.fromkeys(losses) if loss not in self.left_out]

    def provenance(self) -> dict[str, str]:
        """Return the record of this run, with all inputs read and all that was left out so far."""
        return provenance(self._tool, self._parameters, self.inputs, self.left_out)

    def record(self, name: str, crs: str, features: int, *arrays: Any) -> None:
        """Note what was read, for the provenance; arrays may be coded."""
        mark = hashlib.sha256()
        for array in arrays:
            for block in array.blocks() if isinstance(array, Coded) else (array,):
                mark.update(np.ascontiguousarray(block).data)  # no copy: there may be millions
        self.inputs.append(InputRecord(name, features, crs, mark.hexdigest()[:16]))
