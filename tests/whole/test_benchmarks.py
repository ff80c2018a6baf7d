"""The benchmark: what it checks is what it says, and it notices when blint gets slower."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from support import POST, ROOT, check, found, picture, write

from blint.workspace.discovery import Workspace

if not (ROOT / "benchmarks").is_dir():
    pytest.skip("the benchmark is not in a source distribution", allow_module_level=True)
if not hasattr(os, "wait4"):
    pytest.skip("the benchmark asks what a child process took", allow_module_level=True)
sys.path.insert(0, str(ROOT))

from benchmarks import Unable, __main__, blog, chart, folders, installed, peers, results, startup
from benchmarks.measure import Command, Use, in_turn, middle, run
from benchmarks.results import BLINT, COLD, EDITED, PYTHON, START, VERSION, WARM, Row

# --- the blog ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A blog of twenty posts, and its defects."""
    folder = tmp_path_factory.mktemp("generated") / "blog"
    return folder, blog.build(str(folder), 20)


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.md5(path.read_bytes()).hexdigest()
        for path in files
    }


def test_a_blog_is_the_same_for_the_same_seed(generated, tmp_path):
    folder, defects = generated
    assert blog.build(str(tmp_path / "again"), 20) == defects
    assert contents(tmp_path / "again") == contents(folder)
    blog.build(str(tmp_path / "other"), 20, seed=blog.SEED + 1)
    assert contents(tmp_path / "other") != contents(folder)


def test_a_smaller_blog_is_the_beginning_of_a_larger_one(generated, tmp_path):
    blog.build(str(tmp_path / "few"), 4)
    assert contents(tmp_path / "few").items() <= contents(generated[0]).items()


def test_blint_finds_the_defects_and_nothing_else(generated):
    folder, defects = generated
    result = check(folder, "posts")
    assert (result.generator, result.posts) == ("vitepress", 20)
    assert found(result) == [tuple(defect) for defect in defects]
    assert sorted(defect.rule for defect in defects) == sorted(blog.DEFECTS)


def test_posts_and_images_are_of_real_sizes(generated):
    folder, _ = generated
    posts = list((folder / "posts").iterdir())
    assert all(7_000 <= path.stat().st_size <= 13_000 for path in posts)
    images = [path for path in (folder / "images").rglob("*") if path.is_file()]
    assert 6 <= len(images) / len(posts) <= 10
    forms = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
    for path in images:
        with Image.open(path) as image:
            assert (image.format, image.width >= 1000) == (forms[path.suffix], True)
        assert 30_000 <= path.stat().st_size <= 1_500_000
    assert sum(path.stat().st_blocks * 512 for path in images) < len(images) * 10_000


def test_posts_are_written_in_both_languages_and_in_all_of_markdown(generated):
    texts = [path.read_text(encoding="utf-8") for path in (generated[0] / "posts").iterdir()]
    chinese = [text for text in texts if len(re.findall(r"[\u4e00-\u9fff]", text)) > 1000]
    assert 5 <= len(chinese) <= 15
    everything = "\n".join(texts)
    for mark in ("\n```", "\n- ", "\n  - ", "\n1. ", "\n> ", "\n### ", "\n::: tip", "\n| --- "):
        assert mark in everything, mark
    for mark in ("\n![", "\n<img ", "\n<figure>", "](./", "<https://", "<!-- more -->", "`", "**"):
        assert mark in everything, mark


def test_the_one_post_has_an_image_and_a_table_and_no_defect(tmp_path):
    (one,) = folders.generated(str(tmp_path), [1])
    text = (tmp_path / "blog-1" / one.path).read_text(encoding="utf-8")
    assert "\n![" in text
    assert "\n| --- " in text
    assert check(tmp_path / "blog-1", one.path).findings == []


# --- a blog of one's own -------------------------------------------------------------------


@pytest.fixture
def site(tmp_path):
    """A site whose pages are in a folder of it, as blint would be told of it."""
    table = "\n![A cup](../images/cup.png)\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    files = {
        "site/package.json": "{}",
        "site/src/.vitepress/config.ts": "export default {}\n",
        "site/src/public/logo.png": picture(),
        "site/src/images/cup.png": picture(),
        "site/src/posts/one.md": POST,
        "site/src/posts/two.md": POST + table,
        "site/.git/": "",
    }
    write(tmp_path, files)
    return tmp_path / "site"


class InThisProcess(installed.Blint):
    """blint without a process of its own, for what it is asked about a folder."""

    def site(self, folder):
        posts = Workspace().posts([folder])
        facts = posts[0].built.facts
        return installed.Site([post.path for post in posts], facts.content, list(facts.public))


@pytest.fixture
def blint():
    return InThisProcess("bin/blint", "bin/python", "0 on Python 3.11.0", "--no-cache --jobs")


def test_a_folder_is_checked_as_it_is(site, blint):
    one, whole = folders.as_it_is(str(site), blint)
    assert whole == (2, str(site), "src/posts", "")
    assert (one.posts, one.path, one.post) == (1, "src/posts/two.md", "")


def test_copies_of_a_folder_are_one_site(site, blint, tmp_path):
    before = contents(site)
    one, small, large = folders.copies(str(site), 3, str(tmp_path / "work"), blint)
    root = tmp_path / "work/copies"
    assert (one.path, small.path, large.path) == ("src/c1/posts/two.md", "src/c1", "src")
    assert (one.posts, small.posts, large.posts) == (1, 2, 6)
    copied = contents(root)
    assert {name for name in copied if not re.search(r"/c\d/", name)} == {
        "package.json",
        "src/.vitepress/config.ts",
        "src/public/logo.png",
    }
    # Copies have their titles in common, and nothing else is wrong.
    assert {f.rule for f in check(root, large.path).findings} <= {"post/duplicate-title"}

    cup = "src/images/cup.png"
    assert (root / "src/c3/images/cup.png").stat().st_ino == (site / cup).stat().st_ino
    __main__._edit(small.post)
    assert contents(site) == before


def test_copies_that_are_no_posts_are_not_measured(site, blint, tmp_path):
    write(site, {"blint.toml": 'posts = ["src/c1/posts/*.md", "src/posts/*.md"]\n'})
    with pytest.raises(Unable, match="of 3 × 2 copied posts blint takes 2 for posts"):
        folders.copies(str(site), 3, str(tmp_path / "work"), blint)


# --- what is measured ----------------------------------------------------------------------


def python(code, **wishes):
    return Command([sys.executable, "-c", code], str(ROOT), **wishes)


def test_a_run_is_charged_with_what_it_and_its_children_take():
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    use = run(python(child))
    assert use.cpu >= 0.3
    assert use.wall >= 0.3
    assert run(python("b'x' * 60_000_000")).memory > 60_000_000 > run(python("pass")).memory


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the largest process is known")
def test_memory_is_that_of_all_processes():
    held = "text = b'x' * 40_000_000; print(flush=True); input()"
    both = (
        "import subprocess, sys, time\n"
        f"words = [sys.executable, '-c', {held!r}]\n"
        "started = [subprocess.Popen(words, stdin=-1, stdout=-1) for _ in 'ab']\n"
        "for child in started: child.stdout.readline()\n"
        "time.sleep(0.5)\n"
        "for child in started: child.communicate(b'go\\n')\n"
    )
    assert run(python(both)).memory > 80_000_000


def test_a_run_that_fails_is_no_measurement():
    assert run(python("raise SystemExit(2)", statuses=(0, 2)))
    with pytest.raises(Unable, match=r"exit status 2\nno such rule"):
        run(python("import sys; print('no such rule', file=sys.stderr); sys.exit(2)"))
    with pytest.raises(Unable, match="No such file"):
        run(Command(["no-such-program"], str(ROOT)))


def test_settings_of_the_caller_do_not_reach_a_run(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("BLINT_CACHE_DIR", "mine")
    told = "import os; assert 'PYTHONDONTWRITEBYTECODE' not in os.environ"
    told += "; assert os.environ['BLINT_CACHE_DIR'] == 'ours'"
    assert run(python(told, settings={"BLINT_CACHE_DIR": "ours"}))


def test_commands_run_in_turn(tmp_path):
    log = tmp_path / "log"
    commands = [
        python(f"open({str(log)!r}, 'a').write({name!r})", before=lambda: None) for name in "ABC"
    ]
    assert len(in_turn(commands, 2, lambda _: None)) == 3
    assert log.read_text(encoding="utf-8") == "ABCABC"


def test_the_middle_is_the_median_of_the_times_and_the_highest_peak():
    uses = [Use(1.0, 9.0, 30), Use(5.0, 2.0, 10), Use(2.0, 3.0, 20)]
    assert middle(uses) == (2.0, 3.0, 30)


# --- ratios --------------------------------------------------------------------------------


def row(posts, state, program, cpu):
    return Row(posts, state, program, cpu, cpu * 1.1, 50_000_000)


ROWS = [
    row(0, START, PYTHON, 0.02),
    row(0, START, VERSION, 0.06),
    row(1, COLD, BLINT, 0.15),
    row(1, COLD, "markdownlint-cli2", 0.6),
    row(8900, COLD, BLINT, 6.0),
    row(8900, COLD, "rumdl", 5.0),
    row(8900, COLD, "lychee", 3.0),
    row(8900, WARM, BLINT, 2.0),
    row(8900, WARM, "rumdl", 7.0),
    row(8900, EDITED, BLINT, 2.5),
    row(8900, EDITED, "rumdl", 7.0),
]


def test_ratios_are_of_seconds_of_the_processor():
    assert {ratio.name: (round(ratio.value, 6), ratio.goal) for ratio in results.ratios(ROWS)} == {
        "blint --version / python -c pass": (3.0, 5),
        "1 post / python -c pass": (7.5, 10),
        "1 post / markdownlint-cli2": (0.25, 1 / 3),
        "8,900 posts / rumdl + lychee": (0.75, 1),
        "8,900 posts, unchanged / rumdl, cached + lychee": (0.2, 0.25),
        "8,900 posts, one post edited / rumdl, cached + lychee": (0.25, None),
        "8,900 posts, unchanged / rumdl + lychee": (0.25, None),
    }


def test_what_was_not_measured_has_no_ratio():
    without = [row for row in ROWS if row.program != "lychee" and row.state != START]
    assert [ratio.name for ratio in results.ratios(without)] == ["1 post / markdownlint-cli2"]


def test_the_tables_tell_seconds_and_ratios():
    text = results.rows_text(ROWS)
    assert re.search(r"^8,900 +nothing cached +blint +6\.00 +6\.60 +50 +1\.00$", text, re.MULTILINE)
    assert re.search(r"^ +rumdl +5\.00 +5\.50 +50 +0\.83$", text, re.MULTILINE)
    text = results.ratios_text(results.ratios(ROWS), {"1 post / python -c pass": 7.0})
    assert re.search(r"^1 post / python -c pass +7\.50 +7\.00 +10\.00 +yes$", text, re.MULTILINE)


def test_the_peak_of_memory_is_that_of_blint():
    rows = [*ROWS, ROWS[2]._replace(memory=150_000_000), ROWS[3]._replace(memory=900_000_000)]
    assert results.memory_text(rows) == "blint takes up 150 MB at most, with 1 post (goal: 200)"


def test_only_what_is_worse_by_the_margin_is_worse():
    recorded = {"a": 2.0, "b": 2.0, "c": 2.0, "d": 2.0}
    measured = {"a": 2.19, "b": 2.21, "c": 1.0, "new": 9.0}
    assert results.worse(measured, recorded, 0.1) == ["b: 2.21, recorded 2 (+10%)"]


# --- the command ---------------------------------------------------------------------------


@pytest.fixture
def command(tmp_path):
    """The command line, with instructions as told, and a record of its own."""
    version = "0.1.0 on Python 3.11.7"
    blint = installed.Blint("blint", "python", version, "")

    def call(*words, can_count=True, version=160_000_000):
        told = {PYTHON: 40_000_000, VERSION: version}
        instruments = __main__.Instruments(lambda: can_count, lambda *_: told, lambda _: blint)
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        places = ("--work", str(folder), "--recorded", str(tmp_path / "recorded.json"))
        return __main__.main([*words, *places], instruments)

    return call


def test_a_worse_ratio_fails_the_check(command, capsys):
    assert command("--small", "--record") == 0
    assert command("--small", "--check", version=175_000_000) == 0
    capsys.readouterr()
    assert command("--small", "--check", version=177_000_000) == 1
    assert (
        "worse than recorded: blint --version: 4.42, recorded 4 (+11%)" in capsys.readouterr().out
    )
    assert command("--small", "--check", "--margin", "20", version=177_000_000) == 0


def test_what_cannot_be_counted_or_compared_is_skipped(command, capsys):
    assert command("--small", "--check") == 0
    assert "skipped: nothing is recorded for Python 3.11" in capsys.readouterr().out
    assert command("--small", "--check", can_count=False) == 0
    assert capsys.readouterr().out.startswith("skipped: ")


def test_nothing_is_left_behind(command, tmp_path):
    assert command("--small") == 0
    assert list((tmp_path / "work").iterdir()) == []


def test_a_mistake_is_told_in_one_line(command, capsys):
    assert command("--folder", "nowhere") == 2
    assert capsys.readouterr().err == "benchmarks: nowhere: no such folder\n"
    with pytest.raises(SystemExit, match="2"):
        command("--posts", "none")
    assert "'none' is not a number from 1 on" in capsys.readouterr().err


def test_peers_are_called_without_and_with_their_cache():
    there = peers.Peers({name: name for name in (*peers.PYTHON, *peers.NODE)}, {}, {})
    assert peers.words(there, "rumdl", "posts")[:3] == ["rumdl", "check", "--no-cache"]
    assert peers.words(there, "rumdl", "posts", "/c")[2:4] == ["--cache-dir", "/c"]
    assert peers.words(there, "lychee", "posts")[-1] == "posts/**/*.md"
    assert peers.words(there, "markdownlint-cli2", "posts/a.md")[-1] == "posts/a.md"


def test_every_state_of_a_blog_is_measured(blint, tmp_path):
    there = peers.Peers({name: name for name in (*peers.PYTHON, *peers.NODE)}, {}, {})
    post = tmp_path / "posts/a.md"
    write(tmp_path, {"posts/a.md": POST})
    blog = folders.Blog(200, str(tmp_path), "posts", str(post))
    cases = __main__._cases(blint, there, blog, str(tmp_path))
    both = {(200, state, name) for state in (COLD, WARM, EDITED) for name in (BLINT, "rumdl")}
    assert set(cases) == both | {(200, COLD, "lychee"), (200, COLD, "markdownlint-cli2")}
    caches = {case.settings["BLINT_CACHE_DIR"] for case in cases.values() if case.settings}
    assert len(caches) == 1

    for state in (COLD, WARM):
        cases[200, state, BLINT].before()
    assert post.read_text(encoding="utf-8") == POST
    cases[200, EDITED, "rumdl"].before()
    assert post.read_text(encoding="utf-8") != POST

    one = __main__._cases(blint, there, blog.one_post(str(post)), str(tmp_path))
    assert {state for _, state, _ in one} == {COLD, WARM}
    without = __main__._cases(blint._replace(options=""), there, blog, str(tmp_path))
    assert {state for _, state, _ in without} == {COLD}


def test_blint_is_called_without_its_cache_where_it_has_one(blint):
    assert blint.check("posts") == ["bin/blint", "check", "--no-cache", "posts"]
    assert blint.check("posts", cached=True) == ["bin/blint", "check", "posts"]
    assert blint._replace(options="").check("posts") == ["bin/blint", "check", "posts"]


def test_imports_are_read_from_what_python_tells(tmp_path):
    modules = startup.imports([sys.executable, "-c", "import json.scanner"], str(tmp_path), 1)
    times = {module.name: module for module in modules}
    assert times["json"].whole >= times["json.decoder"].whole >= times["json.decoder"].own > 0
    assert [module.own for module in modules] == sorted((m.own for m in modules), reverse=True)


# --- the chart -----------------------------------------------------------------------------


def test_the_chart_draws_every_comparison():
    svg = chart.draw(ROWS, {"blint": "1 & 2"}, "A <machine>")
    texts = [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    for text in (
        "8,900 posts, nothing cached",
        "8,900 posts, unchanged",
        "8,900 posts, one post edited",
        "rumdl + lychee",
        "8.0 s · × 1.3",
        "1 post, as in a hook",
        "0.6 s · × 4.0",
    ):
        assert text in texts
    assert any("blint 1 & 2. A <machine>." in text for text in texts)


def test_the_chart_of_the_readme_is_that_of_the_recorded_run():
    record = json.loads((ROOT / "benchmarks/recorded.json").read_text(encoding="utf-8"))
    rows = [Row(*row) for row in record["rows"]]
    drawn = chart.draw(rows, record["versions"], record["machine"])
    shown = (ROOT / "docs/benchmark.svg").read_text(encoding="utf-8")
    assert shown == drawn, "run: python benchmarks --record --chart docs/benchmark.svg"
    assert not re.search(r"url\(|@import|<script|<image|href=", shown)
    assert results.ratios(rows)
