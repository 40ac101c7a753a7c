"""Results that become a table of a PostGIS database, on a server of our own that ends with the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from made_layers import EXAMPLE, zones
from qgis.core import (
    QgsDataSourceUri,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProviderRegistry,
    QgsVectorLayer,
)
from runs import Said

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
EXTENSION = sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
OWNER = "postgres" if os.geteuid() == 0 else None  # the server does not run as root
TABLE = "Zones of 2026"
pytestmark = pytest.mark.skipif(not (PROGRAMS and EXTENSION), reason="PostGIS is not installed")


@pytest.fixture(scope="module")
def server():
    """Start a server on a socket in a folder of its own; yield the start of addresses of its database."""
    folder = Path(tempfile.mkdtemp(prefix="agora"))
    if OWNER:
        shutil.chown(folder, OWNER)
    initdb, postgres = PROGRAMS[-1], PROGRAMS[-1].with_name("postgres")
    of = {"user": OWNER, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([initdb, "-D", "data", "-A", "trust", "-U", "agora"], check=True, **of)
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", str(folder)]
    running = subprocess.Popen([postgres, "-D", "data", *options], **of)
    try:
        _wait_for(folder, running)
        here = f"host={folder} user='agora'"
        ask(f"dbname='postgres' {here}", "CREATE DATABASE city")
        ask(f"dbname='city' {here}", "CREATE EXTENSION postgis")
        yield f"dbname='city' {here}"
    finally:
        running.send_signal(signal.SIGQUIT)
        running.wait(30)
        shutil.rmtree(folder)


def _wait_for(folder, running):
    while subprocess.run([PROGRAMS[-1].with_name("pg_isready"), "-q", "-h", str(folder)]).returncode:
        assert running.poll() is None, "the server ended"
        time.sleep(0.05)


def ask(server, statement):
    """Return the rows that a database answers with."""
    provider = QgsProviderRegistry.instance().providerMetadata("postgres")
    return provider.createConnection(server, {}).executeSql(statement)


def uri(server, table=TABLE):
    return f'{server} table="public"."{table}" (geom)'


def layer(server, table=TABLE):
    return QgsVectorLayer(f"{uri(server, table)} key='id'", table, "postgres")


def rows(server, table=TABLE):
    return ask(server, f'SELECT * FROM "{table}" ORDER BY id')  # noqa: S608 - our own name


def tables(server):
    return {name for (name,) in ask(server, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


@pytest.fixture
def old(run, server):
    """Leave a table of eleven zones in the database, and return its rows."""
    run("zonedensity", ZONES=zones(without=(0,)), JOBS="jobs", OUTPUT=f"postgres:{uri(server)}")
    yield rows(server)
    assert tables(server) == {"spatial_ref_sys", TABLE}
    ask(server, f'DROP TABLE "{TABLE}" CASCADE')


@pytest.mark.parametrize("start", ["postgres:", "postgres://", "postgis:"])
@pytest.mark.parametrize("as_definition", [False, True])
def test_a_table_is_replaced_not_added_to(run, server, old, project, start, as_definition):
    wanted = start + uri(server)
    output = QgsProcessingOutputLayerDefinition(wanted, project) if as_definition else wanted
    ran = run("zonedensity", ZONES=zones(), JOBS="jobs", OUTPUT=output)
    assert ran.results["OUTPUT"] == wanted
    assert len(old) == 11
    assert len(rows(server)) == 12
    assert "dens_ha" in layer(server).fields().names()


def test_a_table_says_what_made_it(run, server, old):
    [[comment]] = ask(server, f"SELECT obj_description('\"{TABLE}\"'::regclass)")
    assert "tool: agora:zonedensity" in comment


def test_a_table_opens_at_the_end(server, old, project):
    import processing

    inputs = {"ZONES": zones(), "JOBS": "jobs", "OUTPUT": f"postgres://{uri(server)}"}  # without //, QGIS opens none
    processing.runAndLoadResults("agora:zonedensity", inputs)
    [opened] = project.mapLayers().values()
    assert opened.featureCount() == 12
    assert opened.renderer().type() == "graduatedSymbol"
    project.clear()


def test_a_table_without_a_schema_is_replaced(run, server, old):
    run("zonedensity", ZONES=zones(), JOBS="jobs", OUTPUT=f'postgres:{server} table="{TABLE}" (geom)')
    assert len(rows(server)) == 12


@pytest.mark.parametrize("share", range(0, 100, 10))
def test_a_cancel_at_every_tenth_leaves_the_old_table_whole(run, server, old, share):
    said = Said()
    said.progressChanged.connect(lambda done: said.cancel() if done >= share else None)
    output = f"postgres:{uri(server)}"
    assert run("zonedensity", said, ZONES=f"{EXAMPLE}|layername=zones", JOBS="jobs", OUTPUT=output).results == {}
    assert rows(server) == old


def test_a_table_on_which_something_depends_stays(run, server, old):
    ask(server, f'CREATE VIEW "on it" AS SELECT * FROM "{TABLE}"')  # noqa: S608 - our own name
    with pytest.raises(QgsProcessingException, match=f"the table {TABLE} of the database city could not be replaced"):
        run("zonedensity", ZONES=zones(), JOBS="jobs", OUTPUT=f"postgres:{uri(server)}")
    assert rows(server) == old


def by_layer(server):
    return layer(server)


def by_words(server):
    return f"postgres://{uri(server)} key='id'"


def filtered(server):
    made = layer(server)
    made.setSubsetString("jobs > 0")
    return made


def without_schema(server):
    return QgsVectorLayer(f"{server} key='id' table=\"{TABLE}\" (geom)", "zones", "postgres")


def by_query(server):
    query = f'table="(SELECT * FROM \\"{TABLE}\\")" (geom)'  # noqa: S608 - our own name
    return QgsVectorLayer(f"{server} key='id' {query}", "zones", "postgres")


def by_another_address(server):
    host = QgsDataSourceUri(server).host()
    return QgsVectorLayer(uri(server.replace(host, f"{host}/../{Path(host).name}")) + " key='id'", "zones", "postgres")


CHOSEN = (by_layer, by_words, filtered, without_schema, by_query, by_another_address)


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda each: each.__name__)
def test_a_table_that_is_an_input_is_refused(run, server, old, chosen):
    with pytest.raises(QgsProcessingException, match=f"OUTPUT: the table {TABLE} of the database city is the input ZO"):
        run("zonedensity", ZONES=chosen(server), JOBS="jobs", OUTPUT=f"postgres:{uri(server)}")
    assert rows(server) == old


def test_two_outputs_in_one_table_are_refused(run, server, old):
    both = dict.fromkeys(("OUTPUT", "OUTPUT_ZONES"), f"postgres:{uri(server)}")
    with pytest.raises(QgsProcessingException, match=f"are both the table {TABLE} of the database city. Choose two"):
        run("cutoffcentres", ZONES=zones(), JOBS="jobs", **both)
    assert rows(server) == old
