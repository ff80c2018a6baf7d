"""What the posts of the generated blog are made of: sentences of our own, in Chinese and English.

``{n}`` is a number, ``{thing}`` and ``{place}`` are words of the same language.
"""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """The words of one language."""

    joint: str  # between two sentences
    sentences: tuple[str, ...]
    headings: tuple[str, ...]
    items: tuple[str, ...]
    pictures: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]
    link: str


CHINESE = Language(
    joint="",
    sentences=(
        "早上七点{n}分，{place}的门已经开了，里面飘出一股木头和机油的味道。",
        "我们把{thing}拆开来看，发现里面少了 {n} 颗螺丝。",
        "这件事说起来简单，做起来却花了整整{n}个下午。",
        "有人问：为什么不直接买一个新的？答案其实就写在**{thing}**的底板上。",
        "后来大家在{place}里摆了一张长桌，谁有空谁就来坐坐。",
        "如果你也想试一试，先准备好{thing}，再留出至少{n}分钟。",
        "第{n}次失败以后，我们终于明白问题不在{thing}，而在接线的顺序。",
        "雨下了一夜，{place}的屋檐下积了一层薄薄的水。",
        "邻居送来一袋橘子，说是谢谢上个月修好的那台{thing}。",
        "在写这篇文章之前，我重新量了一遍尺寸，误差不超过 {n} 毫米。",
        "说明书只有两页，其中一页还是空白的。",
        "配置写在 `settings.toml` 里，改完以后要重新启动才会生效。",
        "表面上看一切正常，可是`{thing}`的温度每隔 {n} 秒就会跳一次。",
        "孩子们最喜欢的不是成品，而是满地的刨花。",
        "从那以后，每逢周末{place}总会聚起十来个人，带着各自的{thing}。",
        "我把记录整理成了一张表，方便以后对照。",
        "其实早在{n}年前，就有人提过类似的办法，只是没有写下来。",
        "为了省电，我们把采样间隔从 1 秒改成了 {n} 秒，结果几乎没有差别。",
        "这里有一个容易忽略的细节：先关电源，再拔插头。",
        "照片拍得不太清楚，不过还是能看出{thing}上的划痕。",
        "*耐心*是唯一买不到的工具。",
        "那天我在{place}等了很久，手里的茶已经凉了。",
        "如果只看数字，第二种做法要快 {n}%，但是它更难维护。",
        "做完这些，剩下的就只有打磨、上油和等待。",
        "老师傅看了一眼，说了句“还行”，这大概是他今年最高的评价了。",
        "我们把经验写成了清单，贴在{place}的墙上。",
        "最难的部分不是动手，而是决定什么时候停下来。",
        "换上新的{thing}之后，声音小了许多，邻居再也没有来敲门。",
        "有几位读者来信问到材料，这里一并回答。",
        "下一篇会讲怎样把它搬到{place}去，以及路上要注意什么。",
        "冬天木料会收缩，所以接缝要预留 {n} 毫米左右的空隙。",
        "他一边拧螺丝，一边讲起第一次见到{thing}的情形。",
        "大家轮流读了一遍说明，意见居然完全不同。",
        "于是我们投了票，{n} 比 3，留下了原来的方案。",
        "这段代码是在火车上写的，回来以后又改了{n}遍。",
        "天黑之前，最后一块板子也装好了。",
    ),
    headings=(
        "事情的由来",
        "准备材料",
        "第一次尝试",
        "哪里出了问题",
        "换一种办法",
        "测量与记录",
        "大家的意见",
        "小结",
        "接下来做什么",
        "几个常见的疑问",
    ),
    items=(
        "一把称手的{thing}",
        "干净的抹布，至少{n}块",
        "提前一天确认{place}有没有空位",
        "写下每一步的时间",
        "把旧零件收进盒子，别急着扔",
        "拍照，尤其是拆之前",
        "检查`settings.toml`里的单位",
        "留{n}分钟收拾桌子",
    ),
    pictures=(
        "桌上的{thing}，旁边放着一杯茶",
        "{place}的门口，地上有刚下过雨的痕迹",
        "拆开以后的{thing}",
        "三个人围着{thing}讨论",
        "从二楼往下看{place}",
        "测量结果的曲线",
    ),
    columns=("名称", "数量", "用在哪里", "备注"),
    cells=("{thing}", "{n}", "{place}", "可以不用", "旧的也行", "`type-{n}`", "**必需**"),
    things=("收音机", "台灯", "风扇", "自行车", "水壶", "木椅", "温度计", "打字机", "座钟"),
    places=("工作室", "院子", "社区活动室", "图书馆", "巷口", "旧仓库", "屋顶", "河边"),
    link="上一篇笔记",
)

ENGLISH = Language(
    joint=" ",
    sentences=(
        "At {n} past seven the door of the {place} stood open and let out a smell of oil.",
        "We took the {thing} apart and found that {n} screws had gone missing.",
        "It sounds simple enough, yet it took the better part of {n} afternoons.",
        "Somebody asked why we did not buy a new one; the **{thing}** itself has the answer.",
        "After that we put a long table into the {place}, for whoever had an hour to spare.",
        "Should you want to try it, have a {thing} at hand and set aside at least {n} minutes.",
        "Only after {n} failures did we see that the order of the wires was to blame.",
        "It had rained all night, and water stood on the floor of the {place}.",
        "A neighbour brought oranges, as thanks for the {thing} we mended last month.",
        "Before writing this I measured everything again; nothing is off by more than {n} mm.",
        "The manual has two pages, and one of them is blank.",
        "The setting lives in `settings.toml`, and needs a restart before it does anything.",
        "All seemed well, but the temperature of the {thing} jumped every {n} seconds.",
        "What the children liked best was not the result but the shavings on the floor.",
        "Since then a dozen people meet in the {place} at weekends, each with a {thing}.",
        "The notes became a table, so that the next one of us can compare.",
        "Someone had the same idea {n} years ago, and never wrote it down.",
        "To save power we sample every {n} seconds instead of every second; it hardly matters.",
        "One detail is easily overlooked: first the switch, then the plug.",
        "The photo is a little blurred, but it shows the scratch on the {thing}.",
        "*Patience* is the one tool that no shop sells.",
        "I waited in the {place} until my tea was cold.",
        "Going by numbers alone the second way is {n}% faster, but harder to look after.",
        "What remains is sanding, oiling, and waiting.",
        "The old hand looked it over and said “not bad”, which is as high as his praise goes.",
        "We wrote what we had learned on a list and pinned it to a wall of the {place}.",
        "The hard part is not the work; it is knowing when to stop.",
        "With the new {thing} it is so quiet that nobody knocks at the wall any more.",
        "Several readers wrote to ask what it is made of, so here is the list.",
        "The next post will be about moving it to the {place}, and about the road there.",
        "Wood shrinks in winter: leave a gap of {n} mm or so in every joint.",
        "He turned the screw and told us where he had first seen a {thing}.",
        "Everybody read the instructions aloud, and no two of us understood the same.",
        "So we took a vote, and by {n} to 3 things stayed as they were.",
        "I wrote this code on a train, and rewrote it {n} times at home.",
        "The last board was in place before dark.",
    ),
    headings=(
        "How it began",
        "What you need",
        "A first attempt",
        "What went wrong",
        "Another way",
        "Measurements",
        "What the others said",
        "In short",
        "What comes next",
        "Questions we were asked",
    ),
    items=(
        "a {thing} that lies well in the hand",
        "clean cloths, {n} of them at least",
        "a place in the {place}, asked for a day ahead",
        "a note of the time of every step",
        "a box for old parts; do not throw them away yet",
        "photos, above all before anything is taken apart",
        "the unit in `settings.toml`, checked once more",
        "{n} minutes to clear the table",
    ),
    pictures=(
        "The {thing} on a table, next to a cup of tea",
        "The door of the {place} just after rain",
        "The {thing} in pieces",
        "Three people around a {thing}",
        "The {place} seen from above",
        "A curve of what was measured",
    ),
    columns=("Name", "How many", "Where", "Remark"),
    cells=("{thing}", "{n}", "{place}", "may be left out", "old ones do", "`type-{n}`", "**must**"),
    things=(
        *("radio", "desk lamp", "fan", "bicycle", "kettle", "wooden chair", "thermometer"),
        *("typewriter", "clock"),
    ),
    places=(
        *("workshop", "yard", "community room", "library", "alley", "old warehouse"),
        *("attic", "boathouse"),
    ),
    link="the note before this one",
)

CODE = (
    "```python\ndef mean(values):\n    total = 0.0\n    for value in values:\n"
    "        total += value\n    return total / len(values) if values else {n}\n```",
    "```sh\ncat log.txt | sort | uniq -c | head -n {n}\n```",
    "```toml\n[sensor]\ninterval = {n}   # seconds\nnames = ['left', 'right']\n```",
    "```js\nconst rows = lines.filter((line) => line.length > {n} || line.startsWith('|'))\n"
    "console.log(`${rows.length} rows`)\n```",
)
CATEGORIES = ("workshop", "garden", "notes", "code")
TAGS = ("tools", "wood", "radio", "测量", "修理", "周末", "how-to", "bicycle")
AUTHORS = ("June", "阿明", "Ada", "小满", "Tom")
