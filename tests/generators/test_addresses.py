"""Where paths of URLs lead, on every system."""

from __future__ import annotations

import ntpath
import posixpath

import pytest

from blint.generators.addresses import at

# URLs that stand in C:\blog\posts, and the names below C:\blog they lead to; None for what no file
# of Windows is called.
URLS = [
    ("a.png", ["posts", "a.png"]),
    ("./pics/a.png", ["posts", "pics", "a.png"]),
    ("../a.png", ["a.png"]),
    ("/a.png", ["posts", "a.png"]),
    ("/../../a.png", ["posts", "a.png"]),
    ("pics\\a.png", None),
    ("..\\..\\a.png", None),
    ("\\a.png", None),
    ("\\\\host\\share\\a.png", None),
    ("C:\\blog\\posts\\a.png", None),
    ("C:/blog/posts/a.png", None),
    ("/C:/blog/posts/a.png", None),
    ("C:a.png", None),
]


@pytest.mark.parametrize(("url", "names"), URLS)
def test_paths_of_urls(url, names):
    assert names is None or at("/blog/posts", url, posixpath) == "/".join(["/blog", *names])
    found = at("C:\\blog\\posts", url, ntpath)
    if names is not None:
        assert found == "\\".join(["C:\\blog", *names])
    else:
        assert found.startswith("C:\\blog\\posts\\")
        assert "|" in found  # which nothing has in its name there
