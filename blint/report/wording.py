"""The words that several reports say of a finished run, in English and Chinese."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING

from blint.files.sizes import human_size
from blint.model import Run, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.model import AcceptedBy, Suppressed

# What is counted: in English, one and many; in Chinese, with its measure word.
_NOUNS = {
    "post": ("post", "posts", "篇", "文章"),
    "image": ("image", "images", "张", "图片"),
    "path": ("path", "paths", "个", "路径"),
    "value": ("value", "values", "个", "值"),
    "reference": ("reference", "references", "处", "引用"),
    "error": ("error", "errors", "个", "错误"),
    "warning": ("warning", "warnings", "个", "警告"),
    "info": ("info", "infos", "条", "提示"),
}
_SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


def severity_name(severity: Severity, language: str) -> str:
    """What people call the severity."""
    return _SEVERITIES[severity] if language == "zh" else severity.value


def amount(count: int, noun: str, language: str) -> str:
    """``1 post``, ``750 images``, ``3 个错误``."""
    one, many, measure, chinese = _NOUNS[noun]
    if language == "zh":
        return f"{count:,} {measure}{chinese}"
    return f"{count:,} {one if count == 1 else many}"


def share(count: int, number: int, noun: str, language: str) -> str:
    """``all 44 posts``, ``42 of 44 posts``, ``44 篇文章中有 42 篇``."""
    everything = amount(number, noun, language)
    if language == "zh":
        part = f"{everything}中有 {count:,} {_NOUNS[noun][2]}"
        return f"全部 {everything}都" if count == number else part
    return f"all {everything}" if count == number else f"{count:,} of {everything}"


def amounts(counts: dict[Severity, int], language: str) -> str:
    """``3 errors, 131 warnings``: what is not there is not named."""
    named = [amount(counts[s], s.value, language) for s in Severity if counts.get(s)]
    return ("、" if language == "zh" else ", ").join(named)


def scope(run: Run) -> str:
    """What was checked, and how long it took."""
    posts = amount(run.posts, "post", run.language)
    images = amount(run.images, "image", run.language)
    if run.language == "zh":
        return f"{posts}，{images}，用时 {in_seconds(run.seconds)} 秒"
    return f"{posts}, {images} in {in_seconds(run.seconds)} s"


def in_seconds(time: float) -> str:
    """So many seconds, with one decimal, or two where one would be zero."""
    return f"{time:.1f}" if time >= 0.1 else f"{time:.2f}"


def verdict(run: Run) -> str:
    """What came out, by severity."""
    counts = amounts({severity: run.number_of(severity) for severity in Severity}, run.language)
    if counts:
        return counts
    nothing = "没有发现问题" if run.language == "zh" else "nothing to report"
    if not run.suppressed:
        return nothing
    return f"{nothing}{'；' if run.language == 'zh' else '; '}{accepted(run)}"


def headline(run: Run) -> str:
    """``89 posts, 750 images in 0.6 s: 3 errors, 131 warnings``; before that, what has changed
    where only that is reported."""
    return f"{_changed(run)}{scope(run)}{'：' if run.language == 'zh' else ': '}{verdict(run)}"


_NO_COMMIT = {"en": "no commit yet", "zh": "还没有提交"}


def _changed(run: Run) -> str:
    """``3 posts changed since main (1a2b3c4); ``; empty where all is reported."""
    if run.since is None:
        return ""
    base = run.since.base[:7] or _NO_COMMIT[run.language]
    name = base if base == run.since.reference[:7] else f"{run.since.reference} ({base})"
    posts = amount(run.since.posts, "post", run.language)
    if run.language == "zh":
        name = name.replace(" (", "（").replace(")", "）")
        return f"自 {name}以来改动了 {posts}；检查了 "
    return f"{posts} changed since {name}; checked "


def conclusion(run: Run) -> str:
    """Whether the run fails, and why."""
    chinese = run.language == "zh"
    if run.broken:
        return (
            "blint 自身出错，有内容没有检查：退出码 2"
            if chinese
            else ("blint made a mistake, and something was not checked: exit 2")
        )
    limit = -1 if run.fail_on is None else run.fail_on.rank
    weighed = [severity for severity in Severity if severity.rank <= limit]
    if run.failed:
        found = amounts({severity: run.number_of(severity) for severity in weighed}, run.language)
        reasons = list(filter(None, (found, _unwritten(run))))
        if chinese:
            return f"{'，'.join(reasons)}：检查未通过，退出码 1"
        return f"{', '.join(reasons)}: the check fails, exit 1"
    if run.fail_on is None:
        return 'fail-on = "never"：退出码 0' if chinese else 'fail-on = "never": exit 0'
    names = [severity_name(severity, run.language) for severity in weighed]
    if chinese:
        return f"没有{'、'.join(names)}：检查通过，退出码 0"
    return f"no {' or '.join(f'{name}s' for name in names)}: the check passes, exit 0"


def _unwritten(run: Run) -> str:
    """How many posts were to be mended and could not be written; empty where none was."""
    number = sum(refused.unwritten for refused in run.fixes.refused) if run.fixes else 0
    if not number:
        return ""
    posts = amount(number, "post", run.language)
    return f"{posts}未能写入" if run.language == "zh" else f"{posts} could not be written"


def not_listed(count: int, language: str) -> str:
    """What stands in the place of findings that are too many."""
    if language == "zh":
        return f"这篇文章里还有 {count:,} 处同样的问题，没有逐一列出"
    verb = "is" if count == 1 else "are"
    return f"{count:,} more of this rule in this post {verb} not listed"


def not_shown(hidden: list[tuple[str, int]], language: str) -> str:
    """What a terminal leaves out of many findings of one rule, by rule, and how to see it."""
    if language == "zh":
        counts = "、".join(f"{rule} 还有 {count:,} 处" for rule, count in hidden)
        return f"没有逐一显示：{counts}；加上 --show-all 可以全部显示"
    counts = ", ".join(f"{count:,} more of {rule}" for rule, count in hidden)
    return f"not shown: {counts}; --show-all shows them all"


_FEWEST = 5  # pages that look like posts: fewer are no section of a site, but about.md and the like


def left_out(run: Run) -> str:
    """How many pages look like posts and were not checked, where that is worth a word."""
    paths = run.left_out
    if len(paths) < _FEWEST:
        return ""
    number, (folder, most) = len(paths), Counter(map(posixpath.dirname, paths)).most_common(1)[0]
    folder = folder or "."
    if run.language == "zh":
        return (
            f"没有检查：至少还有 {number} 个文件看起来是文章（有标题和日期），其中 {most} 个在"
            f" {folder}；要检查它们，请写上目录，或在 blint.toml 里设置 posts"
        )
    return (
        f"not checked: at least {number} other files that look like posts, with a title and a date,"
        f" {most} of them in {folder}; name the folder, or set posts in blint.toml"
    )


def fixable(run: Run) -> str:
    """How many findings could be mended, and by which options; empty where none could."""
    fixes = [finding.fix for finding in run.findings if finding.fix]
    safe = sum(fix.safe for fix in fixes)
    unsafe = len(fixes) - safe
    if run.language == "zh":
        parts = [f"{safe:,} 处可以用 `--fix` 自动修正"] if safe else []
        if unsafe:
            more = "另有 " if safe else ""
            parts.append(f"{more}{unsafe:,} 处可以用 `--fix --unsafe-fixes` 修正，之后请检查结果")
        return "；".join(parts)
    parts = [f"{safe:,} can be fixed with `--fix`"] if safe else []
    if unsafe:
        verb = "more" if safe else "can be fixed"
        parts.append(f"{unsafe:,} {verb} with `--fix --unsafe-fixes`, to be looked at then")
    return "; ".join(parts)


def accepted(run: Run) -> str:
    """How many findings somebody has accepted, by what, and how to see them; empty without any."""
    numbers = Counter(finding.suppressed.by for finding in run.suppressed if finding.suppressed)
    counts = [(by, numbers[by]) for by in _ACCEPTED_BY if numbers[by]]
    if not counts:
        return ""
    if run.language == "zh":
        said = "，".join(f"{_ACCEPTED_BY[by][2]}接受了 {count:,} 处" for by, count in counts)
        return f"{said}（用 --show-accepted 查看）"
    words = [f"{count:,} by {_ACCEPTED_BY[by][count > 1]}" for by, count in counts]
    words[0] = words[0].replace(" by ", " accepted by ", 1)
    return (
        f"{', '.join(words)} (--show-accepted shows {'it' if len(run.suppressed) == 1 else 'them'})"
    )


def stale(run: Run) -> str:
    """How many entries of the baseline match nothing any more, and what removes them."""
    number = run.stale
    if not number:
        return ""
    if run.language == "zh":
        return f"基线里有 {number:,} 条已经不再对应任何问题，可以用 `blint baseline --prune` 清除"
    if number == 1:
        return (
            "1 entry of the baseline matches nothing any more: `blint baseline --prune` removes it"
        )
    return (
        f"{number:,} entries of the baseline match nothing any more:"
        " `blint baseline --prune` removes them"
    )


def accepted_at_most(most: Mapping[str, float], language: str) -> str:
    """What follows the message of a finding that is worse than the baseline accepts."""
    said = ", ".join(
        human_size(int(value)) if name == "bytes" else f"{name} {value:,}"
        for name, value in most.items()
    )
    return (
        f"（基线只接受到 {said}）" if language == "zh" else f" (the baseline accepts up to {said})"
    )


# What accepts a finding: in English one and several, in Chinese.
_ACCEPTED_BY: dict[AcceptedBy, tuple[str, str, str]] = {
    "comment": ("a comment", "comments", "文中的注释"),
    "baseline": ("the baseline", "the baseline", "基线"),
}


def accepted_name(language: str) -> str:
    """What stands in the place of the severity of a finding that is accepted."""
    return "已接受" if language == "zh" else "accepted"


def why_accepted(suppressed: Suppressed, language: str) -> str:
    """What accepts a finding, and the reason that its author gave."""
    one, _, chinese = _ACCEPTED_BY[suppressed.by]
    said = f"由{chinese}接受" if language == "zh" else f"accepted by {one}"
    if not suppressed.reason:
        return said
    return f"{said}{'：' if language == 'zh' else ': '}{suppressed.reason}"


def used_elsewhere(count: int, language: str) -> str:
    """What follows the message about a file that is used in so many more places."""
    if language == "zh":
        return f"（另有 {count:,} 处也用了它）"
    return f" (used in {count:,} more {'place' if count == 1 else 'places'})"


def advice(rule: str, language: str) -> str:
    """Where a rule is explained."""
    if language == "zh":
        return f"运行 `blint rule {rule}` 查看这条规则的说明"
    return f"`blint rule {rule}` explains the rule"
