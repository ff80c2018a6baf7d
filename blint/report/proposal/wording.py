"""The words of the file that ``blint init`` writes, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import INTERNAL_ERROR, UNREADABLE
from blint.report.proposal.escape import escaped
from blint.report.proposal.model import Reason
from blint.report.wording import amount, headline, share

if TYPE_CHECKING:
    from blint.model import Run
    from blint.report.proposal.model import Proposal

_TEXTS = {
    "title": (
        "What blint checks on this blog; `blint rule` lists rules, `blint config` settings.",
        "blint 按这个文件检查博客；`blint rule` 列出规则，`blint config` 显示生效的设置。",
    ),
    "language": ("of reports, and of these comments", "报告和这些注释使用的语言"),
    "generator": ("{file} shows it", "依据：{file}"),
    "posts": ("{number} today", "目前共 {number}"),
    "looked-at": (
        "what follows rests on {seen} of {number}, evenly chosen",
        "以下数字来自 {number}中均匀抽取的 {seen} 篇",
    ),
    "known-marker": (
        "blint reads from the site itself: the excerpt marker {marker} ({file})",
        "blint 会自己从网站配置读到摘要标记 {marker}（{file}）",
    ),
    "known-public": (
        "blint reads from the site itself: files are served from {folders}",
        "blint 会自己从网站配置读到静态文件目录：{folders}",
    ),
    "public": ("{share} that begin with / lead to a file there", "以 / 开头的{share}能在这里找到"),
    "has": ("{share} have it", "{share}写了它"),
    "image-key": ("{share} are local images", "{share}是本地图片"),
    "usual-image-key": (
        "looked into without being named; this list stands in for the usual fields",
        "不写也会检查的字段；写了这个列表后，它取代默认的字段",
    ),
    "allowed": ("{field}: {number} have one of these", "{field}：{number}用的是下面这些值"),
    "slip": (
        "not among them, as it looks like a slip: {value} ({number}), for {near}?",
        "没有列入 {value}（{number}），它看起来是 {near} 的笔误",
    ),
    "weight": (
        "{share} weigh no more; the heaviest weighs {most}",
        "{share}不超过这个大小，最大的一张是 {most}",
    ),
    "width": (
        "{share} are no wider; the widest has {most} pixels",
        "{share}不超过这个宽度，最宽的一张是 {most} 像素",
    ),
    "alt": ("{share} in posts have alternative text", "文章里的{share}写了替代文字"),
    "names": (
        "{share} are named with small letters, digits and hyphens",
        "{share}用小写字母、数字和连字符命名",
    ),
    "dated-names": (
        "{share} are named with a day, then small letters, digits and hyphens",
        "{share}用日期加小写字母、数字和连字符命名",
    ),
    "finds": (
        "What `blint check` finds with this file in {number}:",
        "用这个文件检查 {number}，`blint check` 发现：",
    ),
    "finds-nothing": (
        "`blint check` finds nothing with this file in {number}.",
        "用这个文件检查 {number}，`blint check` 没有发现问题。",
    ),
    "accept": (
        "`blint baseline` accepts all of that, so that only what is new counts. Or a rule may bind"
        " new posts only:",
        "`blint baseline` 可以接受以上全部问题，之后只报告新的问题。也可以让一条规则只约束新文章：",
    ),
}
_LONGEST = 80  # characters of a text from the blog


def words(reason: Reason, language: str) -> str:
    """What a reason says, in one line of what can be seen. Of the values, ``count`` and ``all`` of
    what ``noun`` names make the ``share``, and ``all`` alone the ``number``."""
    values = dict(reason.values)
    if "all" in values:
        noun, number = str(values.get("noun", "post")), _whole(values["all"])
        values["number"] = amount(number, noun, language)
        values["share"] = share(_whole(values.get("count", number)), number, noun, language)
    if "seen" in values:
        values["seen"] = f"{_whole(values['seen']):,}"
    text = _TEXTS[reason.name][language == "zh"]
    return text.format_map({name: _said(value) for name, value in values.items()})


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _said(value: object) -> str:
    """A value as it is said: texts of the blog escaped and cut."""
    text = str(value)
    return escaped(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def ending(proposal: Proposal, language: str) -> list[str]:
    """What is found under a proposal, and how to accept it, line by line."""
    posts = {"all": proposal.posts}
    if not proposal.totals:
        return [words(Reason("finds-nothing", posts), language)]
    width = max(len(total.rule) for total in proposal.totals)
    said = [
        f"  {total.rule:{width}}  {amount(total.times, total.severity.value, language)}"
        for total in proposal.totals
    ]
    graded = {line.key[0] for line in proposal.lines if len(line.key) == 1}
    graded |= {UNREADABLE, INTERNAL_ERROR}  # which are about no post that has a day
    free = [total.rule for total in proposal.totals if total.rule not in graded]
    example = [f'  "{rule}".since = "{proposal.day}"' for rule in free[:1]]
    if not any(line.table == "rules" for line in proposal.lines):
        example.insert(0, "  [rules]")
    return [
        words(Reason("finds", posts), language),
        *said,
        words(Reason("accept"), language),
        *example,
    ]


def written(path: str, run: Run) -> list[str]:
    """What the command says once the file is there."""
    if run.language == "zh":
        found = f"按它检查：{headline(run)}"
        more = "运行 `blint baseline` 可以接受现有的问题，之后只报告新的。"
        return [f"已写入 {path}，请过目。", found, *([more] if run.findings else [])]
    more = "`blint baseline` accepts what is found today, so that only new findings count."
    return [
        f"wrote {path}: have a look at it.",
        f"checked with it: {headline(run)}",
        *([more] if run.findings else []),
    ]
