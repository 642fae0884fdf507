"""What is known of the reports of a template (``word/known.py``), as text for a file: packed markup, no code."""

import base64
import json
import zlib
from typing import Any

from assembler.model.refs import CellRef
from assembler.word.known import Known, KnownTable
from assembler.word.plan import Printed


def as_text(known: Known) -> str:
    """UnicodeDecodeError if one of the parts holds no text."""
    document = {
        "form": known.form,
        "draft": known.draft,
        "document": known.document,
        "parts": {name: part.decode() for name, part in known.parts.items()},
        "varying": sorted(known.varying),
        "head": known.head.decode(),
        "tail": known.tail.decode(),
        "tables": [
            [each.printed.text, [piece.decode() for piece in each.pieces], [str(cell) for cell in each.cells]]
            for each in known.tables
        ],
        "kinds": [[[each.decode() for each in around], turns] for around, turns in known.kinds.items()],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def from_text(text: str) -> Known:
    """What ``as_text`` has made text of."""
    document = json.loads(zlib.decompress(base64.b64decode(text)))
    return Known(
        form=document["form"],
        draft=document["draft"],
        document=document["document"],
        parts={name: part.encode() for name, part in document["parts"].items()},
        varying=frozenset(document["varying"]),
        head=document["head"].encode(),
        tail=document["tail"].encode(),
        tables=tuple(_table(*each) for each in document["tables"]),
        kinds={tuple(each.encode() for each in around): tuple(turns) for around, turns in document["kinds"]},
    )


def _table(name: str, pieces: list[str], cells: list[Any]) -> KnownTable:
    cells = [CellRef.parse(each) for each in cells]
    return KnownTable(Printed("table", name, name), tuple(each.encode() for each in pieces), tuple(cells))
