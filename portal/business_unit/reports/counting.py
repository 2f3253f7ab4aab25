"""Counts a half-year from the rows of the log: one statement, so that it sees every case at one moment (P14).

A case counts in the half-year in which it was first submitted, a reply with its case, a stop at the gate by its
day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.infra.calendar import now
from portal.protocol.clock import LONDON, WorkingCalendar, end_of_day
from portal.protocol.half_year import HalfYear
from portal.protocol.report_counts import TREND, Counts, Days, Volumes

_WITH = """
    with half as (
        select * from unnest(cast(:names as text[]), cast(:starts as timestamptz[]), cast(:ends as timestamptz[]))
          as half (name, start, finish)),
      mine as (
        select c.*, (c.ended_at is not null) as ended from portal.log_case c
        where c.submitted_at >= :start and c.submitted_at < :finish),
      reply as (
        select r.workspace_id, m.raising_workspace_id, r.state, r.began_at, r.answered_at,
          case when r.answered_at is null and m.imported and m.closed_as is distinct from 'no_further_contact'
                 then 'unknown'
               when r.answered_at is null and (m.ended or r.due_at <= :now) then 'none'
               when r.answered_at is null then 'running'
               when r.answered_at >= r.due_at then 'missed'
               when r.extension_days is null then 'met'
               else 'met_extended' end as became
        from portal.log_response r join mine m on m.escalation_id = r.escalation_id),
      asked as (select * from reply where state <> 'replaced')
"""

_FROZEN = """,
      frozen as (
        insert into portal.report_case (report_id, escalation_id, reference, counted)
        select cast(:report as uuid), c.escalation_id, c.reference,
          array_remove(array[
            case when c.submitted_at < :start then 'carried_in' else 'submitted' end,
            case when c.ended_at < :finish then 'ended' else 'carried_out' end], null)
        from portal.log_case c
        where c.submitted_at < :finish and (c.ended_at is null or c.ended_at >= :start))
"""

_COUNT = """
    select
      (select jsonb_agg(jsonb_build_array(v.name, v.carried_in, v.submitted, v.ended, v.carried_out))
       from (select h.name,
               count(*) filter (where c.submitted_at < h.start) as carried_in,
               count(*) filter (where c.submitted_at >= h.start) as submitted,
               count(*) filter (where c.ended_at < h.finish) as ended,
               count(*) filter (where c.ended_at is null or c.ended_at >= h.finish) as carried_out
             from half h join portal.log_case c
               on c.submitted_at < h.finish and (c.ended_at is null or c.ended_at >= h.start)
             group by h.name) v) as volumes,
      (select jsonb_object_agg(w.id, w.name) from portal.workspace w where w.kind = 'agency') as agencies,
      (select jsonb_object_agg(one.id, one.n)
       from (select raising_workspace_id as id, count(*) as n from mine group by 1) one) as raised,
      (select jsonb_agg(jsonb_build_array(one.a, one.b, one.n))
       from (select raising_workspace_id as a, workspace_id as b, count(*) as n from asked group by 1, 2) one)
        as pairs,
      (select count(*) from reply where state = 'replaced') as replaced,
      (select jsonb_object_agg(one.name, one.n)
       from (select category as name, count(*) as n from mine where category is not null group by 1) one) as main,
      (select jsonb_object_agg(one.name, one.n)
       from (select name, count(*) as n from mine, unnest(categories) as name group by 1) one) as categories,
      (select jsonb_object_agg(one.name, one.n)
       from (select coalesce(theme.name, t.value) as name, count(*) as n
             from portal.log_tag t left join portal.theme on theme.id::text = t.value
             where t.kind = 'theme' and t.submitted_at >= :start and t.submitted_at < :finish
             group by 1) one) as themes,
      (select jsonb_object_agg(one.name, one.n)
       from (select case
               when forwarded_at is null and not imported then case when ended then 'never' else 'waiting' end
               when forwarded_at is null or forward_due_on is null then 'unknown'
               when (forwarded_at at time zone 'Europe/London')::date <= forward_due_on then 'in_time'
               when exists (select from portal.history h
                            where h.escalation_id = mine.escalation_id and h.event = 'send_back') then 'returned'
               else 'late' end as name, count(*) as n
             from mine group by 1) one) as forwarded,
      (select jsonb_agg(jsonb_build_array(one.a, one.b, one.n))
       from (select (submitted_at at time zone 'Europe/London')::date as a,
               (forwarded_at at time zone 'Europe/London')::date as b, count(*) as n
             from mine where forwarded_at is not null group by 1, 2) one) as forwarded_after,
      (select jsonb_object_agg(one.name, one.n)
       from (select became as name, count(*) as n from asked group by 1) one) as replies,
      (select jsonb_agg(jsonb_build_array(one.a, one.b, one.n))
       from (select (began_at at time zone 'Europe/London')::date as a,
               (answered_at at time zone 'Europe/London')::date as b, count(*) as n
             from asked where answered_at is not null group by 1, 2) one) as replied_after,
      (select jsonb_object_agg(one.name, one.n)
       from (select case
               when stage = 4 then case when state = 'decided' then state
                                        when state = 'withdrawn' then 'withdrawn_4'
                                        when ended then 'closed_4'
                                        when state in ('referred', 'accepted') then 'executive'
                                        else 'open_4' end
               when state = 'closed' then coalesce(closed_as, 'closed_3')
               when state = 'withdrawn' then 'withdrawn_3'
               when state in ('resolved', 'decided') then state
               else 'open_3' end as name, count(*) as n
             from mine group by 1) one) as outcomes,
      (select jsonb_object_agg(one.name, one.n)
       from (select stage_4 as name, count(*) as n from mine where stage_4 is not null group by 1) one)
        as requests,
      (select jsonb_build_object('promised', coalesce(sum(promised), 0), 'done', coalesce(sum(done), 0),
                                 'not_done', coalesce(sum(not_done), 0)) from mine) as promises,
      (select jsonb_object_agg(one.name, greatest(one.n, 0))
       from (select stopped_by as name, sum(case when jsonb_exists(answers, 'went_on') then -1 else 1 end) as n
             from portal.diversion where on_date between :first and :last group by 1) one) as gate,
      (select jsonb_build_object('imported', count(*) filter (where imported),
                                 'on_behalf', count(*) filter (where on_behalf),
                                 'exception', count(*) filter (where "exception"),
                                 'early', count(*) filter (where early)) from mine) as flags,
      (select coalesce(sum(chases), 0) from mine) as chases
"""

COUNT = text(_WITH + _COUNT)
"""What is counted of a half-year."""

COUNT_AND_FREEZE = text(_WITH + _FROZEN + _COUNT)
"""The same, and the cases behind it are kept with the report, at the same moment."""


AS_COUNTED = (
    "categories", "themes", "forwarded", "replies", "outcomes", "requests", "promises", "gate", "flags",
)  # fmt: skip
"""What the statement answers by name and number, as a report keeps it."""


def count(
    session: Session,
    half: HalfYear,
    calendar: WorkingCalendar,
    *,
    issued: Mapping[str, int],
    freeze_for: UUID | None = None,
) -> Counts:
    """Everything a report of this half-year counts. What was `issued` of earlier half-years stands as it was told.

    With `freeze_for` the cases behind the figures are kept with that report.
    """
    halves = trend_of(half)
    asked = question(halves) | ({"report": freeze_for} if freeze_for else {})
    row = session.execute(COUNT_AND_FREEZE if freeze_for else COUNT, asked).one()._mapping
    return _counts(half, row, calendar, volumes=_volumes(halves, row["volumes"] or (), issued))


def _counts(
    half: HalfYear, row: Mapping[Any, Any], calendar: WorkingCalendar, *, volumes: list[Volumes]
) -> Counts:
    names: Mapping[str, str] = row["agencies"] or {}
    pairs = {(names[a], names[b]): n for a, b, n in row["pairs"] or ()}
    return Counts(
        half=half,
        volumes=volumes,
        agencies=sorted(names.values(), key=str.casefold),
        raised={names[agency]: n for agency, n in (row["raised"] or {}).items()},
        asked=_asked(pairs),
        pairs=pairs,
        replaced=row["replaced"],
        primary=row["main"] or {},
        forwarded_after=days_of(calendar, row["forwarded_after"] or ()),
        replied_after=days_of(calendar, row["replied_after"] or ()),
        chases=row["chases"],
        **{name: row[name] or {} for name in AS_COUNTED},
    )


def trend_of(half: HalfYear) -> list[HalfYear]:
    """The half-years whose volumes a report shows, the oldest first."""
    halves = [half]
    while len(halves) < TREND:
        halves.insert(0, halves[0].before)
    return halves


def question(halves: list[HalfYear]) -> dict[str, Any]:
    """What the statement is asked with: the instants between which each half-year lies in London."""
    half = halves[-1]
    return {
        "names": [one.named for one in halves],
        "starts": [_starts(one) for one in halves],
        "ends": [end_of_day(one.ends) for one in halves],
        "start": _starts(half),
        "finish": end_of_day(half.ends),
        "first": half.begins,
        "last": half.ends,
        "now": now(),
    }


def days_of(calendar: WorkingCalendar, took: Iterable[tuple[str, str, int]]) -> Days | None:
    """The median and the range of working days over pairs of dates, each with how often; None without any."""
    each: list[int] = []
    for began, ended, times in took:
        each += [calendar.count(date.fromisoformat(began), date.fromisoformat(ended))] * times
    return Days(median(each), min(each), max(each), len(each)) if each else None


def _starts(half: HalfYear) -> datetime:
    return datetime.combine(half.begins, time.min, tzinfo=LONDON).astimezone(UTC)


def _asked(pairs: Mapping[tuple[str, str], int]) -> dict[str, int]:
    asked: dict[str, int] = {}
    for (_, agency), number in pairs.items():
        asked[agency] = asked.get(agency, 0) + number
    return asked


def _volumes(
    halves: Iterable[HalfYear], counted: Iterable[Sequence[Any]], issued: Mapping[str, int]
) -> list[Volumes]:
    """Each half-year as it was told, if it was; `added` is what then does not add up."""
    found = {name: list(numbers) for name, *numbers in counted}
    return [_told(half, found.get(half.named, [0, 0, 0, 0]), issued) for half in halves]


def _told(half: HalfYear, found: list[int], issued: Mapping[str, int]) -> Volumes:
    carried_in, submitted, ended, carried_out = found
    open_then = issued.get(f"open/{half.named}", carried_in)
    submitted = issued.get(f"submitted/{half.named}", submitted)
    ended = issued.get(f"ended/{half.named}", ended)
    carried_out = issued.get(f"open/{half.after.named}", carried_out)
    return Volumes(
        half, open_then, ended + carried_out - open_then - submitted, submitted, ended, carried_out
    )
