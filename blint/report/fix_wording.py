"""The words of reports about what was mended, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.report.wording import amount, verdict

if TYPE_CHECKING:
    from blint.model import Fixes, NotFixed, Run


def fixed(fixes: Fixes, language: str) -> str:
    """How much was mended, or would be."""
    number, posts = len(fixes.findings), amount(len(fixes.changes), "post", language)
    if not number:
        return "没有可以修正的问题" if language == "zh" else "nothing to fix"
    if language == "zh":
        verb = "已修正" if fixes.written else "可以修正"
        return f"{verb} {posts}中的 {number:,} 处问题"
    verb = "fixed" if fixes.written else "would fix"
    return f"{verb} {number:,} {'finding' if number == 1 else 'findings'} in {posts}"


def left(run: Run) -> str:
    """What is found besides what is mended."""
    return f"{'不能自动修正：' if run.language == 'zh' else 'not among them: '}{verdict(run)}"


_WHY = {
    "brings": (
        "the fix would bring a finding of {detail}",
        "修正会带来新的 {detail} 问题",
    ),
    "stays": ("the fix would not mend it", "修正不能解决这个问题"),
    "page": ("the fix would change the page elsewhere", "修正会改变页面的其他部分"),
    "front-matter": (
        "the fix would change another field of the front matter",
        "修正会改变 front matter 的其他字段",
    ),
    "changed": (
        "it was changed while blint was at work; nothing was written",
        "blint 运行期间文件被改动，没有写入",
    ),
    "exists": ("something stands there already", "那里已经有同名文件"),
    "failed": ("it could not be written: {detail}", "无法写入：{detail}"),
    "other-repository": (
        "it belongs to another repository (a submodule); name it to have it mended",
        "它属于另一个仓库（子模块）；要修正它，请直接指定",
    ),
    "outside": ("it lies outside the repository; nothing was written", "文件在仓库之外，没有写入"),
    "read-only": ("it is read-only; nothing was written", "文件是只读的，没有写入"),
}


def why_not(refused: NotFixed, language: str) -> str:
    """Why something was not mended."""
    return _WHY[refused.reason][language == "zh"].format(detail=refused.detail)


def not_fixed(refused: NotFixed, language: str) -> str:
    """What was not mended, and why, in one line."""
    place = refused.path
    if refused.finding is not None:
        place += f":{refused.finding.place.line}: {refused.finding.rule}"
    words = "没有修正：" if language == "zh" else "not fixed: "
    return f"{words}{place}{'：' if language == 'zh' else ': '}{why_not(refused, language)}"


def summed_up(fixes: Fixes, language: str) -> list[str]:
    """How much was mended, if anything was, and each thing that was not: a line each."""
    lines = [fixed(fixes, language)] if fixes.findings else []
    return lines + [not_fixed(refused, language) for refused in fixes.refused]
