"""Chinese, as the United Nations print it: 2010 年 9 月 24 日, 第 65/93 号决议, 150 万美元."""

from typing import Final

from align.anchors.conventions import Conventions

__all__ = ["CONVENTIONS"]

CONVENTIONS: Final = Conventions(
    language="zh",
    decimal=".",
    thousands=",",
    date_range=" ?(?:至|到|和|与|及|以及|或|、|,|-|~|[上下]午至?)* ?",
    scales={
        "万亿": 10**12,
        "百亿": 10**10,
        "十亿": 10**9,
        "亿": 10**8,
        "千万": 10**7,
        "百万": 10**6,
        "十万": 10**5,
        "万": 10**4,
        "千": 10**3,
    },
    currencies_before=((r"(?:US ?\$|USD|\$)", "USD"), (r"(?:€|EUR)", "EUR"), (r"£", "GBP")),
    currencies_after=(
        (r" ?美元", "USD"),
        (r" ?欧元", "EUR"),
        (r" ?英镑", "GBP"),
        (r" ?瑞士法郎", "CHF"),
        (r" ?日元", "JPY"),
        (r" ?(?:元人民币|人民币)", "CNY"),
        (r" ?卢布", "RUB"),
        (r" ?(?:加元|加拿大元)", "CAD"),
        (r" ?(?:澳元|澳大利亚元)", "AUD"),
    ),
    times=(
        (
            r"(?:(?P<morning>凌晨|上午|清晨|早上?) ?"
            r"|(?P<afternoon>下午|晚上|晚间|傍晚|晚) ?|中午 ?)"
            r"(?P<hour>\d{1,2}) ?(?:[时時点]|:(?=\d)) ?(?:(?P<minute>\d{1,2}) ?分?)?(?!\d)"
        ),
        r"(?P<hour>\d{1,2}) ?[时時] ?(?P<minute>\d{1,2}) ?分",
        r"(?P<hour>\d{1,2}) ?[时時](?P<unsure>)",
    ),
    resolution_words="决议|决定",
)
