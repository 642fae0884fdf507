"""The ledger of a batch: what was done to which workbook, on disk, so that a run may stop anywhere and go on.

Rows of ``workbook`` and ``result`` are the same for the same inputs, whatever happened on the way; what holds only
during a run stands in temporary tables. Paths are kept as bytes, as the system gives them; those of results are below
the batch's folder, with slashes."""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assembler.tasks.batch.entry import Entry, Known, outgrown
from assembler.tasks.batch.questions import OF_THIS_RUN, PAGE, Questions
from assembler.tasks.batch.store import FOLDER, connected, locked, writing_into

SCHEMA = "3"
_TABLES = """
create table if not exists fact (name text primary key, value text) without rowid;
create table if not exists workbook (
  sort blob, path blob unique, key text, content text, origin text, who text, year integer, apart integer,
  exit integer, row text, findings blob, primary key (sort, path)) without rowid;
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
create temp view replaced as
  select old.path, new.path as by from workbook new join here using (path)
  join workbook old on old.content = new.origin and old.path <> new.path join here there on there.path = old.path
  where new.origin <> '' and old.who in ('', new.who) and coalesce(old.year, new.year) is new.year;
"""
_OPEN = """
select here.sort, here.path, key, who, year, apart, exit from here left join workbook using (path)
where done = 0 and (here.sort, here.path) > (?, ?) order by here.sort, here.path limit ?"""
_WITHIN = "(here.sort, here.path) > (?, ?) and (here.sort, here.path) <= (?, ?)"
_OLD = "(select path from replaced)"
_MISNAMED = f"""
select workbook.path from workbook join here using (path) where apart <> exists (
  select 1 from claim mine join claim other using (name) join here on here.path = other.path
  where mine.path = workbook.path and other.path <> workbook.path
  and (mine.path in {_OLD} or other.path not in {_OLD}))"""
_BESIDE = f"""
select workbook.path from workbook where not apart and exists (
  select 1 from claim mine join claim other using (name)
  where mine.path = workbook.path and other.path in {_OLD})"""
_RESULTS = f"select path, file, digest from here join result using (path) where {_WITHIN}"


class Ledger(Questions):
    """An open ledger; nobody else has it open. ``changed``: something in it is other than at the last complete run."""

    def __init__(self, out: Path) -> None:
        self.file = out / FOLDER / "ledger.sqlite"
        self._lock = locked(out)
        self._compacted: Path | None = None
        try:
            with writing_into(out):
                self._db = self._open()
        except BaseException:
            self._lock.close()
            raise
        self.changed = self.fact("unfinished") != ""

    def _open(self) -> sqlite3.Connection:
        """The ledger on disk; one that is damaged or of another schema is begun anew: the results themselves tell
        whether they are ours. One that can't be reached now, as another program holds it, is left as it is."""
        db = connected(self.file)
        try:
            db.executescript(_TABLES)
            [found] = db.execute("select max(value) from fact where name = 'schema'").fetchone()
            if found is None:
                db.execute("insert into fact values ('schema', ?)", (SCHEMA,))
            if found in (None, SCHEMA):
                return db
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and not str(error).startswith("no such column"):
                db.close()
                raise
        db.close()
        for name in ("ledger.sqlite", "ledger.sqlite-journal"):
            (self.file.parent / name).unlink(missing_ok=True)
        db = connected(self.file)
        db.executescript(_TABLES)
        db.execute("insert into fact values ('schema', ?)", (SCHEMA,))
        return db

    def close(self) -> None:
        """Let go of it. If the compacted file can't be put in its place, the next run makes it anew."""
        try:
            self._db.close()
            if self._compacted:
                with suppress(OSError):
                    self._compacted.replace(self.file)
        finally:
            self._lock.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is on disk wholly or not at all."""
        self._db.execute("begin")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            if self._db.in_transaction:  # a full disk makes SQLite roll back by itself
                self._db.execute("rollback")
            raise

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

    def open_ones(self) -> Iterator[tuple[str, Known | None]]:
        """The workbooks that this run has still to look at, in order, each with what is known of it; from then on it
        has been looked at. Others may be written meanwhile."""
        last: tuple[bytes, bytes] = (b"", b"")
        while rows := self._db.execute(_OPEN, (*last, PAGE)).fetchall():
            page = (*last, *rows[-1][:2])
            results: dict[bytes, dict[str, str]] = {}
            for raw, file, digest in self._db.execute(_RESULTS, page):
                results.setdefault(raw, {})[file] = digest
            self._db.execute(f"update here set done = 1 where {_WITHIN}", page)
            for _, raw, key, who, year, apart, code in rows:
                path, made = os.fsdecode(raw), results.get(raw, {})
                yield path, None if key is None else Known(path, key, who, year, bool(apart), code, made)
            last = rows[-1][:2]

    def put(self, sort: bytes, entry: Entry) -> None:
        """Note what was done to a workbook. Earlier results that it makes no more are kept in mind: as outgrown, or as
        still its own if only something stood in the way of making them."""
        known = self.entry(entry.path)
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
        about = (entry.key, entry.content, entry.origin, entry.who, entry.year, entry.apart, entry.row["exit_code"])
        values = (sort, raw, *about, row, entry.findings)
        self._db.execute("insert into workbook values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        self._db.executemany("insert into claim values (?, ?)", [(name, raw) for name in sorted(entry.claims)])
        self._db.executemany("insert into result values (?, ?, ?)", [(f, raw, d) for f, d in entry.results.items()])

    def forget(self, path: str) -> None:
        """Drop whatever is known of a workbook."""
        self._touch()
        for table in ("workbook", "claim", "result", "kept"):
            self._db.execute(f"delete from {table} where path = ?", (os.fsencode(path),))

    def forget_outgrown(self, but: Collection[str] = ()) -> None:
        """They have been dealt with, but for some that could not be taken away."""
        held = [row for row in self._db.execute("select file, digest from outgrown") if row[0] in but]
        [count] = self._db.execute("select count(*) from outgrown").fetchone()
        if count > len(held):
            self._touch()
            self._db.execute("delete from outgrown")
            self._db.executemany("insert into outgrown values (?, ?)", held)

    def reopen_misnamed(self) -> int:
        """Look once more at workbooks whose names ought to bear their own, or need not any more: so many."""
        return self._reopen(_MISNAMED)

    def reopen_beside_old(self) -> int:
        """Look once more at those that have the name which the one that they replace may have written to: so many."""
        return self._reopen(_BESIDE)

    def _reopen(self, which: str) -> int:
        return self._db.execute(f"update here set done = 0 where path in ({which})").rowcount

    def without_pdf(self) -> Iterator[tuple[str, str]]:
        """Workbooks of this run that have a report, but no PDF of it, with the report. Some may get one meanwhile."""
        query = f"select path, row {OF_THIS_RUN} order by workbook.sort, path limit {PAGE} offset ?"
        start = 0
        while rows := self._db.execute(query, (start,)).fetchall():
            for path, row in rows:
                told = json.loads(row)
                if told.get("report") and not told.get("pdf"):
                    yield os.fsdecode(path), told["report"]
            start += PAGE

    def add_pdf(self, path: str, file: str, digest: str) -> None:
        """Note the PDF of a workbook's report."""
        self._touch()
        raw = os.fsencode(path)
        [row] = self._db.execute("select row from workbook where path = ?", (raw,)).fetchone()
        told = json.dumps(json.loads(row) | {"pdf": file}, ensure_ascii=False, sort_keys=True)
        self._db.execute("update workbook set row = ? where path = ?", (told, raw))
        self._db.execute("insert or replace into result values (?, ?, ?)", (file, raw, digest))

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
