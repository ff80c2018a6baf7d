"""Made-up posts and settings, the same in every run: whatever stands in them, the run goes on."""

from __future__ import annotations

import random
import re
import time

import pytest
from support import ROOT, check, picture, write

from blint.errors import BlintError
from blint.generators.registry import NAMES, generator

ROUNDS = 30  # for each generator, of posts and of settings
SECONDS = 5

# Values that a library reads, or almost, and that some line of code does not expect.
VALUES = [
    *("0x" + "F" * 5000, "0o" + "7" * 6000, "0b" + "1" * 20_000, "1" + ":59" * 3000, "9" * 5000),
    *("1e400", "-1e999999999", ".inf", "-.inf", "inf", ".nan", "nan", "-0", "1_0", "0x_", "٣", "²"),
    *(
        "0000-00-00",
        "0001-01-01",
        "9999-12-31T23:59:59+23:59",
        "2025-02-30",
        "2025-01-05T25:61:61Z",
    ),
    *("12:30:45.5", "2025-01-05 10:00:00 +99:99", "99999999999999999999-1-1", "1.13.2025", "-1"),
    *("[" * 90 + "]" * 90, "[" * 400 + "]" * 400, "[" * 5000, "{a: " * 95 + "1" + "}" * 95),
    *("(" * 300, "-" * 5000 + "1", "a." * 3000 + "a", "not " * 500 + "1", "a" + "[0]" * 500),
    *('"\\ud800"', '"\\0"', '"\\U0010ffff"', '"' + "\\n" * 500 + '"', "'" * 99, '"' * 99, "`" * 99),
    *("a{99999999999}", '"a{99999999999}"', "'(?P<x>'", "'(?L)'", "'[z-a]'", "'[[a]'", '"("'),
    *("'" + "(" * 2000 + ")" * 2000 + "'", "'(?P<date>a*)*b'", "'{'", "'{}'", "'%s'", "'{0.a}'"),
    *("'" + "{slug}" * 3000 + "'", "'" + ":title" * 3000 + "'", "':year/:month/:day/:a/:b/:c/:d/'"),
    *("'../../..'", "'/'", "'//'", "'~/x'", "'http://[::1'", "'http://" + "é" * 5000 + "/x'"),
    *("'a" + "\u0301\u0327" * 3000 + "'", "'" + "x" * 70_000 + "'", "'a\u2028b'", "'\u202e'", "''"),
    *(
        "true",
        "false",
        "null",
        "~",
        "None",
        "{}",
        "[]",
        "()",
        "[[]]",
        "[null]",
        "{a: }",
        "[1, a, {}]",
    ),
    *("&a [*a]", "*a", "{<<: *a}", "!!binary abc", "!!set {a, b}", "!!timestamp 1", "!!float x"),
    *(
        "!!omap [a: b]",
        "!!python/name:os.system",
        "|\n  a\n  b",
        ">-\n  a",
        "? a\n: b",
        "# a",
        "\t",
    ),
    *("lambda: 1", "{*()}", "b'a'", "1j", "...", "f'{x}'", "{1, 2}", "{(): 1}", "{[]: 1}", "a + a"),
    *("`${x}`", "/(/", "/[/g", "() => {", "{...a}", "/*", "//", "<!--", "\0", "\r", "\f", "\ufeff"),
]
KEYS = (
    "title date updated modified created published draft status slug url path permalink save_as"
    " tags tag categories category keywords aliases image cover layout author authors excerpt"
    " description excerpt_separator summary media_subpath pretty_url eleventyComputed weight a <<"
    " date.created"
).split()
# So that every value is compared and shown.
JUDGED = "allowed = {" + ", ".join(f'"{key}" = ["a"]' for key in KEYS) + "}"
BODY = """
Text ![a](x.png) ![b](/x.png) ![c](../x.png?a#b) <img src="x.png" srcset="x.png 1x, y.png 2x">

<!-- more -->

{% asset_img x.png a %} {{< figure src="x.png" >}} {% link x.png %} ![d]({static}x.png)

| a | b |
| - | - |
| c | d | e |
"""
POSTS = {
    "vitepress": "posts/a.md",
    "vuepress": "docs/posts/a.md",
    "valaxy": "pages/posts/a.md",
    "docusaurus": "blog/2024-01-02-a.md",
    "astro": "src/content/blog/a.md",
    "hexo": "source/_posts/a.md",
    "hugo": "content/posts/a.md",
    "zola": "content/posts/a.md",
    "jekyll": "_posts/2024-01-02-a.md",
    "material": "docs/blog/posts/a.md",
    "eleventy": "content/blog/a.md",
    "pelican": "content/a.md",
    "nikola": "posts/a.md",
    "plain": "a.md",
}
SETTINGS = r".*\.(?:toml|ya?ml|json|py|[cm]?[jt]s)"
FENCES = {"yaml": "---", "toml": "+++", "json": ";;;", "meta": "---", "dotted": "<!--"}


def line(form: str, key: str, value: str) -> str:
    """A field as a format has it."""
    if form == "toml":
        return f"{key} = {value}"
    if form == "json":
        return f'"{key}": {value},'
    return f".. {key}: {value}" if form == "dotted" else f"{key}: {value}"


def front_matter(chance: random.Random, form: str) -> str:
    """Some front matter in a format, with a slip in every other one."""
    keys = chance.sample(KEYS, chance.randint(1, 6))
    lines = [line(form, key, chance.choice(VALUES)) for key in keys]
    fence = FENCES[form]
    inside = "\n".join(lines).rstrip(",") if form == "json" else "\n".join(lines)
    text = f"{fence}\n{inside}\n{fence}\n"
    if form == "json" and chance.random() < 0.5:
        text = "{" + inside + "}\n"
    if form == "dotted":
        text = "\n".join(lines) + "\n\n"
    if chance.random() < 0.5:
        at = chance.randrange(len(text))
        text = (
            text[:at]
            + chance.choice(["", "\0", "\r", '"', ":", "\t", "\n", "[", "- "])
            + text[at + 1 :]
        )
    return text


def mutated(chance: random.Random, text: str) -> str:
    """Settings with other values here and there, other keys, and lines that stand twice."""
    for _ in range(chance.randint(1, 4)):
        words = [*re.finditer(r"'[^'\n]*'|\"[^\"\n]*\"|[\w.-]+|\[|\{", text)]
        if words and chance.random() < 0.8:
            start, end = chance.choice(words).span()
        else:
            start = end = chance.randint(0, len(text))
        text = text[:start] + chance.choice(VALUES) + text[end:]
    return text


def survives(folder, name: str, post: str) -> None:
    started = time.process_time()
    lines = (f'generator = "{name}"', f'rules."front-matter/invalid-field" = {{ {JUDGED} }}')
    try:
        result = check(folder, post, config=lines)
    except BlintError:
        return
    finally:
        assert time.process_time() - started < SECONDS
    assert "input/internal-error" not in {finding.rule for finding in result.findings}


@pytest.mark.parametrize("name", NAMES)
def test_front_matter(tmp_path, name):
    chance = random.Random(f"{name} posts")
    post = POSTS[name]
    write(tmp_path, {".git/": "", "x.png": picture()})
    formats = sorted({syntax.format for syntax in generator(name).front_matter})
    for _ in range(ROUNDS):
        text = front_matter(chance, chance.choice(formats)) + BODY
        write(tmp_path, {post: text.encode("utf-8", "surrogatepass")})
        survives(tmp_path, name, post)


@pytest.mark.parametrize("name", NAMES)
def test_settings(tmp_path, name):
    chance = random.Random(f"{name} settings")
    home, post = ROOT / "tests/real" / name / "site", POSTS[name]
    stubs = {
        path.relative_to(home).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(home.rglob("*"))
        if path.is_file() and re.fullmatch(SETTINGS, path.name)
    }
    front = f"---\ntitle: T\nslug: {'s' * 300}\ndate: 2025-01-05\n---\n"
    write(tmp_path, {".git/": "", "x.png": picture(), post: front + BODY, **stubs})
    for _ in range(ROUNDS if stubs else 0):
        path = chance.choice([*stubs])
        text = mutated(chance, stubs[path]).encode("utf-8", "surrogatepass")
        write(tmp_path, {path: text})
        survives(tmp_path, name, post)
        write(tmp_path, {path: stubs[path]})
