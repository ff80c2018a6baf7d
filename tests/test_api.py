"""The Python API, used as an editor's plugin, a notebook and a site's own script use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from processes import commit_all, environment
from support import FRONT, POST, picture, write

import blint

BLOG = {
    ".git/": "",
    ".vitepress/": "",
    "posts/one.md": FRONT + "Text.\n\n<!--more-->\n\n![a cup](images/Cup.png)\n",
    "posts/two.md": POST + "![](images/cup.png)\n\n![x](gone.png)\n",
    "posts/images/cup.png": picture(),
    "drafts/three.md": "No front matter.\n",
}


@pytest.fixture
def blog(tmp_path, monkeypatch):
    write(tmp_path, BLOG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- a notebook ------------------------------------------------------------------------------


def test_a_folder_is_checked_and_counted(blog, capfd):
    run = blint.check("posts", language="en")
    assert isinstance(run, blint.Run)
    assert (run.posts, run.generator, run.failed) == (2, "vitepress", True)
    assert Counter(finding.rule for finding in run.findings) == {
        "excerpt/misspelled-marker": 1,
        "image/wrong-case": 1,
        "image/missing-alt": 1,
        "image/missing": 1,
    }
    assert all(isinstance(finding, blint.Finding) for finding in run.findings)
    assert Path.cwd() == blog
    assert capfd.readouterr() == ("", "")


def test_what_a_finding_says(blog):
    run = blint.check("posts/two.md", select="image/missing", language="en")
    (finding,) = run.findings
    assert finding.severity is blint.Severity.ERROR
    assert (finding.path, finding.message) == ("posts/two.md", "no such file: gone.png")
    assert finding.place == blint.Place(line=12, column=6, end_line=12, end_column=14)
    assert finding.source == "![x](gone.png)"
    assert finding.fix is None


@pytest.mark.parametrize(
    "paths", ["posts", Path("posts"), ["posts"], ("posts/one.md", Path("posts/two.md"))]
)
def test_paths_in_any_form(blog, paths):
    assert blint.check(paths).posts == 2


def test_without_paths_it_is_this_folder(blog):
    assert blint.check().posts == 2  # VitePress keeps posts in posts


def test_rules_are_chosen_by_name_or_family(blog):
    def rules(**wishes):
        return {finding.rule for finding in blint.check("posts", **wishes).findings}

    assert rules(select="excerpt") == {"excerpt/misspelled-marker"}
    assert rules(select=["excerpt", "image/missing"]) == {
        "excerpt/misspelled-marker",
        "image/missing",
    }
    assert rules(ignore="image") == {"excerpt/misspelled-marker"}


def test_settings_from_lines_and_from_a_file(blog):
    lines = 'rules."image/missing" = "info"'
    run = blint.check("posts", select="image/missing", config_lines=lines, fail_on="warning")
    assert [finding.severity for finding in run.findings] == [blint.Severity.INFO]
    assert not run.failed
    write(blog, {"other.toml": 'fail-on = "never"\nlanguage = "zh"\n'})
    run = blint.check("posts", config=blog / "other.toml", select="image/missing")
    assert (run.fail_on, run.language) == (None, "zh")


def test_the_same_with_and_without_processes_and_cache(blog):
    runs = [
        blint.check("posts", cache=cache, jobs=jobs) for cache in (True, False) for jobs in (1, 2)
    ]
    assert len({run.findings == runs[0].findings for run in runs}) == 1


def test_only_what_changed(blog):
    shutil.rmtree(blog / ".git")
    start = commit_all(blog)
    assert blint.check("posts", since="HEAD").findings == []
    (blog / "posts/images/cup.png").unlink()
    run = blint.check("posts", since="HEAD", select="image", language="en")
    assert [finding.path for finding in run.findings] == ["posts/one.md", "posts/two.md"]
    assert {finding.rule for finding in run.findings} == {"image/missing"}
    assert run.since == ("HEAD", start, 0)
    assert blint.check("posts").since is None


@pytest.mark.parametrize("wish", [{"since": ""}, {"since": "gone"}, {"baseline": ""}])
def test_what_names_nothing_is_an_error(blog, wish):
    shutil.rmtree(blog / ".git")
    commit_all(blog)
    with pytest.raises(blint.BlintError, match=next(iter(wish))):
        blint.check("posts", **wish)


def test_what_is_accepted(blog):
    found = blint.check("posts", fail_on="info").findings
    entry = {"rule": "image/missing", "path": "posts/two.md", "what": "gone.png", "reason": "later"}
    write(blog, {"accepted.jsonl": f"{json.dumps(entry)}\n", "none.jsonl": ""})
    run = blint.check("posts", baseline=Path("accepted.jsonl"))
    assert len(run.findings) == len(found) - 1
    (accepted,) = run.suppressed
    assert accepted.rule == "image/missing"
    assert accepted.suppressed == ("baseline", "later")
    write(blog, {"blint.toml": 'baseline = "accepted.jsonl"\n'})
    assert len(blint.check("posts").findings) == len(found) - 1
    assert blint.check("posts", baseline=False).findings == found
    assert blint.check("posts", baseline="none.jsonl").findings == found
    with pytest.raises(blint.BlintError, match="no such baseline"):
        blint.check("posts", baseline="gone.jsonl")


# --- an editor's plugin ----------------------------------------------------------------------


def test_a_text_is_checked_as_if_it_were_saved(blog):
    unsaved = POST + "![x](images/cup.png) ![y](gone.png)\n"
    before = (blog / "posts/two.md").read_text(encoding="utf-8")
    (finding,) = blint.check_text(unsaved, blog / "posts/two.md", language="en")
    assert (finding.path, finding.rule) == ("posts/two.md", "image/missing")
    assert (blog / "posts/two.md").read_text(encoding="utf-8") == before


def test_a_text_need_not_have_a_file(blog):
    (finding,) = blint.check_text(POST + "![x](gone.png)\n", "posts/new.md")
    assert (finding.path, finding.rule) == ("posts/new.md", "image/missing")
    assert blint.check_text(POST) == []


def test_a_fix_makes_the_finding_go_away(blog):
    path = "posts/one.md"
    text = (blog / path).read_text(encoding="utf-8")
    found = [finding for finding in blint.check_text(text, path) if finding.fix]
    assert [finding.rule for finding in found] == ["excerpt/misspelled-marker", "image/wrong-case"]
    for finding in found:
        assert isinstance(finding.fix, blint.Fix)
        assert finding.fix.safe
        lines = text.split("\n")
        for edit in finding.fix.edits:
            assert isinstance(edit, blint.Edit)
            place = edit.place
            assert place.line == place.end_line
            line = lines[place.line - 1]
            lines[place.line - 1] = (
                line[: place.column - 1] + edit.text + line[place.end_column - 1 :]
            )
        text = "\n".join(lines)
    assert blint.check_text(text, path) == []


def test_a_path_that_the_configuration_excludes(blog):
    text = "No front matter ![x](gone.png)\n"
    assert blint.check_text(text, "posts/a.md")
    assert blint.check_text(text, "posts/a.md", config_lines='exclude = ["posts/a.md"]') == []


@pytest.mark.parametrize("text", ["", "\ufeff", "\udc80", "\0" * 9, "---\n" * 9, "中\r\n文\r"])
def test_any_text_has_an_answer(blog, text):
    for finding in blint.check_text(text, "posts/a.md"):
        assert finding.place.line >= 1


def test_from_several_threads(blog):
    texts = [POST + f"![x](gone{number}.png)\n" for number in range(20)]
    with ThreadPoolExecutor(4) as executor:
        found = list(executor.map(lambda text: blint.check_text(text, "posts/a.md"), texts))
    for number, findings in enumerate(found):
        assert f"gone{number}.png" in findings[0].message


def test_each_call_sees_the_files_as_they_are(blog):
    text = POST + "![x](images/new.png)\n"
    assert [finding.rule for finding in blint.check_text(text, "posts/a.md")] == ["image/missing"]
    write(blog, {"posts/images/new.png": picture()})
    assert blint.check_text(text, "posts/a.md") == []
    write(blog, {"blint.toml": '[site]\nmarker = "<!-- cut -->"\n'})
    (finding,) = blint.check_text(text, "posts/a.md", language="en")
    assert finding.message == "<!-- more --> is not the marker"


HOST = """
import multiprocessing, os, signal, sys, threading, time
import blint
from blint.engine.request import Request
from blint.engine.run import Means, run

heard = []
signal.signal(signal.SIGTERM, lambda *_: heard.append("SIGTERM"))
signal.alarm(30)
lines = ('rules."front-matter/invalid-field".schema = "broken.json"',)
request = Request(paths=("posts",), config_lines=lines, cached=False, jobs=2)
failed = []

def check():
    try:
        run(request, means=Means(enough_for_processes=1))
    except blint.BlintError:
        failed.append(True)

if __name__ == "__main__":
    own = [multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,)) for _ in "ab"]
    checking = threading.Thread(target=check)
    own[0].start()
    checking.start()
    own[1].start()
    checking.join()
    check()
    print(failed, heard, [process.is_alive() for process in own], signal.alarm(0) > 20)
    for process in own:
        process.kill()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forks and signals")
def test_a_program_keeps_its_own_processes_signals_and_timers(blog):
    write(blog, {"broken.json": "{", "host.py": HOST})
    env = environment(PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run(
        [sys.executable, "host.py"], env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[True, True] [] [True, True] True\n", done.stderr


# --- a site's script -------------------------------------------------------------------------


def test_a_script_stops_where_the_check_fails(blog):
    script = "import sys, blint\nsys.exit(blint.check('posts').failed)\n"
    env = environment(PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"paths": "nowhere"}, "nowhere: no such file or folder"),
        ({"paths": "posts", "select": "image/mising"}, 'did you mean "image/missing"?'),
        ({"paths": "posts", "config": "none.toml"}, "none.toml: no such configuration file"),
        ({"paths": "posts", "config_lines": "languag = 'en'"}, 'did you mean "language"?'),
        ({"paths": "posts", "language": "fr"}, 'language must be one of "en", "zh"'),
        ({"paths": "posts", "fail_on": "fatal"}, "fail_on must be one of"),
        ({"paths": "posts", "jobs": -1}, "jobs must be a number of processes"),
    ],
)
def test_mistakes_are_errors_with_a_word(blog, wishes, words):
    with pytest.raises(blint.BlintError) as error:
        blint.check(**wishes)
    assert words in str(error.value)


def test_a_mistake_in_a_text_is_the_same_error(blog):
    with pytest.raises(blint.BlintError, match="must be one of"):
        blint.check_text(POST, language="fr")


# --- the package -----------------------------------------------------------------------------


def test_importing_it_loads_nothing():
    program = "import sys, blint; print([n for n in sys.modules if n.startswith('blint')])"
    env = environment(PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "['blint']\n"


def test_every_public_name_is_there():
    assert set(blint.__all__) <= set(dir(blint))
    for name in blint.__all__:
        assert getattr(blint, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'engine_'"):
        _ = blint.engine_
