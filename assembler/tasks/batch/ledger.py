"""The ledger of a batch: what was done to which workbook, on disk, so that a run may stop anywhere and go on.

Rows of ``workbook`` and ``result`` are the same for the same inputs, whatever happened on the way; what holds only
during a run stands in temporary tables. Paths are kept as bytes, as the system gives them; those of results are below
the batch's folder, with slashes."""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assembler.tasks.batch.entry import Entry, outgrown
from assembler.tasks.batch.store import FOLDER, connected, locked, printable

SCHEMA = "2"
_TABLES = """
create table if not exists fact (name text primary key, value text) without rowid;
create table if not exists workbook (
  sort blob, path blob unique, key text, content text, who text, year integer, apart integer, exit integer,
  row text, findings blob, primary key (sort, path)) without rowid;
create table if not exists claim (name text, path blob, primary key (name, path)) without rowid;
create table if not exists result (file text, path blob, digest text, primary key (file, path)) without rowid;
create table if not exists outgrown (file text, digest text, primary key (file, digest)) without rowid;
create table if not exists kept (file text, path blob, digest text, primary key (file, path)) without rowid;
create index if not exists result_of on result (path);
create index if not exists content_of on workbook (content);
create index if not exists about on workbook (who, year);
create index if not exists claim_of on claim (path);
create temp table here (sort blob, path blob, done integer, primary key (sort, path)) without rowid;
create unique index temp.here_path on here (path);
create temp table passed (kind text, sort blob, path blob, primary key (kind, sort, path)) without rowid;
"""
_OF_THIS_RUN = "from workbook join here using (path)"
_PAGE = 500  # rows read at a time, so that rows may be written meanwhile


class Ledger:
    """An open ledger; nobody else has it open. ``changed``: something in it is other than at the last complete run."""

    def __init__(self, out: Path) -> None:
        self.file = out / FOLDER / "ledger.sqlite"
        self._lock = locked(out)
        self._compacted: Path | None = None
        self._db = self._open()
        self.changed = self.fact("unfinished") != ""

    def _open(self) -> sqlite3.Connection:
        """The ledger on disk; one that can't be read or is of another schema is begun anew: the results themselves
        tell whether they are ours."""
        db = connected(self.file)
        try:
            db.executescript(_TABLES)
            [found] = db.execute("select max(value) from fact where name = 'schema'").fetchone()
            if found is None:
                db.execute("insert into fact values ('schema', ?)", (SCHEMA,))
            if found in (None, SCHEMA):
                return db
        except sqlite3.DatabaseError:
            pass
        db.close()
        for name in ("ledger.sqlite", "ledger.sqlite-journal"):
            (self.file.parent / name).unlink(missing_ok=True)
        db = connected(self.file)
        db.executescript(_TABLES)
        db.execute("insert into fact values ('schema', ?)", (SCHEMA,))
        return db

    def close(self) -> None:
        """Let go of it."""
        self._db.close()
        if self._compacted:
            self._compacted.replace(self.file)
        self._lock.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is on disk wholly or not at all."""
        self._db.execute("begin")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    # --- facts ---

    def fact(self, name: str) -> str:
        """A value that was kept; "" if there is none."""
        found = self._db.execute("select value from fact where name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def keep(self, name: str, value: str) -> None:
        """Keep a value; "" drops it."""
        if value != self.fact(name):
            self._touch()
            self._db.execute("delete from fact where name = ?", (name,))
            if value:
                self._db.execute("insert into fact values (?, ?)", (name, value))

    def _touch(self) -> None:
        if not self.changed:
            self.changed = True
            self._db.execute("insert or replace into fact values ('unfinished', '1')")

    # --- the workbooks of this run ---

    def expect(self, found: Iterable[tuple[str, bytes, str]]) -> int:
        """What this run has found, by kind, sort key and path; returns how many workbooks they are. The others are
        only counted and named."""
        with self.together():
            for kind, sort, path in found:
                if kind == "workbook":
                    self._db.execute("insert or ignore into here values (?, ?, 0)", (sort, os.fsencode(path)))
                else:
                    self.pass_over(kind, sort, path)
        [count] = self._db.execute("select count(*) from here").fetchone()
        return int(count)

    def pass_over(self, kind: str, sort: bytes, path: str) -> None:
        """Keep in mind that a file was passed over, for as long as the run lasts."""
        self._db.execute("insert or ignore into passed values (?, ?, ?)", (kind, sort, os.fsencode(path)))

    def passed_over(self, kind: str, most: int) -> tuple[list[str], int]:
        """The first files that were passed over for that reason, and how many there are."""
        query = "select path from passed where kind = ? order by sort, path limit ?"
        paths = [os.fsdecode(path) for (path,) in self._db.execute(query, (kind, most))]
        [count] = self._db.execute("select count(*) from passed where kind = ?", (kind,)).fetchone()
        return paths, int(count)

    def open_ones(self) -> Iterator[tuple[str, Entry | None]]:
        """The workbooks that this run has still to look at, in order, each with what is known of it. Others may be
        written meanwhile."""
        last: tuple[bytes, bytes] = (b"", b"")
        while rows := self._db.execute(
            "select sort, path from here where done = 0 and (sort, path) > (?, ?) order by sort, path limit ?",
            (*last, _PAGE),
        ).fetchall():
            for sort, path in rows:
                yield os.fsdecode(path), self.entry(os.fsdecode(path))
                last = sort, path

    def done(self, path: str) -> None:
        """This workbook has been looked at."""
        self._db.execute("update here set done = 1 where path = ?", (os.fsencode(path),))

    def entry(self, path: str) -> Entry | None:
        """What is known of a workbook."""
        raw = os.fsencode(path)
        found = self._db.execute(
            "select key, content, who, year, apart, row, findings from workbook where path = ?", (raw,)
        ).fetchone()
        if found is None:
            return None
        key, content, who, year, apart, row, findings = found
        results = dict(self._db.execute("select file, digest from result where path = ?", (raw,)))
        claims = frozenset(name for (name,) in self._db.execute("select name from claim where path = ?", (raw,)))
        return Entry(path, key, content, who, year, bool(apart), claims, json.loads(row), findings, results)

    def put(self, sort: bytes, entry: Entry) -> None:
        """Note what was done to a workbook. Earlier results that it makes no more are kept in mind: as outgrown, or as
        still its own if only something stood in the way of making them."""
        known = self.entry(entry.path)
        self.done(entry.path)
        if known == entry:
            return
        self._touch()
        raw = os.fsencode(entry.path)
        before = dict(self._db.execute("select file, digest from kept where path = ?", (raw,)))
        before |= known.results if known else {}
        gone = {file: digest for file, digest in before.items() if file not in entry.results}
        old = {file: digest for file, digest in gone.items() if outgrown(file, known, entry)}
        self._db.executemany("insert or ignore into outgrown values (?, ?)", old.items())
        self.forget(entry.path)
        kept = [(file, raw, digest) for file, digest in gone.items() if file not in old]
        self._db.executemany("insert into kept values (?, ?, ?)", kept)
        row = json.dumps(entry.row, ensure_ascii=False, sort_keys=True)
        values = (sort, raw, entry.key, entry.content, entry.who, entry.year, entry.apart, entry.row["exit_code"])
        self._db.execute("insert into workbook values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, row, entry.findings))
        self._db.executemany("insert into claim values (?, ?)", [(name, raw) for name in sorted(entry.claims)])
        self._db.executemany("insert into result values (?, ?, ?)", [(f, raw, d) for f, d in entry.results.items()])

    def forget(self, path: str) -> None:
        """Drop whatever is known of a workbook."""
        self._touch()
        for table in ("workbook", "claim", "result", "kept"):
            self._db.execute(f"delete from {table} where path = ?", (os.fsencode(path),))

    def reopen(self, paths: Iterable[str]) -> None:
        """Look at these once more."""
        rows = [(os.fsencode(path),) for path in paths]
        self._db.executemany("update here set done = 0 where path = ?", rows)

    def without_pdf(self) -> Iterator[tuple[str, str]]:
        """Workbooks of this run that have a report, but no PDF of it, with the report. Some may get one meanwhile."""
        query = f"select path, row {_OF_THIS_RUN} order by workbook.sort, path limit {_PAGE} offset ?"
        start = 0
        while rows := self._db.execute(query, (start,)).fetchall():
            for path, row in rows:
                told = json.loads(row)
                if told.get("report") and not told.get("pdf"):
                    yield os.fsdecode(path), told["report"]
            start += _PAGE

    def add_pdf(self, path: str, file: str, digest: str) -> None:
        """Note the PDF of a workbook's report."""
        self._touch()
        raw = os.fsencode(path)
        [row] = self._db.execute("select row from workbook where path = ?", (raw,)).fetchone()
        told = json.dumps(json.loads(row) | {"pdf": file}, ensure_ascii=False, sort_keys=True)
        self._db.execute("update workbook set row = ? where path = ?", (told, raw))
        self._db.execute("insert or replace into result values (?, ?, ?)", (file, raw, digest))

    # --- questions ---

    def misnamed(self) -> list[str]:
        """Workbooks of this run whose names ought to bear their own, or need not any more."""
        query = """
            select workbook.path from workbook join here using (path) where apart <> exists (
              select 1 from claim mine join claim other using (name) join here on here.path = other.path
              where mine.path = workbook.path and other.path <> workbook.path)"""
        return [os.fsdecode(path) for (path,) in self._db.execute(query)]

    def rows(self, where: str = "1") -> Iterator[tuple[dict[str, Any], bytes]]:
        """The workbooks of this run in order: what is told of each, and its findings."""
        query = f"select row, findings {_OF_THIS_RUN} where {where} order by workbook.sort, path"
        for row, findings in self._db.execute(query):
            yield json.loads(row), findings

    def groups(self, by: str, most: int) -> Iterator[tuple[list[str], int]]:
        """Workbooks of this run that are alike in that: the first ones of each group, and how many it has."""
        twice = f"select count(*), {by} {_OF_THIS_RUN} where {_TELLING[by]} group by {by} having count(*) > 1"
        match = " and ".join(f"{name} = ?" for name in by.split(", "))
        for count, *values in self._db.execute(f"{twice} order by min(workbook.sort)"):
            query = f"select path {_OF_THIS_RUN} where {match} order by workbook.sort, path limit ?"
            yield [os.fsdecode(path) for (path,) in self._db.execute(query, (*values, most))], count

    def outgrown(self) -> list[tuple[str, str]]:
        """Results that their workbook has outgrown and none of this run has made: file and one of the checksums that
        it had when two workbooks wrote it."""
        query = "select file, digest from outgrown where file not in (select file from result join here using (path))"
        return list(self._db.execute(query))

    def forget_outgrown(self, but: Collection[str] = ()) -> None:
        """They have been dealt with, but for some that could not be taken away."""
        for file, digest in self._db.execute("select file, digest from outgrown").fetchall():
            if file not in but:
                self._touch()
                self._db.execute("delete from outgrown where file = ? and digest = ?", (file, digest))

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

    def is_kept(self, file: str, digest: str) -> bool:
        """Whether these are the bytes of an earlier result."""
        return bool(self._db.execute("select 1 from kept where file = ? and digest = ?", (file, digest)).fetchone())

    def absent(self) -> Iterator[str]:
        """Workbooks that are known, but not part of this run."""
        query = "select path from workbook where path not in (select path from here) order by sort, path"
        for (path,) in self._db.execute(query):
            yield os.fsdecode(path)

    # --- the end ---

    def complete(self) -> None:
        """The run is over: the file is made anew, so that the same rows are the same bytes; closing puts it there."""
        if not self.changed:
            return
        beside = self.file.with_suffix(".new")
        beside.unlink(missing_ok=True)
        self._db.execute("insert or replace into fact values ('unfinished', '1')")
        self._db.execute("vacuum main into ?", (str(beside),))
        compacted = sqlite3.connect(beside, isolation_level=None)
        compacted.execute("delete from fact where name = 'unfinished'")
        compacted.close()
        self._compacted = beside


_TELLING = {"content": "content <> ''", "who, year": "who <> '' and year is not null"}
