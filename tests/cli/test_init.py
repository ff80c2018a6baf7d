"""``blint init``: a configuration for the blog that it finds, and nothing overwritten."""

from __future__ import annotations

import json
import os
import shutil
import string
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import ROOT, blint, check, needs_shared, picture, write

from blint.engine.init.run import InitRequest, init
from blint.errors import BlintError


def proposed(folder: Path, language: str = "en", **wishes: Any) -> dict[str, Any]:
    """What is proposed for a folder, as data; it is written, and read back by blint."""
    return tomllib.loads(init(InitRequest(str(folder), language, **wishes)).text)


def post(**fields: object) -> str:
    """A post with these fields (JSON is YAML)."""
    front = "".join(f"{json.dumps(key)}: {json.dumps(v)}\n" for key, v in fields.items())
    return f"---\n{front}---\n\nIntroduction.\n\n<!-- more -->\n\nText.\n"


def blog(folder: Path, number: int = 20, **more: Any) -> None:
    """Posts of which each has a title, a date, and what ``more`` makes of its number."""
    files: dict[str, str | bytes] = {".git/": ""}
    for i in range(number):
        fields = {name: make(i) for name, make in more.items()}
        kept = {name: value for name, value in fields.items() if value is not None}
        files[f"posts/post-{i}.md"] = post(title=f"Post {i}", date="2025-01-05", **kept)
    write(folder, files)


def fields_of(data: dict[str, Any]) -> list[str]:
    return list(data["rules"]["front-matter/missing-field"]["fields"])


def test_the_file_is_written_read_back_and_never_overwritten(tmp_path: Path) -> None:
    blog(tmp_path)
    run = blint(tmp_path, "init")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(b"wrote blint.toml")
    text = (tmp_path / "blint.toml").read_bytes()
    assert blint(tmp_path, "check").returncode == 0
    assert b"posts/**/*.md  " in blint(tmp_path, "config").stdout
    again = blint(tmp_path, "init")
    assert again.returncode == 2
    assert b"blint.toml is there already" in again.stderr
    assert (tmp_path / "blint.toml").read_bytes() == text
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "blint.toml", "posts"]


def test_print_shows_the_same_and_writes_nothing(tmp_path: Path) -> None:
    blog(tmp_path, series=lambda i: ["旧\u200b文", "新文"][i % 2])
    shown = blint(tmp_path, "init", "--print")
    assert shown.returncode == 0, shown.stderr
    assert not (tmp_path / "blint.toml").exists()
    blint(tmp_path, "init")
    assert shown.stdout.decode() == (tmp_path / "blint.toml").read_text(encoding="utf-8")
    assert blint(tmp_path, "init", "--print").stdout == shown.stdout  # though one is there now


def test_a_folder_may_be_named(tmp_path: Path) -> None:
    blog(tmp_path / "blog")
    assert blint(tmp_path, "init", "blog").returncode == 0
    assert tomllib.loads((tmp_path / "blog/blint.toml").read_text())["posts"] == ["posts/**/*.md"]


@pytest.mark.parametrize("way", ["file", "link", "folder", "pyproject", "above", "below"])
def test_what_is_configured_already_is_left(tmp_path: Path, way: str) -> None:
    folder = tmp_path / "blog"
    blog(folder)
    write(tmp_path, {".git/": ""})
    shutil.rmtree(folder / ".git")
    if way == "file":
        write(folder, {"blint.toml": "not TOML"})
    elif way == "link":
        (folder / "blint.toml").symlink_to("nowhere")
    elif way == "folder":
        (folder / "blint.toml").mkdir()
    elif way == "pyproject":
        write(folder, {"pyproject.toml": "[tool.blint]\n"})
    else:
        write(tmp_path if way == "above" else folder / "posts", {"blint.toml": ""})
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    run = blint(folder, "init")
    assert run.returncode == 2
    assert b"already" in run.stderr
    assert run.stdout == b""
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"empty/": ""}, "no posts"),
        ({"a.txt": "x"}, "no posts"),
        ({"README.md": "# x"}, "no posts"),
    ],
)
def test_where_there_are_no_posts(tmp_path: Path, files: dict[str, str], complaint: str) -> None:
    write(tmp_path, {".git/": "", **files})
    run = blint(tmp_path, "init")
    assert run.returncode == 2
    assert complaint in run.stderr.decode()
    assert not (tmp_path / "blint.toml").exists()
    assert blint(tmp_path, "init", "no/such").returncode == 2


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write anywhere")
    blog(tmp_path)
    tmp_path.chmod(0o500)
    run = blint(tmp_path, "init")
    tmp_path.chmod(0o700)
    assert run.returncode == 2
    assert b"cannot be written" in run.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode there")
def test_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    """No file in UTF-8 can name it: the posts are those where its generator keeps them."""
    write(tmp_path / "blog", {".git/": ""})
    odd = tmp_path / "blog" / os.fsdecode(b"caf\xe9")
    write(odd, {f"{i}.md": post(title="T", badge="a.png") for i in range(9)})
    write(odd, {"a.png": picture()})
    data = proposed(tmp_path / "blog")
    assert "posts" not in data
    assert data["site"]["image-keys"] == ["badge"]


def test_signs_in_a_folder_that_patterns_know(tmp_path: Path) -> None:
    for name in ("a[1]", "!b", "c#", "d e", "e*"):
        folder = tmp_path / name / "blog"
        write(folder, {".git/": "", **{f"{name}/{i}.md": post(title="T") for i in range(3)}})
        write(folder, {f"{name}x/z.txt": ""})
        assert "posts" in proposed(folder), name
        assert blint(folder, "check").returncode == 0


def test_two_sites_in_one_repository(tmp_path: Path) -> None:
    """Neither generator is named, and each post is still found on its own site."""
    write(
        tmp_path, {".git/": "", "a/hugo.toml": "", "b/_config.yml": "", "b/Gemfile": 'gem "jekyll"'}
    )
    write(tmp_path, {f"a/content/posts/{i}.md": post(title="T") for i in range(9)})
    write(tmp_path, {f"b/_posts/2025-01-0{i}-x.md": post(title="T") for i in range(1, 9)})
    data = proposed(tmp_path)
    assert "generator" not in data
    assert check(tmp_path).generator == "hugo, jekyll"
    assert check(tmp_path).posts == 17


def test_one_post_shows_no_habit(tmp_path: Path) -> None:
    blog(tmp_path, 1)
    assert proposed(tmp_path).keys() <= {"language", "posts"}


# --- what is proposed ----------------------------------------------------------------------------


def test_fields_that_nearly_every_post_has(tmp_path: Path) -> None:
    blog(
        tmp_path,
        author=lambda i: {"name": "A", "github": f"g{i}"} if i else {"name": "A"},
        co_authors=lambda i: [{"github": f"g{i}"}, {"github": "x", "name": "Y"}],
        cover_alt=lambda i: "x" if i < 17 else None,
        pinned=lambda _: False,
        empty=lambda _: "",
        分类=lambda i: f"甲{i}",
    )
    data = proposed(tmp_path)
    assert fields_of(data) == [
        "title",
        "date",
        "author.name",
        "author.github",
        "co_authors[].github",
        "分类",
    ]
    text = (tmp_path / "blint.toml").read_text(encoding="utf-8")
    assert '"author.github",  # 19 of 20 posts have it' in text
    assert '"title",  # all 20 posts have it' in text
    missing = [f.path for f in check(tmp_path).findings if f.rule == "front-matter/missing-field"]
    assert missing == ["posts/post-0.md"]


def test_few_values_are_allowed_and_slips_are_named(tmp_path: Path) -> None:
    def category(i: int) -> str:
        return {3: "Engneering", 4: "engineering"}.get(i, ["Engineering", "News"][i % 2])

    blog(
        tmp_path,
        category=category,
        tags=lambda i: [f"tag-{i}", "all"],
        author=lambda i: ["Ada", "Bob"][i % 2],
        level=lambda i: i % 2,
        cover=lambda i: f"/images/{i % 2}.png",
    )
    data = proposed(tmp_path)
    allowed = data["rules"]["front-matter/invalid-field"]["allowed"]
    assert {key: sorted(values) for key, values in allowed.items()} == {
        "category": ["Engineering", "News"]
    }
    text = (tmp_path / "blint.toml").read_text()
    assert "looks like a slip: Engneering (1 post), for Engineering?" in text
    assert "looks like a slip: engineering (1 post), for Engineering?" in text
    wrong = [f.path for f in check(tmp_path).findings if f.rule == "front-matter/invalid-field"]
    assert wrong == ["posts/post-3.md", "posts/post-4.md"]


def test_values_that_grow_are_not_closed(tmp_path: Path) -> None:
    blog(tmp_path, series=lambda i: f"series {i % 11}", topic=lambda i: f"topic {i}")
    assert "front-matter/invalid-field" not in proposed(tmp_path)["rules"]


def test_limits_of_images_are_what_most_meet(tmp_path: Path) -> None:
    blog(tmp_path, 12)
    for i in range(12):
        name, size = f"posts/{i}.png", (1500, 2)
        shown = post(title="T", date="2025-01-05") + f"\n![Picture](./{i}.png)\n"
        weight = (290 if i else 450) * 1024
        write(tmp_path, {name: picture("PNG", size, weight), f"posts/post-{i}.md": shown})
    rules = proposed(tmp_path)["rules"]
    assert "image/too-heavy" not in rules  # 500 KiB, as by default
    assert rules["image/too-large"] == {"max-width": 1600}
    for i in range(12, 22):
        write(tmp_path, {f"posts/{i}.png": picture(), "posts/more.md": ""})
    shown = post(title="T", date="2025-01-05") + "".join(
        f"\n![Picture](./{i}.png)\n" for i in range(12, 22)
    )
    write(tmp_path, {"posts/more.md": shown})
    (tmp_path / "blint.toml").unlink()
    rules = proposed(tmp_path)["rules"]
    assert rules["image/too-heavy"] == {"max-size": "300 KiB"}
    assert rules["image/missing-alt"] == "error"
    text = (tmp_path / "blint.toml").read_text()
    assert "21 of 22 images weigh no more; the heaviest weighs 450 KiB" in text
    assert "all 22 images in posts have alternative text" in text


def test_fields_with_local_images_become_image_keys(tmp_path: Path) -> None:
    blog(
        tmp_path,
        cover=lambda _: "a.png",
        badge=lambda i: "./a.png" if i else "./a.PNG",
        remote=lambda _: "https://example.org/a.png",
        lost=lambda _: "no/such.png",
    )
    write(tmp_path, {"posts/a.png": picture()})
    assert proposed(tmp_path)["site"]["image-keys"] == ["cover", "badge"]
    missing = [f.path for f in check(tmp_path, select=("image",)).findings if "case" in f.rule]
    assert missing == ["posts/post-0.md"]


def test_a_marker_that_nothing_asks_for(tmp_path: Path) -> None:
    blog(tmp_path)
    write(tmp_path, {"posts/post-0.md": "---\ntitle: T\ndate: 2025-01-05\n---\n\nText.\n"})
    assert proposed(tmp_path)["site"]["marker"] == "<!-- more -->"
    alone = check(tmp_path, "posts/post-0.md")
    assert [f.rule for f in alone.findings] == ["excerpt/missing-marker"]


def test_the_folder_that_is_served(tmp_path: Path) -> None:
    blog(tmp_path, 6)
    for i in range(6):
        write(tmp_path, {f"posts/post-{i}.md": post(title=f"T{i}") + f"\n![A](/img/{i}.png)\n"})
        write(tmp_path, {f"assets/img/{i}.png": picture()})
    assert proposed(tmp_path)["site"]["public"] == ["assets"]
    os.remove(tmp_path / "assets/img/3.png")
    assert [f.rule for f in check(tmp_path).findings if f.path.endswith("3.md")] == [
        "image/missing"
    ]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("2025-01-0{}-hello.md", {"pattern": r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*"}),
        ("hello-{}.md", "warning"),
        ("Hello_{}.md", None),
    ],
)
def test_names(tmp_path: Path, name: str, rule: object) -> None:
    write(tmp_path, {".git/": "", **{f"posts/{name.format(i)}": post(title="T") for i in range(9)}})
    assert proposed(tmp_path)["rules"].get("post/filename") == rule


def test_what_the_site_tells_is_not_repeated(tmp_path: Path) -> None:
    loader = "export default createContentLoader('posts/*.md', { excerpt: '<!-- more -->' })\n"
    blog(tmp_path)
    write(tmp_path, {".vitepress/config.js": "", "public/a.png": b"", "posts.data.js": loader})
    data = proposed(tmp_path)
    assert data["generator"] == "vitepress"
    assert "site" not in data
    text = (tmp_path / "blint.toml").read_text()
    assert "# .vitepress shows it\n" in text
    assert (
        "# blint reads from the site itself: the excerpt marker <!-- more --> (posts.data.js)"
        in text
    )
    assert "# blint reads from the site itself: files are served from public" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_end_says_what_is_found_and_how_to_accept_it(tmp_path: Path, language: str) -> None:
    blog(tmp_path, 9)
    lost = post(title="T", date="2025-01-05") + "\n![A](no.png)\n"
    write(tmp_path, {"posts/post-9.md": lost})
    assert proposed(tmp_path, language)["language"] == language
    lines = (tmp_path / "blint.toml").read_text(encoding="utf-8").splitlines()
    if language == "zh":
        assert "#   image/missing  1 个错误" in lines
        assert '    "title",  # 全部 10 篇文章都写了它' in lines
    else:
        assert "#   image/missing  1 error" in lines
    assert any("`blint baseline`" in line for line in lines)
    example = lines[-1].removeprefix("#   ")
    assert example.startswith('"image/missing".since = "')
    with (tmp_path / "blint.toml").open("a", encoding="utf-8") as file:
        file.write(example + "\n")  # what is proposed can be taken over as it stands
    assert blint(tmp_path, "check").returncode == 0  # the post is older than today


def test_fields_that_the_name_gives_are_not_asked_for(tmp_path: Path) -> None:
    files = {
        f"_posts/2025-01-{i + 10}-hello.md": post(title="T", date="2025-01-05") for i in range(20)
    }
    files["_posts/2025-01-31-hello.md"] = post(title="T", who="x")
    write(
        tmp_path, {".git/": "", "_config.yml": "title: x\n", "Gemfile": 'gem "jekyll"\n', **files}
    )
    assert fields_of(proposed(tmp_path)) == ["title"]


def test_toml_front_matter(tmp_path: Path) -> None:
    text = '+++\ntitle = "T"\ndate = 2025-01-05\n[extra]\nteam = "core"\n+++\n\nText.\n'
    pages = {f"content/blog/post-{i}.md": text for i in range(9)}
    write(tmp_path, {".git/": "", "zola.toml": 'base_url = "/"\n', **pages})
    assert fields_of(proposed(tmp_path)) == ["title", "date", "extra.team"]


def test_a_large_blog_is_looked_at_in_part(tmp_path: Path) -> None:
    blog(tmp_path, 2500)
    data = proposed(tmp_path, jobs=1)
    assert fields_of(data) == ["title", "date"]
    text = (tmp_path / "blint.toml").read_text()
    assert "# 2,500 posts today" in text
    assert "# what follows rests on 1,250 of 2,500 posts, evenly chosen" in text


# --- whatever stands in the posts ----------------------------------------------------------------

_ODD = st.text(
    st.sampled_from(string.printable + "\x00\x7f\x85\u2028\u202e\u200b中\U000e0001'\"\\#[]")
)
_VALUE = st.one_of(
    _ODD, st.text(), st.booleans(), st.integers(), st.none(), st.lists(_ODD, max_size=2)
)
_DATA = st.dictionaries(
    _ODD, st.one_of(_VALUE, st.dictionaries(_ODD, _VALUE, max_size=3)), max_size=6
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_DATA, st.lists(_ODD, min_size=2, max_size=3, unique=True), st.sampled_from(["en", "zh"]))
def test_no_front_matter_breaks_out(
    tmp_path_factory: pytest.TempPathFactory,
    data: dict[str, object],
    values: list[str],
    language: str,
) -> None:
    """The file is TOML, its settings are those that were proposed, and blint reads it back."""
    folder = tmp_path_factory.mktemp("blog")
    files: dict[str, str | bytes] = {".git/": ""}
    for i in range(15):
        fields = {**data, "kind": values[i % 2], "more": values[-1] if i == 7 else values[0]}
        files[f"posts/{i}.md"] = f"---\n{json.dumps(fields)}\n---\n\nText.\n"
    write(folder, files)
    found = proposed(folder, language)
    assert found.keys() <= {"language", "posts", "generator", "site", "rules"}
    allowed = found["rules"].get("front-matter/invalid-field", {}).get("allowed", {})
    for field, words in allowed.items():
        if field in ("kind", "more"):
            assert set(words) <= set(values)
    text = (folder / "blint.toml").read_text(encoding="utf-8")
    assert all(line.isprintable() for line in text.split("\n"))
    check(folder)


# --- the samples ---------------------------------------------------------------------------------


NAMES = (
    *("babel-blog", "brew-blog", "eleventy-site", "hexo-site", "jekyll-news", "mkdocs-material"),
    *("nushell-early", "otel-2022-2023", "pfcc-early", "rust-main", "tauri-blog"),
)


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_hardly_stricter_than_the_blog_is(samples: Path, tmp_path: Path, name: str) -> None:
    """Few new errors: at most one in ten posts has one. The second time is refused."""
    folder = tmp_path / "blog"
    shutil.copytree(samples / name, folder, symlinks=True)
    (folder / ".git").mkdir(exist_ok=True)
    before = check(folder, cached=False)
    proposed(folder)
    after = check(folder, cached=False)
    assert after.posts == before.posts
    was = {(f.rule, f.path) for f in before.findings}
    now = {f.path for f in after.findings if f.severity == "error" and (f.rule, f.path) not in was}
    assert len(now) <= before.posts / 10
    with pytest.raises(BlintError, match="already"):
        proposed(folder)


def test_the_example_blog(tmp_path: Path) -> None:
    """What it finds out by itself is what stands in that blog's own file."""
    folder = tmp_path / "blog"
    shutil.copytree(ROOT / "examples" / "blog", folder)
    own = tomllib.loads((folder / "blint.toml").read_text())
    (folder / "blint.toml").unlink()
    (folder / ".git").mkdir()
    data = proposed(folder)
    assert data.keys() >= {"posts"}
    assert own["posts"] == ["posts/*.md"]
    assert data["posts"] == ["posts/**/*.md"]
    assert blint(folder, "check", "--fail-on", "never").returncode == 0


def test_fields_of_few_posts_are_not_asked_of_all(tmp_path: Path) -> None:
    """Most posts of this blog do without front matter, and may go on so."""
    blog(tmp_path, 8, team=lambda _: "core")
    write(tmp_path, {f"posts/note-{i}.md": "# A note\n\nText.\n" for i in range(8)})
    assert "front-matter/missing-field" not in proposed(tmp_path)["rules"]


@pytest.mark.parametrize(
    ("site", "more"), [("docusaurus.config.js", "mdx"), ("_config.yml", "markdown")]
)
def test_posts_of_another_ending_that_come_later_are_posts(tmp_path, site, more):
    place = "blog" if more == "mdx" else "_posts"
    for number in range(6):
        write(tmp_path, {f"{place}/2025-01-0{number + 1}-a.md": post(title=f"T{number}")})
    write(tmp_path, {".git/": "", site: "module.exports = {};" if more == "mdx" else "title: x\n"})
    assert blint(tmp_path, "init").returncode == 0
    write(tmp_path, {f"{place}/2025-02-01-b.{more}": post(title="B")})
    assert check(tmp_path).posts == 7
