"""Proof that an edition has what the rules in code call by id: a row that was renamed must not turn a rule off."""

from collections.abc import Collection, Iterator, Mapping

from assembler.errors import DefectiveForm
from assembler.formats.asks import CHECKS
from assembler.formats.node import nearest
from assembler.model.spec import Block, Check, Line, ReportSpec

_Known = Mapping[str, Collection[str]]
_ENTRIES = {"date": "date", "choice": "level"}
"""Kinds of entries of 基本信息 that rules ask for, as the form names them."""


def prove_lookups(spec: ReportSpec) -> None:
    """Raise DefectiveForm where a rule that the edition has calls something that its form lacks."""
    known = _known(spec)
    for check in spec.checks.values():
        if check.judged:
            _prove_words(check, known)
            for need in CHECKS[check.id].needs:
                kind, _, name = need.partition(" ")
                if name not in known[kind]:
                    raise _lacking(spec, check, kind, name, known)


def _known(spec: ReportSpec) -> _Known:
    """The ids of an edition by kind (``asks.Asks``)."""
    blocks = spec.blocks.values()
    return {
        "text": spec.texts,
        "info": {entry.id for entry in spec.info},
        **{kind: {each.id for each in spec.info if each.kind == named} for kind, named in _ENTRIES.items()},
        "level": {level.id for level in spec.levels},
        "block": spec.blocks,
        "row": {f"{block.id}.{row.id}" for block in blocks for row in block.leaf_rows},
        "part": {f"{block.id}.{column.id}" for block in blocks for column in _parts(block)},
        "cell": {str(cell) for cell in spec.cells},
    }


def _parts(block: Block) -> Iterator[Line]:
    """Columns that stand beside a total of theirs."""
    summed = {column.parent for column in block.columns if column.kind == "computed"}
    return (column for column in block.columns if column.kind == "input" and column.parent in summed)


def _prove_words(check: Check, known: _Known) -> None:
    """The words of lists that name parts of the form are ids of such parts."""
    for key, form in CHECKS[check.id].naming.items():
        kind, _, pattern = form.partition(" ")
        head, tail = pattern.split("{}")
        fitting = (each for each in known[kind] if each.startswith(head) and each.endswith(tail))
        words = {each[len(head) : len(each) - len(tail)] for each in fitting}
        for word in check.words[key]:
            if word not in words:
                path = f"check[{check.id}].words.{key}"
                raise DefectiveForm("FORMAT-ID", file="rules.toml", path=path, found=word, nearest=nearest(word, words))


def _lacking(spec: ReportSpec, check: Check, kind: str, name: str, known: _Known) -> DefectiveForm:
    """The error about something that the code of a check calls."""
    for entry in spec.info:
        if kind in _ENTRIES and entry.id == name:
            path = f"info[{name}].kind"
            return DefectiveForm("FORMAT-VALUE", file="form.toml", path=path, found=entry.kind, wanted=_ENTRIES[kind])
    file, path = "form.toml", {"text": "section.texts", "level": "level", "block": "section.table"}.get(kind, "info")
    words = known["info"] if kind in _ENTRIES else known[kind]
    if kind in ("row", "cell"):
        block = name.partition(".")[0]
        if block not in spec.blocks:
            return _lacking(spec, check, "block", block, known)
        file, path = f"{spec.table_of[block].id}.toml", f"block[{block}]"
        words = [each for each in words if each.startswith(f"{block}.")]
    return DefectiveForm("FORMAT-NEEDED", file=file, path=path, found=name, rule=check.id, nearest=nearest(name, words))
