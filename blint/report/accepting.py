"""What ``blint baseline`` says it has done, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def lines(
    path: str,
    accepted: Mapping[str, int],
    changes: tuple[int, int],
    named_in: str,
    language: str,
) -> Iterator[str]:
    """The lines about one baseline: how many findings it accepts, by rule; how many entries came
    and went; and the configuration that names it from now on, if any."""
    number, (added, removed) = sum(accepted.values()), changes
    chinese = language == "zh"
    if not (accepted or added or removed):
        yield f"{path}：没有需要接受的问题" if chinese else f"{path}: nothing to accept"
    elif chinese:
        yield f"{path}：已接受 {number:,} 处问题（新增 {added:,} 条，移除 {removed:,} 条）"
    else:
        findings = "finding" if number == 1 else "findings"
        entries = f"{added:,} new, {removed:,} removed"
        yield f"{path}: {number:,} {findings} accepted (entries: {entries})"
    digits = max((len(f"{times:,}") for times in accepted.values()), default=0)
    for rule, times in accepted.items():
        yield f"  {times:>{digits},}  {rule}"
    if named_in:
        yield f"{named_in} 已指向它" if chinese else f"{named_in} names it now"
