"""Configuration in Python: what can be read as data, and that the rest is known to be there."""

from __future__ import annotations

import pytest
from support import check, found, picture, write

from blint.files.disk import Files
from blint.generators.pelican import GENERATOR
from blint.generators.python_config import UNREAD, assignments
from blint.model import Severity


def read(tmp_path, text, **others):
    write(tmp_path, {"conf.py": text, **{f"{name}.py": more for name, more in others.items()}})
    return assignments(str(tmp_path / "conf.py"), Files(str(tmp_path)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("X = ['a', 'b']", ["a", "b"]),
        ("A = 'a'\nX = [A] + ['b']", ["a", "b"]),
        ("X = ['a']\nX += ['b']", ["a", "b"]),
        ("X = ['a']\nX += ('b',)", ["a", "b"]),
        ("X = ['a']\nX.append('b')", ["a", "b"]),
        ("X = ['a']\nX.extend(['b'])", ["a", "b"]),
        ("X: list[str] = ['a', 'b']", ["a", "b"]),
        ("X = f()\nX = ['a', 'b']", ["a", "b"]),
        ("def f():\n    X = 3\nX = ['a', 'b']", ["a", "b"]),
        ("X = 'a'\nsys.path.insert(0, X)\nprint(X.strip())", "a"),
    ],
)
def test_data_is_read_whole(tmp_path, text, value):
    conf = read(tmp_path, text)
    assert conf.data("X") == value
    assert not conf.unread("X")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("X = [p for p in 'ab']", None),
        ("X = ['a', *f()]", ["a"]),
        ("X = ['a', os.path.join('b', 'c')]", ["a"]),
        ("X = ['a']\nX += glob('b*')", ["a"]),
        ("X = ['a'] + list('b')", ["a"]),
        ("X = ['a']\nX.extend(glob('b*'))", ["a"]),
        ("X = ['a']\nX.insert(0, 'b')", None),
        ("X = ['a']\nX[0] = 'b'", None),
        ("X = ['a']\nextend(X)", None),
        ("X = ['a']\nif DEBUG:\n    X = ['b']", None),
        ("X = ['a']\nfor name in 'b':\n    X.append(name)", None),
        ("try:\n    X = f()\nexcept OSError:\n    X = ['a']", None),
        ("X = {'a': 'b', **f()}", {"a": "b"}),
        ("X = {'a': 'b', f(): 'c'}", {"a": "b"}),
        ("X = {'a': 'b'}\nX.update(c='d')", None),
        ("from elsewhere import *", None),
        ("X = ['a']\nfrom elsewhere import *", None),
        ("X = (", None),
    ],
)
def test_what_is_computed_is_known_to_be_there(tmp_path, text, known):
    conf = read(tmp_path, text)
    assert conf.unread("X")
    value = conf.data("X")
    assert {k: v for k, v in value.items() if k} == known if isinstance(known, dict) else True
    assert value == known or isinstance(known, dict)


def test_what_is_not_there_is_not_unread(tmp_path):
    assert not read(tmp_path, "X = 1").unread("Y")


def test_a_file_beside_it_is_read_where_it_is_imported_whole(tmp_path):
    conf = read(tmp_path, "from base import *\nX = X + ['b']", base="X = ['a']\nY = f()")
    assert conf.data("X") == ["a", "b"]
    assert conf["Y"] is UNREAD
    assert not conf.unread("Z")


def test_files_that_import_each_other_come_to_an_end(tmp_path):
    conf = read(tmp_path, "from base import *\nX = 1", base="from conf import *\nX = 2")
    assert conf.data("X") == 1


def pelican(tmp_path, conf, post="Title: A\nDate: 2024-01-02\n\n![a](/pics/a.png)\n"):
    files = {"pelicanconf.py": conf, "content/a.md": post, "content/pics/a.png": picture()}
    write(tmp_path, {".git/": "", **files})
    return check(tmp_path, "content/a.md")


def test_a_draft_is_graded_one_step_lower(tmp_path):
    (finding,) = pelican(tmp_path, "PATH = 'content'").findings
    assert finding.severity is Severity.ERROR
    draft = "Title: A\nDate: 2024-01-02\nStatus: draft\n\n![a](/pics/a.png)\n"
    (finding,) = pelican(tmp_path, "PATH = 'content'", draft).findings
    assert finding.severity is Severity.WARNING


def test_a_path_from_the_root_of_an_unknown_address_is_no_error(tmp_path):
    (finding,) = pelican(tmp_path, "SITEURL = os.environ['SITEURL']").findings
    assert finding.severity is Severity.WARNING


def test_what_the_published_site_adds_is_read(tmp_path):
    publish = "from pelicanconf import *\nSTATIC_PATHS += ['pics']\n"
    write(tmp_path, {"publishconf.py": publish})
    assert not pelican(tmp_path, "STATIC_PATHS = ['images']").findings


def test_an_unreadable_setting_is_asked_for(tmp_path):
    write(tmp_path, {"pelicanconf.py": "STATIC_PATHS = f()\nPLUGINS = f()"})
    asked = GENERATOR.read_site(str(tmp_path), Files(str(tmp_path))).unknown
    assert "STATIC_PATHS" in asked["site.public"]
    assert "PLUGINS" in asked["rules.front-matter/missing-field.fields"]


def test_the_right_case_is_offered_with_the_folder_and_what_stands_before(tmp_path):
    result = pelican(
        tmp_path,
        "PATH = 'content'",
        "Title: A\nDate: 2024-01-02\n\n![a]({static}/Pics/a.PNG)\n",
    )
    assert found(result, "image") == [("content/a.md", 4, "image/wrong-case")]
    assert "{static}/pics/a.png" in result.findings[0].hint
    assert "Unicode" not in result.findings[0].message
