"""A workshop with QGIS in it, the examples of all tools on files, and what a campaign found."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from contracts import TOOLS
from made_inputs import ending, outputs
from orders import Campaign, Workshop
from places import Place, table_beside_another

HERE = Path(__file__).parent
FOUND = HERE.parents[1] / "build" / "faults"
IS_LONG = os.environ.get("FAULTS") == "long"
SEED = int(os.environ.get("SEED") or 1)  # make hands on an empty one


@pytest.fixture(scope="session")
def failing(tmp_path_factory):
    """Return the library whose calls fail, None where it cannot be compiled."""
    if shutil.which("cc") is None:
        return None
    library = tmp_path_factory.mktemp("failing") / "failing_calls.so"
    options = ["-shared", "-fPIC", "-O2", "-Wall", "-Werror"]
    subprocess.run(["cc", *options, "-o", str(library), str(HERE / "failing_calls.c"), "-ldl"], check=True)
    return library


@pytest.fixture(scope="session")
def workshop(failing, tmp_path_factory):
    """Return the process that runs tools, each in a process of its own."""
    shop = Workshop(tmp_path_factory.mktemp("outcomes"), failing)
    yield shop
    shop.close()


@pytest.fixture(scope="session")
def given(workshop, tmp_path_factory):
    """Return the parameters of each tool's example, its layers as files."""
    return workshop.done("prepare", folder=str(tmp_path_factory.mktemp("examples")), tools=list(TOOLS))


@pytest.fixture(scope="session")
def start(workshop, given):
    """Return what starts the example of a tool, into a place; some parameters changed, or disturbed as one likes."""

    def started(tool, place, changed=None, **disturbed):
        parameters = {**given[tool], **(changed or {}), **place.parameters}
        return workshop.order("run", tool=tool, parameters=parameters, scratch=str(place.scratch), **disturbed)

    return started


@pytest.fixture(scope="module")
def campaign(request):
    """Return where the tests of a file note what came of their trials."""
    of_file = Campaign(request.module.__name__.rpartition("test_")[2], request.module.__doc__, IS_LONG)
    yield of_file
    if IS_LONG:
        of_file.written(FOUND)


@pytest.fixture(scope="module")
def place_of(workshop, given, start, tmp_path_factory):
    """Return what makes a place for the outputs of a tool, where it knows what the whole results look like."""
    made = {}

    def place(tool, kind=""):
        """``kind`` is a format for the first output; else all outputs have their own."""
        if (tool, kind) not in made:
            folder = tmp_path_factory.mktemp(f"{tool}_{kind}")
            layer = given[tool]["ZONES"].partition("|")[0] if kind == "table" else ""
            neighbour = table_beside_another(folder.with_suffix(".gpkg"), layer) if layer else None
            made[tool, kind] = new = Place(folder, _names(tool, kind), neighbour)
            ended = start(tool, new).ended()
            assert (ended.how, new.left_over()) == ("well", []), f"{tool} {kind}: {ended.words}"
            new.expect(workshop, ended)
            assert all(new.whole.prints.values()), f"{tool} {kind} cannot be read back"
        made[tool, kind].renew()
        return made[tool, kind]

    return place


def _names(tool, kind):
    """Return a file name for each output of a tool, for the first alone where a kind of file is given."""
    if kind:
        return {outputs(tool)[0].key: f"result.{'gpkg' if kind == 'table' else kind}"}
    return {output.key: f"{output.key.lower()}{ending(output)}" for output in outputs(tool)}
