"""Fields that YAML reads otherwise than they look."""

from __future__ import annotations

import pytest
from support import check, write

from blint.model import Severity


def findings(folder, lines, generator="vitepress"):
    write(folder, {".git/": "", "a.md": f"---\ntitle: A post\n{lines}\n---\n\nText.\n"})
    config = [f'generator = "{generator}"']
    return check(folder, "a.md", config=config, select=("front-matter",)).findings


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [  # all of them built with Hexo, VitePress, Hugo, Zola and Jekyll
        ("tags:\n- a\n - b", 5, "“- b” is part of the entry above"),
        ("tags:\n  - a\n    - b\n  - c", 5, "“- b” is part of the entry above"),
        ("tags:\n  -\u3000a\n  -\u3000b", 4, "U+3000"),
        ("author:\n\u00a0\u00a0name: x", 4, "U+00A0"),
        ("date\u3000: 2024-01-02", 3, "U+3000"),
        ("date\u200b: 2024-01-02", 3, "U+200B"),
    ],
)
@pytest.mark.parametrize("generator", ["vitepress", "hugo", "jekyll"])
def test_what_only_looks_like_a_field_or_an_entry(tmp_path, lines, line, said, generator):
    (only,) = findings(tmp_path, lines, generator)
    assert (only.rule, only.place.line) == ("front-matter/invalid-field", line)
    assert only.severity is Severity.WARNING
    assert said in only.message
    assert "stops" not in only.text


@pytest.mark.parametrize(
    "lines",
    [
        "tags:\n- a - b\n- c",
        "tags:\n- a\n  b - c",
        "description: a text\n  - and more",
        "标签: a",
        "description: －\u3000a",
        'tags:\n- "a\n  - b"',
    ],
)
def test_what_is_as_it_looks(tmp_path, lines):
    assert not findings(tmp_path, lines)
