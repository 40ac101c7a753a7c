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
SEED = int(os.environ.get("SEED", "1"))


@pytest.fixture(scope="session")
def failing(tmp_path_factory):
    """Return the library whose calls fail, None where it cannot be compiled."""
    library = tmp_path_factory.mktemp("failing") / "failing_calls.so"
    words = [
        "cc",
        "-shared",
        "-fPIC",
        "-O2",
        "-Wall",
        "-Werror",
        "-o",
        str(library),
        str(HERE / "failing_calls.c"),
        "-ldl",
    ]
    if shutil.which("cc") is None:
        return None
    subprocess.run(words, check=True)
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


@pytest.fixture(scope="module")
def campaign(request):
    """Return where the tests of a file note what came of their trials."""
    of_file = Campaign(request.module.__name__.rpartition("test_")[2], request.module.__doc__, IS_LONG)
    yield of_file
    if IS_LONG:
        of_file.written(FOUND)


@pytest.fixture(scope="module")
def place_of(workshop, given, tmp_path_factory):
    """Return what makes a place for the outputs of a tool, where it knows what the whole results look like."""
    made = {}

    def place(tool, kind=""):
        """``kind`` is a format for the first output; else all outputs have their own."""
        if (tool, kind) not in made:
            made[tool, kind] = _place(tool, kind, workshop, given, tmp_path_factory.mktemp(f"{tool}_{kind}"))
        made[tool, kind].renew()
        return made[tool, kind]

    return place


def _place(tool, kind, workshop, given, folder):
    """Run the tool once, undisturbed, to see what it makes."""
    every = outputs(tool)[:1] if kind else outputs(tool)
    names = {each.key: f"{each.key.lower()}{ending(each)}" for each in every}
    if kind:
        names = dict.fromkeys(names, f"result.{'gpkg' if kind == 'table' else kind}")
    neighbour = None
    if kind == "table":
        layer = given[tool]["ZONES"].partition("|")[0]
        neighbour = table_beside_another(folder.with_suffix(".gpkg"), layer)
    place = Place(folder, names, {}, neighbour)
    ended = workshop.order(
        "run", tool=tool, parameters={**given[tool], **place.parameters}, scratch=str(place.scratch)
    ).ended()
    assert (ended.how, place.left_over()) == ("well", []), f"{tool} {kind}: {ended.words}"
    prints = workshop.done("prints_of", paths=[str(path) for path in place.paths.values()])
    assert all(prints), f"{tool} {kind} cannot be read back"
    old = workshop.done("prints_of", paths=[str(neighbour)])[0] if neighbour else None
    place.whole.update({**dict(zip(place.paths, prints)), "old": old, "seconds": ended.seconds, "looks": ended.looks})
    return place
