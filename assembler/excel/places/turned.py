"""Words that turn a meaning: what is written in place of a label, over a table or on a sheet's tab, and says that its
figures aren't those that the form asks for, but of another period, in another unit, of some cases only, or of the
opposite ones.

A slip turns nothing: one wrong character, words left out at the end, another number before it.
"""

import re
from collections import Counter
from functools import lru_cache

from assembler.excel.places.texts import bare, normal
from assembler.patterns import late

_NOT = "不非未无没"
_YES = "已有可能准应"
_NOW, _BEFORE, _AFTER = "本年", "上年", "下年"
_Y = "(?:19|20)[0-9]{2}年?度?"
_TO = "[-—–~―至到]+"

_WHOLE_YEAR = late(
    f"({_Y})?0?1月(?:0?1日)?(?:起|开始)?{_TO}({_Y})?12月份?(?:31日|[底末])?止?"
    f"|0?1{_TO}12月份?"
    f"|截[至止]?[到于]?({_Y})?(?:12月(?:31日|[底末])|年[底末])止?",
    needs=("12月", "年底", "年末"),
)
_DAY = late(
    "(?<![截至到止—–~―-])(?:19|20)[0-9]{2}(?:年|[-./])[0-9]{1,2}(?:月|[-./])[0-9]{1,2}日?(?![0-9日止至到起—–~―-])"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_IN_WORDS = late("[一二][九〇○零][〇○零一二三四五六七八九]{2}(?=年)")

_PERIOD = late(
    f"(?<![0-9])(?:{_Y}|[0-9]{{2}}年)(?![0-9])|[上下]一?年|[去明次来前往历本今当全]年|近[几两一二三四五0-9]+年"
    "|[上下]?半年|季度|月|年[初中]|期初|以来|截[至止]"
)
_UNIT = late("[十百千万亿]*元|[十百千万亿](?=[)件])|[%％‰]")
_MEASURE = late(
    "人次|人数|页数|户数|家数|字数|占比|比例|比重|比率|同比|环比|增长|增幅|平均|年均|日均|计划|目标|预计|预估|估计|估算|暂估|应收|减免|退[费还]"
    "|本级|下级|下属|所属|直属|累计|其中|(?<![废删解免])除|以外|仅|只(?=[含计有限指列包统算])|(?<![一二三四五六七八九十第])部分"
)
_OPPOSITES = (
    ("维持", "纠正", "撤销", "变更", "驳回", "败诉", "胜诉"),
    ("新收", "结转", "办结", "转出"),
    ("制发", "有效", "废止", "失效", "清理", "修订", "修改"),
    ("部分", "全部"),
    ("重复", "首次"),
    ("复议后", "复议前"),
    ("补正后", "补正前"),
    ("予以", "拒绝"),
    ("公开", "保密"),
    ("明确", "模糊"),
    ("逾期", "按期", "按时"),
    ("大量", "少量"),
    ("直接", "间接"),
)
_NOT_FINAL = late("不[含计准实全]|不包括|不完整|非|未|草表|草稿|初稿")
_OTHER_SHEET = late("旧|副本|草稿|草表|初稿|备份|作废|测试|样表|样本|示例|参考|废")


def says_otherwise(found: str, label: str, year: str) -> bool:
    """True if what stands in place of a label names a period, a unit or an exception that the label doesn't, or says
    the opposite. ``year``: of the report."""
    now, was = normal(found), normal(label)
    return bool(found) and (_names_other(now, was, year) or _is_denied(now, was) or _is_opposite(now, was))


def says_another(text: str, year: str) -> bool:
    """True if a note names a period, a unit or an exception of its own, or says that figures aren't final."""
    return _names_other(normal(text), "", year) or bool(_NOT_FINAL.search(text))


def another_period(text: str, year: str) -> bool:
    """True if a period other than the report's year is named."""
    return bool(set(_periods(normal(text), year)) - {_NOW})


def is_period_alone(text: str) -> bool:
    """True if nothing is said but a period: 2022年数据."""
    return not _PERIOD.sub("", normal(text)).strip("()[]:度份数据字的")


def is_another_sheet(name: str, year: str) -> bool:
    """True if a sheet's name says that it is another year's, or not the one to be handed in."""
    return another_period(name, year) or bool(_OTHER_SHEET.search(name))


def _names_other(now: str, was: str, year: str) -> bool:
    """Of period, unit and exception there is more than the form says, or this year in place of another."""
    here, form = Counter(_periods(now, year)), Counter(_periods(was, year))
    more, less = here - form, form - here
    if more.keys() - {_NOW} or (more and less):
        return True
    return any(Counter(each.findall(now)) - Counter(each.findall(was)) for each in (_UNIT, _MEASURE))


@lru_cache(maxsize=256)
def _periods(text: str, year: str) -> tuple[str, ...]:
    """The periods that a text names, in the form's words where it has them; days aren't any."""
    text = _IN_WORDS.sub(lambda match: match[0].translate(_DIGITS), text)
    text = _WHOLE_YEAR.sub(lambda match: "".join(filter(None, match.groups())), text)
    return tuple(_period(each, year) for each in _PERIOD.findall(_DAY.sub("", text)))


def _period(words: str, year: str) -> str:
    """2022年 is 上年 in a report on 2023."""
    digits = words.rstrip("年度")
    if digits.isdigit() and year:
        named = int(digits) if len(digits) == 4 else int(year[:2] + digits)
        return {-1: _BEFORE, 0: _NOW, 1: _AFTER}.get(named - int(year), digits)
    if words in ("今年", "当年", "全年"):
        return _NOW
    same = {"去年": _BEFORE, "上一年": _BEFORE, "明年": _AFTER, "次年": _AFTER, "来年": _AFTER, "下一年": _AFTER}
    return same.get(words, words)


def _is_denied(now: str, was: str) -> bool:
    """There is a “not” more, or one less: left out by itself, with all others, or for a word that affirms."""
    here, form = (Counter(each for each in text if each in _NOT).total() for text in (now, was))
    if here >= form:
        return here > form
    if any(was[:n] + was[n + 1 :] == now for n, each in enumerate(was) if each in _NOT):
        return True
    changed = [(one, other) for one, other in zip(now, was, strict=False) if one != other]
    if len(now) == len(was) and len(changed) == 1:
        return changed[0][0] in _YES  # any other character in its place is a slip
    if bare(was).startswith(bare(now)):
        return False
    affirms = Counter(each for each in now if each in _YES) - Counter(each for each in was if each in _YES)
    left, before = (re.sub(r"\([^()]*\)", "", text) for text in (now, was))
    gone = not set(_NOT).intersection(left) and not set(_NOT).isdisjoint(before)
    return (bool(affirms) or gone) and len(set(now) & set(was)) * 3 >= len(set(now))


def _is_opposite(now: str, was: str) -> bool:
    """One word of several that exclude each other stands for another."""
    return any(
        any(word in now and word not in was for word in words)
        and any(word in was and word not in now for word in words)
        for words in _OPPOSITES
    )
