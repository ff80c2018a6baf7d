"""Bare addresses, and what they swallow: markdown-it 14 with linkify, as VitePress 1.6.4 has it."""

from __future__ import annotations

import pytest

from blint.post import shortcuts
from blint.post.markdown.model import Dialect
from blint.post.markdown.reader import parse_body
from blint.post.text import Text


@pytest.mark.parametrize(
    ("text", "images", "swallowed"),
    [
        ("https://x.org/a，![c](d.png)", [], ["d.png"]),
        ("见https://x.org/a。![c](d.png)", [], ["d.png"]),
        ("http://localhost/a![c](d.png)", [], ["d.png"]),
        ("https://1.2.3.4:80?![c](d.png)", [], ["d.png"]),
        ("**https://x.org/a**![c](d.png)", [], ["d.png"]),
        ("https://x.org/a`![c](d.png)`", [], ["d.png"]),
        ("https://x.org/a![b c](d.png)", [], ["d.png"]),
        ("https://x.org/a![c](d.png) ![e](f.png)", ["f.png"], ["d.png"]),
        ("https://x.org/a ![c](d.png)", ["d.png"], []),
        ("https://x.org/a\n![c](d.png)", ["d.png"], []),
        ("https://x.org![c](d.png)", ["d.png"], []),
        ("https://x.org：![c](d.png)", ["d.png"], []),
        ("x.org/a![c](d.png)", ["d.png"], []),
        ("git://x.org/a![c](d.png)", ["d.png"], []),
        ("xhttps://x.org/a![c](d.png)", ["d.png"], []),
        ("(https://x.org/a)![c](d.png)", ["d.png"], []),
        ("<https://x.org/a>，![c](d.png)", ["d.png"], []),
        ("[b](https://x.org/a)，![c](d.png)", ["d.png"], []),
        ("![https://x.org/a](d.png)", ["d.png"], []),
        ("`https://x.org/a`![c](d.png)", ["d.png"], []),
    ],
)
def test_what_an_address_swallows(text, images, swallowed):
    for without in ((), ("all",)):
        with shortcuts.without(*without):
            body = parse_body(Text.of(text), 0, Dialect(bare_addresses=True))
        assert [image.destination for image in body.images] == images
        assert [found.destination for found in body.swallowed] == swallowed
        for found in body.swallowed:
            assert text[slice(*found.span)].startswith("![")


def test_without_links_of_addresses():
    body = parse_body(Text.of("https://x.org/a，![c](d.png)"), 0, Dialect())
    assert [image.destination for image in body.images] == ["d.png"]
    assert not body.swallowed
