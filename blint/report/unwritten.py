"""Why a file was not written, in English and Chinese: the same words in every report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# By the reasons of blint/fix/write.py; {path} is the file, {detail} what the system says.
UNWRITTEN: Mapping[str, tuple[str, str]] = {
    "changed": (
        "it was changed while blint was at work; nothing was written",
        "blint 运行期间文件被改动，没有写入",
    ),
    "exists": ("{path} is there already", "{path} 已经存在"),
    "failed": ("it could not be written: {detail}", "无法写入：{detail}"),
    "outside": ("it lies outside the repository; nothing was written", "文件在仓库之外，没有写入"),
    "read-only": ("it is read-only; nothing was written", "文件是只读的，没有写入"),
}
OTHER_REPOSITORY = (
    "it belongs to another repository (a submodule)",
    "它属于另一个仓库（子模块）",
)
