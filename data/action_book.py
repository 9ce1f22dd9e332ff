"""The actions of a workspace: found, made from drafts, changed, taken back.

Whoever changes an action says which revision he read; where it is not the newest he is told what
was changed meanwhile, and nothing is saved over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, time

import sqlalchemy as sa

from data import action_problems as problems
from data.actions import (
    RESULTS,
    STATUSES,
    UNDONE,
    Action,
    Change,
    Draft,
    Made,
    Reason,
    check_code,
    check_drafts,
    differences,
    next_revision,
    plain_draft,
)
from data.desk import Desk, Row, local_time, newest_revisions
from data.workspace_tables import ACTION

_LABELLED_AS = {"status": "action_status", "result": "action_result"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionBook:
    """All actions of a workspace."""

    desk: Desk

    def find(
        self,
        *statuses: str,
        ids: Iterable[int] | None = None,
        customers: Iterable[str] | None = None,
        since: date | None = None,
    ) -> tuple[Action, ...]:
        """Return actions as they are now, by due date; without statuses all but the undone.

        ids, customers: only actions of these numbers, of these customers. since: of those that are
        not open only the ones saved on that day (UTC) or later; a year of a large bank is 60,000.
        """
        query = newest_revisions(ACTION, "action_id").where(
            ACTION.c.status.in_(statuses) if statuses else ACTION.c.status != UNDONE
        )
        if since is not None:
            is_recent = ACTION.c.created_at >= datetime.combine(since, time.min)
            query = query.where(sa.or_(ACTION.c.status == "open", is_recent))
        if ids is not None:
            rows = self.desk.read_among(query, ACTION.c.action_id, ids)
        elif customers is not None:
            rows = self.desk.read_among(query, ACTION.c.customer_id, customers)
        else:
            rows = self.desk.read(query)
        return tuple(sorted(map(_action, rows), key=lambda each: (each.due_on, each.id)))

    def history(self, action_id: int) -> tuple[Action, ...]:
        """Return every revision of an action, oldest first.

        Raises:
            ActionUnknown.
        """
        query = sa.select(ACTION).where(ACTION.c.action_id == action_id)
        rows = self.desk.read(query.order_by(ACTION.c.revision))
        if not rows:
            raise problems.ActionUnknown(number=action_id)
        return tuple(map(_action, rows))

    def make(self, drafts: Sequence[Draft], *, today: date) -> Made:
        """Make actions, all or none; a customer's open action gains the reasons of his draft.

        A merged action keeps its owner, date, baseline, and the earlier of the due dates; the same
        reason from the same source is said once, as it is now. Its value at risk is the larger.

        Raises:
            TooManyActions, ActionCodeUnknown: nothing is made then.
        """
        check_drafts(drafts)
        customers = dict.fromkeys(str(draft.customer_id) for draft in drafts)
        made = Made(actions=(), before=())

        def decided() -> list[Row]:
            nonlocal made
            known = _Known(self._rows_of(customers))
            number = self._highest_number()
            now: dict[str, Action] = {}
            for draft in map(plain_draft, drafts):
                former = now.get(draft.customer_id) or known.open_of(draft.customer_id)
                if former is None:
                    number += 1
                    now[draft.customer_id] = Action.of(draft, number=number, today=today)
                else:
                    now[draft.customer_id] = former.joined(draft)
            before = tuple(known.open_of(each) for each in customers)
            actions = tuple(map(next_revision, before, now.values()))
            made = Made(actions=actions, before=before)
            return known.entries(before, actions)

        self.desk.add(ACTION, decided)
        return replace(made, actions=self._as_kept(made.actions))

    def undo(self, made: Made) -> None:
        """Take back what `make` did: new actions are undone, merged ones say what they did.

        Raises:
            ActionChangedMeanwhile: one was changed since; nothing is taken back then.
        """
        pairs = zip(made.actions, made.before, strict=True)
        ours = [(action, before) for action, before in pairs if action != before]

        def decided() -> list[Row]:
            known = _Known(self._rows_of(action.customer_id for action, _ in ours))
            newest = [known.unchanged_since(action.id, action.revision) for action, _ in ours]
            former = [
                replace(action, status=UNDONE) if before is None else before
                for action, (_, before) in zip(newest, ours, strict=True)
            ]
            return known.entries(newest, list(map(next_revision, newest, former)))

        self.desk.add(ACTION, decided)

    def change(self, action_id: int, change: Change, *, revision: int) -> Action:
        """Change an action that was read at a revision, and return it as it is now.

        Raises:
            ActionChangedMeanwhile: it has a newer revision that says something else.
            ActionUnknown, ActionCodeUnknown; ActionAlreadyOpen: the customer has another one open.
        """
        check_code("action_status", change.status, STATUSES)
        check_code("action_result", change.result, RESULTS)
        whose = sa.select(ACTION.c.customer_id).where(ACTION.c.action_id == action_id)

        def decided() -> list[Row]:
            query = sa.select(ACTION).where(ACTION.c.customer_id.in_(whose))
            known = _Known(self.desk.read(query))
            newest = known.newest(action_id)
            wanted = next_revision(newest, change.applied(newest))
            if wanted == newest:
                return []
            known.unchanged_since(action_id, revision)
            other = known.open_of(newest.customer_id)
            if wanted.status == "open" and other is not None and other.id != action_id:
                raise problems.ActionAlreadyOpen(number=other.id)
            return known.entries([newest], [wanted])

        self.desk.add(ACTION, decided)
        return self.history(action_id)[-1]

    def _rows_of(self, customers: Iterable[str]) -> list[Row]:
        return self.desk.read_among(sa.select(ACTION), ACTION.c.customer_id, customers)

    def _as_kept(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        ids = [action.id for action in actions]
        rows = self.desk.read_among(sa.select(ACTION), ACTION.c.action_id, ids)
        kept = {(row["action_id"], row["revision"]): row for row in rows}
        return tuple(_action(kept[action.id, action.revision]) for action in actions)

    def _highest_number(self) -> int:
        (row,) = self.desk.read(sa.select(sa.func.max(ACTION.c.action_id).label("most"))) or [{}]
        return row.get("most") or 0


class _Known:
    """All revisions of some customers' actions, and the entries that would follow."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._revisions: dict[int, dict[int, Action]] = {}
        self._entries: dict[str, int] = {}
        for row in rows:
            action = _action(row)
            self._revisions.setdefault(action.id, {})[action.revision] = action
            last = self._entries.get(action.customer_id, 0)
            self._entries[action.customer_id] = max(last, row["entry"])
        self._open = {
            action.customer_id: action
            for action in map(self.newest, self._revisions)
            if action.status == "open"
        }

    def open_of(self, customer_id: str) -> Action | None:
        """Return the customer's open action."""
        return self._open.get(customer_id)

    def newest(self, action_id: int) -> Action:
        """Return an action as it is now."""
        if action_id not in self._revisions:
            raise problems.ActionUnknown(number=action_id)
        revisions = self._revisions[action_id]
        return revisions[max(revisions)]

    def unchanged_since(self, action_id: int, revision: int) -> Action:
        """Return an action as it is now, which is the revision somebody read."""
        newest = self.newest(action_id)
        if newest.revision == revision:
            return newest
        names = differences(self._revisions[action_id].get(revision), newest)
        raise problems.ActionChangedMeanwhile(
            newest,
            names,
            author=newest.author,
            time=local_time(newest.changed_at),
            columns=", ".join(_LABELLED_AS.get(name, name) for name in names),
        )

    def entries(self, before: Sequence[Action | None], now: Sequence[Action]) -> list[Row]:
        """Return the rows of the actions that differ from what they were before."""
        rows = []
        for former, action in zip(before, now, strict=True):
            if action == former:
                continue
            entry = self._entries.get(action.customer_id, 0) + 1
            self._entries[action.customer_id] = entry
            rows.append(_row(action) | {"entry": entry})
        return rows


def _row(action: Action) -> Row:
    kept = {each.name: getattr(action, each.name) for each in fields(Action)}
    for name in ("id", "author", "changed_at"):
        del kept[name]
    return kept | {
        "action_id": action.id,
        "reasons": [asdict(reason) for reason in action.reasons],
        "baseline": dict(action.baseline),
    }


def _action(row: Row) -> Action:
    names = [each.name for each in fields(Action) if each.name in row]
    facts = {name: row[name] for name in names} | {
        "id": row["action_id"],
        "changed_at": row["created_at"],
        "reasons": tuple(Reason(**each) for each in row["reasons"]),
    }
    return Action(**facts)
