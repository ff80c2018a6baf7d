"""VitePress: its marker, its folders, how it finds files."""

from __future__ import annotations

import pytest
from support import FRONT, POST, check, found, picture, write

VITEPRESS = {".git/": "", "src/.vitepress/config.ts": "export default {}\n"}
LOADER = "export default createContentLoader('posts/*.md', {{ {} }})\n"


@pytest.mark.parametrize(
    ("option", "marker", "severity"),
    [
        ("excerpt: '<!-- cut -->'", "<!-- cut -->", "error"),
        ('excerpt: "<!--more-->", render: true', "<!--more-->", "error"),
        ("excerpt: `<!-- more -->`", "<!-- more -->", "error"),
        ("excerpt: true", "---", "error"),
        ("// excerpt: '<!-- no -->'\nrender: true", None, None),
        ("excerpt: (file) => {}", None, None),
        ("render: true", None, None),
        ("render: cut(text, '<!-- more -->')", "<!-- more -->", "warning"),
        ("matter: { excerpt_separator: '<!-- cut -->' }", "<!-- cut -->", "error"),
    ],
)
def test_vitepress_marker_from_the_sites_loader(tmp_path, option, marker, severity):
    files = {
        "src/.vitepress/theme/posts.data.ts": LOADER.format(option),
        "src/posts/a.md": FRONT + "Text.\n",
    }
    # A marker that nothing asks for is missed where the other posts have it.
    others = {f"src/posts/{n}.md": f"{FRONT}Text.\n\n{marker}\n\nText.\n" for n in "bcd"}
    write(tmp_path, VITEPRESS | files | others)
    result = check(tmp_path, "src/posts", select=("excerpt",))
    told = [(f.values["marker"], str(f.severity)) for f in result.findings]
    assert told == ([(marker, severity)] if marker else [])


CUT = "export default createContentLoader({}, {{ excerpt: '<!-- cut -->' }})\n"
RULE = LOADER.format("excerpt: true")
FEED = "const posts = await createContentLoader('posts/*.md', { excerpt: true }).load()\n"
GEN = {".vitepress/genFeed.ts": FEED}


@pytest.mark.parametrize(
    ("scripts", "marker"),
    [
        ({**GEN, ".vitepress/a.data.ts": CUT.format("'posts/*.md'")}, "<!-- cut -->"),
        (GEN, None),
        ({".vitepress/config.ts": FEED}, None),
        ({**GEN, "p.data.mts": CUT.format("['n/*', './posts/**']")}, "<!-- cut -->"),
        ({**GEN, "p.data.mts": CUT.format("['n/*', '!posts/a.md']")}, None),
        ({"a.data.ts": CUT.format("'news/*.md'"), "b.data.ts": RULE}, "---"),
        ({"a.data.ts": CUT.format("PATTERNS")}, "<!-- cut -->"),
    ],
)
def test_each_list_has_its_marker_and_a_feed_is_none(tmp_path, scripts, marker):
    files = {f"src/{name}": text for name, text in scripts.items()}
    write(tmp_path, VITEPRESS | files | {"src/posts/a.md": FRONT + "Text.\n"})
    result = check(tmp_path, "src/posts", select=("excerpt",))
    told = [f.values["marker"] for f in result.findings]
    assert told == ([marker] if marker else [])


def test_a_configured_marker_comes_first(tmp_path):
    files = {"src/posts/a.md": POST, "blint.toml": 'site.marker = "<!-- cut -->"'}
    write(tmp_path, VITEPRESS | files)
    (finding,) = check(tmp_path, "src/posts").findings
    assert (finding.rule, str(finding.severity)) == ("excerpt/misspelled-marker", "error")
    assert finding.fix is not None
    assert finding.fix.edits[0].text == "<!-- cut -->"


PATHS = {
    # what is written: the rule it breaks, or None
    "![a](a.png)": None,
    "![a](./a.png)": None,
    "![a](/b.png)": None,
    "![a](/posts/a.png)": None,  # below the pages
    "![a](/public/b.png)": None,
    "![a](a%20b.png)": None,
    "![a](<a b.png>)": None,
    "![a](a.png?v=1#x)": None,
    "![a](..\\posts\\a.png)": "image/untidy-path",  # Vite takes it for a slash
    "![a](@/posts/a.png)": "image/missing",
    "![a](b.png)": "image/missing",
    "![a](/a.png)": "image/missing",
    "![a]()": "image/missing",
    "![a](A.png)": "image/wrong-case",
    "![a](/B.PNG)": "image/wrong-case",
    "![a](../../../a.png)": "image/outside-site",
    "![a](.)": "image/unreadable",
    '<img alt="" src="./a.png">': None,
    '<img alt="" src="a.png">': "image/unresolved",
    '<img alt="" src="no.png">': "image/missing",
    '<img alt="" srcset="./a.png 1x, a.png 2x">': "image/unresolved",
    '<img alt="" src="@/a.png">': None,  # an alias
    '<img alt="" src="~assets/a.png">': None,
    '<img alt="" :src="no">': None,
    '<img alt="" src="{{ no }}">': None,
    '<img alt="" src="https://example.org/a.png">': None,
    '<img alt="" src="//example.org/a.png">': None,
    '<img alt="" src="data:image/png;base64,AAAA">': None,
    '<audio src="./a.mp3"></audio>': "image/unresolved",
    '<audio src="/c.mp3"></audio>': None,
    '<audio src="/a.mp3"></audio>': "image/missing",
    '<video src="./no.mp4" poster="./a.png"></video>': "image/missing",
    '<video src="./a.mp4" poster="./no.png"></video>': "image/missing",
    '<svg><image href="./no.png"/></svg>': "image/missing",
    "<script setup>\nimport a from './a.png'\n</script>": None,
    "<script setup>\nimport a from './no.png'\n</script>": "image/missing",
    "<script setup>\nimport a from 'some/package.png'\n</script>": None,
    "<script setup>\n// import a from './no.png'\n</script>": None,
    "![a](file:///etc/passwd)": "image/missing",
    "<!-- ![a](no.png) -->": None,
    "`![a](no.png)`": None,
}


@pytest.mark.parametrize("written", PATHS)
def test_how_vitepress_finds_files(tmp_path, written):
    image = picture()
    files = {
        "src/posts/a.md": FRONT + "Text.\n\n<!-- more -->\n\n" + written + "\n",
        "src/posts/a.png": image,
        "src/posts/a b.png": image,
        "src/posts/a.mp3": b"x",
        "src/posts/a.mp4": b"x",
        "src/public/b.png": image,
        "src/public/c.mp3": b"x",
    }
    write(tmp_path, VITEPRESS | files)
    rules = [rule for *_, rule in found(check(tmp_path, "src/posts"))]
    assert rules == ([PATHS[written]] if PATHS[written] else [])


def test_the_folder_of_pages_from_the_configuration(tmp_path):
    files = {
        ".git/": "",
        ".vitepress/config.mts": "export default { srcDir: './pages' }\n",
        "pages/posts/a.md": FRONT + "Text.\n\n<!-- more -->\n\n![a](/a.png)\n",
        "pages/public/a.png": picture(),
    }
    write(tmp_path, files)
    assert found(check(tmp_path, "pages/posts")) == []


def test_front_matter_images(tmp_path):
    files = {
        "src/posts/a.md": "---\ntitle: T\ncover: /no.png\nteaser: a.png\n---\n"
        "Text.\n\n<!-- more -->\n\nText.\n",
        "src/posts/a.png": picture(),
    }
    write(tmp_path, VITEPRESS | files)
    lines = ['site.image-keys = ["cover", "teaser"]']
    assert found(check(tmp_path, "src/posts", config=lines)) == [
        ("src/posts/a.md", 3, "image/missing")
    ]
    none = check(tmp_path, "src/posts", config=["site.image-keys = []"])
    assert found(none) == []


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("cover: /no.png", 2),
        ("images: [/a.png, /no.png]", 2),
        ("images:\n- /a.png\n- /no.png", 4),
        ("cover:\n  alt: A\n  image: /no.png", 4),
        ("hero:\n  image: {src: /no.png, alt: A}", 3),
        ("header:\n  teaser: /no.png", 3),
        ("cover: a name", 0),
        ("cover: https://example.org/no.png", 0),
        ("cover: true", 0),
        ("movie: /no.png", 0),
    ],
)
def test_usual_front_matter_images(tmp_path, field, line):
    post = f"---\n{field}\n---\nText.\n\n<!-- more -->\n\nText.\n"
    write(tmp_path, VITEPRESS | {"src/posts/a.md": post, "src/public/a.png": picture()})
    expected = [("src/posts/a.md", line, "image/missing")] if line else []
    assert found(check(tmp_path, "src/posts"), "image") == expected


@pytest.mark.parametrize("setting", ["srcDir: join(root, 'x')", "srcDir", "publicDir: `${x}/y`"])
def test_a_folder_that_the_program_sets_is_unknown(tmp_path, setting):
    config = f"export default {{ {setting} }}\n"
    files = {".git/": "", ".vitepress/config.ts": config, "posts/a.md": "![a](/a.png)\n"}
    write(tmp_path, files)
    assert not found(check(tmp_path, "posts/a.md"), "image")
    said = check(tmp_path, "posts/a.md", config=['site.public = ["public"]'])
    assert found(said, "image") == [("posts/a.md", 1, "image/missing")]


@pytest.mark.parametrize("setting", ["srcDir: 'x'", "base: env.BASE", ""])
def test_a_folder_that_is_read_is_known(tmp_path, setting):
    config = f"export default {{ {setting} }}\n"
    write(tmp_path, {".git/": "", ".vitepress/config.ts": config, "posts/a.md": "![a](/a.png)\n"})
    assert found(check(tmp_path, "posts/a.md"), "image") == [("posts/a.md", 1, "image/missing")]


@pytest.mark.parametrize(
    ("option", "post"),
    [
        ("linkify: false", "https://x.org/a，![c](c.png)\n"),
        ("attrs: { disable: true }", '![c](c.png){:height="30px"}\n'),
    ],
)
def test_options_of_markdown(tmp_path, option, post):
    for text, faults in (("", 1), (f"markdown: {{ {option} }}", 0)):
        config = f"export default {{ {text} }}\n"
        write(tmp_path, {".git/": "", ".vitepress/config.ts": config})
        write(tmp_path, {"posts/a.md": post, "posts/c.png": picture()})
        assert len(found(check(tmp_path, "posts/a.md"), "image")) == faults


def test_templates_of_routes_are_no_posts(tmp_path):
    files = {
        ".git/": "",
        ".vitepress/config.ts": "",
        "posts/a.md": POST,
        "posts/[slug].md": "# A\n",
    }
    write(tmp_path, files)
    assert check(tmp_path, "posts").posts == 1


THEME = "import Theme, { VPBadge } from 'vitepress/theme'\n"
HEAD = "transformPageData(pageData) { pageData.frontmatter.head ??= [] }"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("theme/index.ts", THEME + "export default { extends: Theme }\n", []),
        ("theme/index.ts", "import T from './mine'\nexport default { extends: T }\n", ["warning"]),
        ("theme/index.ts", "import B from 'some-theme'\nexport default B\n", ["warning"]),
        ("theme/index.ts", "import B from '@sugarat/theme'\nexport default B\n", []),
        ("config.ts", "import { config } from 'vitepress-theme-teek/config'\n", []),
        ("config.ts", HEAD, []),
        ("theme/use.ts", "const { frontmatter } = useData()\nfrontmatter.value.title\n", []),
        ("theme/use.ts", "pages.map((one) => one.frontmatter.title)\n", ["error"]),
    ],
)
def test_front_matter_is_asked_for_where_something_lists_pages(tmp_path, name, text, told):
    files = {".git/": "", ".vitepress/config.ts": "export default {}\n", "a.md": "# Title\n"}
    write(tmp_path, files | {f".vitepress/{name}": text})
    result = check(tmp_path, "a.md", select=("front-matter",))
    assert [str(finding.severity) for finding in result.findings] == told
