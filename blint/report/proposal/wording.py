"""The words of the file that ``blint init`` writes, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.report.proposal.toml import escaped
from blint.report.wording import amount, headline

if TYPE_CHECKING:
    from blint.model import Run
    from blint.report.proposal.model import Proposal, Reason

_TEXTS = {
    "title": (
        "What blint checks on this blog. `blint rule` lists the rules, `blint config` tells what is"
        " in force.",
        "blint 按这个文件检查博客。`blint rule` 列出所有规则，`blint config` 显示当前生效的设置。",
    ),
    "language": ("the language of reports", "报告使用的语言"),
    "generator": ("{file} shows it", "依据：{file}"),
    "posts": ("{posts} today", "目前共 {posts}"),
    "looked-at": (
        "looked at: {seen} of {posts}, evenly chosen",
        "以下数字来自均匀抽取的 {seen}（共 {posts}）",
    ),
    "known-marker": (
        "blint reads from the site itself: the excerpt marker {marker} ({file})",
        "blint 会自己从网站配置读到摘要标记 {marker}（{file}）",
    ),
    "known-public": (
        "blint reads from the site itself: files are served from {folders}",
        "blint 会自己从网站配置读到静态文件目录 {folders}",
    ),
    "public": (
        "{count} of {all} paths that begin with / lead to a file there",
        "以 / 开头的 {all} 个路径中，有 {count} 个能在这里找到文件",
    ),
    "marker": ("{count} of {posts} have it", "{posts}中有 {count} 篇写了它"),
    "image-key": ("{count} of {all} name a local image", "{all} 个值中有 {count} 个是本地图片"),
    "usual-image-key": (
        "one of the usual fields; this list stands in for them",
        "常见的图片字段；写了这个列表后，它取代默认的字段",
    ),
    "required": ("{count} of {posts} have it", "{posts}中有 {count} 篇写了它"),
    "required-all": ("all {posts} have it", "{posts}都写了它"),
    "allowed": (
        "{field}: {posts} have one of these values",
        "{field}：{posts}用的是下面这些值",
    ),
    "near": (
        "not allowed, as it looks like a slip: {value} ({posts}), for {near}?",
        "{value}（{posts}）没有列入，看起来是 {near} 的笔误",
    ),
    "weight": (
        "{count} of {images} weigh no more; the heaviest weighs {most}",
        "{images}中有 {count} 张不超过这个大小，最大的一张是 {most}",
    ),
    "width": (
        "{count} of {images} are no wider; the widest has {most} pixels",
        "{images}中有 {count} 张不超过这个宽度，最宽的一张是 {most} 像素",
    ),
    "alt": (
        "{count} of {images} in posts have alternative text",
        "文章里的 {images}中有 {count} 张写了替代文字",
    ),
    "names": (
        "{count} of {posts} are named so: small letters, digits and hyphens",
        "{posts}中有 {count} 篇的文件名是小写字母、数字加连字符",
    ),
    "dated-names": (
        "{count} of {posts} are named so: a day, then small letters, digits and hyphens",
        "{posts}中有 {count} 篇的文件名是日期加小写字母、数字和连字符",
    ),
    "nothing": (
        "No habit of the posts stands out: the rules hold as they are.",
        "没有发现明显的写作惯例，规则都用默认设置。",
    ),
    "finds": (
        "What `blint check` finds with this file in {posts}:",
        "用这个文件，`blint check` 在{posts}中发现：",
    ),
    "finds-nothing": (
        "`blint check` finds nothing with this file in {posts}.",
        "用这个文件，`blint check` 在{posts}中没有发现问题。",
    ),
    "accept": (
        "`blint baseline` accepts all of that, so that only what is new counts. Or let a rule bind"
        " new posts only:",
        "`blint baseline` 可以接受以上全部问题，之后只报告新的问题。也可以让一条规则只约束新文章：",
    ),
    "mend": (
        "`blint check --fix` mends what can be mended safely.",
        "`blint check --fix` 可以修正能安全修正的问题。",
    ),
}


def words(reason: Reason, language: str) -> str:
    """What a reason says, in one line of what can be seen."""
    text = _TEXTS[reason.name][language == "zh"]
    values = {name: _said(name, value, language) for name, value in reason.values.items()}
    return text.format(**values)


_NOUNS = {"posts": "post", "seen": "post", "images": "image"}
_LONGEST = 80  # characters of a text from the blog


def _said(name: str, value: object, language: str) -> str:
    """A value as it is said: numbers of posts and images with their nouns, texts of the blog
    escaped and cut."""
    if name in _NOUNS and isinstance(value, int):
        return amount(value, _NOUNS[name], language)
    text = str(value)
    return escaped(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def ending(proposal: Proposal, language: str) -> list[str]:
    """What is found under a proposal, and how to accept it, line by line."""
    from blint.report.proposal.model import Reason

    posts = {"posts": proposal.posts}
    if not proposal.totals:
        return [words(Reason("finds-nothing", posts), language)]
    first = proposal.totals[0].rule
    width = max(len(total.rule) for total in proposal.totals)
    return [
        words(Reason("finds", posts), language),
        *(
            f"  {total.rule:{width}}  {amount(total.times, total.severity.value, language)}"
            for total in proposal.totals
        ),
        words(Reason("accept"), language),
        f'  "{first}" = {{ since = "{proposal.day}" }}',
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
