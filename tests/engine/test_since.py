"""Rules that bind new posts only: ``since``, and the day of a post as its generator reads it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import blint, check, picture, write

from blint.errors import BlintError
from blint.post.day import _day
from blint.workspace.config_file import read_config

SINCE = 'rules."image/missing-alt" = { since = "2025-04-01" }'
IMAGE = "\n![](a.png)\n"
SITES = {
    "hexo": {"_config.yml": "title: x\n", "package.json": '{"dependencies": {"hexo": "7"}}'},
    "hugo": {"hugo.toml": 'title = "x"\n'},
    "jekyll": {"_config.yml": "title: x\n", "Gemfile": 'gem "jekyll"\n'},
    "zola": {"zola.toml": 'base_url = "/"\n'},
    "pelican": {"pelicanconf.py": "PATH = 'content'\n"},
    "nikola": {"conf.py": "BLOG_TITLE = 'x'\nPOSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\n"},
    "material": {"mkdocs.yml": "theme: {name: material}\nplugins: [blog]\n"},
    "docusaurus": {"docusaurus.config.js": "module.exports = {}\n"},
    "astro": {"astro.config.mjs": "export default {}\n"},
    "vitepress": {".vitepress/config.js": "export default {}\n"},
    "vuepress": {"docs/.vuepress/config.js": "module.exports = {}\n"},
    "eleventy": {".eleventy.js": "module.exports = {}\n"},
    "valaxy": {"valaxy.config.ts": "export default {}\n"},
    "plain": {},
}
FOLDERS = {
    "hexo": "source/_posts",
    "hugo": "content/posts",
    "jekyll": "_posts",
    "zola": "content/blog",
    "pelican": "content",
    "material": "docs/blog/posts",
    "docusaurus": "blog",
    "astro": "src/content/blog",
    "vuepress": "docs/posts",
    "valaxy": "pages/posts",
}


def binds(
    folder: Path,
    generator: str,
    fields: str,
    name: str = "x.md",
    more: dict[str, str] | None = None,
) -> bool:
    """Whether a rule that holds from April 2025 on is in force for a post with these fields."""
    place = f"{FOLDERS.get(generator, 'posts')}/{name}"
    front = fields if fields.startswith("+++") else f"---\ntitle: T\n{fields}\n---\n"
    post = front + IMAGE
    files: dict[str, str | bytes] = {".git/": "", **SITES[generator], **(more or {}), place: post}
    write(folder, files)
    (folder / place).with_name("a.png").write_bytes(picture())
    result = check(folder, place, config=[SINCE, f'generator = "{generator}"'], select=("image",))
    return any(finding.rule == "image/missing-alt" for finding in result.findings)


@pytest.mark.parametrize("generator", SITES)
def test_the_day_in_the_front_matter(tmp_path: Path, generator: str) -> None:
    name = "2020-01-01-x.md"
    assert not binds(tmp_path / "a", generator, "date: 2025-03-31", name)
    assert binds(tmp_path / "b", generator, "date: 2025-04-01", name)


@pytest.mark.parametrize("generator", sorted(SITES.keys() - {"hugo", "material"}))
def test_the_day_in_the_name(tmp_path: Path, generator: str) -> None:
    assert not binds(tmp_path / "a", generator, "tags: []", "2025-03-31-x.md")
    assert binds(tmp_path / "b", generator, "tags: []", "2025-04-01-x.md")


@pytest.mark.parametrize("generator", SITES)
def test_a_post_without_a_date_is_new(tmp_path: Path, generator: str) -> None:
    assert binds(tmp_path / "a", generator, "tags: []")
    assert binds(tmp_path / "b", generator, "date:")
    assert binds(tmp_path / "c", generator, "date: soon")


@pytest.mark.parametrize(
    ("generator", "old", "new"),
    [
        ("hexo", "date: 2025/03/31 23:59:59", "date: 2025/4/1"),
        (
            "hugo",
            "+++\ntitle = 'T'\nDate = 2025-03-31\n+++",
            "+++\nDate = 2025-04-01T00:00:00Z\n+++",
        ),
        ("hugo", "publishDate: 2025-03-31", "publishDate: 2025-04-01"),
        ("hugo", "date: 2025-03-31\npublishDate: 2025-05-01", "date: 2025-04-01"),
        ("zola", "+++\ndate = 2025-03-31\n+++", "+++\ndate = '2025-04-01'\n+++"),
        (
            "material",
            "date:\n  created: 2025-03-31\n  updated: 2025-05-01",
            "date: {created: 2025-04-01}",
        ),
        ("docusaurus", "date: 31 March 2025", "date: April 1, 2025"),
        ("astro", "pubDate: Mar 31 2025", "pubDate: 'Apr 1 2025'"),
        ("jekyll", "date: 31/03/2025", "date: 05/04/2025"),
        ("jekyll", "date: 2025-03-31 23:00:00 -0500", "date: 2025-04-01 01:00:00 +0800"),
        ("eleventy", "date: 2025-03-31T23:00:00.000Z", "date: 2025-04-01T00:00:00+14:00"),
        ("valaxy", "date: 2025-03-31 10:00", "date: 2025-04-01 10:00"),
        ("pelican", "date: 2025-03-31 10:20", "date: 1 April 2025"),
    ],
)
def test_other_forms(tmp_path: Path, generator: str, old: str, new: str) -> None:
    def front(fields: str) -> str:
        return fields + "\n" if fields.startswith("+++") else fields

    assert not binds(tmp_path / "old", generator, front(old))
    assert binds(tmp_path / "new", generator, front(new))


def test_where_hugo_is_told_to_look(tmp_path: Path) -> None:
    site = {"hugo.toml": '[frontmatter]\ndate = [":filename", "written", ":default"]\n'}
    name = "2025-03-31-x.md"
    assert binds(tmp_path / "a", "hugo", "tags: []", name)
    assert not binds(tmp_path / "b", "hugo", "date: 2025-05-01", name, site)
    assert not binds(tmp_path / "c", "hugo", "written: 2024-01-01\ndate: 2025-05-01", more=site)
    assert binds(tmp_path / "d", "hugo", "date: 2025-05-01", more=site)


@pytest.mark.parametrize("name", ["2025-03-31-x/index.md", "2025/03/31/x.md", "2025/03-31-x.md"])
def test_folders_tell_the_day(tmp_path: Path, name: str) -> None:
    assert not binds(tmp_path, "docusaurus", "tags: []", name)


def test_in_overrides_and_families(tmp_path: Path) -> None:
    lines = '[rules.image]\nsince = "2025-04-01"\n[[overrides]]\npaths = ["posts/strict"]\n'
    lines += '[overrides.rules]\n"image/missing-alt" = { since = 2000-01-01 }\n'
    post = "---\ntitle: T\ndate: 2025-01-01\n---\n" + IMAGE
    write(
        tmp_path,
        {
            ".git/": "",
            "blint.toml": lines,
            "posts/a.md": post,
            "posts/strict/b.md": post,
            "posts/a.png": picture(),
            "posts/strict/a.png": picture(),
        },
    )
    assert [f.path for f in check(tmp_path, select=("image",)).findings] == ["posts/strict/b.md"]
    shown = blint(tmp_path, "config", "--rules", "posts/a.md").stdout.decode()
    line = next(line for line in shown.splitlines() if line.startswith("  image/missing-alt "))
    assert 'warning  since = "2025-04-01"' in line
    assert "blint.toml" in line
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert any(line.startswith("since 2025-04-01 (image/") for line in lines)
    assert any(line.startswith("date 2025-01-01 (") for line in lines)
    strict = blint(tmp_path, "config", "posts/strict/b.md").stdout.decode()
    assert "since" in strict
    assert "2000-01-01  " in strict
    write(tmp_path, {"posts/none.md": "text"})
    undated = blint(tmp_path, "config", "posts/none.md").stdout.decode()
    assert "none: it is new" in undated


@pytest.mark.parametrize(
    "value", ['"2025-4-1"', '"2025-02-30"', '"soon"', "20250401", '""', "2025-04-01T10:00:00", "[]"]
)
def test_a_wrong_day_is_an_error_with_its_key(tmp_path: Path, value: str) -> None:
    write(
        tmp_path, {"blint.toml": f'[rules]\n"image/missing" = {{ since = {value} }}\n', "a.md": "x"}
    )
    finished = blint(tmp_path, "check")
    assert finished.returncode == 2
    assert b'blint.toml: rules."image/missing".since must be a day' in finished.stderr


def test_the_key_in_overrides_is_named() -> None:
    data = {"overrides": [{"paths": ["a"], "rules": {"image": {"since": "x"}}}]}
    with pytest.raises(BlintError, match=r'overrides\[1\]\.rules\."image"\.since must be a day'):
        read_config(data, "", "blint.toml")


def test_what_is_kept_of_earlier_runs_knows_the_day(tmp_path: Path) -> None:
    post = "---\ntitle: T\ndate: 2025-01-01\n---\n" + IMAGE
    write(tmp_path, {".git/": "", "a.png": picture(), **{f"{n}.md": post for n in range(10)}})
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    numbers = []
    for since in ("2024-01-01", "2025-04-01", "2025-01-01"):
        line = f'rules."image/missing-alt" = {{ since = "{since}" }}'
        out = blint(tmp_path, "check", "--config", line, "--output-format", "json", **cache).stdout
        rules = [finding["rule"] for finding in json.loads(out)["findings"]]
        numbers.append(rules.count("image/missing-alt"))
    assert numbers == [10, 0, 10]


def test_shrink_leaves_the_images_of_old_posts(tmp_path: Path) -> None:
    heavy = picture("PNG", weight=900 * 1024)
    files = {
        f"posts/{year}.md": f"---\ntitle: T\ndate: {year}-01-01\n---\n\n![A]({year}.png)\n"
        for year in (2024, 2026)
    }
    images = {f"posts/{year}.png": heavy for year in (2024, 2026)}
    line = 'rules."image/too-heavy" = { since = "2025-04-01" }'
    write(tmp_path, {".git/": "", "blint.toml": line, **files, **images})
    told = blint(tmp_path, "shrink").stdout.decode()
    assert "2026.png" in told
    assert "2024.png" not in told


@given(
    st.dates(datetime.date(1000, 1, 1), datetime.date(9998, 12, 31)),  # 9999 stands for no year
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d 10:00", "%d %B %Y"]),
)
def test_a_day_is_read_back(day: datetime.date, form: str) -> None:
    assert _day(day.strftime(form), day_first=False) == day.isoformat()


@given(
    st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text()))
)
def test_no_value_is_too_odd(value: object) -> None:
    day = _day(value, day_first=True)
    assert day == "" or datetime.date.fromisoformat(day)
