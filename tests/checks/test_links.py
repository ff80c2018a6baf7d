"""Links to pages and files of the site: what blint says of them, and where it says nothing."""

from __future__ import annotations

import os
import subprocess
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import FRONT, blint, check, write

from blint.engine.run import Means

NAMES = st.text(
    st.characters(codec="utf-8", categories=("Ll", "Lo", "Nd")), min_size=3, max_size=8
).filter(lambda name: name.casefold() == name)


def git(folder, *words):
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, env={**os.environ, **own}, check=True)


def said(folder, *paths, **wishes):
    """Line, variant's words and grade of what is found of links."""
    result = check(folder, *paths, select=("link/missing", "link/not-internal"), **wishes)
    return [(f.place.line, str(f.severity), f.text) for f in result.findings]


def posts(*names, folder="content/posts", text="Text.\n"):
    return {f"{folder}/{name}.md": FRONT + text for name in names}


HUGO = {"hugo.toml": 'baseURL = "https://example.org/"\n', ".git/": ""}
THREE = HUGO | posts("one", "two", "three")


def linking(to):
    return {"content/posts/a.md": f"{FRONT}[a]({to})\n"}


@pytest.mark.parametrize(
    "to",
    ["/posts/one/", "/posts/two", "../three/", "/posts/a/#x", "#x", "?q", "/posts/one/index.html"],
)
def test_pages_are_found_at_their_addresses(tmp_path, to):
    write(tmp_path, THREE | linking(to))
    assert said(tmp_path, "content/posts/a.md") == []


@pytest.mark.parametrize("to", ["/posts/onne/", "../onne/", "/posts/onne", "/posts/onne.html#x"])
def test_no_page_is_served_there(tmp_path, to):
    write(tmp_path, THREE | linking(to))
    assert [line for line, _, _ in said(tmp_path, "content/posts/a.md")] == [5]


@pytest.mark.parametrize(
    "to",
    [
        "/about/",  # pages of themes
        "/tags/onne/",
        "/posts/page/2/",
        "/posts/archive/",
        "/posts/index.xml",
        "/docs/onne/",  # nothing like it is here
        "/posts/",
        "@alias/onne",
        "{{% param url %}}",
        "//example.com/posts/onne/",
        "mailto:a@example.org",
        "tel:1",
    ],
)
def test_nothing_is_known_of_other_pages(tmp_path, to):
    write(tmp_path, THREE | linking(to))
    assert said(tmp_path, "content/posts/a.md") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("static/_redirects", "/posts/onne/ /posts/one/ 301\n"),
        ("netlify.toml", '[[redirects]]\nfrom = "/*"\nto = "/new/:splat"\n'),
        ("vercel.json", '{"redirects": [{"source": "/posts/onne", "destination": "/"}]}'),
        ("content/posts/new.md", "---\ntitle: N\naliases: [/posts/onne]\n---\n"),
        ("content/posts/new.md", "---\ntitle: N\naliases:\n- posts/onne/\n---\n"),
    ],
)
def test_an_address_may_be_redirected(tmp_path, name, text):
    write(tmp_path, THREE | linking("/posts/onne/") | {name: text})
    assert said(tmp_path, "content/posts/a.md") == []


@pytest.mark.parametrize("name", ["static/_redirects", "netlify.toml", "static/.htaccess"])
def test_the_cache_sees_a_new_redirect(tmp_path, name):
    write(tmp_path, THREE | linking("/posts/onne/") | {"static/a.txt": "a"})
    cached = Means(enough_for_cache=1)
    for _ in range(2):
        assert len(said(tmp_path, means=cached)) == 1
    write(tmp_path, {name: "/posts/onne/ /posts/one/ 301\n"})
    assert said(tmp_path, means=cached) == []


def test_the_cache_sees_a_new_address_of_the_site(tmp_path):
    write(tmp_path, {".git/": "", "a.md": f"{FRONT}[a](https://example.org/b)\n"})
    lines = 'site.url = "https://example.{}/"\nrules."link/not-internal" = "warning"\n'
    for host, count in (("com", 0), ("org", 1), ("com", 0)):
        write(tmp_path, {"blint.toml": lines.format(host)})
        assert len(said(tmp_path, means=Means(enough_for_cache=1))) == count


@pytest.mark.parametrize("name", ["posts/build", "posts/vendor", "posts/dist/index", "build/one"])
def test_a_page_may_be_called_like_a_folder_that_others_build(tmp_path, name):
    more = {f"content/{name}.md": FRONT} | posts("two", "three", "four", folder="content/build")
    write(tmp_path, THREE | more | linking(f"/{name}/".replace("/index", "")))
    assert said(tmp_path, "content/posts/a.md") == []


@pytest.mark.parametrize("length", [1000, 3990, 4070, 4096, 9000])
def test_the_address_stands_behind_a_long_description(tmp_path, length):
    long = f"---\ntitle: A\ndescription: {'x' * length}\nslug: onne\n---\n"
    write(tmp_path, THREE | linking("/posts/onne/") | {"content/posts/four.md": long})
    assert said(tmp_path, "content/posts/a.md") == []


@pytest.mark.parametrize(("to", "count"), [("a-heading-1", 0), ("a-heading-9", 1)])
def test_the_address_is_made_of_a_heading(tmp_path, to, count):
    config = "site_name: A\ntheme:\n  name: material\nplugins:\n  - blog\n"
    write(tmp_path, {".git/": "", "mkdocs.yml": config, "docs/index.md": "# A\n"})
    front = "---\ndate: 2024-05-06\n---\n\n"
    for number in range(1, 5):
        write(tmp_path, {f"docs/blog/posts/p{number}.md": f"{front}# A heading {number}\n"})
    write(tmp_path, {"docs/blog/posts/a.md": f"{front}# A\n\n[a](/blog/2024/05/06/{to}/)\n"})
    assert len(said(tmp_path, "docs/blog/posts/a.md")) == count


@pytest.mark.parametrize(("depth", "count"), [(3, 1), (40, 0)])
def test_where_not_all_pages_are_looked_at_none_is_said_to_be_lacking(tmp_path, depth, count):
    deep = posts("b", folder="content/deep" + "/x" * depth)
    write(tmp_path, THREE | linking("/posts/onne/") | deep)
    assert len(said(tmp_path, "content/posts/a.md")) == count


def test_a_folder_may_have_thousands_of_posts(tmp_path):
    write(tmp_path, THREE | posts(*(f"post-{number}" for number in range(6000))))
    write(tmp_path, linking("/posts/post-1/) [b](/posts/onne/"))
    before = time.process_time()
    result = check(tmp_path, "content/posts/a.md", select=("link", "input"))
    assert [f.rule for f in result.findings] == ["link/missing"]
    assert time.process_time() - before < 30


def test_a_definition_may_be_the_first_line(tmp_path):
    write(tmp_path, {".git/": "", "other.md": FRONT, "a.md": "[a]: othr.md\n\n[a]\n"})
    assert [line for line, _, _ in said(tmp_path, "a.md")] == [1]


@pytest.mark.parametrize(
    ("to", "consequence"),
    [
        ("/feed.xml", None),
        ("/sitemap.xml", None),
        ("./llms.txt", None),
        ("/a.pdf", "error page"),
        ("/nope", "stops the build"),
    ],
)
def test_what_a_build_of_vitepress_looks_at(tmp_path, to, consequence):
    site = {".git/": "", ".vitepress/config.ts": "export default {}\n", "public/b.pdf": "b"}
    write(tmp_path, site | {"b.md": FRONT, "a.md": f"{FRONT}[a]({to})\n", "public/b.xml": "b"})
    write(tmp_path, {"public/b.txt": "b"})
    found = said(tmp_path, "a.md")
    assert [consequence in text for _, _, text in found] == ([True] if consequence else [])


def test_a_build_of_hugo_may_make_a_file(tmp_path):
    write(
        tmp_path,
        THREE | linking("/feed.xml) [b](/b.pdf") | {"static/a.xml": "", "static/a.pdf": ""},
    )
    assert ["/b.pdf" in text for _, _, text in said(tmp_path, "content/posts/a.md")] == [True]


def test_few_pages_tell_nothing_of_others(tmp_path):
    write(tmp_path, HUGO | posts("one") | linking("/posts/onne/"))
    assert said(tmp_path, "content/posts/a.md") == []


def test_the_base_of_the_site_stands_before_an_address(tmp_path):
    base = {"hugo.toml": 'baseURL = "https://example.org/blog/"\n'}
    write(tmp_path, THREE | base | linking("/blog/posts/one/"))
    assert said(tmp_path, "content/posts/a.md") == []
    write(tmp_path, linking("/blog/posts/onne/"))
    ((_, _, text),) = said(tmp_path, "content/posts/a.md")
    assert "nowhere: /blog/posts/onne/;" in text
    write(tmp_path, linking("/posts/onne/"))  # the host may have other sites
    assert said(tmp_path, "content/posts/a.md") == []


def test_the_nearest_page_is_offered(tmp_path):
    write(tmp_path, THREE | posts("something-long") | linking("/posts/something-lng/#x"))
    (finding,) = check(tmp_path, "content/posts/a.md", select=("link",)).findings
    assert finding.hint == "did you mean /posts/something-long/?"
    assert finding.fix is None


def test_an_address_in_another_case_is_put_right(tmp_path):
    write(tmp_path, THREE | linking("/posts/One/?x#y"))
    blint(tmp_path, "check", "--fix", "content/posts/a.md")
    assert "(/posts/one/?x#y)" in (tmp_path / "content/posts/a.md").read_text()


def test_a_post_in_windows_lines_is_put_right(tmp_path):
    write(
        tmp_path, {".git/": "", "Other.md": FRONT, "a.md": "A\r\n\r\n[a](other.md)\r\n[b](x)\r\n"}
    )
    blint(tmp_path, "check", "--fix", "a.md")
    assert (tmp_path / "a.md").read_bytes() == b"A\r\n\r\n[a](Other.md)\r\n[b](x)\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "`[a](othr.md)`",
        "    [a](othr.md)",
        "```\n[a](othr.md)\n```",
        "<!-- [a](othr.md) -->",
        "\\[a](othr.md)",
        "![a](x.png) ](othr.md)",
        "function a[b](othr.md) {`",
        "[^1]: othr.md",
        "a]: othr.md",
        '<a name="b">`<a href="othr.md">`</a>',
        "<!-- <a href='othr.md'>a</a> -->",
        "<Link href='othr.md' />",
    ],
)
def test_what_only_looks_like_a_link(tmp_path, text):
    write(tmp_path, {".git/": "", "other.md": FRONT, "a.md": f"{FRONT}Text.\n\n{text}\n"})
    found = said(tmp_path, "a.md")
    assert found == ([] if "a[b]" not in text else found)


@pytest.mark.parametrize(
    "text",
    [
        "[a](othr.md)",
        "> - [a](othr.md 'title')",
        "[a](<othr.md>)",
        "[a](  othr.md#b )",
        "[![a](x.png)](othr.md)",
        "[a]\n\n[a]: othr.md",
        "[a][]\n\n[a]: <othr.md> 'title'",
        "| a |\n|---|\n| [a](othr.md) |",
        "<a title='b' href='othr.md'>a</a>",
        '<div>\n<A HREF="othr.md">a</A>\n</div>',
        "# [a](othr.md)",
        "[a](oth%72.md)",
        "[a](othr\\.md)",
        "[a](othr&#46;md)",
        "[a](othr&period;md?b&c)",
        "**[a](./othr.md)**",
    ],
)
def test_what_is_a_link(tmp_path, text):
    write(tmp_path, {".git/": "", "other.md": FRONT, "x.png": "", "a.md": f"{FRONT}\n{text}\n"})
    assert len(said(tmp_path, "a.md")) == 1


@pytest.mark.parametrize(
    ("post", "to", "other"),
    [
        ("posts/a.md", "./othr", "posts/[id].md"),  # a script makes pages of it
        ("posts/a.md", "./othr", "posts/othr.zh.md"),
        ("posts/a.md", "/guide/othr", "guide/picture.png"),  # no page is there
        ("posts/a.md", "../guide/othr.md", "posts/other.md"),
    ],
)
def test_pages_may_come_from_elsewhere(tmp_path, post, to, other):
    site = {".git/": "", ".vitepress/config.ts": "export default {}\n", "posts/b.md": FRONT}
    write(tmp_path, site | {post: f"{FRONT}[a]({to})\n", other: FRONT})
    assert said(tmp_path, post) == []


def test_rewritten_pages_of_vitepress_are_elsewhere(tmp_path):
    config = "export default { rewrites: { 'en/:rest*': ':rest*' } }\n"
    site = {".git/": "", ".vitepress/config.ts": config, "posts/b.md": FRONT}
    write(tmp_path, site | {"posts/a.md": f"{FRONT}[a](./c.md)\n"})
    assert said(tmp_path, "posts/a.md") == []


def test_what_is_not_translated_is_taken_from_the_other_language(tmp_path):
    home = "i18n/zh/docusaurus-plugin-content-blog"
    site = {".git/": "", "docusaurus.config.js": "export default {}\n", "blog/b.md": FRONT}
    write(tmp_path, site | {f"{home}/c.md": FRONT, f"{home}/a.md": f"{FRONT}[a](./b.md)\n"})
    assert said(tmp_path, f"{home}/a.md") == []


def test_a_file_may_lie_where_the_images_of_the_post_do(tmp_path):
    config = "title: A\npost_asset_folder: true\nmarked:\n  postAsset: true\n"
    site = {".git/": "", "_config.yml": config, "source/_posts/a/cup.png": ""}
    write(tmp_path, site | {"source/_posts/b.png": "", "package.json": '{"hexo": {}}'})
    write(tmp_path, {"source/_posts/a.md": f"{FRONT}[a](cup.png)\n"})
    assert said(tmp_path, "source/_posts/a.md", config=['generator = "hexo"']) == []


def test_a_vault_counts_from_any_folder_above(tmp_path):
    write(tmp_path, {".git/": "", "v/n/b.md": FRONT, "v/m/a.md": f"{FRONT}[a](n/b.md)\n"})
    assert said(tmp_path, "v/m/a.md") == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=2, max_size=5, unique=True), data=st.data())
def test_each_page_is_found_until_it_is_gone(tmp_path_factory, names, data):
    folder = tmp_path_factory.mktemp("site")
    form = data.draw(st.sampled_from(["{}.md", "./{}.md", "{}", "/posts/{}", "/posts/{}.html"]))
    links = "\n".join(f"[a]({form.format(name)})" for name in names)
    write(folder, {".git/": "", ".vitepress/config.ts": "export default {}\n", "index.md": "A\n"})
    write(folder, posts(*names, folder="posts"))
    write(folder, {"posts/the-post.md": f"{FRONT}{links}\n"})
    assert said(folder, "posts/the-post.md") == []
    gone = data.draw(st.integers(0, len(names) - 1))
    (folder / "posts" / f"{names[gone]}.md").unlink()
    assert [line for line, _, _ in said(folder, "posts/the-post.md")] == [5 + gone]


def test_a_comparison_sees_what_broke_a_link(tmp_path):
    write(tmp_path, THREE | linking("one.md") | posts("b", text="[c](/posts/gone/)\n"))
    (tmp_path / ".git").rmdir()
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        git(tmp_path, *command)
    assert said(tmp_path, since="HEAD") == []
    (tmp_path / "content/posts/one.md").rename(tmp_path / "content/posts/uno.md")
    found = check(tmp_path, select=("link",), since="HEAD").findings
    assert [(f.path, f.place.line) for f in found] == [("content/posts/a.md", 5)]


def test_the_cache_sees_that_a_page_is_gone(tmp_path):
    write(tmp_path, THREE | linking("/posts/one/") | posts("b", text="[c](two.md)\n"))
    for _ in range(2):
        assert said(tmp_path) == []
    (tmp_path / "content/posts/one.md").unlink()
    (tmp_path / "content/posts/two.md").unlink()
    write(tmp_path, posts("four", "five"))
    for _ in range(2):
        assert len(said(tmp_path)) == 2
    write(tmp_path, posts("one", "two"))
    assert said(tmp_path) == []


@pytest.mark.parametrize(
    "text", ["](" * 50_000, "[a](" * 50_000, "<a " * 50_000, "\n[" * 50_000, "](((" * 50_000]
)
def test_hostile_posts_cost_little(tmp_path, text):
    write(tmp_path, {".git/": "", "a.md": text})
    before = time.process_time()
    said(tmp_path, "a.md")
    assert time.process_time() - before < 20


@pytest.mark.parametrize("url", ["example.org", "https://", "https://example.org/?a", "ftp://a.b/"])
def test_the_address_of_a_site_is_one(tmp_path, url):
    write(tmp_path, {".git/": "", "a.md": FRONT, "blint.toml": f'site.url = "{url}"\n'})
    assert b"must be the address of the site" in blint(tmp_path, "check").stderr


@pytest.mark.parametrize(
    ("to", "better"),
    [
        ("https://Example.org/blog/a", "/blog/a"),
        ("http://example.org/blog", "/blog/"),
        ("https://example.org/blog#x", "/blog/#x"),
        ("https://example.org/blogs/", ""),
        ("https://example.org/", ""),
        ("/blog/a", ""),
    ],
)
def test_links_with_the_address_of_the_site(tmp_path, to, better):
    lines = 'site.url = "https://example.org/blog/"\n[rules]\n"link/not-internal" = "warning"\n'
    write(tmp_path, {".git/": "", "a.md": f"{FRONT}[a]({to})\n", "blint.toml": lines})
    findings = check(tmp_path, "a.md").findings
    found = [f.values["better"] for f in findings if f.rule == "link/not-internal"]
    assert found == ([better] if better else [])


@pytest.mark.parametrize(
    ("generator", "name", "text"),
    [
        ("hugo", "hugo.toml", 'baseURL = "https://example.org/blog/"'),
        ("zola", "config.toml", 'base_url = "https://example.org/blog"'),
        ("jekyll", "_config.yml", "url: https://example.org\nbaseurl: /blog"),
        ("hexo", "_config.yml", "title: A\nurl: https://example.org/blog"),
        ("material", "mkdocs.yml", "site_url: https://example.org/blog/"),
        (
            "docusaurus",
            "docusaurus.config.js",
            "x = {url: 'https://example.org', baseUrl: '/blog/'}",
        ),
        ("pelican", "pelicanconf.py", "SITEURL = 'https://example.org/blog'"),
    ],
)
def test_generators_know_the_address_of_the_site(tmp_path, generator, name, text):
    links = "[a](https://example.org/blog/a/) [b](https://example.org/b)\n"
    write(tmp_path, {".git/": "", name: f"{text}\n", "content/a.md": FRONT + links})
    config = [f'generator = "{generator}"', 'rules."link/not-internal" = "warning"']
    findings = check(tmp_path, "content/a.md", config=config, select=("link",)).findings
    better = "/a/" if generator == "docusaurus" else "/blog/a/"
    assert [f.values["better"] for f in findings] == [better]
