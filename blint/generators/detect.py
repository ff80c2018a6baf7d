"""Telling which generator builds a site, by signs in its folders."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import chain
from typing import NamedTuple

from blint.files.disk import DIRECTORY, Files
from blint.files.paths import contains


class Sign(NamedTuple):
    """What gives a generator away in a site's root: a file or folder whose ``name`` matches a glob.
    Where they are given, a regular expression must be found in its ``text``, too, and one of the
    paths ``beside`` it (globs) must be there as well."""

    name: str
    text: str = ""
    beside: tuple[str, ...] = ()


class Signs(NamedTuple):
    """How a generator is recognised: any of the signs, or its ``package`` in a package.json."""

    signs: tuple[Sign, ...] = ()
    package: str = ""


_HUGO = ("content", "archetypes", "themes")
_ZOLA = ("content", "templates", "themes", "sass", "static")
# The names are those of the modules beside this one, in the order they are asked; plain comes last
# and always fits.
SIGNS: Mapping[str, Signs] = {
    "vitepress": Signs((Sign(".vitepress"),), "vitepress"),
    "vuepress": Signs((Sign(".vuepress"),), "vuepress"),
    "valaxy": Signs((Sign("valaxy.config.*"), Sign("site.config.*", r"\bvalaxy\b")), "valaxy"),
    "docusaurus": Signs((Sign("docusaurus.config.*"),), "@docusaurus/core"),
    "astro": Signs((Sign("astro.config.*"),), "astro"),
    "hexo": Signs(
        (
            # Octopress, which is Jekyll, names the folder in ``source``.
            Sign(
                "_config.yml",
                r"(?ms)\A(?!.*^source\s*:)",
                beside=("source/_posts", "source/_drafts"),
            ),
            Sign("_config.yml", r"(?m)^(?:new_post_name|post_asset_folder|source_dir)\s*:"),
        ),
        "hexo",
    ),
    "hugo": Signs(
        (
            *(Sign(f"hugo.{form}") for form in ("toml", "yaml", "yml", "json")),
            Sign("config", beside=("config/_default/*.*",)),
            *(
                # An application may have such a file, and a setting of that name in it.
                Sign(f"config.{form}", r"(?i)[\"']?\bbaseurl[\"']?\s*[:=]", beside=_HUGO)
                for form in ("toml", "yaml", "yml", "json")
            ),
            *(
                Sign(
                    f"config.{form}",
                    beside=("archetypes", "layouts/_default", "themes/*/theme.toml"),
                )
                for form in ("toml", "yaml", "yml", "json")
            ),
        )
    ),
    "zola": Signs(
        (
            Sign("zola.toml"),
            Sign("config.toml", r"\A(?:[^\n\[][^\n]*\n|\n)*[ \t]*base_url\s*=", beside=_ZOLA),
        )
    ),
    "jekyll": Signs(
        (
            Sign("_config.y*ml", beside=("_posts", "_drafts", "_layouts", "_includes")),
            Sign("_config.toml", beside=("_posts", "_drafts", "_layouts", "_includes")),
            Sign("_config.y*ml", beside=("*/_posts",)),
            Sign(
                "_config.y*ml",
                r"(?m)^(?:permalink|baseurl|plugins|gems|remote_theme|kramdown|collections|paginate"
                r"|excerpt_separator|collections_dir|markdown)\s*:",
            ),
            Sign(
                "Gemfile",
                r"(?m)^[ \t]*gem[ \t]+[\"'](?:jekyll|github-pages)[\"']",
                beside=("_posts",),
            ),
        )
    ),
    "material": Signs(
        (
            # The plugin among the plugins, as a list of either style or a mapping.
            Sign(
                "mkdocs.y*ml",
                r"(?m)^plugins:[^\n]*\n(?:(?:[ \t-][^\n]*|#[^\n]*)?\n)*?"
                r"[ \t]*(?:-[ \t]*)?[\"']?(?:material/)?blog[\"']?[ \t]*(?::[^\n]*|#[^\n]*)?$"
                r"|^plugins:[ \t]*\[[^\]\[]*\b(?:material/)?blog\b",
            ),
        )
    ),
    "eleventy": Signs(
        (Sign(".eleventy.*"), Sign("eleventy.config.*")),
        "@11ty/eleventy",
    ),
    "pelican": Signs((Sign("pelicanconf.py"),)),
    "nikola": Signs((Sign("conf.py", r"(?m)^POSTS\s*=\s*[(\[]"),)),
    "plain": Signs(),
}

_SEARCH_DEPTH = 3
# Folders of what a project has from others, or tests itself with: no site in them is its own.
FROM_OTHERS = frozenset(("vendor", "_vendor", "third_party", "bower_components"))
ASIDE = FROM_OTHERS | set(
    "test tests __tests__ spec fixtures __fixtures__ testdata exampleSite".split()
)
_NOT_A_SITE = ASIDE | {"node_modules", "dist", "build", "target", "venv"}


class Found(NamedTuple):
    """The name of a generator, the absolute root of the site it builds, and what gave it away: an
    absolute path, or empty."""

    generator: str
    root: str
    evidence: str = ""


def detect(folder: str, files: Files) -> Found:
    """Which generator builds the posts in ``folder`` (absolute).

    The nearest folder upwards that shows a sign decides. Where only a package.json names the
    generator, and where there is no sign at all, the site is looked for a few levels down.
    """
    named: tuple[str, str, str] | None = None
    for above in _upwards(folder, files):
        if sign := _sign(above, files):
            return Found(sign[0], above, sign[1])
        named = named or _package(above, files)
    for below in _downwards(named[1] if named else folder, files):
        sign = _sign(below, files)
        if sign and (named is None or sign[0] == named[0]):
            return Found(sign[0], below, sign[1])
    if named:
        return Found(*named)
    return Found("plain", files.top)


def locate(name: str, folder: str, config_folder: str, files: Files) -> Found:
    """The site of a generator that a configuration names: where the generator's signs are, upwards
    from the posts in ``folder``, else below it, else below the configuration's folder."""
    places = chain(
        _upwards(folder, files),
        _downwards(folder, files),
        _downwards(config_folder, files) if config_folder else (),
    )
    for place in places:
        if sign := _sign(place, files, (name,)):
            return Found(name, place, sign[1])
    root = config_folder if config_folder and contains(config_folder, folder) else folder
    return Found(name, root)


def _upwards(folder: str, files: Files) -> Iterator[str]:
    while files.inside(folder):
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _downwards(folder: str, files: Files) -> Iterator[str]:
    level = [folder] if files.inside(folder) else []
    for _ in range(_SEARCH_DEPTH):
        below = []
        for here in level:
            for name, linked in sorted(files.names(here).items()):
                hidden = name.startswith(".") or name in _NOT_A_SITE
                if not linked and not hidden and "." not in name:
                    path = os.path.join(here, name)
                    if files.look(path).kind == DIRECTORY:
                        yield path
                        below.append(path)
        level = below


def _sign(folder: str, files: Files, names: Iterable[str] = SIGNS) -> tuple[str, str] | None:
    """The name of the generator that a folder shows a sign of, and the sign's path."""
    present = files.names(folder)
    for name in names:
        for sign in SIGNS[name].signs:
            for found in _matching(sign.name, present):
                path = os.path.join(folder, found)
                if sign.text and not re.search(sign.text, files.text(path)):
                    continue
                if not sign.beside or any(_is_there(folder, b, files) for b in sign.beside):
                    return name, path
    return None


def _matching(pattern: str, names: Mapping[str, object]) -> list[str]:
    """Those of a folder's names that a glob matches."""
    start, glob, _ = pattern.partition("*")
    if not glob:
        return [pattern] if pattern in names else []
    return [name for name in names if name.startswith(start) and fnmatchcase(name, pattern)]


def _is_there(folder: str, pattern: str, files: Files) -> bool:
    """Whether a path of names (globs) leads to something below a folder."""
    step, _, rest = pattern.partition("/")
    for name in _matching(step, files.names(folder)):
        below = os.path.join(folder, name)
        if not rest or _is_there(below, rest, files):
            return True
    return False


# What others may import or run, by npm's documentation of package.json.
_OF_LIBRARIES = frozenset(("exports", "module", "bin", "files", "types", "peerDependencies"))
_NO_SCRIPT = r"(?:echo .*no test specified.*)?"  # npm init writes one


def _package(folder: str, files: Files) -> tuple[str, str, str] | None:
    """The generator that a folder's package.json depends on, the folder, and the file.

    Among the tools for development it may be there for a test or a plugin: a script that runs it
    makes a site of the package, unless there is none that runs anything and it is no library.
    """
    if "package.json" not in files.names(folder):
        return None
    from blint.bounded import Malformed, load_json

    path = os.path.join(folder, "package.json")
    try:
        package = load_json(files.text(path))
        dependencies = set(package.get("dependencies") or ())
        tools = set(package.get("devDependencies") or ())
        scripts = " ".join(map(str, (package.get("scripts") or {}).values()))
        nothing_else = re.fullmatch(_NO_SCRIPT, scripts) and not _OF_LIBRARIES & package.keys()
    except (Malformed, AttributeError, TypeError):
        return None
    for name, signs in SIGNS.items():
        if not signs.package:
            continue
        site = nothing_else or _runs(name, scripts)
        if signs.package in dependencies or (signs.package in tools and site):
            return name, folder, path
    return None


def _runs(name: str, scripts: str) -> bool:
    """Whether a package's scripts run a generator's command."""
    return bool(re.search(rf"(?<![\w-]){name}(?![\w-])", scripts))


def shows_generator(folder: str) -> bool:
    """Whether a folder shows a generator's sign."""
    return _sign(folder, Files(folder)) is not None
