"""Configuration: where it is found, what it means, and what is wrong with it."""

from __future__ import annotations

import pytest
from support import FRONT, POST, check, found, picture, write

from blint.errors import BlintError
from blint.model import Severity
from blint.workspace.config_file import read_config

BROKEN = FRONT + "Introduction.\n\n<!-- more -->\n\n![a](no.png)\n"


def blog(folder, **files):
    write(folder, {".git/": "", "posts/a.md": BROKEN, **files})


def test_found_upwards_from_each_post(tmp_path):
    blog(
        tmp_path,
        **{
            "blint.toml": 'rules."image/missing" = "warning"\n',
            "posts/old/blint.toml": 'rules."image/missing" = "off"\n',
            "posts/old/b.md": BROKEN,
        },
    )
    result = check(tmp_path, "posts")
    assert found(result) == [("posts/a.md", 9, "image/missing")]
    assert result.findings[0].severity is Severity.WARNING


def test_pyproject(tmp_path):
    blog(tmp_path, **{"pyproject.toml": '[tool.blint.rules]\nimage = "off"\n'})
    assert found(check(tmp_path, "posts")) == []


def test_a_pyproject_without_a_table_is_passed_over(tmp_path):
    blog(tmp_path, **{"posts/pyproject.toml": "[tool.other]\n", "blint.toml": 'rules.image="off"'})
    assert found(check(tmp_path, "posts")) == []


def test_not_beyond_the_repository(tmp_path):
    write(tmp_path, {"blint.toml": "nonsense = 1\n"})
    blog(tmp_path / "repository")
    assert found(check(tmp_path / "repository", "posts")) == [("posts/a.md", 9, "image/missing")]


def test_config_file_replaces_what_would_be_found(tmp_path):
    blog(
        tmp_path,
        **{
            "posts/blint.toml": "nonsense = 1\n",
            "other/site.toml": 'exclude = ["posts/a.md"]\n',
            "posts/b.md": BROKEN,
        },
    )
    # its paths are relative to the working directory
    result = check(tmp_path, "posts", config_file="other/site.toml")
    assert found(result) == [("posts/b.md", 9, "image/missing")]


def test_one_setting_from_the_command_line(tmp_path):
    blog(tmp_path, **{"blint.toml": 'rules."image/missing" = { severity = "info" }\n'})
    result = check(tmp_path, "posts", config=['rules."image/missing".severity = "warning"'])
    assert result.findings[0].severity is Severity.WARNING
    assert found(check(tmp_path, "posts", config=['site.public = ["posts"]'])) != []


def test_exclude_holds_for_paths_that_are_named(tmp_path):
    blog(tmp_path, **{"blint.toml": 'exclude = ["posts/draft-*.md"]\n', "posts/draft-b.md": BROKEN})
    assert found(check(tmp_path, "posts/draft-b.md")) == []
    assert check(tmp_path, "posts/draft-b.md").posts == 0
    assert check(tmp_path, "posts").posts == 1


def test_posts_are_for_folders_and_named_files_are_checked(tmp_path):
    blog(tmp_path, **{"blint.toml": 'posts = ["posts/*.md"]\n', "notes/b.md": BROKEN})
    assert check(tmp_path, ".").posts == 1
    assert check(tmp_path, "notes/b.md").posts == 1
    with pytest.raises(BlintError, match=r'none of the 1 Markdown files .* matches "posts"'):
        check(tmp_path, "notes")


def test_overrides_by_path(tmp_path):
    override = (
        'rules."image/too-heavy".max-size = "1 KiB"\n'
        '[[overrides]]\npaths = ["posts/2023-*.md"]\n'
        'rules = { "image/too-heavy" = { severity = "error" }, "image/missing" = "off" }\n'
    )
    heavy = FRONT + "Text.\n\n<!-- more -->\n\n![a](a.png) ![b](no.png)\n"
    files = {
        "blint.toml": override,
        "posts/2023-a.md": heavy,
        "posts/2024-a.md": heavy,
        "posts/a.png": picture(weight=2048),
    }
    blog(tmp_path, **files)
    result = check(tmp_path, "posts/2023-a.md", "posts/2024-a.md")
    grades = [(f.path, f.rule, str(f.severity)) for f in result.findings]
    assert grades == [
        ("posts/2023-a.md", "image/too-heavy", "error"),  # its option is kept
        ("posts/2024-a.md", "image/too-heavy", "warning"),
        ("posts/2024-a.md", "image/missing", "error"),
    ]


def test_families_and_options(tmp_path):
    blog(tmp_path)
    assert found(check(tmp_path, "posts", config=['rules.image = "off"'])) == []
    lines = ['rules.image = "off"', 'rules."image/missing" = "error"']
    assert len(found(check(tmp_path, "posts", config=lines))) == 1


def test_a_rule_that_is_off_is_switched_on_by_an_option_or_by_its_name(tmp_path):
    write(tmp_path, {".git/": "", "posts/Bad_Name.md": POST})
    assert found(check(tmp_path, "posts")) == []
    lines = ['rules."post/filename".pattern = "[a-z]+"']
    assert found(check(tmp_path, "posts", config=lines)) == [
        ("posts/Bad_Name.md", 1, "post/filename")
    ]
    assert len(found(check(tmp_path, "posts", select=("post/filename",)))) == 1
    assert found(check(tmp_path, "posts", select=("post",))) == []


def test_select_and_ignore(tmp_path):
    blog(tmp_path, **{"posts/b.md": "\n---\ntitle: T\n---\n"})
    assert {rule for *_, rule in found(check(tmp_path, "posts", select=("image",)))} == {
        "image/missing"
    }
    rest = {rule for *_, rule in found(check(tmp_path, "posts", ignore=("image", "excerpt")))}
    assert rest == {"front-matter/missing"}
    both = check(tmp_path, "posts", select=("image",), ignore=("image/missing",))
    assert found(both) == []


def test_fail_on(tmp_path):
    blog(tmp_path, **{"blint.toml": 'rules."image/missing" = "warning"\n'})
    assert not check(tmp_path, "posts").failed
    assert check(tmp_path, "posts", fail_on="warning").failed
    assert check(tmp_path, "posts", config=['fail-on = "warning"']).failed
    assert not check(tmp_path, "posts", config=['fail-on = "warning"'], fail_on="never").failed


def test_language(tmp_path, monkeypatch):
    blog(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert "no such file" in check(tmp_path, "posts").findings[0].message
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "没有这个文件" in check(tmp_path, "posts").findings[0].message
    assert "no such file" in check(tmp_path, "posts", language="en").findings[0].message
    english = check(tmp_path, "posts", config=['language = "en"'])
    assert "no such file" in english.findings[0].message


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("generatr = 'plain'", 'unknown key "generatr" (did you mean "generator"?)'),
        ("site.publik = []", 'unknown key "site.publik" (did you mean "public"?)'),
        ("generator = 'gatsby'", 'generator must be one of "vitepress", "vuepress",'),
        ("language = 'de'", 'language must be one of "en", "zh"'),
        ("fail-on = 'errors'", 'fail-on must be one of "error", "warning", "info", "never"'),
        ("posts = 'posts'", "posts must be a list of texts"),
        ("site = 1", "site must be a table"),
        ("site.marker = ''", "site.marker must be a text"),
        ("rules.image = 'fatal'", 'rules."image" must be one of "error"'),
        ("rules.image = 3", 'rules."image" must be a severity or a table of options'),
        ("rules.'a/b' = { severity = 'x' }", 'rules."a/b".severity must be one of'),
        ("overrides = 1", "overrides must be a list of tables"),
        ("overrides = [{ rules = {} }]", 'overrides[1] needs "paths"'),
        ("overrides = [{ path = [] }]", 'unknown key "overrides[1].path" (did you mean "paths"?)'),
    ],
)
def test_mistakes_are_named(text, complaint):
    import tomllib

    with pytest.raises(BlintError) as error:
        read_config(tomllib.loads(text), "/", "blint.toml")
    assert str(error.value).startswith("blint.toml: ")
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        (b"x = [", "not valid TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"#" * 1024 * 257, "larger than 256 KiB"),
        (b'rules."image/to-heavy" = "off"', 'unknown rule "image/to-heavy" (did you mean'),
        (b'rules."too-heavy" = "off"', 'did you mean "image/too-heavy"?'),
        (b'rules."image/too-heavy".size = 1', 'no option "size"'),
        (b'rules."image/missing".size = 1', 'no option "size" (it has none)'),
        (b'rules."image/too-heavy".max-size = "3 XB"', "max-size must be a size"),
        (b'rules."image/too-heavy".max-size = true', "max-size must be a size"),
        (b'rules."image/too-large".max-width = 0', "max-width must be a whole number above 0"),
        (b'rules."image/too-heavy".formats = { pgn = 1 }', "formats.pgn is no image format"),
        (b'rules."front-matter/missing-field".fields = "title"', "must be a list of texts"),
        (b'rules."front-matter/invalid-field".schema = "no.json"', "no such schema file"),
        (b'rules."front-matter/invalid-field".schema = "posts/a.md"', "not a JSON Schema"),
        (b'rules."front-matter/invalid-field".types.title = "text"', "must be one of string"),
        (b'rules."front-matter/invalid-field".allowed.title = 1', "must be a list"),
        (b'rules."front-matter/invalid-field".patterns.title = "("', "no regular expression"),
        (b'rules."front-matter/invalid-field".lengths.title = 1', "a table with min, max"),
        (b'rules."post/filename".pattern = "("', "no regular expression"),
        (b'rule-pages = ["nowhere"]', "nowhere: no such folder"),
    ],
)
def test_what_a_run_cannot_use_is_an_error(tmp_path, config, complaint):
    blog(tmp_path, **{"blint.toml": config})
    with pytest.raises(BlintError) as error:
        check(tmp_path, "posts")
    assert complaint in str(error.value)


@pytest.mark.parametrize("line", ["= 1", "nonsense = 1", 'rules."image/missin" = "off"'])
def test_a_bad_setting_on_the_command_line(tmp_path, line):
    blog(tmp_path)
    with pytest.raises(BlintError, match="--config|unknown rule"):
        check(tmp_path, "posts", config=[line])


def test_unknown_rules_are_named_even_without_posts(tmp_path):
    files = {"blint.toml": 'exclude = ["*.md"]\nrules."no/such" = "off"\n'}
    blog(tmp_path, **files, **{"other.toml": 'exclude = ["*.md"]\n'})
    with pytest.raises(BlintError, match='unknown rule "no/such"'):
        check(tmp_path, "posts/a.md")
    with pytest.raises(BlintError, match='--select: unknown rule "imag'):
        check(tmp_path, "posts/a.md", select=("imag",), config_file="other.toml")


def test_schema(tmp_path):
    schema = """{"type": "object", "properties": {
        "date": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}}}, "required": ["cover"]}"""
    post = "---\ndate: 2025-01-05\ntags:\n  - a\n  - c\n---\nText.\n"
    write(tmp_path, {".git/": "", "posts/a.md": post, "post.schema.json": schema})
    lines = ['rules."front-matter/invalid-field".schema = "post.schema.json"']
    result = check(tmp_path, "posts", config=lines, select=("front-matter/invalid-field",))
    assert [(f.place.line, f.message) for f in result.findings] == [
        (1, "front matter: 'cover' is a required property"),
        (5, "tags.1: 'c' is not one of ['a', 'b']"),
    ]


def test_a_schema_opens_no_connection(tmp_path):
    schema = '{"$ref": "http://127.0.0.1:9/x.json"}'
    blog(tmp_path, **{"s.json": schema})
    with pytest.raises(BlintError, match=r"s\.json: \$ref cannot be resolved"):
        check(tmp_path, "posts", config=['rules."front-matter/invalid-field".schema = "s.json"'])


@pytest.mark.parametrize(
    ("layers", "reported"),
    [
        (['rules.image = "off"'], False),
        (['rules."image/missing" = "error"', 'rules.image = "off"'], False),  # the later one
        (['rules.image = "off"', 'rules."image/missing" = "error"'], True),
        (['rules = { image = "off", "image/missing" = "error" }'], True),  # the narrower one
        (['rules."image/missing" = "off"', 'rules.image = "warning"'], True),
    ],
)
def test_the_last_word_on_a_rule_counts(tmp_path, layers, reported):
    blog(tmp_path)
    assert bool(found(check(tmp_path, "posts", config=layers))) is reported
    first, *rest = layers
    override = "".join(f'[[overrides]]\npaths = ["posts/*"]\n{line}\n' for line in rest)
    blog(tmp_path, **{"blint.toml": f"{first}\n{override}"})
    assert bool(found(check(tmp_path, "posts"))) is reported


def test_a_family_does_not_switch_on_what_is_off(tmp_path):
    write(tmp_path, {".git/": "", "posts/Bad_Name.md": POST})
    lines = ['rules.front-matter = "warning"', 'rules.post = "error"']
    assert found(check(tmp_path, "posts", config=lines)) == []


def test_what_cannot_be_read_is_told_whatever_is_selected(tmp_path):
    write(tmp_path, {".git/": "", "posts/a.md": b"\xff"})
    assert found(check(tmp_path, "posts", select=("image",))) == [
        ("posts/a.md", 1, "input/unreadable")
    ]
    assert found(check(tmp_path, "posts", ignore=("input",))) == []


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nother = 1"])
def test_an_odd_pyproject_is_passed_over(tmp_path, text):
    blog(tmp_path, **{"pyproject.toml": text})
    assert len(found(check(tmp_path, "posts"))) == 1


def test_tool_blint_must_be_a_table(tmp_path):
    blog(tmp_path, **{"pyproject.toml": "[tool]\nblint = 1"})
    with pytest.raises(BlintError, match="tool.blint must be a table"):
        check(tmp_path, "posts")


def test_a_wrong_option_is_told_of_where_it_stands(tmp_path):
    write(
        tmp_path, {".git/": "", "a.md": POST, "blint.toml": '[rules]\n"image/too-large" = "off"\n'}
    )
    wrong = 'rules."image/too-heavy".max-size = "big"'
    with pytest.raises(BlintError, match=r"^--config: image/too-heavy: max-size must"):
        check(tmp_path, config=(wrong,))
    write(tmp_path, {"blint.toml": f"{wrong}\n"})
    with pytest.raises(BlintError, match=r"^blint\.toml: image/too-heavy: max-size must"):
        check(tmp_path)
