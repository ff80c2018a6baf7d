"""The words for what ``blint shrink`` does, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.files.sizes import human_size
from blint.report.unwritten import OTHER_REPOSITORY, UNWRITTEN
from blint.report.wording import amount, in_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.report.shrinking.model import Change, Shrinking, Why

_REASONS: Mapping[str, tuple[str, str]] = {
    # About the picture.
    "animation": (
        "an animation of too many frames or pixels to be made smaller without harm",
        "动画的帧数或像素太多，无法在不损坏的情况下缩小",
    ),
    "animation-format": (
        "animations are read and written as GIF, PNG and WebP only (AVIF would take minutes)",
        "动画只能读写 GIF、PNG 和 WebP（AVIF 要花几分钟）",
    ),
    "still-picture": (
        "the still picture of this animation is none of its frames, and would be lost",
        "动画的静态图不在各帧之中，缩小会丢掉它",
    ),
    "cannot-meet": (
        "even the smallest version that looks decent has {size}; the limit is {limit}",
        "画质尚可的最小版本也有 {size}，上限是 {limit}",
    ),
    "strip": (
        "it is so long that only {width} × {height} pixels would be left; cut it, or allow it more",
        "它太狭长，缩小后只剩 {width} × {height} 像素；请裁成几段，或放宽上限",
    ),
    "corrupt": ("the file is damaged", "文件已损坏"),
    "broken-header": ("the file is damaged", "文件已损坏"),
    "empty": ("the file is empty", "文件是空的"),
    "not-an-image": ("the file is no image", "文件不是图片"),
    "no-gain": ("less than a tenth would be saved", "能省下的不到十分之一"),
    "within-limits": ("it is within the limits once it is decoded", "解码后并未超过上限"),
    "too-many-pixels": (
        "it has too many pixels to be decoded safely",
        "像素太多，无法安全地解码",
    ),
    "too-many-bytes": ("the file is too large to be read", "文件太大，没有读取"),
    "vector": (
        "an SVG has no pixels to save; svgo can make it smaller",
        "SVG 没有像素可省，可以用 svgo 压缩",
    ),
    "transparency": (
        "it has transparency, which the format of its name cannot hold",
        "图片有透明部分，扩展名所指的格式存不了",
    ),
    "format": (
        "none of the formats that are allowed can be written here; --format allows others",
        "允许的格式在这里都无法写入；可以用 --format 允许其他格式",
    ),
    "unknown-format": ("its format is not read here", "无法读取这种格式"),
    # About the file.
    "changed": UNWRITTEN["changed"],
    "failed": ("it could not be done: {detail}", "未能完成：{detail}"),
    "lfs-pointer": (
        "only a Git LFS pointer is here: run git lfs pull first",
        "这里只有 Git LFS 指针，请先运行 git lfs pull",
    ),
    "no-permission": ("there is no permission to read it", "没有读取权限"),
    "not-regular": ("it is no regular file", "不是普通文件"),
    "not-written": UNWRITTEN["failed"],
    "other-repository": OTHER_REPOSITORY,
    "outside": (
        "it lies outside the repository; {path} names it",
        "它在仓库之外；{path} 引用了它",
    ),
    "not-shown": (
        "no post shows it, so no limit holds for it",
        "没有文章用到它，所以没有适用的上限",
    ),
    "outside-repository": UNWRITTEN["outside"],
    "read-only": UNWRITTEN["read-only"],
    # About its name.
    "exists": UNWRITTEN["exists"],
    "same-name": (
        "{path} would get the same name",
        "{path} 会得到同样的名字",
    ),
    "mention": (
        "its name has to stay: {path} mentions it where it cannot be rewritten",
        "名字不能改：{path} 提到了它，而那里无法改写",
    ),
    "mention-unread": (
        "its name has to stay: {path} could not be searched for it",
        "名字不能改：无法在 {path} 中查找它",
    ),
    "search": (
        "its name has to stay: searching the repository for it takes over {seconds} s",
        "名字不能改：在仓库中查找它超过了 {seconds} 秒",
    ),
    "no-name": (
        "none of the formats asked for is possible under its name",
        "在不改名的情况下，所要求的格式都不可行",
    ),
    "post": (
        "its name has to stay: a reference in {path} cannot be rewritten safely",
        "名字不能改：{path} 中的引用无法安全地改写",
    ),
    "post-read-only": (
        "its name has to stay: {path} is read-only",
        "名字不能改：{path} 是只读的",
    ),
    "post-changed": (
        "{path} has changed in the meantime, so it still names the old file; run this once more",
        "处理期间 {path} 被改动了，它仍引用旧文件；请再运行一次",
    ),
    "post-failed": (
        "{path} could not be written ({detail}), so it still names the old file",
        "{path} 未能写入（{detail}），它仍引用旧文件",
    ),
    "post-outside": (
        "{path} lies outside the repository, and names it",
        "{path} 在仓库之外，而且引用了它",
    ),
}
_SIZES = ("size", "limit")


def reason(why: Why, language: str) -> str:
    """Why something was not done."""
    texts = _REASONS.get(why.reason, (why.reason, why.reason))
    values = {
        key: human_size(value) if key in _SIZES and isinstance(value, int) else str(value)
        for key, value in why.values.items()
    }
    text = texts[language == "zh"]
    for key, value in {"detail": "?", "path": "?", **values}.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def other_repository(language: str) -> str:
    """Why the posts of a repository within another one are left alone."""
    if language == "zh":
        return f"{OTHER_REPOSITORY[1]}；要处理其中的文章，请直接指定它"
    return f"{OTHER_REPOSITORY[0]}; name it to have its posts looked at"


_HEADINGS = {
    "image": ("image", "图片"),
    "bytes": ("bytes", "大小"),
    "pixels": ("pixels", "像素"),
    "format": ("format", "格式"),
    "references": ("references", "引用"),
}


def heading(name: str, language: str) -> str:
    """The heading of a column."""
    return _HEADINGS[name][language == "zh"]


def summary(run: Shrinking) -> str:
    """What the run did, or would do, in one sentence."""
    count, saved = len(run.done), human_size(max(run.saved, 0))
    before = human_size(sum(change.before.size for change in run.done))
    images = amount(run.images, "image", run.language)
    posts = amount(run.posts, "post", run.language)
    number = sum(change.references for change in run.done)
    follow = references(number, run.language)
    seconds = in_seconds(run.seconds)
    if run.language == "zh":
        if not count:
            nothing = "一张也没有缩小" if run.skipped else "没有可缩小的"
            return f"查看了 {images}，用时 {seconds} 秒：{nothing}"
        done = "已处理" if run.written else "可处理"
        text = f"{done} {count:,} 张图片（共 {run.images:,} 张）：{before} 中省下 {saved}"
        text += f"，{posts}中的 {follow}随之改写" if number else ""
        return f"{text}，用时 {seconds} 秒"
    if not count:
        nothing = "none made smaller" if run.skipped else "nothing to make smaller"
        return f"{images} in {seconds} s: {nothing}"
    done = "done" if run.written else "to be done"
    text = f"{count:,} of {images} {done}: {saved} of {before} saved"
    text += (
        f", {follow} in {posts} {'rewritten' if run.written else 'to rewrite'}" if number else ""
    )
    return f"{text}, in {seconds} s"


def references(count: int, language: str) -> str:
    """So many references."""
    return amount(count, "reference", language)


def left(run: Shrinking) -> str:
    """The heading over what stays as it is."""
    count = len(run.skipped)
    if run.language == "zh":
        return f"{count:,} 张图片保持原样："
    return (
        f"{amount(count, 'image', run.language)} left as {'it is' if count == 1 else 'they are'}:"
    )


def kept_names(run: Shrinking) -> str:
    """The heading over the images that keep a name, or something else, that was to change."""
    return "其中没有全部照办的：" if run.language == "zh" else "Not all that was asked for:"


def better_as(run: Shrinking) -> str:
    """That PNGs and GIFs which lose pixels for their bytes, or have too many of these, would do
    better as another format; empty where none does."""
    if not run.only_keep or not any(map(_would_be_better, run.changes)):
        return ""
    option = "--format keep --format webp"
    if run.language == "zh":
        return (
            f"照片和动画存成 WebP 比 PNG、GIF 小得多，可以少丢像素：{option}"
            "（会改名，文章里的引用随之改写）"
        )
    return (
        "Photographs and animations need far less as WebP than as PNG or GIF, and may keep more"
        f" pixels: {option} (renames them, and rewrites what names them)"
    )


def _would_be_better(change: Change) -> bool:
    cannot = change.why is not None and change.why.reason == "cannot-meet"
    return change.before.format in ("png", "gif") and (change.reduced or cannot)


def how_to(run: Shrinking) -> str:
    """How to have it done."""
    if run.language == "zh":
        return "什么都没有写入；加上 --write 才会执行（请先提交，以便对照）"
    return "Nothing was written; --write does it (commit first, to be able to compare)"
