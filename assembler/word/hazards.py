"""What a template must not carry, because every report would carry it on: programs, other files, addresses that Word
fetches from without asking, field codes that do more than count pages, changes that nobody has accepted yet; text in
whose place an office program shows something else (a tag in a field, a content control with data of its own), and text
that nobody sees: both are read back, and not what is on paper.

Links that people click stay, if they lead to a web page or a mailbox.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from assembler.errors import DefectiveForm
from assembler.word.parts import Element, content_types, document_part, parse, relationships, w, xml_parts
from assembler.word.styles import Styles
from assembler.word.unseen import has_paintings, unseen

_EMBEDDED_TYPES = re.compile("macroEnabled|vbaProject|activeX|oleObject|ms-word.template", re.IGNORECASE)
_EMBEDDED = {"aFChunk", "activeXControlBinary", "control", "oleObject", "package", "subDocument", "vbaProject"}
_EMBEDDING = [w(name) for name in ("altChunk", "control", "mailMerge", "object", "subDoc")]
_TRACKED = [w(name) for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")]
_CHANGED = re.compile(r"\}(?:rPr|pPr|tblPr|tblGrid|trPr|tcPr|tblPrEx|sectPr|numbering)Change$")
_BOUND = [w("dataBinding"), "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding"]
_ALTERNATES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_STORE = "word/glossary/"  # building blocks to choose from, which are printed nowhere
_PART_OF_TAG = re.compile(r"\{\{|\{%|%\}|\}\}")
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|[\\/]{2})", re.IGNORECASE)
_REFERRING = ("src", "href", "{urn:schemas-microsoft-com:office:office}href")
_FIELDS = re.compile(
    "AUTHOR|COMMENTS|DOCPROPERTY|EQ|HYPERLINK|KEYWORDS|LISTNUM|NOTEREF|NUMPAGES|PAGE|PAGEREF|REF|SECTION|SECTIONPAGES|SEQ"
    "|STYLEREF|SUBJECT|SYMBOL|TC|TITLE|TOC|XE",
    re.IGNORECASE,
)
"""What field codes may say: numbers of pages, references inside the document, its own properties. No day of today: the
paper would show another one than was signed."""


def hazards(parts: Mapping[str, bytes]) -> tuple[DefectiveForm, ...]:
    """All hazards of a template, part by part. etree.XMLSyntaxError if a part isn't well-formed."""
    found = [*_embedded(parts)]
    document, styles, paintings = document_part(parts), Styles(parts), has_paintings(parts)
    for listing in (name for name in parts if name.endswith(".rels")):
        found += _referred(parts, listing)
    for name in xml_parts(parts):
        root = parse(parts[name])
        if root.getroottree().docinfo.doctype:
            found.append(DefectiveForm("TEMPLATE-DTD", part=name))
            continue
        found += (DefectiveForm(code, part=name, found=what) for code, what in _inside(root))
        if not name.startswith(_STORE):
            replaced, hidden = _replaced(root, whole=name == document), unseen(root, styles, paintings=paintings)
            found += (DefectiveForm("TEMPLATE-REPLACED", part=name, found=text, by=by) for text, by in replaced)
            found += (DefectiveForm("TEMPLATE-HIDDEN", part=name, found=text, why=why) for text, why in hidden)
    return tuple(found)


def _embedded(parts: Mapping[str, bytes]) -> Iterator[DefectiveForm]:
    for name, kind in content_types(parts).items():
        if _EMBEDDED_TYPES.search(kind):
            yield DefectiveForm("TEMPLATE-EMBEDDED", part=name, found=kind.rpartition("/")[2])


def _referred(parts: Mapping[str, bytes], listing: str) -> Iterator[DefectiveForm]:
    part = listing.replace("_rels/", "", 1).removesuffix(".rels")
    for each in relationships(parts, part):
        if each.external and not (each.kind == "hyperlink" and _LINK.match(each.target)):
            yield DefectiveForm("TEMPLATE-EXTERNAL", part=part, found=f"{each.kind}: {each.target[:80]}")
        elif each.kind in _EMBEDDED and not (each.kind == "package" and part.startswith("word/charts/")):
            yield DefectiveForm("TEMPLATE-EMBEDDED", part=part, found=each.kind)


def _inside(root: Element) -> Iterator[tuple[str, str]]:
    """Codes and what was found, of one part."""
    for element in root.iter(*_EMBEDDING):
        yield "TEMPLATE-EMBEDDED", etree.QName(element).localname
    for element in root.iter(etree.Element):
        if element.tag in _TRACKED or _CHANGED.search(element.tag):
            yield "TEMPLATE-TRACKED", etree.QName(element).localname
            break
    for element in root.iter(etree.Element):
        for name in _REFERRING:
            if _ADDRESS.match(address := element.get(name, "")) and not (name == "href" and _LINK.match(address)):
                yield "TEMPLATE-EXTERNAL", address[:80]
    for code in _field_codes(root):
        if not _is_harmless(code):
            yield "TEMPLATE-FIELD", code.strip()[:80]


def _replaced(root: Element, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Texts in whose place an office program shows something else, each with where it stands. ``whole``: all that a
    part says counts, not just its tags."""
    for binding in root.iter(*_BOUND):
        control = binding.getparent().getparent()
        if (text := "".join(control.itertext(w("t")))) and (whole or _PART_OF_TAG.search(text)):
            yield text[:80], "绑定了数据的内容控件"
    for text in _in_fields(root):
        if _PART_OF_TAG.search(text):
            yield text[:80], "域"
    for each in root.iter(_ALTERNATES):
        texts = (text for text in each.iter(w("t")) if next(text.iterancestors(w("txbxContent")), None) is None)
        if shown := "".join(text.text or "" for text in texts):
            yield shown[:80], "有几种版本的内容"


def _in_fields(root: Element) -> Iterator[str]:
    """What stands in each outermost field; one that doesn't end goes on to the end of the part."""
    for each in root.iter(w("fldSimple")):
        yield "".join(each.itertext(w("t")))
    depth, found = 0, ""
    for each in root.iter(w("fldChar"), w("t")):
        if each.tag == w("t"):
            found += (each.text or "") if depth > 0 else ""
            continue
        depth = max(depth + {"begin": 1, "end": -1}.get(each.get(w("fldCharType")), 0), 0)
        if depth == 0:
            yield found
            found = ""
    yield found


def _field_codes(root: Element) -> Iterator[str]:
    """The code of each field. A field inside a code has its own and is no word of the outer one."""
    for each in root.iter(w("fldSimple")):
        yield each.get(w("instr"), "")
    open_codes: list[list[str]] = []
    for each in root.iter(w("fldChar"), w("instrText"), w("delInstrText")):
        kind = each.get(w("fldCharType"))
        if kind == "begin":
            open_codes.append([])
        elif kind == "end" and open_codes:
            yield "".join(open_codes.pop())
        elif kind is None and open_codes:
            open_codes[-1].append(each.text or "")
        elif kind is None:
            yield each.text or ""
    yield from ("".join(each) for each in open_codes)


def _is_harmless(code: str) -> bool:
    name, *words = re.findall(r'"[^"]*"|\S+', code) or [""]
    links = (word.strip('"') for word in words if name.upper() == "HYPERLINK" and not word.startswith("\\"))
    target = next(links, "#") if not (words and words[0].lower() == "\\l") else "#"
    return bool(_FIELDS.fullmatch(name) and _LINK.match(target))
