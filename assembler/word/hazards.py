"""What a template must not carry, because every report would carry it on: programs, other files, addresses that Word
fetches from without asking, field codes that do more than count pages, changes that nobody has accepted yet, and hidden
text, which is read back and yet printed by nobody.

Links that people click stay, if they lead to a web page or a mailbox.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from assembler.errors import DefectiveForm
from assembler.word.parts import Element, content_types, parse, relationships, w, xml_parts

_EMBEDDED_TYPES = re.compile("macroEnabled|vbaProject|activeX|oleObject|ms-word.template", re.IGNORECASE)
_EMBEDDED = {"aFChunk", "activeXControlBinary", "control", "oleObject", "package", "subDocument", "vbaProject"}
_EMBEDDING = [w(name) for name in ("altChunk", "control", "mailMerge", "object", "subDoc")]
_TRACKED = [w(name) for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")]
_CHANGED = re.compile(r"\}(?:rPr|pPr|tblPr|tblGrid|trPr|tcPr|tblPrEx|sectPr|numbering)Change$")
_HIDING = [w("vanish"), w("webHidden"), w("specVanish")]
_STYLING = [w("rStyle"), w("pStyle"), w("tblStyle")]
_OFF = {"0", "false", "off"}
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|[\\/]{2})", re.IGNORECASE)
_REFERRING = ("src", "href", "{urn:schemas-microsoft-com:office:office}href")
_FIELDS = re.compile(
    "AUTHOR|COMMENTS|CREATEDATE|DATE|DOCPROPERTY|EQ|HYPERLINK|KEYWORDS|LISTNUM|NOTEREF|NUMPAGES|PAGE|PAGEREF|PRINTDATE|REF"
    "|SAVEDATE|SECTION|SECTIONPAGES|SEQ|STYLEREF|SUBJECT|SYMBOL|TC|TIME|TITLE|TOC|XE",
    re.IGNORECASE,
)
"""What field codes may say: numbers of pages, references inside the document, its own properties."""


def hazards(parts: Mapping[str, bytes]) -> tuple[DefectiveForm, ...]:
    """All hazards of a template, part by part. etree.XMLSyntaxError if a part isn't well-formed."""
    found = [*_embedded(parts)]
    invisible = _hiding_styles(parts)
    for listing in (name for name in parts if name.endswith(".rels")):
        found += _referred(parts, listing)
    for name in xml_parts(parts):
        root = parse(parts[name])
        if root.getroottree().docinfo.doctype:
            found.append(DefectiveForm("TEMPLATE-DTD", part=name))
        else:
            told = (*_inside(root), *_hidden(root, invisible))
            found += (DefectiveForm(code, part=name, found=what) for code, what in told)
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


def _hiding_styles(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Names of the styles that hide what they are given to, by id."""
    found = {}
    for name in xml_parts(parts):
        if name.endswith("/styles.xml"):
            for style in parse(parts[name]).iter(w("style")):
                if any(_hides(each) for each in style.iter(*_HIDING)):
                    label = style.find(w("name"))
                    identity = style.get(w("styleId"), "")
                    found[identity] = identity if label is None else label.get(w("val"), identity)
    return found


def _hides(mark: Element) -> bool:
    return mark.get(w("val"), "1").lower() not in _OFF


def _hidden(root: Element, invisible: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Runs that are hidden by themselves or by a style; a hidden paragraph mark hides no text."""
    for run in root.iter(w("r")):
        text = "".join(run.itertext(w("t")))
        if text and any(_hides(mark) for mark in run.iterfind(f"{w('rPr')}/*") if mark.tag in _HIDING):
            yield "TEMPLATE-HIDDEN", text[:80]
    for each in root.iter(*_STYLING):
        if (name := each.get(w("val"), "")) in invisible:
            yield "TEMPLATE-HIDDEN", invisible[name]


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
