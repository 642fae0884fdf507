"""The words for findings and errors, by code; those of linear rules stand in the format, beside the rule."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from assembler.errors import AssemblerError, DefectiveForm
from assembler.model.findings import Finding
from assembler.model.plain import one_line
from assembler.model.spec import ReportSpec
from assembler.recall import recalled

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
_NAMES = frozenset({"path", "file", "copy", "name", "sheet"})  # facts that others chose, whatever is in them


def _entries(file: Path) -> dict[str, dict[str, str]]:
    return recalled(file.with_suffix(""), [file], lambda: _read(file))


def _read(file: Path) -> dict[str, dict[str, str]]:
    import tomllib  # not needed for what is recalled

    return tomllib.loads(file.read_text(encoding="utf-8"))


class Told(NamedTuple):
    """First what is the matter, then what to do."""

    message: str
    remedy: str


class Catalog:
    """The words of one language. ``terms``: what the program puts into fields in Chinese, in that language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.entries: dict[str, dict[str, str]] = _entries(FOLDER / f"{language}.toml")
        self.words = self.entries.pop("words")
        self.terms = self.entries.pop("terms", {})

    @classmethod
    @cache
    def load(cls, language: str) -> "Catalog":
        """The catalog of "zh" or "en"."""
        return cls(language)

    def word(self, key: str, **facts: object) -> str:
        """A phrase of the program, its fields filled."""
        names = {name: one_line(fact) for name, fact in facts.items() if name in _NAMES}
        return self.words[key].format(**facts | names)

    def finding(self, finding: Finding, spec: ReportSpec) -> Told:
        """Message and remedy of a finding."""
        facts = dict(finding.facts)
        facts["cell"] = self.place(finding.cells[0].ref if finding.cells else finding.at, spec)
        from assembler.messages.suspicion import suspicion  # here, because most reports have no finding

        more = suspicion(self, finding, spec)
        for equation in spec.equations:
            if equation.id == finding.code:
                texts = dict(equation.messages)[self.language], dict(equation.remedies)[self.language]
                message, remedy = (text.format(**facts) for text in texts)
                return Told(message + self.words["semicolon"] + more if more else message, remedy)
        key = f"{finding.code}/{finding.case}" if finding.case else finding.code
        return self._told(key, facts)

    def source(self, code: str, spec: ReportSpec) -> str:
        """Where the rule comes from; what isn't the notice's or the form's is called ours."""
        rule = spec.checks.get(code) or next((each for each in spec.equations if each.id == code), None)
        return self.word("source" if rule.official else "source_ours", text=rule.source) if rule else ""

    def token(self, finding: Finding, spec: ReportSpec) -> str:
        """What a reason in writing is filed under, with the place, to be copied together."""
        place = self.place(finding.cells[0].ref if finding.cells else finding.at, spec)
        return self.word("token", text=finding.token, place=place)

    def error(self, error: AssemblerError) -> Told:
        """Message and remedy of what stopped a file."""
        house = isinstance(error, DefectiveForm)  # its path is one inside our own file, not a name that people gave
        terms = {name: self.terms.get(fact, fact) for name, fact in error.facts.items() if house or name != "path"}
        facts = {**error.facts, **terms}
        names = {name: one_line(fact) for name, fact in facts.items() if name in _NAMES}
        return self._told(error.code, facts | names)

    def _told(self, key: str, facts: dict[str, str]) -> Told:
        entry = self.entries[key]
        return Told(entry["message"].format(**facts), entry["remedy"].format(**facts))

    def place(self, ref: str, spec: ReportSpec) -> str:
        """What people call the place with that ref: 表三“本年新收”行“自然人”列; parts, tables, rows, columns, too."""
        if ref in ("organisation", "year"):
            return self.words[ref]
        if ref.startswith("form."):  # what is true of the workbook as a whole
            return self.words["whole"]
        if ref.startswith("accepted."):
            return self.word("reason", name=ref.removeprefix("accepted."))
        if ref.startswith("info."):
            entry = next(entry for entry in spec.info if f"info.{entry.id}" == ref)
            return self.word("entry", name=entry.label)
        if ref in spec.texts:
            return self.word("text", name=spec.texts[ref].label)
        for section in spec.sections:
            if ref == section.id and not section.table:
                return self.word("section", heading=section.heading)
        for table in spec.tables:
            if ref == table.id and table.id not in spec.blocks:
                return table.name
        return self._place_in_table(ref, spec)

    def _place_in_table(self, ref: str, spec: ReportSpec) -> str:
        """A cell, a row, a column, or a block; the ref itself if it is none of them."""
        block_id, *lines = ref.split(".")
        block = spec.blocks.get(block_id)
        if block is None or len(lines) > 2:
            return ref
        table = spec.table_of[block_id].name
        if len(lines) == 2:
            row, column = block.row(lines[0]), block.column(lines[1])
            key = "cell" if row.label else "cell_in_strip"
            return self.word(key, table=table, row=row.name, column=column.name)
        for row in block.rows:
            if lines == [row.id]:
                return self.word("row", table=table, row=row.name)
        for column in block.columns:
            if lines == [column.id]:
                return self.word("column", table=table, column=column.name)
        return table
