"""Gives the checkout its package name, whatever its folder is called; and a user of ``qgis_process``."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
NAME = "agora"

if NAME not in sys.modules:
    spec = importlib.util.spec_from_file_location(NAME, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    sys.modules[NAME] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


# a busy machine is slow: no test judges how fast examples are drawn or run
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory):
    """Return the environment of a user who has installed and enabled the plugin, and nothing else."""
    home = tmp_path_factory.mktemp("user")
    for name in ("plugins", "profile", "run"):
        (home / name).mkdir(mode=0o700)
    (home / "plugins" / "agora").symlink_to(ROOT)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    own = {
        **kept,
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(home / "run"),
        "QGIS_CUSTOM_CONFIG_PATH": str(home / "profile"),
        "QGIS_PLUGINPATH": str(home / "plugins"),
    }
    subprocess.run(
        [shutil.which("qgis_process.bin"), "plugins", "enable", "agora"], env=own, capture_output=True, timeout=120
    )
    return own


@pytest.fixture
def mounted(tmp_path):
    """Return what mounts a file system of its own, with options; skips where that takes rights one has not."""
    folder = tmp_path / "mounted"
    folder.mkdir()

    def unmount():
        subprocess.run(["umount", "--lazy", str(folder)], capture_output=True)

    def mount(options):
        if not shutil.which("mount") or os.geteuid() != 0:
            pytest.skip("only root mounts")
        unmount()
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("mounting is not allowed here")
        return folder

    yield mount
    unmount()


def pytest_sessionfinish(session, exitstatus):
    session.config.ended_with = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """End at once with pytest's own status: a layer that outlives QGIS in some frame crashes QGIS 3.22 at exit."""
    sys.stdout.flush()
    sys.stderr.flush()
    if hasattr(config, "ended_with"):
        os._exit(config.ended_with)
