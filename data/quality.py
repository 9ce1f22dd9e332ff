# ruff: noqa: E501 - one line per rule reads as a table
"""The data-quality report: rules with a count and a list behind each, a score, the three worst.

A rule is one SQL file in data/sql/quality; its first comment says what a row of its list is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from data import release
from data.problems import nearest
from data.store_problems import QualityRuleUnknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb
    import pandas as pd

    from data.release import Store

SQL = Path(__file__).parent / "sql" / "quality"
WORST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `base` is the table whose rows it judges; weight 0 informs without scoring."""

    name: str
    base: str
    weight: float
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule on one release: rows that fail, rows judged, and their share, 0 to 1.

    `total` is 0 when the table was not delivered; nothing was judged then.
    """

    rule: Rule
    count: int
    total: int

    @property
    def share(self) -> float:
        """Failing rows per row judged, at most 1."""
        return min(1.0, self.count / self.total) if self.total else 0.0

    @property
    def is_judged(self) -> bool:
        """Whether there were rows to judge."""
        return self.total > 0


def _rules(text: str) -> tuple[Rule, ...]:
    return tuple(_rule(*(part.strip() for part in line.split("|"))) for line in text.split("\n"))


def _rule(name: str, base: str, weight: str, en: str, zh: str) -> Rule:
    return Rule(name=name, base=base, weight=float(weight), en=en, zh=zh)


RULES: tuple[Rule, ...] = _rules(
    """\
duplicate_keys | import_log | 0.08 | The same key came twice | 主键重复
unknown_customers | customer_snapshot | 0.08 | Balances of unknown customers | 余额数据的客户不在客户表中
unknown_branches | customer_snapshot | 0.05 | Branches not in the branch table | 网点不在网点表中
unknown_products | holding | 0.04 | Holdings of unknown products or customers | 持有的产品或客户不存在
unknown_codes | import_log | 0.06 | Codes that are in no list | 代码不在允许范围内
impossible_values | import_log | 0.06 | Values that cannot be | 不可能的取值
future_dates_in_files | import_log | 0.04 | Dates in the future | 日期在未来
negative_assets | customer_snapshot | 0.02 | Negative assets (overdrafts) | 资产为负(透支)
absurd_amounts | customer_snapshot | 0.06 | Amounts far beyond all others | 金额异常偏大
month_gaps | customer | 0.06 | Customers missing from a month in between | 客户中间缺月
parts_differ | customer_snapshot | 0.08 | Parts do not add up to total assets | 资产分项之和与合计不符
closed_with_balance | customer_snapshot | 0.05 | Closed customers with a balance | 已销户客户仍有余额
balance_missing | customer_snapshot | 0.03 | Average given but balance missing | 有月日均无时点余额
dates_after_snapshot | customer_snapshot | 0.04 | Dates later than their snapshot | 日期晚于数据日期
stale_credit_grades | customer | 0.03 | Credit grades older than a year | 信用评级超过一年
stale_risk_assessments | customer | 0.03 | Risk assessments older than a year | 风险评估超过一年
complaints_closed_before_received | complaint | 0.02 | Complaints closed before received | 投诉办结早于受理
conversions_before_assignment | campaign_member | 0.02 | Converted before assigned | 转化早于分组
contacted_controls | campaign_member | 0.03 | Control customers were contacted | 对照组客户被营销接触
product_counts_differ | customer | 0.02 | Product count differs from holdings | 产品数与持有明细不符
total_jumps | snapshot | 0.05 | Total assets jumped by a fifth in a month | 总资产单月变动超过20%
ledger_differences | control_total | 0.03 | Differences to the ledger | 与总账不符
stated_totals_differ | total_check | 0.02 | Stated totals that do not match | 合计行与明细之和不符
sparse_columns | source_column | 0 | Columns more than half empty | 超过一半为空的字段
unread_columns | source_column | 0 | Columns that were not read | 未读取的字段"""
)
NOTE_RULES = ("duplicate_keys", "unknown_codes", "impossible_values", "future_dates_in_files")


def report(
    store: Store,
    release_id: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> list[RuleResult]:
    """Return every rule's result on a release, in the order of `RULES`.

    `progress` is told the share of the rules that are judged, 0 to 1.
    """
    results = []
    with release.connect(store, release_id) as connection:
        for rule in RULES:
            results.append(_result(connection, rule))
            if progress is not None:
                progress(len(results) / len(RULES))
    return results


def kept_report(
    store: Store, release_id: str, progress: Callable[[float], None] | None = None
) -> list[RuleResult]:
    """Return `report`, read from beside the release where the same rules judged it before.

    A release never changes and judging it reads everything: seconds for a large bank, and a
    scheduler's program starts afresh each time.
    """
    file, judged = store.quality_path(release_id), _judged(store, release_id)
    try:
        kept = json.loads(file.read_text("ascii"))
    except (OSError, ValueError):
        kept = {}
    if isinstance(kept, dict) and kept.get("judged") == judged:
        return [
            RuleResult(rule=rule, count=int(count), total=int(total))
            for rule, (count, total) in zip(RULES, kept["results"], strict=True)
        ]
    results = report(store, release_id, progress)
    told = {"judged": judged, "results": [[each.count, each.total] for each in results]}
    waiting = file.with_name(f"{file.name}.{os.getpid()}")
    # Where the store may only be read it is judged anew each time; nothing else depends on it.
    with contextlib.suppress(OSError):
        waiting.write_text(json.dumps(told), encoding="ascii")
        waiting.replace(file)
    return results


def _judged(store: Store, release_id: str) -> str:
    """What a kept report is of: this very file and these very rules."""
    known = store.path(release_id).stat()
    text = "".join(f"{rule.name} {_text(rule.name)}" for rule in RULES)
    return f"{known.st_size} {known.st_mtime_ns} {hashlib.sha256(text.encode()).hexdigest()}"


def rows(
    store: Store,
    rule: str,
    limit: int = 50,
    offset: int = 0,
    *,
    release_id: str | None = None,
) -> pd.DataFrame:
    """Return one page of the list behind a rule's count.

    Raises:
        QualityRuleUnknown: no such rule.
    """
    text = _text(rule)
    with release.connect(store, release_id) as connection:
        return connection.execute(
            f"{text} limit $limit offset $offset", {"limit": limit, "offset": offset}
        ).df()


def score(results: Sequence[RuleResult]) -> float:
    """Return 1 - the sum of weight x share of failing rows, 0 to 1."""
    return max(0.0, 1 - sum(result.rule.weight * result.share for result in results))


def worst(results: Sequence[RuleResult]) -> list[RuleResult]:
    """Return the up to three rules that cost the score most."""
    failing = [result for result in results if result.rule.weight * result.share > 0]
    return sorted(failing, key=lambda result: -result.rule.weight * result.share)[:WORST]


def ledger_differences(store: Store, release_id: str | None = None) -> pd.DataFrame:
    """Return where ledger totals and the sum of customers differ, per date, branch, measure."""
    return rows(store, "ledger_differences", limit=10_000, release_id=release_id)


def _result(connection: duckdb.DuckDBPyConnection, rule: Rule) -> RuleResult:
    counted = "coalesce(sum(row_count), 0)" if rule.name == "unknown_branches" else "count(*)"
    text = _text(rule.name)
    if rule.name in NOTE_RULES:
        text = f"""select row_count from (select distinct table_name, file_name, column_name,
            rule, row_count from ({text}))"""
        counted = "coalesce(sum(row_count), 0)"
    found = connection.execute(f"select {counted} from ({text})").fetchall()
    base = "coalesce(sum(rows_in), 0)" if rule.base == "import_log" else "count(*)"
    total = connection.execute(f"select {base} from {rule.base}").fetchall()
    return RuleResult(rule=rule, count=int(found[0][0]), total=int(total[0][0]))


@lru_cache
def _text(rule: str) -> str:
    known = [each.name for each in RULES]
    if rule not in known:
        raise QualityRuleUnknown(rule=rule, nearest=nearest(rule, known))
    return (SQL / f"{rule}.sql").read_text("utf-8")
