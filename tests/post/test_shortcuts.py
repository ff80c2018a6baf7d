"""Every shortcut, taken and not taken: the same facts of a post, the same findings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
import real.site
from hypothesis import given
from hypothesis import strategies as st
from real.site import generators

from blint.checks.images import LIKE_AN_IMAGE, not_an_image
from blint.files.disk import Files
from blint.generators.registry import generator
from blint.post import references, shortcuts
from blint.post.document import UNDECIDED, Target
from blint.post.front_matter.delimiters import YAML
from blint.post.front_matter.reader import read_front_matter
from blint.post.markdown.model import Dialect, covered
from blint.post.markdown.reader import parse_body
from blint.post.text import Text

DIALECTS = {
    "commonmark": Dialect(),
    "vitepress": Dialect(containers=True, bare_addresses=True),
    "material": Dialect(
        tables="python-markdown",
        indented=frozenset(("admonition", "definition", "details", "footnote", "tab")),
    ),
    "jekyll": Dialect(tables="kramdown", templates="liquid"),
    "mdx": Dialect(jsx=True),
    "no-indented-code": Dialect(indented_code=False),
}


def facts(text, dialect, *off):
    """What checks can see of a body."""
    with shortcuts.without(*off):
        body = parse_body(text, 0, dialect)
    like = []
    for inline in body.inlines:
        if inline.taken is not None:
            for match in LIKE_AN_IMAGE.finditer(inline.content):
                taken = [
                    inline.map.span(start, end)
                    for start, end in inline.taken
                    if start < match.end() and match.start() < end
                ]
                like.append((inline.map.span(*match.span()), match[0], taken))
    piped = []
    for inline in body.inlines:
        if inline.kind == "p" and ("|" in inline.content or "｜" in inline.content):
            for match in re.finditer(r"\S(?:.*\S)?", inline.content):
                piped.append((inline.map.span(*match.span()), match[0]))
    imports = [
        inline.content
        for inline in body.inlines
        if dialect.jsx and inline.top_level and inline.content.startswith(("import ", "export "))
    ]
    with shortcuts.without(*off):
        site = SimpleNamespace(programs=(), files=Files("/"))
        doc = SimpleNamespace(
            body=body, text=text, site=site, target=lambda asked: Target(asked, UNDECIDED)
        )
        odd = [(m.span, m.variant) for m in not_an_image(doc)]
        named = list(references.imports(body, mdx=dialect.jsx))
    everything = {
        "not an image": sorted(odd),
        "named by scripts": named,
        "images": sorted(body.images),
        "elements": sorted(body.elements, key=lambda element: element.span),
        "scripts": [(s.text, s.map.at(s.start)) for s in body.scripts],
        "tables": body.tables,
        "like images": sorted(like),
        "piped": sorted(piped),
        "imports": imports,
    }
    return everything, body


def compare(source, dialect, *off):
    """The facts with shortcuts are those without ``off``."""
    text = Text.of(source)
    expected, plain = facts(text, dialect, *(off or ("all",)))
    found, body = facts(text, dialect)
    assert found == expected
    for offset in range(len(source) + 1):
        if not covered(body.skipped, offset):
            assert covered(body.code, offset) == covered(plain.code, offset), offset
            seen = body.visible is not None and body.visible < offset
            assert seen == (plain.visible is not None and plain.visible < offset), offset


LINES = """
![a](b.png)
![a](b.png "t")
![](b.png)
![a]( b.png )
![a](<b c.png>)
![a](b\\_c.png)
![a *b* `c`](d.png)
![a][ref]
![ref]
[![a](b.png)](https://example.com/x)
[ref]: /b.png
[ref]:
/b.png
[a ![b](c.png) d](e)
text ![a](b.png) and `code` <br/> text
text <img src="b.png" alt="a"> text
text <!-- more --> text
text `![a](b.png)` text
text ``![a](b.png)`` `
\\![a](b.png) \\`x\\`
！[a](b.png)
！ 【a】（b.png）
! [a](b.png)
[a] (b.png)
a <https://example.com/![a](b.png)> b
a < b, c > d <5
a <b
plain text
另一行文字，没有什么。
　　两个全角空格
**bold** text
* star
***
---
===
- item
- ![a](b.png)
-
+ item <img src=b.png>
1. first
2. second ![a](b.png)
7) seventh
10 years, 3.5 of them
# heading
## heading ![a](b.png)
#no heading
> quote
> ![a](b.png)
> - in it
>
| a | b |
| a | b
|---|---|
|:-:|--|
| --- |
a | b
--- | ---
| ![a](b.png) | `x \\| y` | z |
|
｜ a ｜ b ｜
```
```js
````
``` a`b
~~~
~~~ x
`` x ``
:::
::: tip
::: warning Title
::::: x
!!! note
!!! note "Title"
??? x
=== "Tab"
===! "x" y
[^1]: note ![a](b.png)
[^1]:
: definition ![a](b.png)
:   text
<div>
<div align="center">
</div>
<p><img src="b.png"></p>
<img src="b.png">
<img
src="b.png" alt="x">
<Img src="b.png" />
<img src={'b.png'} style={{a: "b>"}} />
<div style={{a: 1}}>
<Box a={x > y}>![a](b.png)</Box>
<Message name="x">
</Message>
<a href="x">text</a>
<script>
<script setup>import x from './b.png'</script>
import x from './b.png'
export const a = 1
</script>
<style>
</style>
<pre>
</pre>
<!-- comment -->
<!-- open
-->
<!-->
<?php
?>
<!DOCTYPE html>
<![CDATA[
]]>
<video src="a.mp4" poster='b.png'></video>
<source srcset="a.png 1x, b.png 2x"
{/* comment */}
{/* open
*/}
<details><summary>x</summary>
</details>
&nbsp;
$$
\\begin{x}
{% raw %}
{{ x }}
{% highlight js %}
{% endhighlight %}
""".splitlines()

INDENTS = ["", "", "", "", " ", "  ", "   ", "    ", "     ", "\t", " \t", "> ", "- ", "1. "]
line = st.one_of(
    st.just(""),
    st.tuples(st.sampled_from(INDENTS), st.sampled_from(LINES)).map("".join),
    st.text("`~<>![]()|:-=#*+1. \\\tab\"'/{}!？！【】（）｜", max_size=12),
)
sources = st.tuples(st.lists(line, max_size=14), st.sampled_from(["\n", "\n", "\n", "\r\n"])).map(
    lambda parts: parts[1].join(parts[0])
)


@pytest.mark.parametrize("name", DIALECTS)
def test_the_same_facts(name):
    @given(sources)
    def same(source):
        compare(source, DIALECTS[name])

    same()


@pytest.mark.parametrize("shortcut", shortcuts.NAMES)
def test_the_same_facts_without_one(shortcut):
    @given(sources, st.sampled_from(sorted(DIALECTS)))
    def same(source, name):
        compare(source, DIALECTS[name], shortcut)

    same()


YAML_PIECES = [*"[]{}b'\n", "a: ", "- ", "? ", "&x ", "*x", "  ", ", ", "---\n"]


@given(st.lists(st.sampled_from(YAML_PIECES), max_size=60), st.sampled_from([1, 1, 60, 120]))
def test_front_matter_is_the_same_without_the_shortcut(pieces, times):
    text = Text.of("---\n" + "".join(pieces) * times + "\n---\n")

    def said():
        found = read_front_matter(text, (YAML,), "1.2")
        return repr(found.invalid), repr(found.missing), repr(found.data)

    quick = said()
    with shortcuts.without("yaml"):
        assert quick == said()


@pytest.mark.parametrize("home", generators())
def test_the_same_facts_of_real_posts(home):
    for fact in real.site.facts(home):
        row = generator(fact.generator).dialect
        dialect = row._replace(jsx=row.jsx or fact.path.endswith(".mdx"))
        compare(fact.text, dialect)


def test_switches():
    assert shortcuts.taken("blocks")
    with shortcuts.without("blocks"):
        assert not shortcuts.taken("blocks")
        assert shortcuts.taken("inlines")
    with shortcuts.without("all"):
        assert not any(map(shortcuts.taken, shortcuts.NAMES))
    switched = {"BLINT_WITHOUT": "blocks,dispatch"}
    program = "from blint.post import shortcuts as s; print([n for n in s.NAMES if s.taken(n)])"
    result = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        env=os.environ | switched,
        capture_output=True,
        encoding="utf-8",
    )
    assert result.stdout.split(",")[0].strip() == "['inlines'"
    assert "dispatch" not in result.stdout


def test_plain_text_is_passed_over():
    """The shortcuts are taken indeed: without, nothing is skipped."""
    source = "Some text.\n\n- a list\n- of items\n\n![a](b.png)\n\nMore `text`.\n"
    _, body = facts(Text.of(source), Dialect())
    assert [source[s.start : s.end].strip() for s in body.skipped] == [
        "Some text.\n\n- a list\n- of items",
        "More `text`.",
    ]
    _, body = facts(Text.of(source), Dialect(), "blocks")
    assert body.skipped == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("vitepress", "> ::: tip\n   >"),  # markdown-it's rule for containers looks beyond the end
        ("vitepress", "::: tip\n \t:::"),
        ("vitepress", "1. ![a][ref]\n1. | --- |\n--- | ---"),  # a list goes on, a table would not
        ("commonmark", "#\ta |\n| --- |"),
        ("commonmark", "- item\n  ```\n  ```\n  text"),
        ("mdx", "- > ![a](b.png)\n\n    export const a = 1"),
        ("material", "!!! note"),
        ("commonmark", "~~~ x\n "),
    ],
)
def test_the_same_facts_of_odd_posts(name, source):
    compare(source, DIALECTS[name])
