"""The prepared form of a template as text for a file: no code, only text, names and numbers."""

import base64
import json
import zlib
from typing import Any

from assembler.model.refs import CellRef
from assembler.word.known import Known, Says
from assembler.word.prepared import FORM, Prepared, Program


def as_json(prepared: Prepared) -> str:
    """The text. UnicodeDecodeError if a part that is equal in all reports holds none."""
    document = {
        "form": FORM,
        "template": _coded(prepared.template),
        "quick": prepared.quick,
        "properties": prepared.properties,
        "known": _coded(zlib.compress(_text(_plain(prepared.known)).encode(), 9)) if prepared.known else None,
        "parts": [
            [each.name, each.statements]
            if isinstance(each, Program)
            else [each.name, each.crc, each.size, _coded(each.packed)]
            for each in prepared.parts
        ],
    }
    return _text(document)


def values_of(text: str) -> dict[str, Any]:
    """The text as ``from_values`` takes it, bytes as bytes."""
    document: dict[str, Any] = json.loads(text)
    if document["form"] != FORM:
        return document
    document["template"] = base64.b64decode(document["template"])
    for each in document["parts"]:
        each[3:] = map(base64.b64decode, each[3:])
    if document["known"]:
        document["known"] = _known(json.loads(zlib.decompress(base64.b64decode(document["known"]))))
    return document


def _plain(known: Known) -> dict[str, Any]:
    return {
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
        "kinds": [[[each.decode() for each in around], says] for around, says in known.kinds.items()],
        "rests": {rest.decode(): says for rest, says in known.rests.items()},
    }


def _known(plain: dict[str, Any]) -> dict[str, Any]:
    """As ``from_values`` takes it."""
    return {
        "form": plain["form"],
        "draft": plain["draft"],
        "document": plain["document"],
        "parts": {name: part.encode() for name, part in plain["parts"].items()},
        "varying": frozenset(plain["varying"]),
        "head": plain["head"].encode(),
        "tail": plain["tail"].encode(),
        "tables": [
            (name, tuple(each.encode() for each in pieces), [tuple(CellRef.parse(each)) for each in cells])
            for name, pieces, cells in plain["tables"]
        ],
        "kinds": {tuple(each.encode() for each in around): _says(says) for around, says in plain["kinds"]},
        "rests": {rest.encode(): _says(says) for rest, says in plain["rests"].items()},
    }


def _says(plain: list[list[str | int]]) -> Says:
    return tuple(map(tuple, plain))


def _text(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()
