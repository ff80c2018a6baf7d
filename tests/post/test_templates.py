"""Template tags are masked, character for character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import FRONT, check, found, picture, write

from blint.post.markdown.templates import BASE, LANGUAGES, PIPE, mask, unmask

SIGNS = ["{{", "}}", "{%", "%}", "{{<", ">}}", "{{%", "%}}", "|", "`", '"', "'", "\n", "\r\n", " "]
WORDS = ["a", "highlight", "endhighlight", "codeblock", "raw", "site.baseurl", "x(a=1)"]
PIECES = st.sampled_from([*SIGNS, *WORDS, "{{< /highlight >}}"])


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["", *LANGUAGES]), st.booleans())
def test_a_masked_text_keeps_every_place(text, language, code_spans):
    masked = mask(text, language, code_spans=code_spans).text
    assert len(masked) == len(text)
    assert re.findall(r"[\r\n]", masked) == re.findall(r"[\r\n]", text)
    changed = [new for old, new in zip(text, masked, strict=True) if old != new]
    assert {new for new in changed if not "\ue000" <= new <= "\ue003"} <= {" "}
    if not language and not code_spans:
        assert masked == text


@pytest.mark.parametrize(
    ("text", "path", "based"),
    [
        ('{{ "/assets/a.png" | relative_url }}', "/assets/a.png", True),
        ("{{'/assets/a.png'|absolute_url}}", "/assets/a.png", True),
        ("{{ site.baseurl }}/a.png", "/a.png", True),
        ("{{ site.url }}{{ site.baseurl }}/a.png", "/a.png", True),
        ("/a.png", "/a.png", False),
    ],
)
def test_what_liquid_makes_of_a_path(text, path, based):
    masked = mask(f"![a]({text})", "liquid").text.removeprefix("![a](").removesuffix(")")
    assert unmask(masked) == path
    assert masked.startswith(BASE) == based


def test_pipes_in_code_are_no_pipes():
    assert mask("| `a|b` | c |", "", code_spans=True).text == f"| `a{PIPE}b` | c |"
    assert mask("| ``a`|`b`` |", "", code_spans=True).text == f"| ``a`{PIPE}`b`` |"
    assert mask("| `a | b |", "", code_spans=True).text == "| `a | b |"


JEKYLL = {".git/": "", "_config.yml": "baseurl: /sub\n", "assets/a.png": picture()}


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ('![a]({{ "/assets/a.png" | relative_url }})\n', []),
        ("![a]({{ site.baseurl }}/assets/a.png)\n", []),
        ("![a](/sub/assets/a.png)\n", []),
        ("![a](/assets/a.png)\n", ["image/unresolved"]),
        ('![a]({{ "/assets/b.png" | relative_url }})\n', ["image/missing"]),
        ("![a]({{ page.picture }})\n", []),
        ('<img alt="" src="{{ site.baseurl }}/assets/b.png">\n', ["image/missing"]),
        ("{% highlight ruby %}\n![a](b.png)\n| a |\n{% endhighlight %}\n", []),
        ("| a | b |\n| --- | --- |\n| {{ x | upcase }} | c |\n", []),
        ("{% if x %}\n| a | b |\n| --- | --- |\n| c | d |\n{% endif %}\n", []),
    ],
)
def test_liquid_in_posts(tmp_path, body, rules):
    write(tmp_path, {**JEKYLL, "_posts/2024-01-02-a.md": FRONT + body})
    result = check(tmp_path, "_posts", select=("image", "table"))
    assert [rule for _, _, rule in found(result)] == rules


@pytest.mark.parametrize(
    "text",
    [
        "{% highlight ruby %}\n" * 10_000,
        "{% highlight ruby %}\n" * 10_000 + "{% endcomment %}\n",
        "{% raw %}" * 20_000,
        "{{ a | b }} " * 20_000,
        "{::comment}\n" * 20_000,
        "`" * 200_000,
    ],
    ids=["unclosed", "closed otherwise", "one line", "outputs", "comments", "ticks"],
)
def test_a_long_post_is_read_within_the_limit(tmp_path, text):
    write(tmp_path, {**JEKYLL, "_posts/2024-01-02-a.md": FRONT + text})
    assert found(check(tmp_path, "_posts"), "input") == []
