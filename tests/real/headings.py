"""Have the generators build one page with many headings, and write down the ids these get.

    python tests/real/headings.py [NAME…] [--cache FOLDER]

The page is ``tests/real/headings.md``, without what a generator stumbles over. For each generator
``tests/real/NAME/ids.json`` holds the ids of the page's headings in their order, and those of other
elements. ``tests/generators/test_ids.py`` compares blint with them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from real.run import Tool
from real.site import HERE, Fact, description

BEGIN, END = "HEADINGSBEGIN", "HEADINGSEND"
# What is no MDX: tags without an end, expressions that are none.
_NO_MDX = re.compile(r"<a |<br>|<!--|a < b|<https|^<|`<T>|^Text <span|^##$", re.MULTILINE)
_NO_HEADINGS = re.compile(r"^<|In a box|two lines|In an item|@example|::", re.MULTILINE)
_NAMED = re.compile(":smile:")  # blint does not know the names of emoji
_STUMBLES = {
    "valaxy": _NAMED,
    "vitepress": _NAMED,
    "vuepress": _NAMED,
    "hugo": re.compile(r"@example|http"),  # it depends on what becomes a link by itself
    "docusaurus": _NO_MDX,
    "hexo5": re.compile(r"\{#|\t|@example|two lines"),  # the first is a comment of Nunjucks
    "jekyll": _NO_HEADINGS,  # kramdown and Python-Markdown see none there
    "material": _NO_HEADINGS,
    "nikola": _NO_HEADINGS,
    "pelican": _NO_HEADINGS,
    # Of what has no plain letters to stand for it, blint says nothing.
    "zola": re.compile(r"[^\x00-\u024f\u2010-\u201f\u2026]|[½²€©¿]|&copy;|Stra"),
}
HOMES = (
    "astro docusaurus hexo hexo5 hugo jekyll material nikola pelican valaxy vitepress vuepress zola"
).split()
# What a site asks for beside the common settings, for its headings to have ids.
_ADDED = {
    "pelican": (
        "pelicanconf.py",
        'MARKDOWN = {"extensions": ["markdown.extensions.extra", "markdown.extensions.toc"]}\n',
    ),
    "nikola": ("conf.py", 'MARKDOWN_EXTENSIONS = ["markdown.extensions.extra", "toc"]\n'),
}


def page_text(home: str) -> str:
    """The post with the headings, for the generator of a folder."""
    text = (HERE / "headings.md").read_text(encoding="utf-8")
    if home in _STUMBLES:
        blocks = re.split(r"\n{2,}", text)
        text = "\n\n".join(block for block in blocks if not _STUMBLES[home].search(block))
    head = "---\ntitle: Headings\ndate: 2024-01-02\n---\n"
    if home == "pelican":
        head = "Title: Headings\nDate: 2024-01-02\n"
    return f"{head}\n{BEGIN}\n\n{text.rstrip()}\n\n{END}\n"


def fact(home: str) -> Fact:
    """That page as a fact, whose path is where the generator's posts are."""
    head = description(home)
    path = head["post"].replace("{name}", "headings")
    generator = head.get("generator", home)
    site = {}
    if home in _ADDED:
        name, added = _ADDED[home]
        site[name] = (HERE / home / "site" / name).read_text(encoding="utf-8") + added
    text = page_text(home)
    return Fact(home, generator, "headings", path, text, ("link",), site=site, word=BEGIN)


class _Ids(HTMLParser):
    """The ids of a built page between the two words, of headings and of others."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[str | None] = []
        self.others: list[str] = []
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids and names."""
        if not self._inside:
            return
        known = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(known.get("id"))
        else:
            self.others += [value for key in ("id", "name") if (value := known.get(key))]

    def handle_data(self, data: str) -> None:
        """Begin and end."""
        if BEGIN in data and self.cdata_elem is None:
            self._inside = True
        if END in data:
            self._inside = False


def built_ids(home: str, cache: Path) -> dict[str, list[str | None]]:
    """What a generator makes of the page."""
    tool = Tool(home, cache)
    content, words, built = tool.build([fact(home)])
    if not content:
        raise SystemExit(f"{home}: {words}")
    for path in built.pages:
        found = _Ids(path.read_text(encoding="utf-8", errors="replace"))
        if found.headings:
            return {"headings": found.headings, "others": list(found.others)}
    raise SystemExit(f"{home}: no such page; {words}")


def main() -> None:
    """Build, and write ids.json for each generator."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(HOMES))
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "blint-real")
    wanted = parser.parse_args()
    for home in wanted.names or HOMES:
        record = json.dumps(built_ids(home, wanted.cache), indent=1, ensure_ascii=False)
        (HERE / home / "ids.json").write_text(record + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
