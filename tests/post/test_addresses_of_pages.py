"""The addresses of a site's pages, as posts ask for them."""

from __future__ import annotations

import time

import pytest

from blint.post.addresses import UNFINISHED, Addresses

PAGES = {
    "/1": "/site/_posts/2024-05-06-cups.md",
    "/2": "/site/posts/pots/index.md",
    "/3": "/site/posts/jars.en.md",
    "/4": "/site.d/plates.md",
}


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("2024-05-06-cups", "/1"),
        ("cups", "/1"),
        ("_posts/cups", "/1"),
        ("pots", "/2"),
        ("posts/pots/index", "/2"),
        ("posts/jars", "/3"),
        ("jars.en", "/3"),
        ("plates", "/4"),
        ("ups", ""),
        ("other/pots", ""),
        ("site", ""),
        ("", ""),
    ],
)
def test_a_page_is_named_by_the_end_of_its_path(name, address):
    assert Addresses(PAGES, {}).named(name) == PAGES.get(address, "")


def test_nothing_is_named_where_not_all_is_known():
    assert not Addresses({UNFINISHED: ""}, {}).are_all
    assert Addresses({UNFINISHED: ""}, {}).named("cups") == ""


def test_many_names_of_many_pages_cost_little():
    addresses = Addresses({f"/{n}": f"/site/posts/post-{n}.md" for n in range(20_000)}, {})
    before = time.process_time()
    for n in range(0, 20_000, 2):
        assert addresses.named(f"post-{n}")
    assert time.process_time() - before < 10
