"""Where a post keeps its images: what the examples of the rule's page cannot show."""

from __future__ import annotations

import pytest
from support import FRONT, check, found, picture, write

from blint.errors import BlintError

RULE = "image/wrong-folder"


def wrong(folder, *options):
    config = [f'rules."{RULE}" = "warning"']
    config += [f'rules."{RULE}".{option}' for option in options]
    result = check(folder, select=(RULE,), config=config, language="en")
    return [(f.path, f.place.line, f.message) for f in result.findings]


def test_it_has_to_be_switched_on(tmp_path):
    write(tmp_path, {".git/": "", "a.md": FRONT + "![a](a.png)\n", "a.png": picture()})
    assert found(check(tmp_path), RULE) == []
    assert len(wrong(tmp_path)) == 1


def test_an_image_is_told_once_in_each_post_that_shows_it(tmp_path):
    text = FRONT + "![a](a.png)\n\n![a](a.png) ![b](b.png)\n"
    write(tmp_path, {".git/": "", "p.md": text, "q.md": text})
    write(tmp_path, {"a.png": picture(), "b.png": picture()})
    assert [(path, line) for path, line, _ in wrong(tmp_path)] == [
        ("p.md", 5),
        ("p.md", 7),
        ("q.md", 5),
        ("q.md", 7),
    ]


def test_a_folder_with_a_longer_name_is_another_one(tmp_path):
    write(tmp_path, {".git/": "", "a.md": FRONT + "![a](images/a-b/a.png)\n"})
    write(tmp_path, {"images/a-b/a.png": picture()})
    assert [message for *_, message in wrong(tmp_path)] == ["images/a-b/a.png is not in images/a/"]


def test_what_a_theme_brings_may_lie_there(tmp_path):
    write(tmp_path, {".git/": "", "hugo.toml": 'theme = "x"\n', "content/posts/a.md": FRONT})
    write(tmp_path, {"content/posts/a.md": FRONT + "![a](/a.png) ![b](/b.png)\n"})
    write(tmp_path, {"themes/x/static/a.png": picture(), "static/b.png": picture()})
    assert [message for *_, message in wrong(tmp_path)] == ["/b.png is not in images/a/"]


def test_shared_counts_from_the_configuration(tmp_path):
    config = f'[rules."{RULE}"]\nseverity = "warning"\nshared = ["/img/logo.png"]\n'
    write(tmp_path, {".git/": "", "site/blint.toml": config})
    write(tmp_path, {"site/posts/a.md": FRONT + "![a](../img/logo.png) ![a](img/logo.png)\n"})
    write(tmp_path, {"site/img/logo.png": picture(), "site/posts/img/logo.png": picture()})
    result = check(tmp_path, select=(RULE,), language="en")
    assert [f.message for f in result.findings] == ["img/logo.png is not in images/a/"]


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ('pattern = "images/{slug}/"', "{stem}, the name of the post, and not {slug}"),
        ('pattern = "images/{stem/"', "and not {stem/"),
        ('pattern = "images/stem}/"', "and not }"),
        ('pattern = " "', "must be a folder such as"),
        (r"pattern = 'images\{stem}'", "with forward slashes"),
        ("pattern = 3", "must be a text"),
        ('shared = "images/"', "must be a list of texts"),
        ('shared = ["!"]', "holds no patterns of paths"),
    ],
)
def test_options_that_make_no_sense(tmp_path, option, reason):
    write(tmp_path, {".git/": "", "a.md": FRONT})
    with pytest.raises(BlintError, match="wrong-folder") as caught:
        wrong(tmp_path, option)
    assert reason in str(caught.value)
