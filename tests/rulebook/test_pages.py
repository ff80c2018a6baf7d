"""Rule pages: their examples, their form, and what a project can do with its own."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from support import POST, check, found, write

from blint.errors import BlintError
from blint.generators.registry import NAMES, generator
from blint.model import INTERNAL_ERROR
from blint.rulebook.pages import builtin_rules, find_check, load_rules, validate
from blint.testing import examples, findings_of, run_examples

RULES = list(builtin_rules().values())
# A mistake of blint's own cannot be shown.
SHOWN = [rule for rule in RULES if rule.id != INTERNAL_ERROR]


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_examples(rule):
    count, failures = run_examples([rule])
    assert count >= 2
    assert [str(failure) for failure in failures] == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_every_placeholder_is_filled_in(rule, language):
    for example in examples(rule):
        if example.kind != "bad":
            continue
        for finding in findings_of(example, language):
            told = [finding.message, finding.consequence, finding.hint]
            told += [finding.fix.title] if finding.fix else []
            written = str(finding.values)
            assert [name for name in _placeholders(" ".join(told)) if name not in written] == []


def test_a_page_with_a_fix_shows_what_it_makes(tmp_path):
    page = """---
severity: error
check: excerpt.misspelled_marker
message: {en: "x", zh: "x"}
---
# own/rule

```markdown bad generator=vitepress
A

<!--more-->

B
```

```markdown good generator=vitepress
A
```
"""
    write(tmp_path, {"own/rule.md": page})
    rule = load_rules([str(tmp_path)])["own/rule"]
    _, failures = run_examples([rule])
    assert ["needs a fixed example" in str(failure) for failure in failures] == [True]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_is_well_formed(rule):
    validate(rule)
    assert rule.text.startswith(f"# {rule.id}\n")
    assert re.fullmatch(r"[^\n]{1,110}\.", rule.title), "the first paragraph is no title for lists"
    assert "\n## Why\n" in rule.text
    fixed = any(example.kind == "fixed" for example in examples(rule))
    assert fixed == ("fix" in rule.facts), "what a fix does is said in both languages"
    assert "\n## Examples\n" in rule.text
    for option in rule.options:
        assert f"`{option}`" in rule.text.partition("## Options")[2], f"{option} is unexplained"
    for part in ("message", "consequence", "hint", "fix", "summary"):
        for texts in _texts(rule.facts.get(part)):
            assert set(texts) == {"en", "zh"}
            # both languages say as much
            assert _placeholders(texts["en"]) == _placeholders(texts["zh"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_shows_the_defaults_of_its_check(rule):
    defaults = find_check(rule).__kwdefaults__ or {}
    assert {name.replace("-", "_") for name in rule.options} == set(defaults)


def test_examples_know_their_line_of_the_page():
    rule = builtin_rules()["image/missing"]
    lines = Path(rule.page).read_text(encoding="utf-8").splitlines()
    for example in examples(rule):
        assert lines[example.line - 1].startswith("```markdown " + example.kind)


@pytest.mark.parametrize("name", NAMES)
def test_a_generator_speaks_both_languages(name):
    for texts in generator(name).consequences.values():
        assert set(texts) == {"en", "zh"}


def _texts(part):
    if not part:
        return []
    return [part] if isinstance(next(iter(part.values())), str) else list(part.values())


def _placeholders(text):
    return set(re.findall(r"(?<!\{)\{([a-z_]+)\}", text))


OWN = """---
severity: warning
check: front_matter.missing_field
options:
  fields: [cover]
message:
  en: "our posts need {field}"
  zh: "我们的文章需要 {field}"
---
# house/cover

A post needs a cover.

```markdown bad line=1
---
title: T
---
```

```markdown good
---
cover: a.png
---
```
"""


@pytest.mark.parametrize(
    ("baseline", "missing"),
    [
        ("{key: [field]}", []),
        ("{key: []}", []),
        ("{key: [feild]}", ["feild"]),
        ("{key: [field], at-most: [pixels]}", ["pixels"]),
    ],
)
def test_what_a_baseline_keeps_is_among_the_values_of_the_examples(tmp_path, baseline, missing):
    page = OWN.replace("options:", f"baseline: {baseline}\noptions:")
    write(tmp_path, {"house/cover.md": page})
    rule = load_rules([str(tmp_path)])["house/cover"]
    _, failures = run_examples([rule])
    assert [f.reason for f in failures] == [
        f"baseline names {name}, which no bad example gives" for name in missing
    ]


@pytest.mark.parametrize(
    "baseline", ["field", "[field]", "{keys: [field]}", "{key: field}", "{at-most: [1]}"]
)
def test_a_baseline_of_another_form_is_refused(tmp_path, baseline):
    write(tmp_path, {"house/cover.md": OWN.replace("options:", f"baseline: {baseline}\noptions:")})
    with pytest.raises(BlintError, match='"baseline" must be like'):
        validate(load_rules([str(tmp_path)])["house/cover"])


def test_a_project_has_rules_of_its_own(tmp_path):
    files = {
        ".git/": "",
        "blint.toml": 'rule-pages = ["our-rules"]\n',
        "our-rules/house/cover.md": OWN,
        "posts/a.md": POST,
    }
    write(tmp_path, files)
    result = check(tmp_path, "posts")
    assert found(result, "house") == [("posts/a.md", 1, "house/cover")]
    assert result.findings[0].message == "our posts need cover"
    count, failures = run_examples([load_rules([str(tmp_path / "our-rules")])["house/cover"]])
    assert (count, failures) == (2, [])


def test_a_message_stays_short_whatever_its_page_puts_into_it(tmp_path):
    page = OWN.replace("{field}", "{field}" * 100).replace("[cover]", f"[{'c' * 500}]")
    files = {"r/house/cover.md": page, "blint.toml": 'rule-pages = ["r"]\n', "posts/a.md": POST}
    write(tmp_path, {".git/": "", **files})
    (finding,) = check(tmp_path, "posts", select=("house",)).findings
    assert finding.message.startswith("our posts need ccc")
    assert len(finding.message) == 1000


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("check: front_matter.missing_field", "check: front_matter.nothing", "there is no check"),
        ("check: front_matter.missing_field", "check: os.getcwd", "there is no check"),
        ("check: front_matter.missing_field", "check: front_matter._required", "no check"),
        ("fields: [cover]", "feilds: [cover]", 'no option "feilds" (did you mean "fields"?)'),
        ("fields: [cover]", "fields: cover", "fields must be a list of texts"),
        ("severity: warning", "severity: fatal", "severity must be one of"),
        ("severity: warning", "sverity: warning", 'unknown key "sverity"'),
        ("message:", "text:", 'unknown key "text"'),
        ("---\nseverity", "severity", "begins with front matter"),
        ("options:", "options: [", "cannot be parsed"),
        ("  fields: [cover]", "  1: 2", 'no option "1"'),
        ('en: "our posts', '1: "our posts', "must map languages to texts"),
        (
            'en: "our posts need {field}"',
            'en: "' + "{field}" * 200 + '"',
            "at most 1000 characters",
        ),
    ],
)
def test_a_bad_page_is_an_error_that_names_it(tmp_path, before, after, complaint):
    assert before in OWN
    write(tmp_path, {"house/cover.md": OWN.replace(before, after, 1)})
    with pytest.raises(BlintError, match=r"house.cover\.md: ") as error:
        load_rules([str(tmp_path)])
    assert complaint in str(error.value)


def test_a_project_cannot_redefine_a_rule(tmp_path):
    write(tmp_path, {"image/missing.md": OWN})
    with pytest.raises(BlintError, match="image/missing is taken by"):
        load_rules([str(tmp_path)])


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("cover: a.png", "title: T", "unexpected finding in line 1"),
        ("title: T", "cover: a.png", "no finding"),
        ("bad line=1", "bad line=2", "the finding stands in line 1, not 2"),
        ("{field}", "{feild}", "a placeholder without a value"),
        ("```markdown good", "```markdown", "needs a bad and a good example"),
    ],
)
def test_an_example_that_does_not_hold_fails(tmp_path, before, after, reason):
    assert before in OWN
    write(tmp_path, {"house/cover.md": OWN.replace(before, after)})
    _, failures = run_examples([load_rules([str(tmp_path)])["house/cover"]])
    assert any(reason in str(failure) for failure in failures)


HOSTILE = [
    ("files=../../escaped.png", "may not write '../../escaped.png'"),
    ("files=/blint-escaped.png", "may not write '/blint-escaped.png'"),
    ("files=a/../../../escaped.png", "may not write"),
    ("name=../../escaped.md bytes=hex:00", "may not write '../../escaped.md'"),
    ("name=/blint-escaped.md", "may not write"),
    ("name=../blint.toml", "may not write '../blint.toml'"),
    ("name=../.git/hooks/pre-commit", "may not write"),
    ("name=..", "may not write '..'"),
    ("files=a.png,a.png/b.png", "its files cannot be made"),
    (f"files={'x' * 300}.png", "may not write 'xxx"),
    (f"name={'a/' * 100_000}x.md", "may not write 'a/a"),
    ("name=", "may not write ''"),
    ("name=blint.toml", "may not write 'blint.toml'"),
    ("name=x/pyproject.toml", "may not write"),
    ("files=.git/config", "may not write"),
    ("'files=.GIT. /config'", "may not write"),
    (r"'name=..\..\escaped.md'", "may not write"),
    ("name=C:/escaped.md", "may not write"),
    ("files=post.md", "its files cannot be made: File exists"),
    ("files=a.png:99999x99999", "8000000 pixels"),
    ("files=a.png:0x1", "8000000 pixels"),
    ("files=a.gif:70000x1", "16383 of them in a row"),
    ("files=a.webp:20000x1", "16383 of them in a row"),
    ("files=a.avif:1x70000", "16383 of them in a row"),
    (f"files=a.png:{'9' * 5000}x1", "an example's file cannot be '999"),
    ("files=a.png:99999KiB", "16384 KiB"),
    ("files=a.png:9000KiB,b.png:9000KiB", "files may have 16384 KiB"),
    ("files=a.png:as=exe", "an example's file cannot be 'as=exe'"),
    ("files=package.json:a:b", "a package.json needs one setting"),
    ("files=../package.json", "a package.json needs one setting"),
    (f"files={','.join(f'{n}.png' for n in range(21))}", "may have 20 files"),
    ("bytes=hex:0g", "bytes=: non-hexadecimal"),
    ("generator=jekyl", "blint.toml: generator must be one of"),
    (f"max-size={'9' * 5000}", 'no option "max-size"'),
    (f"fields={'9' * 5000}", "fields must be a list of texts"),
    ("fields=[", "fields must be a list of texts"),
    ("severity=fatal", "must be one of"),
    ("a.b=1", "an option cannot be called 'a.b'"),
    ("'fields = [] } #'=1", "an option cannot be called"),
    ("fields='[\"a\"] }, x = {'", "fields must be a list of texts"),
    ('"unclosed', "info string: No closing quotation"),
]


@pytest.mark.parametrize(("info", "reason"), HOSTILE, ids=lambda text: text[:24])
def test_an_example_stays_in_its_folder_and_in_bounds(tmp_path, info, reason):
    page = OWN.replace("```markdown bad line=1", f"```markdown bad {info}")
    write(tmp_path / "in/a/b", {"house/cover.md": page})
    before = sorted(map(str, tmp_path.rglob("*")))
    _, failures = run_examples([load_rules([str(tmp_path / "in/a/b")])["house/cover"]])
    told = "\n".join(map(str, failures))
    assert reason in told
    assert "cover.md:" in told
    assert "blint-" not in told.replace("/blint-escaped", "")
    assert sorted(map(str, tmp_path.rglob("*"))) == before
    assert not [name for name in os.listdir("/") if "escaped" in name]


def test_a_page_has_no_more_than_a_hundred_examples(tmp_path):
    write(tmp_path, {"house/cover.md": OWN + "\n```markdown good\n---\ncover: x\n---\n```\n" * 200})
    count, failures = run_examples([load_rules([str(tmp_path)])["house/cover"]])
    assert count == 100
    assert "the rest was not run" in str(failures[0])


def test_examples_have_a_limit_of_time(tmp_path):
    write(tmp_path, {"house/cover.md": OWN})
    rules = [load_rules([str(tmp_path)])["house/cover"]]
    count, failures = run_examples(rules, seconds=0)
    assert count == 0
    assert [failure.reason for failure in failures] == [
        "a page may have 100 examples, and 0 s for them; the rest was not run"
    ]
    assert run_examples(rules, seconds=60) == (2, [])


def test_what_is_wrong_with_a_page_costs_the_others_nothing(tmp_path):
    write(
        tmp_path,
        {
            "house/a.md": OWN.replace("bad line=1", 'bad "line=1'),
            "house/b.md": OWN + "\n```js title='it\nNo example.\n```\n",
            "house/c.md": OWN.replace("bad line=1", "bad line=7"),
        },
    )
    rules = [rule for rule in load_rules([str(tmp_path)]).values() if rule.family == "house"]
    count, failures = run_examples(rules)
    assert count == 6
    assert [(Path(f.example.rule.page).name, f.example.line, f.reason) for f in failures] == [
        ("a.md", 14, "info string: No closing quotation"),
        ("c.md", 14, "the finding stands in line 1, not 7"),
    ]


@pytest.mark.parametrize("name", ["x\x1b[31m/y.md", "x/\u202ey.md", "X/y.md", "x/y z.md", "x/.md"])
def test_a_rule_is_called_by_plain_letters(tmp_path, name):
    write(tmp_path, {name: OWN})
    with pytest.raises(BlintError, match="is made of small letters, digits and hyphens"):
        load_rules([str(tmp_path)])


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ("options: " + "[" * 500, "too deep"),
        ("options:\n  " + "- " * 30_000, "too deep"),
        (f"options: {{a: &a [{'x, ' * 500}x], b: [{'*a, ' * 500}*a]}}", "too many aliases"),
        ("options: !!python/object/apply:os.getcwd []", "cannot be parsed"),
        ("title: 2020-13-45", "cannot be parsed"),
        ("- a", "cannot be parsed"),
        ("#" * 300_000, "too large"),
    ],
    ids=["deep", "deeper", "aliases", "object", "date", "list", "large"],
)
def test_the_front_matter_of_a_page_may_be_hostile(tmp_path, header, complaint):
    write(
        tmp_path, {"house/cover.md": OWN.replace("severity: warning", f"severity: error\n{header}")}
    )
    with pytest.raises(BlintError, match=r"house.cover\.md:.*") as error:
        load_rules([str(tmp_path)])
    assert complaint in str(error.value)
