"""The image files of a site: which nothing names, which belong to no post, which are copies."""

from __future__ import annotations

import tempfile
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FRONT, check, found, picture, write

from blint.engine.baseline.update import BaselineRequest, update
from blint.errors import BlintError

UNUSED, ORPHAN, COPY = "image/unused", "image/orphan-folder", "image/duplicate"
ALL = (UNUSED, ORPHAN, COPY)
COLOURS = {name: picture(size=(number, 3)) for number, name in enumerate("abcdef", start=4)}


def told(folder, *rules, paths=(), **wishes):
    """What these rules say of the images of a folder, as path and rule."""
    rules = rules or ALL
    config = [f'rules."{rule}" = "warning"' for rule in rules]
    result = check(folder, *paths, select=rules, config=config, language="en", **wishes)
    assert all(f.place == (1, 1, 1, 1) and not f.source for f in result.findings)
    return [(f.path, f.rule) for f in result.findings]


def unused(folder, **wishes):
    return [path for path, _ in told(folder, UNUSED, **wishes)]


def accept(folder, **wishes):
    """Accept what is found today."""
    with chdir(folder):
        (done,) = update(BaselineRequest(**wishes))
    return done


def blog(folder, files):
    """A VitePress blog with one post that shows one image, and these files."""
    write(folder, {".git/": "", ".vitepress/config.mts": "export default {}\n"})
    write(folder, {"posts/tea.md": FRONT + "![Cups](/img/cups.png)\n"})
    write(folder, {"public/img/cups.png": COLOURS["a"], "public/img/more.png": COLOURS["b"]})
    write(folder, files)


# --- image/unused ---------------------------------------------------------------------------------


def test_they_have_to_be_switched_on(tmp_path):
    blog(tmp_path, {"public/img/copy.png": COLOURS["a"]})
    assert found(check(tmp_path), *ALL) == []


def test_an_image_that_nothing_names(tmp_path):
    blog(tmp_path, {})
    assert unused(tmp_path) == ["public/img/more.png"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posts/milk.md", FRONT + "![More](/img/more.png)\n"),
        ("posts/milk.md", FRONT + "[More](/img/more.png)\n"),
        ("posts/milk.md", "---\ntitle: M\nimages: [/img/more.png]\n---\n"),
        ("posts/milk.md", "---\ntitle: M\ndraft: true\n---\n![More](/img/more.png)\n"),
        ("posts/milk.md", FRONT + '<img src="/img/m%6Fre.png" alt="">\n'),
        ("posts/milk.md", FRONT + '<img src="/img/more&#46;png" alt="">\n'),
        ("posts/milk.md", FRONT + "<!-- ![More](/img/more.png) -->\n"),
        ("posts/milk.md", FRONT + "![[more.png]]\n"),
        (".vitepress/theme/style.css", ".a { background: url(/img/more.png) }\n"),
        (".vitepress/theme/Card.vue", "<img src='/img/more.png'>\n"),
        (".vitepress/config.mts", "export default { head: [['link', { href: '/img/more.png' }]] }"),
        ("public/manifest.json", '{"icons": [{"src": "img/more.png"}]}'),
        ("public/drawing.svg", '<svg><image href="img/more.png"/></svg>'),
        ("public/feed.xml", "<image><url>https://example.org/img/more.png</url></image>"),
        ("data/team.yml", "photo: more.png\n"),
        (".env", "VITE_LOGO=/img/more.png\n"),
        ("posts/.pages", "image: more.png\n"),
        ("public/old.css", ".a { background: url(/img/more.png) }\n".encode("utf-16")),
        ("data/large.json", '"more"' + " " * (8 << 20)),  # nobody knows what it names
        ("README.md", "![More](public/img/more.png)\n"),
        # names that are made up
        (".vitepress/theme/Card.vue", "<img :src='`/img/${name}.png`'>\n"),
        (".vitepress/theme/Card.vue", "<img :src=\"'/img/' + name + '.png'\">\n"),
        (".vitepress/theme/Card.vue", "<img :src=\"base + name + '.png'\">\n"),
        (".vitepress/theme/card.html", '<img src="/img/{{ page.picture }}.png">\n'),
        (".vitepress/theme/card.html", '<img src="/img/{{ page.picture }}">\n'),
        (".vitepress/theme/card.liquid", '<img src="{{ "/img/" | append: page.picture }}">\n'),
        (".vitepress/theme/card.php", '<img src="/img/<?php $n ?>"> $src = "img/$n.png";\n'),
        (".vitepress/theme/card.erb", '<img src="/img/<%= name %>.png">\n'),
        ("scripts/cards.py", 'cover = f"public/img/{name}.png"\n'),
        ("scripts/cards.py", 'image = "public/img/%s.png" % name\n'),
        ("layouts/card.html", '{{ resources.Get (printf "img/m%se.png" .Slug) }}'),
        (".vitepress/theme/Card.vue", "<img :src='`/img/more.${ext}`'>\n"),
        # folders that are listed
        (".vitepress/theme/all.ts", "import.meta.glob('../../public/img/*.png')\n"),
        (".vitepress/theme/all.ts", "import.meta.glob('/public/**/*.{png,jpg}')\n"),
        (".vitepress/theme/all.ts", "require.context('../public/img', false, /\\.(png|jpg)$/)\n"),
        (".vitepress/theme/all.ts", "fs.readdirSync(path.join('public', 'img'))\n"),
        ("posts/milk.md", '---\ntitle: M\ngallery: /public/img/\n---\n<Gallery folder="img" />\n'),
        ("posts/milk.md", FRONT + '{{< gallery dir="/img/" >}}\n'),
        ("layouts/all.html", '{{ range resources.Match "img/*" }}\n'),
    ],
)
def test_what_names_an_image_or_may(tmp_path, name, text):
    blog(tmp_path, {name: text})
    assert "public/img/more.png" not in unused(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posts/milk.md", FRONT + "![More](/img/no-more.png) ![More](/pic/more.png) more\n"),
        ("posts/milk.md", FRONT + "Save `*.png` as WebP: `*.png` files are **heavy**.\n"),
        (".vitepress/theme/Card.vue", "<img :src='`/avatars/${name}.png`'>\n"),
        (".vitepress/theme/Card.vue", "<a :href='`/posts/${slug}`'>{{ title }}</a>\n"),
        ("gulpfile.js", "gulp.src('public/**/*.png').pipe(smaller())\n"),
        (".gitattributes", "*.png binary\npublic/img/more.png binary\n"),
        (".prettierignore", "public/img/more.png\n"),
        ("data/large.bin", b"\0" + b" " * (8 << 20)),
        (".github/workflows/ci.yml", "on: { push: { paths: ['public/**', '**/*.png'] } }\n"),
        (
            "package.json",
            '{"files": ["public/img"], "scripts": {"a": "imagemin public/img/*.png"}}',
        ),
        (".vitepress/theme/all.ts", "import.meta.glob('../../pictures/*.png')\n"),
        (
            "blint-baseline.jsonl",
            '{"rule":"image/unused","file":"public/img/more.png","what":"more.png"}',
        ),
        (
            "of-another-branch.jsonl",
            '{"rule":"image/unused","file":"public/img/more.png","what":"more.png"}\n',
        ),
    ],
)
def test_what_names_no_image(tmp_path, name, text):
    blog(tmp_path, {name: text, "blint.toml": 'baseline = "blint-baseline.jsonl"\n'})
    assert unused(tmp_path, baselined=False) == ["public/img/more.png"]


@pytest.mark.parametrize(
    "name",
    [
        "public/favicon.ico",
        "public/favicon-32x32.png",
        "public/apple-touch-icon.png",
        "public/img/og-image.png",
        "public/img/cups@2x.png",
        "public/img/cups-800w.png",
        "public/img/cups-dark.webp",
        "public/img/tea.png",  # called like the post
        "public/img/cups-zh.png",
        "public/img/cups.pt-br.png",
        "galleries/trip/a.png",
        ".vitepress/dist/img/old.png",
        "node_modules/x/old.png",
        "themes/x/static/old.png",
        "ignored/old.png",
        "shots/old.png",  # no page shows an image of that folder
    ],
)
def test_an_image_that_is_the_sites_own_or_not_of_the_site(tmp_path, name):
    blog(tmp_path, {name: COLOURS["c"], ".gitignore": "ignored/\n"})
    assert unused(tmp_path) == ["public/img/more.png"]


def test_another_format_of_a_used_image(tmp_path):
    blog(tmp_path, {"public/img/cups.webp": picture("WEBP")})
    assert unused(tmp_path) == ["public/img/cups.webp", "public/img/more.png"]
    write(tmp_path, {".vitepress/theme/a.ts": "src = src.replace('.png', '.webp')\n"})
    assert unused(tmp_path) == ["public/img/more.png"]


def test_a_bare_name_is_that_of_the_file_beside_the_page(tmp_path):
    write(tmp_path, {".git/": "", "hugo.toml": 'title = "T"\n'})
    write(tmp_path, {"content/posts/a/index.md": FRONT + "![1](1.png) ![2](./2.png)\n"})
    write(tmp_path, {"content/posts/b/index.md": FRONT + "![1](1.png)\n"})
    for name in ("a/1", "a/2", "b/1", "b/2"):
        write(tmp_path, {f"content/posts/{name}.png": COLOURS["a"]})
    assert unused(tmp_path) == ["content/posts/b/2.png"]


OLD, VIEW = "content/posts/a/old.png", "content/posts/a/view.png"


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ('{{ .Resources.GetMatch "*view*" }}', [OLD]),
        ('{{ .Resources.GetMatch "{*view*,*map*}" }}', [OLD]),
        ('{{ (.Resources.ByType "image").GetMatch "*view*" }}', [OLD]),
        ('{{ $i := .Resources.ByType "image" }}{{ $i.GetMatch "*view*" }}', [OLD]),
        ('{{ $i := .Resources.ByType "image" }}{{ range first 3 $i }}', []),
        ('{{ range .Resources.ByType "image" }}', []),
        ('{{ range .Resources.Match "*.png" }}', []),
        ('{{ range .Resources.Match "*.jpg" }}', [OLD, VIEW]),
        ('{{ .Resources.Get "nothing" }}', [OLD, VIEW]),
        ("{% for asset in page.assets %}", []),
    ],
)
def test_what_hugo_takes_of_a_bundle(tmp_path, taken, left):
    write(tmp_path, {".git/": "", "hugo.toml": 'title = "T"\n', "layouts/single.html": taken})
    write(tmp_path, {"content/posts/a/index.md": FRONT + "![1](1.png)\n"})
    for name in ("1", "view", "old"):
        write(tmp_path, {f"content/posts/a/{name}.png": COLOURS["a"]})
    assert unused(tmp_path) == left


def test_keep_and_exclude(tmp_path):
    blog(tmp_path, {"public/press/a.png": COLOURS["c"], "public/old/a.png": COLOURS["d"]})
    config = f'exclude = ["old/"]\n[rules."{UNUSED}"]\nkeep = ["/public/press/"]\n'
    write(tmp_path, {"blint.toml": config})
    assert unused(tmp_path) == ["public/img/more.png"]


def test_settings_for_the_folder_of_images(tmp_path):
    blog(tmp_path, {"public/old/a.png": COLOURS["c"]})
    over = f'[[overrides]]\npaths = ["public/old/"]\nrules = {{ "{UNUSED}" = "error" }}\n'
    write(tmp_path, {"blint.toml": over})
    told = [(f.path, str(f.severity)) for f in check(tmp_path).findings if f.rule == UNUSED]
    assert told == [("public/old/a.png", "error")]


def test_only_folders_are_spoken_of_that_are_checked(tmp_path):
    blog(tmp_path, {"public/copy.png": COLOURS["a"]})
    assert told(tmp_path, paths=("posts/tea.md",)) == []
    assert told(tmp_path, paths=("posts",)) == []
    assert len(told(tmp_path, paths=(".",))) == 2


def test_a_finding_can_be_accepted_and_does_not_come_back(tmp_path):
    blog(tmp_path, {})
    write(tmp_path, {"blint.toml": f'[rules]\n"{UNUSED}" = "warning"\n'})
    accept(tmp_path)
    assert found(check(tmp_path), UNUSED) == []
    write(tmp_path, {"public/img/third.png": COLOURS["c"]})
    assert found(check(tmp_path), UNUSED) == [("public/img/third.png", 1, UNUSED)]


def test_a_baseline_of_the_command_line_names_nothing(tmp_path):
    blog(tmp_path, {"blint.toml": f'[rules]\n"{UNUSED}" = "warning"\n'})
    accept(tmp_path, baseline="debts.jsonl")
    for _ in range(2):
        done = accept(tmp_path, baseline="debts.jsonl")
        assert (done.added, done.removed, done.accepted) == (0, 0, {UNUSED: 1})
        assert found(check(tmp_path, baseline=str(tmp_path / "debts.jsonl")), UNUSED) == []
        assert unused(tmp_path, baselined=False) == ["public/img/more.png"]


def test_an_accepted_image_may_be_renamed_or_get_other_bytes(tmp_path):
    old = {f"public/img/old-{number}.png": picture(size=(9, number)) for number in (1, 2)}
    blog(tmp_path, {"blint.toml": f'[rules]\n"{UNUSED}" = "warning"\n', **old})
    accept(tmp_path)
    write(tmp_path, {"public/img/more.png": picture(weight=5000)})
    (tmp_path / "public/img/old-1.png").rename(tmp_path / "public/img/first.png")
    (tmp_path / "public/img/old-2.png").rename(tmp_path / "public/old-2.png")
    write(tmp_path, {"public/old-2.png": picture(weight=6000)})
    result = check(tmp_path)
    assert (found(result, UNUSED), result.stale) == ([], 0)
    write(tmp_path, {"public/img/first-1.png": COLOURS["c"]})
    assert found(check(tmp_path), UNUSED) == [("public/img/first-1.png", 1, UNUSED)]


def test_accepted_images_of_the_same_bytes_may_all_be_renamed(tmp_path):
    same = {f"public/img/{number}.png": COLOURS["c"] for number in range(3)}
    blog(tmp_path, {"blint.toml": f'[rules]\n"{UNUSED}" = "warning"\n', **same})
    accept(tmp_path)
    for number in range(3):
        (tmp_path / f"public/img/{number}.png").rename(tmp_path / f"public/img/new-{number}.png")
    write(tmp_path, {"public/img/one-more.png": COLOURS["c"]})
    assert found(check(tmp_path), UNUSED) == [("public/img/one-more.png", 1, UNUSED)]


def test_very_many_names_of_a_folder_mean_all_of_it(tmp_path):
    made_up = "".join(f"'/img/{number}-${{n}}.png'\n" for number in range(1100))
    blog(tmp_path, {"scripts/cards.js": made_up, "public/img/deep/a.png": COLOURS["c"]})
    write(tmp_path, {"public/more.png": COLOURS["d"]})
    assert unused(tmp_path) == ["public/more.png"]


def test_a_page_of_the_sites_own_that_an_override_switches_on(tmp_path):
    page = (Path(__file__).parents[2] / "rules/image/unused.md").read_text(encoding="utf-8")
    over = '[[overrides]]\npaths = ["public/"]\nrules = { "house/left" = "error" }\n'
    blog(tmp_path, {"pages/house/left.md": page.replace("# image/unused", "# house/left")})
    write(tmp_path, {"blint.toml": 'rule-pages = ["pages"]\n' + over})
    assert found(check(tmp_path), "house/left") == [("public/img/more.png", 1, "house/left")]


def test_folders_above_the_site_mean_nothing(tmp_path):
    listed = "import.meta.glob('/photos/**/*.png'); fs.readdirSync('photos')\n"
    blog(tmp_path / "photos/blog", {".vitepress/theme/all.ts": listed})
    assert unused(tmp_path / "photos/blog") == ["public/img/more.png"]


def test_names_that_themes_ask_for(tmp_path):
    names = ["public/img/cover.png", "posts/cover.png", "posts/tea/header.jpg"]
    blog(tmp_path, dict.fromkeys(names, COLOURS["c"]))
    write(tmp_path, {"posts/milk.md": FRONT + "![1](tea/1.png)\n", "posts/tea/1.png": COLOURS["d"]})
    assert unused(tmp_path) == ["posts/tea/header.jpg", "public/img/more.png"]


def test_a_submodule_has_images_of_its_own(tmp_path):
    blog(tmp_path, {"public/brand/.git": "gitdir: x\n", "public/brand/a.png": COLOURS["a"]})
    assert told(tmp_path) == [("public/img/more.png", UNUSED)]


def test_without_a_repository_the_site_is_all_that_is_looked_at(tmp_path):
    write(tmp_path, {"blog/.vitepress/config.mts": "", "blog/posts/tea.md": FRONT})
    write(tmp_path, {"blog/posts/tea.md": FRONT + "![Cups](cups.png)\n"})
    write(tmp_path, {"blog/posts/cups.png": COLOURS["a"], "blog/posts/more.png": COLOURS["b"]})
    write(tmp_path, {"names.css": "url(more.png)"})
    assert unused(tmp_path) == ["blog/posts/more.png"]


def test_nothing_outside_is_opened_and_links_are_no_images(tmp_path):
    write(tmp_path, {"outside/more.png": COLOURS["a"], "outside/names.css": "url(more.png)"})
    blog(tmp_path / "site", {})
    (tmp_path / "site/public/img/link.png").symlink_to(tmp_path / "outside/more.png")
    (tmp_path / "site/public/img/own.png").symlink_to("cups.png")
    (tmp_path / "site/names.css").symlink_to(tmp_path / "outside/names.css")
    assert told(tmp_path / "site") == [("public/img/more.png", UNUSED)]


# --- image/orphan-folder --------------------------------------------------------------------------


def folders(folder, *names, posts=("first", "second", "third")):
    """A blog with a folder of images for each post, and these others."""
    write(folder, {".git/": ""})
    for number, post in enumerate(posts):
        name = post.rpartition("/")[2]
        shows = f"![a](../images/{name}/{number}.png)\n"
        write(folder, {f"posts/{post}.md": f"---\ntitle: {post}\n---\n{shows}"})
        write(folder, {f"images/{name}/{number}.png": picture(size=(9 + number, 2))})
    for name in names:
        write(folder, {f"images/{name}": picture(size=(30, len(name)))})


def test_a_folder_whose_post_is_gone(tmp_path):
    folders(tmp_path, "gone/a.png", "gone/deep/b.png", "fourth/a.png")
    assert told(tmp_path, ORPHAN) == [
        ("images/fourth/a.png", ORPHAN),
        ("images/gone/a.png", ORPHAN),
    ]
    # which says all of its images
    assert told(tmp_path, ORPHAN, UNUSED) == told(tmp_path, ORPHAN)
    assert unused(tmp_path) == [
        "images/fourth/a.png",
        "images/gone/a.png",
        "images/gone/deep/b.png",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"posts/gone.md": FRONT},
        {"posts/2025-01-05-gone.md": FRONT},
        {"posts/gone.zh.md": FRONT},
        {"posts/gone/index.md": FRONT},
        {"drafts/gone.md": FRONT},
        {"posts/other.md": FRONT + "![a](../images/gone/a.png)\n"},
        {"posts/other.md": FRONT + "See the old post [Gone](/posts/gone/).\n"},
        {"images/gone/notes.md": "# Where these are from\n"},
        {"images/b/b.png": picture(), "images/c/c.png": picture(), "images/d/d.png": picture()},
    ],
)
def test_a_folder_that_may_belong_to_something(tmp_path, more):
    folders(tmp_path, "gone/a.png")
    write(tmp_path, more)
    assert ("images/gone/a.png", ORPHAN) not in told(tmp_path, ORPHAN)


def test_page_bundles_show_that_folders_belong_to_posts(tmp_path):
    write(tmp_path, {".git/": "", "hugo.toml": 'title = "T"\n'})
    for name in ("a", "b"):
        write(tmp_path, {f"content/posts/{name}/index.md": FRONT + "![1](1.png)\n"})
        write(tmp_path, {f"content/posts/{name}/1.png": COLOURS[name]})
    write(tmp_path, {"content/posts/left/2.png": COLOURS["c"]})
    assert told(tmp_path, ORPHAN) == [("content/posts/left/2.png", ORPHAN)]


# --- image/duplicate ------------------------------------------------------------------------------


def test_the_same_bytes_under_another_name(tmp_path):
    blog(tmp_path, {"public/img/copy.png": COLOURS["a"], "public/z.png": COLOURS["a"]})
    result = check(tmp_path, select=(COPY,), config=[f'rules."{COPY}" = "warning"'])
    assert [(f.path, f.values["other"]) for f in result.findings] == [
        ("public/img/copy.png", "public/img/cups.png"),  # the one that a post shows
        ("public/z.png", "public/img/cups.png"),
    ]


def test_an_unused_copy_is_told_once(tmp_path):
    blog(tmp_path, {"public/img/cups-copy.png": COLOURS["a"]})
    assert told(tmp_path, UNUSED, COPY) == [
        ("public/img/cups-copy.png", UNUSED),
        ("public/img/more.png", UNUSED),
    ]


def test_what_is_no_copy(tmp_path):
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n"
    same_size = COLOURS["a"][:-1] + b"\1"
    blog(tmp_path, {"public/img/b.png": same_size, "public/c.png": b"", "public/d.png": b""})
    write(tmp_path, {"public/e.png": pointer, "public/f.png": pointer})
    (tmp_path / "public/g.png").symlink_to("img/cups.png")
    write(tmp_path, {"themes/x/static/h.png": COLOURS["a"], ".hidden/i.png": COLOURS["a"]})
    assert told(tmp_path, COPY) == []


# --- laws -----------------------------------------------------------------------------------------

NAMES = st.sampled_from(["apple", "bread", "cherry", "date-palm", "梨", "fig 1"])
FILES = st.dictionaries(
    st.tuples(NAMES, NAMES),
    st.tuples(st.sampled_from("abc"), st.booleans()),
    min_size=1,
    max_size=6,
)


def law(rule, files, rename=lambda name: name):
    """What a rule tells of a blog with these images by folder and name, each shown or not;
    ``rename`` tells the names of folders. The answer has the folders' old names."""
    with tempfile.TemporaryDirectory() as folder:
        shown = [
            f"![x](<img/{rename(f)}/{n}.png>)"
            for (f, n), (_, is_shown) in files.items()
            if is_shown
        ]
        # One image that is shown, so that it is known where the site keeps its images.
        text = FRONT + "\n".join([*shown, "![x](img/own/own.png)"])
        write(
            Path(folder), {".git/": "", "post.md": text, "img/own/own.png": picture(size=(50, 50))}
        )
        for (f, n), (colour, _) in files.items():
            write(Path(folder), {f"img/{rename(f)}/{n}.png": COLOURS[colour]})
        back = {rename(f): f for f, _ in files}
        return [_split(path, back) for path, _ in told(Path(folder), rule)]


def _split(path, back):
    _, folder, name = path.split("/")
    return back.get(folder, folder), name


@settings(max_examples=25, deadline=None)
@given(FILES)
def test_what_is_told_is_what_is_not_shown_and_what_is_there_twice(files):
    not_shown = {(f, f"{n}.png") for (f, n), (_, is_shown) in files.items() if not is_shown}
    assert set(law(UNUSED, files)) == not_shown
    assert len(law(COPY, files)) == len(files) - len({colour for colour, _ in files.values()})


@settings(max_examples=15, deadline=None)
@given(FILES)
def test_other_names_of_folders_change_nothing_else(files):
    for rule in (UNUSED, COPY):
        assert sorted(law(rule, files, lambda name: f"x-{name}")) == sorted(law(rule, files))


@settings(max_examples=15, deadline=None)
@given(FILES, st.sampled_from("abc"))
def test_one_copy_more_is_one_finding_more(files, colour):
    more = {**files, ("new", "new"): (colour, True)}
    there = any(colour == known for known, _ in files.values())
    assert len(law(COPY, more)) == len(law(COPY, files)) + there


def test_an_image_has_no_day_to_be_compared(tmp_path):
    lines = ('rules."image/unused" = { severity = "warning", since = "2025-01-01" }',)
    write(tmp_path, {".git/": "", "a.md": "Text.\n"})
    with pytest.raises(BlintError, match="image/unused: since is for posts"):
        check(tmp_path, config=lines)
