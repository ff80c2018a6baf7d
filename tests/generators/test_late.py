"""What a post does not ask for is not read: a site may have thousands of pages."""

from __future__ import annotations

import pytest
from support import write

from blint.files.disk import Files
from blint.model import Span
from blint.post.references import MARKDOWN, Reference
from blint.post.site import Page
from blint.workspace.discovery import Workspace

PAGE = "---\ntitle: A title\nslug: other\n---\n"


@pytest.mark.parametrize("generator", ["hugo", "zola"])
@pytest.mark.parametrize(("path", "read"), [("a.png", False), ("/posts/other/a.png", True)])
def test_other_pages(tmp_path, monkeypatch, generator, path, read):
    write(tmp_path, {".git/": "", f"{generator}.toml": 'title = "A blog"\n'})
    write(tmp_path, {f"content/posts/{name}/index.md": PAGE for name in ("one", "two")})
    asked = []
    beginning = Files.beginning
    monkeypatch.setattr(Files, "beginning", lambda *a: asked.append(a[1]) or beginning(*a))
    post = Workspace("", (f'generator = "{generator}"',)).post(
        str(tmp_path / "content/posts/one/index.md")
    )
    page = Page(post.path, {"title": "A title"}, str)
    post.site.resolve(Reference(MARKDOWN, path, path, Span(0, 1), Span(0, 1)), page)
    assert bool(asked) == read
