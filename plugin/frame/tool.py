"""The base of all tools: a spec and a compute become a Processing algorithm.

It owns ids, help and icon, reading, progress and cancel, error translation, styles, provenance, and
outputs that are there whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from inspect import getdoc
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingAlgorithm, QgsProcessingException
from qgis.PyQt.QtGui import QIcon

from ...algorithms.ground.errors import Cancelled, PlanError
from ...algorithms.ground.sizes import heard_by
from .. import dependencies
from ..help import help_page
from .clashes import refuse_clashes
from .groups import Group
from .opening import Opener
from .outputs import Output
from .parameters import Given, NumberResult, Parameter, translated
from .publishing import publish
from .run import Run
from .source import RasterSource, Source, close_what_was_read
from .target import Target, disk_full
from .unknown_keys import refuse_unknown_keys

ROOT = Path(__file__).resolve().parents[2]


_SKIPPED = NumberResult("SKIPPED", "Features left out", "")


@dataclass(frozen=True)
class Spec:
    """Everything QGIS shows of a tool before it runs."""

    name: str  # lower-case letters and digits; permanent
    title: str
    group: Group
    parameters: tuple[Parameter, ...]
    example: dict[str, Any] = field(default_factory=dict)  # inputs from the shipped example
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # packages besides numpy
    in_main_thread: bool = False


class Tool(QgsProcessingAlgorithm):
    """Subclasses give ``spec`` and ``compute``; their docstring, from its second paragraph, is the help QGIS shows."""

    def spec(self) -> Spec:
        """Return what the tool is; called once an instance, when QGIS first asks: the translator is there then."""
        raise NotImplementedError

    def compute(self, given: Given, run: Run) -> dict[str, Any]:
        """Compute, write the outputs, return the numbers by key."""
        raise NotImplementedError

    @cached_property
    def _spec(self) -> Spec:
        return self.spec()

    def name(self):
        return self._spec.name

    def displayName(self):  # noqa: N802
        return translated(self._spec.title)

    def group(self):
        return translated(self._spec.group.title)

    def groupId(self):  # noqa: N802
        return self._spec.group.id

    def tags(self):
        return list(self._spec.tags)

    def shortHelpString(self):  # noqa: N802
        paragraphs = getdoc(type(self)).split("\n\n")[1:]
        return translated("\n\n".join(paragraph.replace("\n", " ") for paragraph in paragraphs))

    def helpUrl(self):  # noqa: N802
        return help_page(f"tools/{self.name()}").toString()

    def icon(self):
        return QIcon(str(ROOT / "icons" / f"{self.name()}.svg"))

    def createInstance(self):  # noqa: N802
        return type(self)()

    def flags(self):
        flags = super().flags()
        return flags | self.Flag.FlagNoThreading if self._spec.in_main_thread else flags

    def canExecute(self):  # noqa: N802
        problem = dependencies.missing(self._spec.needs)
        return not problem, problem

    def initAlgorithm(self, config=None):  # noqa: N802
        for parameter in (*self._spec.parameters, _SKIPPED):
            parameter.declare(self)

    def prepareAlgorithm(self, parameters, context, feedback):  # noqa: N802
        group = self.group(), self._spec.group.rank
        outputs = (each for each in self._spec.parameters if isinstance(each, Output))
        self._openers = {each.key: Opener(each.style, group) for each in outputs}
        return True

    def processAlgorithm(self, parameters, context, feedback):  # noqa: N802
        run = Run(feedback, context, self.name(), parameters)
        close_what_was_read()
        try:
            with heard_by(run.tell):
                results = self._results(dict(parameters), run)
        except Cancelled:
            return {}
        except PlanError as error:
            # Without its frames: they hold layers, which must not outlive QGIS.
            raise QgsProcessingException(str(error)) from error.with_traceback(None)
        finally:
            run.release()
        self._open(results, context)
        return {**results, "SKIPPED": run.skipped}

    def _results(self, values: dict[str, Any], run: Run) -> dict[str, Any]:
        """Read, compute, publish; return the results, all of them whole and in their place."""
        targets: list[Target] = []
        try:
            self._require_packages()
            refuse_unknown_keys(self.name(), values, [each.name() for each in self.parameterDefinitions()])
            given = self._read(values, run.context)
            targets += [each for each in given.values.values() if isinstance(each, Target)]
            self._stage(targets, given)
            results = self.compute(given, run)
            for target in targets:
                publish(target, run.provenance())
            for target in targets:
                target.check()
            run.check()  # the last moment to leave all as it was
            return {**results, **_kept([target for target in targets if target.wanted])}
        except Exception as error:
            full = "" if isinstance(error, Cancelled) else disk_full(targets)
            if full:
                raise PlanError(full) from error
            raise  # what is no PlanError is a bug: QGIS shows where
        finally:
            for target in targets:
                target.drop()

    def _require_packages(self) -> None:
        allowed, problem = self.canExecute()  # processing.run does not ask
        if not allowed:
            raise PlanError(problem)

    def _read(self, values: dict[str, Any], context) -> Given:
        given = Given({})
        for parameter in self._spec.parameters:
            if not isinstance(parameter, NumberResult):  # some share their key with an input
                given.values[parameter.key] = parameter.read(self, values, context, given)
        return given

    def _stage(self, targets: list[Target], given: Given) -> None:
        for target in targets:
            target.stage()
        refuse_clashes(targets, [each for each in given.values.values() if isinstance(each, (Source, RasterSource))])

    def _open(self, results: dict[str, Any], context) -> None:
        """Have QGIS style and place what it opens at the end."""
        for key, opener in self._openers.items():
            path = results.get(key)
            if path and context.willLoadLayerOnCompletion(path):
                details = context.layerToLoadOnCompletionDetails(path)
                if details.postProcessor() is None:  # a plan places its layers itself
                    opener.wait(details)


def _kept(targets: list[Target]) -> dict[str, Any]:
    """Move all results to their places, or none; tables of databases last, for they cannot be taken back."""
    tried, results = [], {}
    try:
        for target in sorted(targets, key=lambda target: target.is_in_database):
            tried.append(target)
            results[target.output.key] = target.keep()
    except BaseException:
        for target in reversed(tried):
            target.undo()
        raise
    return results
