"""Times what Agora adds to the start of QGIS, with its tools as they are and with copies up to 60.

    make bench ARGS=start     (or ARGS="start 100": with 100 tools instead of as many as there are, and 60)

Seconds of the processor, so that a busy machine tells the same; the least of five starts, each in a Python of its own.
``load`` is the plugin's import and its provider's loading, once QGIS and Processing stand; ``whole`` is the process
with Agora less one without. Copies are subclasses under other names: they cost what tools do, less the import of
their file.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
# Python keeps what it has compiled, as QGIS's does; the first start is the slow one.
_KEEPS = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "pycache")}
START_QGIS = f"""
import sys, time
sys.path[:0] = [{str(ROOT / "build" / "plugins")!r}, "/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
import processing
from processing.core.Processing import Processing
Processing.initialize()
"""
ADD_COPIES = """
from dataclasses import replace
def copied(tool, at):
    def spec(self):
        made = tool.spec(self)
        return replace(made, name=f"{made.name}{at}", title=f"{made.title} {at}")
    return type(f"{tool.__name__}{at}", (tool,), {"spec": spec, "__doc__": tool.__doc__})
def with_copies(tools):
    return tools + tuple(copied(tools[at % len(tools)], at) for at in range(most - len(tools)))
"""
START_AGORA = """
begun = time.process_time()
from agora import classFactory
plugin = classFactory(None)
if most:
    from agora.plugin import provider, toolbox
    provider.tools = lambda: with_copies(toolbox.tools())
plugin.initProcessing()
print(time.process_time() - begun, len(plugin.provider.algorithms()))
"""


def started(code: str) -> tuple[float, list[str]]:
    """Return how many seconds of the processor a Python takes, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], env=_KEEPS, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout.split()


def main() -> None:
    """Print a line for each number of tools."""
    bare = min(started(START_QGIS)[0] for _ in range(RUNS))
    for most in [int(word) for word in sys.argv[1:]] or [0, 60]:
        runs = [started(f"{START_QGIS}most = {most}\n{ADD_COPIES}{START_AGORA}") for _ in range(RUNS)]
        load, whole = min(float(said[0]) for _, said in runs), min(seconds for seconds, _ in runs)
        print(f"{runs[0][1][1]} tools and models: load {load:.2f} s, whole {whole - bare:+.2f} s")


if __name__ == "__main__":
    main()
