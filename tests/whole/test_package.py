"""What users install: the source distribution, the wheel, and blint from the wheel."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile

import pytest
from processes import output, run
from support import FRONT, POST, write

from blint import __version__
from blint.rulebook.pages import builtin_rules

pytestmark = pytest.mark.slow

PAGES = {f"{rule}.md" for rule in builtin_rules()}
BROKEN = FRONT + "![Cups](cups.png)\n\n<!-- more -->\n\nText.\n"


@pytest.fixture(scope="session")
def sources(checkout, registry, tmp_path_factory):
    """The source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    output(sys.executable, "-m", "build", "--sdist", "-o", folder, checkout, cwd=folder)
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="session")
def wheel(checkout, registry, tmp_path_factory):
    """The wheel, built from the checkout."""
    return built_wheel(checkout, tmp_path_factory.mktemp("wheel"))


def built_wheel(source, folder):
    output(sys.executable, "-m", "build", "--wheel", "-o", folder, source, cwd=folder)
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="session")
def commands(wheel, tmp_path_factory):
    """The folder with the programs of an environment that has only the wheel."""
    folder = tmp_path_factory.mktemp("environment")
    output(sys.executable, "-m", "venv", folder, cwd=folder)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    output(programs / "python", "-m", "pip", "install", "-q", wheel, cwd=folder)
    return programs


def test_the_wheel_holds_the_package_and_its_pages(wheel, checkout):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"bloglint-{__version__}.dist-info/METADATA").decode()
        scripts = archive.read(f"bloglint-{__version__}.dist-info/entry_points.txt").decode()
        pages = {name: archive.read(name).decode() for name in names if "/rules/" in name}
    assert {name.partition("/")[0] for name in names} == {
        "blint",
        f"bloglint-{__version__}.dist-info",
    }
    assert pages == {
        f"blint/rules/{page}": (checkout / "rules" / page).read_text(encoding="utf-8")
        for page in PAGES
    }
    code = set(output("git", "ls-files", "blint", cwd=checkout).split())
    assert {name for name in names if name.startswith("blint/")} == code | set(pages)
    assert "blint/py.typed" in names
    assert scripts == "[console_scripts]\nblint = blint.__main__:main\n"
    assert f"\nName: bloglint\nVersion: {__version__}\n" in metadata


def test_the_source_distribution_builds_the_same_wheel(wheel, sources, tmp_path):
    with tarfile.open(sources) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    assert folder.name == f"bloglint-{__version__}"
    (tmp_path / "again").mkdir()
    assert built_wheel(folder, tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_the_source_distribution_is_complete(sources, checkout):
    with tarfile.open(sources) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    listed = set(output("git", "ls-files", "-z", cwd=checkout).split("\0")) - {""}
    assert names - listed == {"PKG-INFO"}
    folders = ("blint/", "examples/", "rules/", "tests/")
    assert {name for name in listed if name.startswith(folders)} <= names
    assert {"LICENSE", "README.md", "action.yml", "pyproject.toml"} <= names


def test_the_installed_command(commands, tmp_path):
    write(tmp_path, {"good.md": POST, "bad.md": BROKEN})
    blint = commands / "blint"
    assert output(blint, "--version", cwd=tmp_path) == f"blint, version {__version__}\n"
    listed = output(blint, "rule", cwd=tmp_path).splitlines()
    assert {f"{line.split()[0]}.md" for line in listed} == PAGES
    page = output(blint, "rule", "image/missing", cwd=tmp_path)
    assert page.startswith("# image/missing\n")
    tested = output(blint, "test", cwd=tmp_path)
    assert re.fullmatch(rf"{len(PAGES)} rule pages, \d+ examples: 0 failed\n", tested)

    assert run(blint, "check", "good.md", cwd=tmp_path)[0] == 0
    status, said, err = run(blint, "check", "--output-format=concise", ".", cwd=tmp_path)
    assert (status, err) == (1, "")
    assert said.startswith("bad.md:5:9: error image/missing ")
    assert len(said.splitlines()) == 1


def test_the_installed_module(commands, tmp_path):
    write(tmp_path, {"bad.md": BROKEN})
    module = (commands / "python", "-m", "blint")
    assert output(*module, "--version", cwd=tmp_path).endswith(f"version {__version__}\n")
    assert run(*module, "check", "bad.md", cwd=tmp_path)[0] == 1


# Another project has that name on the package index.
WRONG_NAME = re.compile(
    r"\b(?:pip3?|pipx|uv pip|uv tool) (?:install|run)(?: [^\s`;&|]+)*? [\"']?blint(?![-\w./])"
    r"|\buvx(?: -\S+)* blint(?![-\w./])"
)


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("pip install {}", True),
        ("pip3 install -U '{}>=1'", True),
        ("python -m pip install rich {}", True),
        ("uv tool install {}, pipx run {}", True),
        ("uvx {} check", True),
        ("pip install bloglint", False),
        ("pip install -e . && {} check", False),
        ("`pip install bloglint` gives you `{}`", False),
        ("pip install ./{}", False),
        ("uvx --from bloglint {}", False),
    ],
)
def test_the_wrong_name_is_recognised(command, wrong):
    assert bool(WRONG_NAME.search(command.format("blint", "blint"))) is wrong


def test_no_page_names_the_wrong_distribution(checkout):
    pages = [path for path in checkout.rglob("*") if path.is_file() and ".git" not in path.parts]
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in pages}
    assert {path.name for path in pages} >= {"README.md", "action.yml", "pyproject.toml"}
    assert [path for path, text in texts.items() if WRONG_NAME.search(text)] == []
