"""Every kind of finding of the security gate fires on a good zip made bad in one way."""

import importlib.util
import stat
import warnings
import zipfile
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[2] / ".ci"
ROOT = CI.parent


def load(name):
    spec = importlib.util.spec_from_file_location(name, CI / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # Bandit's own, when it loads its rules
    gate = load("gate")
package = load("package")

METADATA = (ROOT / "metadata.txt").read_text("utf-8")
GOOD = {
    "agora/__init__.py": '"""A plugin."""\n',
    "agora/metadata.txt": METADATA,
    "agora/LICENSE": (ROOT / "LICENSE").read_text("utf-8"),
    "agora/icons/agora.svg": "<svg/>",
}


def made_zip(folder, files, mode=0o100644):
    path = folder / "agora.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            member = zipfile.ZipInfo(name)
            member.filename = member.orig_filename = name  # as another program would write it
            member.external_attr = (mode if name.endswith("odd") else 0o100644) << 16
            archive.writestr(member, text)
    return path


def with_code(source):
    return {**GOOD, "agora/plugin/code.py": source}


def with_metadata(old, new):
    assert old in METADATA
    return {**GOOD, "agora/metadata.txt": METADATA.replace(old, new)}


def without(*names):
    return {name: text for name, text in GOOD.items() if name not in names}


def test_a_good_zip_passes(tmp_path):
    assert gate.findings(made_zip(tmp_path, GOOD)) == []


BAD_FILES = {
    "two top folders": ({**GOOD, "other/a.txt": ""}, "top folders are agora, other"),
    "a file beside the top folder": ({**GOOD, "a.txt": ""}, "top folders are a.txt, agora"),
    "another top folder": (
        {name.replace("agora/", "Agora/", 1): text for name, text in GOOD.items()},
        "top folders are Agora",
    ),
    "no LICENSE": (without("agora/LICENSE"), "no agora/LICENSE"),
    "another licence": ({**GOOD, "agora/LICENSE": "MIT"}, "LICENSE is not the GPL"),
    "no __init__.py": (without("agora/__init__.py"), "no agora/__init__.py"),
    "no metadata": (without("agora/metadata.txt"), "no agora/metadata.txt"),
    "compiled code": ({**GOOD, "agora/a.pyc": ""}, "a.pyc: unwanted kind of file"),
    "a cache": ({**GOOD, "agora/__pycache__/a.txt": ""}, "__pycache__/a.txt: unwanted folder"),
    "tests": ({**GOOD, "agora/tests/a.txt": ""}, "tests/a.txt: unwanted folder"),
    "a shell script": ({**GOOD, "agora/a.sh": ""}, "a.sh: unwanted kind of file"),
    "a library": ({**GOOD, "agora/a.SO": ""}, "a.SO: unwanted kind of file"),
    "a hidden file": ({**GOOD, "agora/.env": ""}, ".env: hidden file"),
    "a path upwards": ({**GOOD, "agora/../../a.txt": ""}, "agora/../../a.txt: unsafe path"),
    "a path from the root": ({**GOOD, "/etc/a.txt": ""}, "/etc/a.txt: unsafe path"),
    "a backslash": ({**GOOD, "agora\\a.txt": ""}, "agora\\a.txt: unsafe path"),
    "a drive": ({**GOOD, "C:a.txt": ""}, "C:a.txt: unsafe path"),
}
BAD_METADATA = {
    "a lone per cent sign": (with_metadata("about=", "about=Half (50 %) of "), "lone % in about"),
    "no section": ({**GOOD, "agora/metadata.txt": "[other]\n"}, "no name"),
    "no metadata at all": (
        {**GOOD, "agora/metadata.txt": "name=Agora"},
        "metadata.txt: File contains no section",
    ),
    "a wrong version": (with_metadata("version=0.1.0", "version=first"), "version is no version: first"),
    "a wrong QGIS version": (with_metadata("=3.22", "=three"), "qgisMinimumVersion is no version"),
    "a wrong last QGIS version": (with_metadata("=4.99", "=any"), "qgisMaximumVersion is no version"),
    "a tracker that is no address": (with_metadata("tracker=https://", "tracker="), "tracker is no https"),
    "an icon that is missing": (
        with_metadata("icons/agora.svg", "icons/a.svg"),
        "the icon icons/a.svg is not",
    ),
    "an author with a slash": (with_metadata("author=Agora", "author=a/b"), "author holds a slash"),
}
BAD_CODE = {
    "assert": ("assert True\n", "B101"),
    "exec": ("exec('1')\n", "B102"),
    "eval": ("eval('1')\n", "B307"),
    "a password": ("password = 'open sesame'\n", "B105"),
    "a fixed temporary folder": ("FOLDER = '/tmp/agora'\n", "B108"),
    "try, except, pass": ("try:\n    x = 1\nexcept Exception:\n    pass\n", "B110"),
    "try, except, continue": (
        "for x in ():\n    try:\n        x()\n    except Exception:\n        continue\n",
        "B112",
    ),
    "pickle": ("import pickle\n", "B403"),
    "subprocess": ("import subprocess\n", "B404"),
    "xml.etree": ("import xml.etree.ElementTree\n", "B405"),
    "random": ("import random\nx = random.random()\n", "B311"),
    "SQL in an f-string": ("def f(c, t):\n    c.execute(f'SELECT a FROM {t}')\n", "B608"),
    "a finding that a comment excuses": ("assert True  # nosec B101\n", "B101"),
    "code that does not parse": ("def\n", "not read by Bandit"),
    "a long hash": ("digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b'\n", "Hex High Entropy String"),
    "a key": ("name = 'AKIA" + "IOSFODNN7EXAMPLQ'\n", "AWS Access Key"),
    "a key that a comment excuses": (
        "name = 'AKIA" + "IOSFODNN7EXAMPLQ'  # pragma: allowlist secret\n",
        "AWS Access Key",
    ),
}


@pytest.mark.parametrize(("files", "finding"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_layout_is_found(tmp_path, files, finding):
    assert any(finding in line for line in gate.findings(made_zip(tmp_path, files)))


@pytest.mark.parametrize(("files", "finding"), BAD_METADATA.values(), ids=BAD_METADATA)
def test_bad_metadata_is_found(tmp_path, files, finding):
    assert any(finding in line for line in gate.findings(made_zip(tmp_path, files)))


@pytest.mark.parametrize("key", gate.REQUIRED_KEYS)
@pytest.mark.parametrize("emptied", [False, True], ids=["missing", "empty"])
def test_each_key_of_the_metadata_is_required(tmp_path, key, emptied):
    lines = [f"{key}=" if line.startswith(f"{key}=") else line for line in METADATA.splitlines()]
    kept = [line for line in lines if emptied or line != f"{key}="]
    files = {**GOOD, "agora/metadata.txt": "\n".join(kept)}
    assert f"metadata.txt: no {key}" in gate.findings(made_zip(tmp_path, files))


@pytest.mark.parametrize(("source", "finding"), BAD_CODE.values(), ids=BAD_CODE)
def test_bad_code_is_found_with_its_file(tmp_path, source, finding):
    found = gate.findings(made_zip(tmp_path, with_code(source)))
    assert any(line.startswith("agora/plugin/code.py") and finding in line for line in found)


@pytest.mark.parametrize(
    ("mode", "finding"),
    [(0o100755, "executable"), (stat.S_IFLNK | 0o777, "symbolic link")],
    ids=["executable", "link"],
)
def test_odd_modes_are_found(tmp_path, mode, finding):
    assert gate.findings(made_zip(tmp_path, {**GOOD, "agora/odd": "x"}, mode)) == [f"agora/odd: {finding}"]


def test_a_zip_over_the_limit_is_found(tmp_path, monkeypatch):
    path = made_zip(tmp_path, GOOD)
    monkeypatch.setattr(gate, "MOST_BYTES", path.stat().st_size)
    assert gate.findings(path) == []
    monkeypatch.setattr(gate, "MOST_BYTES", path.stat().st_size - 1)
    assert [line for line in gate.findings(path) if "bytes, more than" in line]


def test_a_damaged_zip_is_found(tmp_path):
    path = made_zip(tmp_path, GOOD)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF  # inside the first member, whose header takes 30 bytes and its name 17
    path.write_bytes(content)
    assert "damaged" in gate.findings(path)[0]


def test_what_is_no_zip_is_found(tmp_path):
    path = tmp_path / "agora.zip"
    path.write_text("text")
    assert gate.findings(path) == ["agora.zip is not a zip file"]


@pytest.mark.parametrize(
    ("files", "code", "closing"),
    [(GOOD, 0, "passed the security gate"), (without("agora/LICENSE"), 1, "2 findings")],
    ids=["good", "bad"],
)
def test_the_exit_code_tells_whether_there_are_findings(tmp_path, capsys, files, code, closing):
    assert gate.main(str(made_zip(tmp_path, files))) == code
    assert capsys.readouterr().out.splitlines()[-1] == f"agora.zip: {closing}"


@pytest.mark.parametrize(
    ("name", "shipped"),
    [
        ("__init__.py", True),
        ("LICENSE", True),
        ("algorithms/density/kernels.py", True),
        ("plugin/toolbox/base.py", True),
        ("icons/agora.svg", True),
        ("plugin/models/roles.model3", True),
        ("docs/tools/kerneldensity.md", False),
        ("docs/pictures/kerneldensity.png", False),
        ("examples/bay_area/bay_area.gpkg", True),
        ("examples/demo.sh", False),
        ("examples/bay_area/build.py", False),
        ("tests/conftest.py", False),
        (".ci/gate.py", False),
        ("Makefile", False),
        ("benchmarks/density.py", False),
    ],
)
def test_the_zip_holds_what_a_user_needs(name, shipped):
    assert package.is_shipped(name) is shipped


def test_the_same_files_give_the_same_bytes(tmp_path):
    names = ["metadata.txt", "__init__.py"]
    for copy, order in (("first", names), ("second", names[::-1])):
        (tmp_path / copy).mkdir()
        for name in order:  # written at another time, in another order, with another mode
            (tmp_path / copy / name).write_bytes((ROOT / name).read_bytes())
            (tmp_path / copy / name).chmod(0o600 if copy == "first" else 0o755)
        package.write_zip(tmp_path / f"{copy}.zip", {name: tmp_path / copy / name for name in order})
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_the_help_pages_are_in_the_zip_without_their_dated_map(tmp_path):
    (tmp_path / "tools").mkdir()
    for name in ("index.html", "tools/variety.html", "sitemap.xml"):
        (tmp_path / name).write_text(name)
    assert set(package.help_pages(tmp_path)) == {"help/index.html", "help/tools/variety.html"}
