"""What generators make of a broken rule, in the words that several of them share.

``{generator}`` is the generator's name, ``{broken}`` what readers get of a file that is not found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blint.model import Variant

if TYPE_CHECKING:
    from blint.generators.generator import Texts

# ``{broken}``: what readers get of a file that is not found, by what it was to show.
BROKEN: dict[str, Texts] = {
    "image": {"en": "a broken image", "zh": "裂图"},
    "video": {"en": "a video that does not play", "zh": "放不出来的视频"},
    "audio": {"en": "a player without sound", "zh": "放不出声音的播放器"},
}
BUILD_STOPS: Texts = {
    "en": "{generator} stops the build here",
    "zh": "{generator} 会在这里中断构建",
}
DEAD_LINK: Texts = {
    "en": "readers who follow it get an error page",
    "zh": "读者点开会看到 404 页面",
}
POST_IS_DROPPED: Texts = {
    "en": "{generator} logs an error, leaves the post out, and goes on",
    "zh": "{generator} 只在日志里报错，然后略过这篇文章，继续构建",
}
SHOWN_AS_TEXT: Texts = {
    "en": "{generator} shows it as text, and the post has neither title nor date",
    "zh": "{generator} 会把它当作正文显示，文章没有标题也没有日期",
}
FIELDS_SHOWN_TOO: Texts = {
    "en": "{generator} reads the fields, and prints them on the page as well",
    "zh": "{generator} 会读取这些字段，但也会把它们当作正文显示",
}
NOTHING_IN_LISTS: Texts = {
    "en": "{generator} has neither title nor date for its lists of posts",
    "zh": "{generator} 的文章列表里，这篇文章没有标题也没有日期",
}
OTHER_DAY: Texts = {
    "en": "{generator} silently moves it to another day",
    "zh": "{generator} 会悄悄把它挪到另一天",
}
OTHER_TIME: Texts = {
    "en": "{generator} silently moves it to a later time",
    "zh": "{generator} 会悄悄把时间往后推",
}
LOCAL_MIDNIGHT: Texts = {
    "en": "JavaScript counts it from midnight where the site is built, not in UTC: {generator} may"
    " show the day before, or sort it wrongly",
    "zh": "JavaScript 会按构建机器的时区而不是 UTC 来理解它：{generator} 可能显示成前一天，"
    "或者排错顺序",
}
ANOTHER_FIELD: Texts = {
    "en": "{generator} takes it for another field",
    "zh": "{generator} 会把它当成另一个字段",
}
ONE_TEXT: Texts = {
    "en": "{generator} takes it for one text",
    "zh": "{generator} 会把它当成一整段文字",
}
ONE_ENTRY: Texts = {
    "en": "{generator} makes one entry of both",
    "zh": "{generator} 会把两项合成一项",
}
DATE_IGNORED: Texts = {
    "en": "{generator} silently takes another date: the file's, or none",
    "zh": "{generator} 会悄悄改用别的日期（文件的日期，或者没有日期）",
}
PUBLISHED: Texts = {
    "en": "{generator} publishes the post",
    "zh": "{generator} 会发布这篇文章",
}
FIELD_IS_EMPTY: Texts = {
    "en": "{generator} goes on, and takes the field for empty",
    "zh": "{generator} 会继续构建，但把这个字段当作空的",
}
LAST_KEY_WINS: Texts = {
    "en": "{generator} silently takes the last one",
    "zh": "{generator} 会悄悄采用最后一个",
}
READ_NO_FURTHER: Texts = {
    "en": "blint reads no further, whatever {generator} does",
    "zh": "blint 不再继续读取（与 {generator} 无关）",
}
NO_FIELD: Texts = {
    "en": "{generator} does not see a field in this line",
    "zh": "{generator} 不会把这一行当作字段",
}
AS_JAVASCRIPT: Texts = {
    "en": "{generator} shows what JavaScript makes of it, as a date with its time, or"
    " [object Object]",
    "zh": "{generator} 会显示 JavaScript 转换后的样子，比如带时间的日期，或 [object Object]",
}
NO_TITLE: Texts = {
    "en": "{generator} shows the post without a title",
    "zh": "{generator} 会显示一篇没有标题的文章",
}
EMPTY_EXCERPT: Texts = {
    "en": "{generator} gives the list of posts an empty excerpt",
    "zh": "{generator} 文章列表里的摘要会是空的",
}
WHOLE_POST: Texts = {
    "en": "{generator} shows the whole post in the list",
    "zh": "{generator} 会在列表里显示整篇文章",
}
OWN_SUMMARY: Texts = {
    "en": "{generator} does not see it, and cuts an excerpt of its own",
    "zh": "{generator} 认不出它，会自行截取摘要",
}
FIRST_CUTS: Texts = {
    "en": "{generator} cuts at the first one",
    "zh": "{generator} 只在第一个标记处截断",
}
CUT_IN_CODE: Texts = {
    "en": "{generator} cuts the excerpt here, in the middle of the code",
    "zh": "{generator} 会在代码中间截断摘要",
}
CUT_IN_TABLE: Texts = {
    "en": "{generator} ends the excerpt here, in the middle of the table",
    "zh": "{generator} 会在这里截断摘要，表格只剩半截",
}
CUT_IN_LINE: Texts = {
    "en": "{generator} ends the excerpt here, in the middle of the line",
    "zh": "{generator} 会在这里截断摘要，这一行只剩半截",
}
CUT_BEFORE: Texts = {
    "en": "{generator} has cut the excerpt before it",
    "zh": "{generator} 在此之前已经截断了摘要",
}
NOT_SEEN_IN_CODE: Texts = {
    "en": "{generator} does not look for it in code",
    "zh": "{generator} 不会在代码里寻找标记",
}
BROKEN_IMAGE: Texts = {
    "en": "{generator} does not check it: readers see {broken}",
    "zh": "{generator} 不检查它，读者会看到{broken}",
}
LEFT_AS_IT_IS: Texts = {
    "en": "{generator} leaves the path as it is, and the page has another address: readers see"
    " {broken}",
    "zh": "{generator} 原样保留这个路径，而页面的地址与文章的位置不同，读者会看到{broken}",
}
NO_READER: Texts = {
    "en": "you may see the picture, but no reader does",
    "zh": "你自己也许看得到这张图，读者看不到",
}
NO_COVER: Texts = {
    "en": "{generator} does not check it: lists and shared links show no picture",
    "zh": "{generator} 不检查它，文章列表和分享卡片里没有图",
}
NOTHING_WHEN_SHARED: Texts = {
    "en": "{generator} does not check it: shared links show no picture",
    "zh": "{generator} 不检查它，分享卡片里没有图",
}
WORKS_ON_A_MAC: Texts = {
    "en": "works on a Mac or Windows; on a server readers see {broken}",
    "zh": "在 Mac 和 Windows 上没问题，到了服务器上就是{broken}",
}
STOPS_ON_LINUX: Texts = {
    "en": "works on a Mac or Windows; on Linux {generator} stops the build here",
    "zh": "在 Mac 和 Windows 上没问题，在 Linux 上 {generator} 会中断构建",
}
TEXT_IS_DROPPED: Texts = {
    "en": "{generator} drops the surplus text",
    "zh": "{generator} 会丢掉多出来的文字",
}
TABLE_GROWS: Texts = {
    "en": "{generator} adds a column without a header",
    "zh": "{generator} 会多出一列没有表头的格子",
}
LONGER_THAN_HEADER: Texts = {
    "en": "no text is lost, but the row is longer than its header",
    "zh": "没有文字丢失，但这一行比表头长",
}
PIPES_AS_TEXT: Texts = {
    "en": "{generator} prints it as text, pipes and all",
    "zh": "{generator} 会把它连同竖线一起当作文字显示",
}
POST_IS_SWALLOWED: Texts = {
    "en": "{generator} takes the whole post for front matter: the build stops, or the page is"
    " empty",
    "zh": "{generator} 会把整篇文章当作 front matter：构建中断，或者页面一片空白",
}
NO_FIELDS: Texts = {
    "en": "{generator} finds no field in it",
    "zh": "{generator} 从中读不到任何字段",
}
TEXT_IS_SWALLOWED: Texts = {
    "en": "{generator} swallows this text: readers never see it",
    "zh": "{generator} 会吞掉这段文字，读者看不到它",
}
EXACT_TEXT_ONLY: Texts = {
    "en": "{generator} looks for the exact text and will give an empty excerpt",
    "zh": "{generator} 只认一字不差的标记，摘要会是空的",
}
SILENT_PLAYER: Texts = {
    "en": "{generator} leaves it as it is: the player stays silent",
    "zh": "{generator} 原样保留它，读者的播放器没有声音",
}
TAKEN_FOR_A_PACKAGE: Texts = {
    "en": "{generator} takes it for the name of a package and stops the build",
    "zh": "{generator} 会把它当成软件包的名字并中断构建",
}
UNKNOWN_EXTENSION: Texts = {
    "en": "{generator} does not know files of this extension and stops the build",
    "zh": "{generator} 不认识这种扩展名的文件，会中断构建",
}
AUDIO_IS_NOT_PUBLISHED: Texts = {
    "en": "{generator} does not touch the src of <audio>: the file is not published",
    "zh": "{generator} 不处理 <audio> 的 src，这个文件不会被发布",
}
NO_SUCH_FIELD: Texts = {
    "en": "{generator} does not know this field, and publishes the post",
    "zh": "{generator} 不认识这个字段，文章照样会发布",
}
NOTHING_MORE: Texts = {
    "en": "{generator} invites readers to read on, and there is nothing more",
    "zh": "{generator} 会显示「阅读更多」，点进去却没有更多内容",
}

ONE_IS_LOST: Texts = {
    "en": "{generator} says nothing, and publishes one of them",
    "zh": "{generator} 不会提示，只发布其中一篇",
}
ONE_IS_LOST_WITH_A_WARNING: Texts = {
    "en": "{generator} only warns, and publishes one of them",
    "zh": "{generator} 只会警告，仍然只发布其中一篇",
}

# What is the same for all.
COMMON: dict[Variant, Texts] = {
    Variant("front-matter/invalid", "too-many-aliases"): READ_NO_FURTHER,
    Variant("front-matter/invalid", "too-deep"): READ_NO_FURTHER,
    Variant("front-matter/invalid", "not-a-mapping-full-width-colon"): NO_FIELD,
    Variant("front-matter/invalid", "not-a-mapping-no-blank"): NO_FIELD,
    Variant("front-matter/invalid", "not-a-mapping-odd-blank"): NO_FIELD,
    Variant("front-matter/invalid-field", "without-zeros"): LOCAL_MIDNIGHT,
    Variant("front-matter/invalid-field", "full-width-colon"): ANOTHER_FIELD,
    Variant("front-matter/invalid-field", "full-width-colons"): ONE_TEXT,
    Variant("front-matter/invalid-field", "odd-blank"): ANOTHER_FIELD,
    Variant("front-matter/invalid-field", "odd-key"): ANOTHER_FIELD,
    Variant("front-matter/invalid-field", "odd-dash"): ONE_TEXT,
    Variant("front-matter/invalid-field", "joined-items"): ONE_ENTRY,
    Variant("excerpt/duplicate-marker"): FIRST_CUTS,
    Variant("excerpt/marker-in-code"): CUT_IN_CODE,
    Variant("excerpt/marker-in-code", "harmless"): CUT_BEFORE,
    Variant("excerpt/marker-in-code", "table"): CUT_IN_TABLE,
    Variant("excerpt/marker-in-code", "line"): CUT_IN_LINE,
    Variant("excerpt/empty"): EMPTY_EXCERPT,
    Variant("excerpt/whole-post"): WHOLE_POST,
    Variant("image/missing"): BROKEN_IMAGE,
    Variant("image/missing", "own-disk"): NO_READER,
    Variant("image/missing", "own-file"): NO_READER,
    Variant("image/missing", "own-machine"): NO_READER,
    Variant("image/wrong-case"): WORKS_ON_A_MAC,
    Variant("table/surplus-cell"): TEXT_IS_DROPPED,
    Variant("table/surplus-cell", "empty"): LONGER_THAN_HEADER,
    Variant("table/surplus-cell", "kept"): TABLE_GROWS,
    Variant("table/not-a-table"): PIPES_AS_TEXT,
}
