"""What a batch asks its ledger; nothing is changed by it, and nothing that grows with it is in memory at once."""

import json
import os
import sqlite3
from collections.abc import Iterator
from typing import Any

from assembler.tasks.batch.entry import Entry
from assembler.tasks.batch.store import printable

OF_THIS_RUN = "from workbook join here using (path)"
PAGE = 500
"""Rows that are read at a time, so that others may be written meanwhile."""
SAME, ALIKE = "content", "who, year"
_TELLING = {
    SAME: "content <> ''",
    ALIKE: "who <> '' and year is not null and workbook.path not in (select path from replaced)",
}


class Questions:
    """``_db``: the open ledger."""

    _db: sqlite3.Connection

    def entry(self, path: str) -> Entry | None:
        """What is known of a workbook."""
        raw = os.fsencode(path)
        found = self._db.execute(
            "select key, content, origin, who, year, apart, row, findings from workbook where path = ?", (raw,)
        ).fetchone()
        if found is None:
            return None
        key, content, origin, who, year, apart, row, findings = found
        results = dict(self._db.execute("select file, digest from result where path = ?", (raw,)))
        claims = frozenset(name for (name,) in self._db.execute("select name from claim where path = ?", (raw,)))
        return Entry(path, key, content, origin, who, year, bool(apart), claims, json.loads(row), findings, results)

    def passed_over(self, kind: str, most: int) -> tuple[list[str], int]:
        """The first files that were passed over for that reason, and how many there are."""
        query = "select path from passed where kind = ? order by sort, path limit ?"
        paths = [os.fsdecode(path) for (path,) in self._db.execute(query, (kind, most))]
        [count] = self._db.execute("select count(*) from passed where kind = ?", (kind,)).fetchone()
        return paths, int(count)

    def rows(self, where: str = "1") -> Iterator[tuple[dict[str, Any], bytes]]:
        """The workbooks of this run in order: what is told of each, and its findings."""
        query = f"select row, findings {OF_THIS_RUN} where {where} order by workbook.sort, path"
        for row, findings in self._db.execute(query):
            yield json.loads(row), findings

    def groups(self, by: str, most: int) -> Iterator[tuple[list[str], int]]:
        """Workbooks of this run that are alike in that: the first ones of each group, and how many it has. What has
        been mended and handed in again is alike to its copies only in its content."""
        twice = f"select count(*), {by} {OF_THIS_RUN} where {_TELLING[by]} group by {by} having count(*) > 1"
        match = " and ".join([*(f"{name} = ?" for name in by.split(", ")), _TELLING[by]])
        for count, *values in self._db.execute(f"{twice} order by min(workbook.sort)"):
            query = f"select path {OF_THIS_RUN} where {match} order by workbook.sort, path limit ?"
            yield [os.fsdecode(path) for (path,) in self._db.execute(query, (*values, most))], count

    def mended(self) -> Iterator[tuple[str, str, bool]]:
        """Returned copies that have come back, each with the workbook it takes the place of, and whether both have a
        report."""
        query = """
            select new.path, old.path, new.row, old.row from replaced join workbook old using (path)
            join workbook new on new.path = replaced.by order by new.sort, old.sort"""
        for new, old, *rows in self._db.execute(query):
            told = [json.loads(row) for row in rows]
            yield os.fsdecode(new), os.fsdecode(old), all(row.get("report") and not row["draft"] for row in told)

    def outgrown(self) -> Iterator[tuple[str, str]]:
        """Results that their workbook has outgrown and none of this run has made: file and one of the checksums that
        it had when two workbooks wrote it."""
        query = "select file, digest from outgrown where file not in (select file from result join here using (path))"
        yield from self._db.execute(query)

    def owner(self, file: str) -> str | None:
        """The workbook of this run that made a result."""
        query = "select result.path from result join here using (path) where file = ? order by result.path limit 1"
        found = self._db.execute(query, (file,)).fetchone()
        return os.fsdecode(found[0]) if found else None

    def former_owner(self, file: str, digest: str) -> str | None:
        """The workbook that made a result in an earlier run, and has not done so in this one. What a workbook of this
        run made is its own no more once somebody has edited it; ``digest``: of what is there now."""
        query = """
            select path from (select path from result where file = ?1
            union select path from kept where file = ?1 and (digest = ?2 or path not in (select path from here)))"""
        found = self._db.execute(f"{query} order by path limit 1", (file, digest)).fetchone()
        return printable(os.fsdecode(found[0])) if found else None

    def results_of(self, path: str) -> list[str]:
        """The results that a workbook has made, and not outgrown."""
        query = "select file from result where path = ? union select file from kept where path = ?"
        return [file for (file,) in self._db.execute(query, (os.fsencode(path),) * 2)]

    def is_made(self, file: str, digest: str) -> bool:
        """Whether these are the bytes of a result of this run."""
        return bool(self._db.execute("select 1 from result where file = ? and digest = ?", (file, digest)).fetchone())

    def is_kept(self, file: str, digest: str) -> bool:
        """Whether these are the bytes of an earlier result."""
        return bool(self._db.execute("select 1 from kept where file = ? and digest = ?", (file, digest)).fetchone())

    def absent(self) -> Iterator[str]:
        """Workbooks that are known, but not part of this run. They may be forgotten meanwhile."""
        last: tuple[bytes, bytes] = (b"", b"")
        query = """
            select sort, path from workbook where (sort, path) > (?, ?) and path not in (select path from here)
            order by sort, path limit ?"""
        while rows := self._db.execute(query, (*last, PAGE)).fetchall():
            yield from (os.fsdecode(path) for _, path in rows)
            last = rows[-1]
