"""Loads QGIS once, then forks itself for every order that comes on its standard input.

An order is a line of JSON: ``work`` names a function of this file, ``given`` holds its arguments, ``outcome`` is where
what it returns is written. The answer is a line with the number of the process that works at it. A process that was
killed or crashed leaves no outcome.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "plugin"), "/usr/share/qgis/python/plugins"]
CALLS = ("write", "sync", "close", "rename")  # as failing_calls.c numbers them


def main() -> None:
    """Load QGIS and the provider, say so, and take orders until there are no more."""
    qgis = load_qgis()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ended is not asked after
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            take(order)
        print(process, flush=True)
    del qgis
    os._exit(0)


def load_qgis():
    """Return the application, with Processing and the provider in it."""
    import conftest  # noqa: F401 - names the checkout agora
    from qgis.core import QgsApplication

    qgis = QgsApplication([], False)
    qgis.initQgis()
    from processing.core.Processing import Processing

    from agora import classFactory

    Processing.initialize()
    qgis.agora = classFactory(None)
    qgis.agora.initProcessing()
    return qgis


def take(order: dict) -> None:
    """Do what is ordered, write its outcome and end this process."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    done = globals()[order["work"]](**order["given"])
    outcome = Path(order["outcome"])
    part = outcome.with_suffix(".part")
    part.write_text(json.dumps(done, default=str), "utf-8")
    part.replace(outcome)
    os._exit(0)


class Watched:
    """What a run says, and how long it was silent at most; cancels at a look at the Cancel button, or after a while."""

    def __init__(self, cancel_at: int = 0, cancel_after: float | None = None):
        from qgis.core import QgsProcessingFeedback

        self.feedback = QgsProcessingFeedback(False)
        self.looks, self._cancel_at, self._cancelled = 0, cancel_at, 0.0
        self._heard, self.silence = time.monotonic(), 0.0
        self.feedback.progressChanged.connect(self._hear)
        for name in ("pushInfo", "pushWarning", "pushDebugInfo", "pushCommandInfo", "reportError"):
            setattr(self.feedback, name, self._hear)
        if cancel_after is not None:
            threading.Timer(cancel_after, self._cancel).start()

    def _hear(self, *said) -> None:
        now = time.monotonic()
        self.silence, self._heard = max(self.silence, now - self._heard), now

    def _cancel(self) -> None:
        self._cancelled = self._cancelled or time.monotonic()
        self.feedback.cancel()

    def look(self, check) -> None:
        self.looks += 1
        if self.looks == self._cancel_at:
            self._cancel()
        check()

    @property
    def answered(self) -> float | None:
        """How long the run went on after it was cancelled, in seconds, None where it was not."""
        return time.monotonic() - self._cancelled if self._cancelled else None


def run(tool: str, parameters: dict, scratch: str, fails: list | None = None, **cancel) -> dict:
    """Run a tool on files, its own temporary files in ``scratch``; return how it ended and what that took.

    ``fails`` is a folder, a call and its number; the same with 0 counts the calls.
    """
    tempfile.tempdir = scratch
    os.environ["TMPDIR"] = scratch
    said, failing = Watched(**cancel), ctypes.CDLL(None)
    if fails:
        failing.fail(fails[0].encode(), CALLS.index(fails[1]), fails[2])
    begun = time.monotonic()
    ended, words = outcome_of(tool, parameters, said)
    said._hear()
    taken, answered = time.monotonic() - begun, said.answered
    calls = {name: failing.made(at) for at, name in enumerate(CALLS)} if fails else {}
    if fails:
        failing.fail(b"", -1, 0)
    return {"ended": ended, "words": words, "calls": calls, "looks": said.looks,
            "seconds": taken, "silence": said.silence, "answered": answered}  # fmt: skip


def outcome_of(tool: str, parameters: dict, said: Watched) -> tuple[str, str]:
    """Return "well", "cancelled", "refused" or "broken", and in words why."""
    import processing
    from qgis.core import QgsProcessingException

    from agora.algorithms.ground.errors import Cancelled, PlanError
    from agora.plugin.frame.run import Run
    from agora.plugin.frame.tool import Tool

    bugs, results, check = [], Tool._results, Run.check

    def watched(self, values, run):
        try:
            return results(self, values, run)
        except (Cancelled, PlanError, QgsProcessingException):
            raise
        except BaseException as error:
            bugs.append(f"{type(error).__name__}: {error}")
            raise

    Tool._results = watched
    Run.check = lambda self: said.look(lambda: check(self))
    try:
        ran = processing.run(f"agora:{tool}", parameters, feedback=said.feedback)
    except QgsProcessingException as error:
        return ("broken", "; ".join(bugs)) if bugs else ("refused", str(error))
    except BaseException as error:
        return "broken", f"{type(error).__name__}: {error}"
    finally:
        Tool._results, Run.check = results, check
    return ("well" if "SKIPPED" in ran else "cancelled"), ""


def repeat(tool: str, parameters: dict, scratch: str, times: int) -> dict:
    """Run a tool so many times; return how many did not end well, and what handles and memory grew by."""
    tempfile.tempdir = scratch
    ends = [outcome_of(tool, parameters, Watched())[0] for _ in range(max(times // 4, 1))]
    before = handles(), memory()
    ends += [outcome_of(tool, parameters, Watched())[0] for _ in range(times - len(ends))]
    not_well = [ended for ended in ends if ended != "well"]
    return {"not_well": not_well, "handles": handles() - before[0], "bytes": memory() - before[1]}


def handles() -> int:
    return len(os.listdir("/proc/self/fd"))


def memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def at_once(runs: list, folder: str) -> list[str]:
    """Run tools in the threads of QGIS's task manager, all at the same time; return how each ended."""
    from example_runs import Examples
    from qgis.core import QgsApplication, QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback
    from qgis.PyQt.QtCore import QEventLoop

    registry, manager, loop = QgsApplication.processingRegistry(), QgsApplication.taskManager(), QEventLoop()
    ends, kept = {}, []
    for at, (tool, parameters) in enumerate(runs):
        place = Path(folder) / str(at)
        place.mkdir()
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        given = {**parameters, **Examples.files(None, tool, place)}
        algorithm = registry.createAlgorithmById(f"agora:{tool}")
        task = QgsProcessingAlgRunnerTask(algorithm, given, context, feedback)
        task.executed.connect(lambda well, results, at=at: ends.update({at: "well" if well else "refused"}))
        kept.append((context, feedback, algorithm, task))
        manager.addTask(task)
    manager.allTasksFinished.connect(loop.quit)
    while len(ends) < len(runs):
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        QgsApplication.processEvents()
    shutil.rmtree(folder)
    Path(folder).mkdir()
    return [ends[at] for at in range(len(runs))]


def prepare(folder: str, tools: list[str]) -> dict:
    """Return the parameters of each tool's example, on files that are made in ``folder``."""
    from example_runs import Examples

    examples = Examples(Path(folder))
    return {tool: examples.inputs(tool) for tool in tools}


def prints_of(paths: list[str]) -> list[str]:
    """Return a fingerprint of each result, however it is stored: the same for the same features, pixels or pages."""
    return [print_of(Path(path)) for path in paths]


def print_of(path: Path) -> str:
    """Return the fingerprint of what a file holds, "" where it cannot be read to its end."""
    if path.suffix in (".pdf", ".html"):
        last = {".pdf": b"%%EOF", ".html": b"</html>"}[path.suffix]
        return "pages" if path.read_bytes().rstrip().endswith(last) else ""
    mark = hashlib.sha256()
    for words in _held(path):
        if not words:
            return ""
        mark.update(words.encode())
    return mark.hexdigest()


def _held(path: Path):
    """Yield what a raster or all layers of a file hold, "" where that cannot be read."""
    from qgis.core import QgsCoordinateTransformContext, QgsProviderRegistry, QgsProviderSublayerDetails

    from agora.algorithms.files.raster import read_raster

    layers = QgsProviderRegistry.instance().querySublayers(str(path))
    if not layers:
        yield ""
    for layer in layers:
        if layer.name() == "agora_runs":  # tells the hour
            continue
        if path.suffix == ".tif":
            yield hashlib.sha256(read_raster(path).values.tobytes()).hexdigest()
        elif layer.providerKey() == "ogr":
            options = QgsProviderSublayerDetails.LayerOptions(QgsCoordinateTransformContext())
            yield from _rows(layer.toLayer(options))


def _rows(layer):
    """Yield name, count and every feature of a layer."""
    names = [field.name() for field in layer.fields() if field.name().lower() not in ("fid", "ogc_fid", "gml_id")]
    yield f"{layer.name()} {layer.featureCount()} {names}"
    for feature in layer.getFeatures():
        yield f"{feature.geometry().asWkt(3)} {[feature[name] for name in names]}"


if __name__ == "__main__":
    main()
