"""What `blint baseline` says of what it has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator


def written(
    path: str,
    findings: int,
    new: Counter[str],
    gone: int,
    named_in: str,
    unnamed: str,
    language: str,
) -> Iterator[str]:
    """The lines about a baseline at a shown path that accepts so many ``findings``: the ``new``
    ones by rule, how many entries are ``gone``, and the configuration file that names it."""
    digits = max((len(str(number)) for number in new.values()), default=0)
    for rule, number in new.most_common():
        yield f"  {number:>{digits}}  {rule}"
    added = sum(new.values())
    if language == "zh":
        yield f"{path}：接受 {findings:,} 处问题（新增 {added:,} 处），删除 {gone:,} 条"
        if named_in:
            yield f"{named_in}：已写入 baseline，之后 `blint check` 只报告新的问题"
        elif unnamed:
            yield f"请在 {unnamed} 里写上 baseline，`blint check` 才会用它"
        return
    entries = "1 entry" if gone == 1 else f"{gone:,} entries"
    yield f"{path}: {findings:,} accepted, {added:,} of them new; {entries} dropped"
    if named_in:
        yield f"{named_in} names it now: `blint check` reports only what is new"
    elif unnamed:
        yield f"name it in {unnamed} (baseline = …), or `blint check` does not use it"
