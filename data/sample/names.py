"""Invented names of people and firms; any likeness to the living is chance."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.sample.columns import Array, codes

SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
FIRST = tuple("建国志秀桂玉春晓文海永德明丽美淑红金小雪俊佳思子宇浩欣梦雨晨天立新长继")
SECOND = tuple("华英兰芳军平强霞梅玲伟敏静涛磊洋勇艳杰娟燕超鹏斌鑫琴萍飞云龙凤刚丹清宁远安顺旺才")
PLACES = (
    "禾川",
    "云溪",
    "石桥",
    "白塔",
    "柳林",
    "青山",
    "河口",
    "桃园",
    "金穗",
    "丰禾",
    "东岭",
    "南塘",
)
WORDS = (
    "恒丰",
    "永盛",
    "瑞达",
    "鸿运",
    "宏源",
    "嘉禾",
    "天润",
    "万通",
    "华茂",
    "新绿",
    "众合",
    "富民",
)
TRADES = (
    "粮油",
    "建材",
    "农资",
    "食品",
    "纺织",
    "机械",
    "物流",
    "商贸",
    "养殖",
    "果蔬",
    "包装",
    "电器",
)
BODIES = ("镇财政所", "中心小学", "卫生院", "村民委员会", "水利站", "第一中学", "社保所", "林业站")
INTERBANKS = ("村镇银行", "农村合作基金社", "小额贷款公司", "财务公司")


def person_names(rng: np.random.Generator, size: int) -> pa.Array:
    """Return `size` personal names of two or three characters."""
    surname = codes(rng.integers(0, len(SURNAMES), size), SURNAMES)
    first = codes(rng.integers(0, len(FIRST), size), FIRST)
    second = codes(rng.integers(0, len(SECOND), size), SECOND)
    short = pa.array(rng.random(size) < 0.18)
    return pc.binary_join_element_wise(surname, pc.if_else(short, "", first), second, "")


def firm_names(rng: np.random.Generator, kind: Array) -> pa.Array:
    """Return a name for each: a company's, or where `kind` is 2 a public body's."""
    size = len(kind)
    place = codes(rng.integers(0, len(PLACES), size), PLACES)
    word = codes(rng.integers(0, len(WORDS), size), WORDS)
    trade = codes(rng.integers(0, len(TRADES), size), TRADES)
    company = pc.binary_join_element_wise(place, word, trade, "有限公司", "")
    body = pc.binary_join_element_wise(place, codes(rng.integers(0, len(BODIES), size), BODIES), "")
    return pc.if_else(pa.array(kind == 2), body, company)
