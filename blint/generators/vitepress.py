"""VitePress, run as 1.6.4 and read at 2.x alpha (src/node: contentLoader.ts, image.ts).

The site's configuration is TypeScript and is never executed: the folder of pages (``srcDir``) and
the excerpt marker (``createContentLoader(…, { excerpt })``) are read from its text when they are
plain strings there.
"""

from __future__ import annotations

import os
import re

from blint.files import FILE, Files
from blint.frontmatter import GRAY_MATTER
from blint.generators.base import (
    UNDECIDED,
    Generator,
    Marker,
    Resolution,
    SiteFacts,
    below,
)
from blint.references import FRONT_MATTER, HTML, IMPORT, Reference

_SCRIPTS = (".ts", ".js", ".mts", ".mjs")
_SRC_DIR = re.compile(r"\bsrcDir\s*:\s*(['\"])([^'\"\n]+)\1")
_LOADER = re.compile(r"\bcreateContentLoader\s*\(")
_EXCERPT = re.compile(r"\bexcerpt\s*:\s*(?:(['\"`])(.+?)\1|(true)\b|(\S))")
_TYPED = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_MAX_SCRIPT = 256 * 1024
_MAX_SCRIPTS = 200


def read_site(root: str, files: Files) -> SiteFacts:
    """Where pages live and what the marker is, as far as the configuration's text tells."""
    content = root
    home = os.path.join(root, ".vitepress")
    for name in sorted(files.names(home)):
        if name.startswith("config.") and name.endswith(_SCRIPTS):
            match = _SRC_DIR.search(_read(os.path.join(home, name), files))
            if match:
                content = os.path.normpath(os.path.join(root, match[2]))
    marker, evidence = _marker(home, files)
    if marker is None and not evidence:
        marker = Marker.exactly("<!-- more -->")
    return SiteFacts(root, content, (os.path.join(content, "public"),), marker, evidence)


def _marker(home: str, files: Files) -> tuple[Marker | None, str]:
    """The marker that a content loader of the site asks for, and the file that says so.

    A marker of None with a file: a function decides, which is not run.
    """
    for path in _scripts(home, files):
        text = _read(path, files)
        loader = _LOADER.search(text)
        option = _EXCERPT.search(text, loader.end()) if loader else None
        if option is None:
            continue
        if option[2]:
            return Marker.exactly(option[2]), path
        if option[3]:
            return Marker.exactly("---"), path  # gray-matter's own separator
        if option[4] != "f":  # not `false`
            return None, path
    return None, ""


def _scripts(folder: str, files: Files) -> list[str]:
    """The scripts below ``.vitepress``, without what it builds."""
    found: list[str] = []
    pending = [folder]
    while pending and len(found) < _MAX_SCRIPTS:
        here = pending.pop()
        for name, linked in sorted(files.names(here).items(), reverse=True):
            path = os.path.join(here, name)
            if linked or name in ("cache", "dist", "node_modules"):
                continue
            if name.endswith(_SCRIPTS):
                found.append(path)
            elif os.path.isdir(path):
                pending.append(path)
    return sorted(found)


def _read(path: str, files: Files) -> str:
    if files.look(path).kind != FILE:
        return ""
    try:
        with open(path, encoding="utf-8", errors="replace") as script:
            return _TYPED.sub(" ", script.read(_MAX_SCRIPT))
    except OSError:
        return ""


def resolve(reference: Reference, post: str, site: SiteFacts) -> Resolution:
    """How Vite finds a file: ``/x`` in the public folder, then below the pages; else from the post.

    Markdown images need no ``./`` (image.ts adds it); in HTML a bare name is taken for a package,
    and the src of an audio element is left as it is (Vue's compiler knows img, video, source and
    image). A backslash counts as a slash.
    """
    path = reference.path.replace("\\", "/")
    folder = os.path.dirname(post)
    audio = reference.element == "audio"
    if path.startswith("/"):
        return _anywhere(reference, site.public if audio else (*site.public, site.content))
    if reference.form == FRONT_MATTER:  # no meaning of its own: the theme decides
        return _anywhere(reference, (folder, *site.public, site.content))
    candidates = below(folder, reference)
    if "\\" in reference.path:
        candidates = (os.path.join(folder, path), *candidates)
    if audio:
        return Resolution(candidates, unresolved="audio")
    if path.startswith(("./", "../")) or reference.form not in (HTML, IMPORT):
        return Resolution(candidates)
    if reference.form == IMPORT or path.startswith(("@", "~")):
        return UNDECIDED  # a package or an alias
    return Resolution(candidates, unresolved="bare")


def _anywhere(reference: Reference, folders: tuple[str, ...]) -> Resolution:
    return Resolution(tuple(path for folder in folders for path in below(folder, reference)))


GENERATOR = Generator(
    name="vitepress",
    title="VitePress",
    front_matter=(GRAY_MATTER,),
    yaml="1.2",
    resolve=resolve,
    read_site=read_site,
    folders=(".vitepress",),
    package="vitepress",
    posts=("**/posts/**", "**/blog/**"),
    title_from_heading=True,
    marker_key="excerpt_separator",
    containers=True,
    consequences={
        "front-matter/missing": {
            "en": "VitePress shows it as text, and the post has neither title nor date in a list",
            "zh": "VitePress 会把它当作正文显示，列表里的文章没有标题也没有日期",
        },
        "front-matter/missing:none": {
            "en": "the post has neither title nor date in VitePress's list of posts",
            "zh": "VitePress 的文章列表里，这篇文章没有标题也没有日期",
        },
        "front-matter/missing:unclosed": {
            "en": "VitePress takes the whole post for front matter and shows an empty page",
            "zh": "VitePress 会把整篇文章当作 front matter，页面一片空白",
        },
        "front-matter/invalid": {
            "en": "VitePress stops the build here",
            "zh": "VitePress 会在这里中断构建",
        },
        "front-matter/invalid:tab": {
            "en": "VitePress 1 lets it pass, other YAML readers (GitHub, editors, VitePress's"
            " successors) do not",
            "zh": "VitePress 1 能容忍，但其他 YAML 解析器（GitHub、编辑器等）会报错",
        },
        "front-matter/invalid:not-a-mapping-list": {
            "en": "VitePress finds no field in it",
            "zh": "VitePress 从中读不到任何字段",
        },
        "front-matter/invalid:not-a-mapping-text": {
            "en": "VitePress swallows this text: readers never see it",
            "zh": "VitePress 会吞掉这段文字，读者看不到它",
        },
        "front-matter/duplicate-key": {
            "en": "VitePress stops the build here",
            "zh": "VitePress 会在这里中断构建",
        },
        "front-matter/invalid-field:no-such-day": {
            "en": "VitePress moves it to another day without a word",
            "zh": "VitePress 会悄悄把它挪到另一天",
        },
        "excerpt/missing-marker": {
            "en": "VitePress gives the list of posts an empty excerpt",
            "zh": "VitePress 文章列表里的摘要会是空的",
        },
        "excerpt/misspelled-marker": {
            "en": "VitePress looks for the exact text and will give an empty excerpt",
            "zh": "VitePress 只认一字不差的标记，摘要会是空的",
        },
        "excerpt/duplicate-marker": {
            "en": "VitePress cuts at the first one",
            "zh": "VitePress 只在第一个标记处截断",
        },
        "excerpt/marker-in-code": {
            "en": "VitePress cuts the excerpt here, in the middle of the code",
            "zh": "VitePress 会在这里、也就是代码中间截断摘要",
        },
        "excerpt/marker-in-code:harmless": {
            "en": "VitePress has cut the excerpt before it",
            "zh": "VitePress 在此之前已经截断了摘要",
        },
        "excerpt/empty": {
            "en": "VitePress will show an empty excerpt on the home page",
            "zh": "VitePress 首页上的摘要会是空的",
        },
        "excerpt/whole-post": {
            "en": "VitePress shows the whole post in the list",
            "zh": "VitePress 会在列表里显示整篇文章",
        },
        "image/missing": {
            "en": "VitePress stops the build here; on GitHub readers see a broken picture",
            "zh": "VitePress 会在这里中断构建；在 GitHub 上读者会看到裂图",
        },
        "image/missing:import": {
            "en": "VitePress stops the build here",
            "zh": "VitePress 会在这里中断构建",
        },
        "image/missing:front-matter": {
            "en": "VitePress does not check it: readers see a broken picture",
            "zh": "VitePress 不检查它，读者会看到裂图",
        },
        "image/missing:audio": {
            "en": "VitePress leaves it as it is: the player stays silent",
            "zh": "VitePress 原样保留它，读者的播放器没有声音",
        },
        "image/missing:empty": {
            "en": "VitePress lets it pass, readers see a broken picture",
            "zh": "VitePress 会放行，读者会看到裂图",
        },
        "image/wrong-case": {
            "en": "works on a Mac or Windows; on Linux VitePress stops the build here",
            "zh": "在 Mac 和 Windows 上没问题，在 Linux 上 VitePress 会中断构建",
        },
        "image/unresolved:bare": {
            "en": "VitePress takes it for the name of a package and stops the build",
            "zh": "VitePress 会把它当成软件包的名字并中断构建",
        },
        "image/unresolved:audio": {
            "en": "VitePress does not touch the src of <audio>: the file is not published",
            "zh": "VitePress 不处理 <audio> 的 src，这个文件不会被发布",
        },
        "image/unreadable:directory": {
            "en": "VitePress stops the build here",
            "zh": "VitePress 会在这里中断构建",
        },
        "table/surplus-cell": {
            "en": "VitePress drops the surplus text",
            "zh": "VitePress 会丢掉多出来的文字",
        },
        "table/not-a-table": {
            "en": "VitePress prints it as text, pipes and all",
            "zh": "VitePress 会把它连同竖线一起当作文字显示",
        },
    },
)
