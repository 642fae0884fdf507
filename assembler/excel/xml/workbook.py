"""What a package says about its workbook as a whole: sheets, names, properties, what else is in it."""

from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

from assembler.excel.book import Content
from assembler.excel.layout import Place
from assembler.excel.sources.preflight import Package
from assembler.excel.xml.number_formats import Shown, Styles, styles
from assembler.excel.xml.parts import MAIN, Broken, Relation, find, recalled, relation_id, relations, tree, true
from assembler.excel.xml.shared_strings import shared_strings
from assembler.model.columns import column_of
from assembler.patterns import late
from assembler.records import dataclass, field

_KINDS_OF_SHEET = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_WPS_PROPERTIES = frozenset({"KSOProductBuildVer", "ICV"})
_WPS_NAMESPACE = b"http://www.wps.cn/officeDocument/"
_SHEET = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!:,()\s]+))!"
_CELL = r"\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})(?::\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6})?"
_TARGET = late(_SHEET + _CELL)
_SHORT = 200  # characters; sheets have names of 31
_SEAL = late(rb'(name="assembler\.seal"[^<>]*><vt:lpwstr>)[0-9a-f]{64}(</vt:lpwstr>)')
_APPLICATION = late(rb"<(?:\w+:)?Application>([^<]{1,100})</")


class Names(NamedTuple):
    """The defined names of a workbook. ``texts``: what each stands for. ``places``: of those that point to a cell.
    ``sheets``: those on which they lie. ``lost``: names that point to nothing any more. ``astray``: of these, the ones
    that point to a sheet that isn't there."""

    texts: Mapping[str, str]
    places: Mapping[str, Place]
    sheets: frozenset[str]
    lost: frozenset[str]
    astray: Mapping[str, Place]

    def among(self, sheets: Set[str]) -> "Names":
        """The same, with places on these sheets only."""
        if self.sheets <= sheets:
            return self
        places = {name: place for name, place in self.places.items() if place.sheet in sheets}
        astray = {name: place for name, place in self.places.items() if name not in places}
        return Names(self.texts, places, self.sheets & sheets, self.lost | astray.keys(), astray)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet as the workbook names it, and the part that holds it."""

    name: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class WorkbookXml:
    """``styles``: the cell styles; None if the table is broken."""

    sheets: tuple[SheetPart, ...]
    names: "Names"
    properties: dict[str, str]
    strings: list[Content]
    styles: Styles | None
    from_1904: bool
    program: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Main:
    """What the main part says. ``sheets``: the attributes of each."""

    sheets: tuple[Mapping[str, str], ...]
    names: Names
    from_1904: bool
    uncalculated: bool


@recalled
def _main(name: str, part: bytes) -> _Main:
    root = tree(name, part)
    namespace = root.tag[1:].partition("}")[0]
    if root.tag not in [f"{{{each}}}workbook" for each in MAIN]:
        raise Broken(f"{name}: {root.tag}")
    settings, calculation = (root.find(f"{{{namespace}}}{each}") for each in ("workbookPr", "calcPr"))
    return _Main(
        tuple(dict(each.attrib) for each in root.iterfind(f"{{{namespace}}}sheets/{{{namespace}}}sheet")),
        _names(root, namespace),
        settings is not None and true(settings.get("date1904")),
        calculation is not None and true(calculation.get("fullCalcOnLoad")),
    )


_styles = recalled(styles)


@recalled
def _properties(name: str, part: bytes) -> dict[str, str]:
    return {each.get("name", ""): "".join(each.itertext()) for each in tree(name, part)}


def read_workbook(package: Package) -> WorkbookXml:
    """All but the sheets themselves. Broken if that can't be read."""
    return _Workbook(package).read()


@dataclass
class _Workbook:
    package: Package
    features: set[str] = field(default_factory=set)

    def read(self) -> WorkbookXml:
        outer = self._outer_relations()
        target = next((each.target for each in outer if each.kind == "officeDocument"), "xl/workbook.xml")
        name, part = self._part(target)
        told = _main(name, part)
        related = relations(self.package, name)
        properties = self._properties(outer)
        self._note_features(related, told.uncalculated)
        return WorkbookXml(
            sheets=tuple(self._sheets(told.sheets, related)),
            names=told.names,
            properties=properties,
            strings=self._strings(related),
            styles=self._styles(related),
            from_1904=told.from_1904,
            program=self._program(outer, _WPS_NAMESPACE in part or not _WPS_PROPERTIES.isdisjoint(properties)),
            features=frozenset(self.features),
        )

    def _outer_relations(self) -> list[Relation]:
        try:
            return relations(self.package, "")
        except Broken:  # the workbook may still lie where all programs put it
            return []

    def _part(self, name: str) -> tuple[str, bytes]:
        found = find(self.package, name)
        if found is None:
            raise Broken(f"{name}: –")
        return found

    def _sheets(self, elements: tuple[Mapping[str, str], ...], related: list[Relation]) -> Iterator[SheetPart]:
        """The worksheets. Sheets of other kinds and those without any part, which old programs left behind, hold no
        cells."""
        relation = {each.id: each for each in related}
        names, parts = set(), set()
        for each in elements:
            identifier, name = relation_id(each), each.get("name", "")
            if not identifier:
                continue
            found = relation.get(identifier)
            if found is None or found.kind not in _KINDS_OF_SHEET:
                raise Broken(f"{name}: {identifier}")
            if found.kind != "worksheet":
                self.features.add("macros" if found.kind.endswith("Macrosheet") else "other-sheets")
                continue
            part, _ = self._part(found.target)
            if name in names or part in parts:
                raise Broken(f"{name} ×2")
            names.add(name)
            parts.add(part)
            yield SheetPart(name, each.get("state", "visible"), part)

    def _strings(self, related: list[Relation]) -> list[Content]:
        target = next((each.target for each in related if each.kind == "sharedStrings"), None)
        return shared_strings(*self._part(target)) if target else []

    def _styles(self, related: list[Relation]) -> Styles | None:
        """Without any style table there are no formats: all is shown as it is."""
        target = next((each.target for each in related if each.kind == "styles"), None)
        try:
            return _styles(*self._part(target)) if target else Styles({"0": Shown.NUMBER}, {})
        except Broken:
            return None

    def _properties(self, outer: list[Relation]) -> dict[str, str]:
        """The custom properties; none if they can't be read. Of our seal, which is another one in each workbook, it
        is left open what it says."""
        found = self._extra(outer, ("custom-properties", "customProperties"))
        try:
            return _properties(found[0], _SEAL.sub(rb"\1\2", found[1])) if found else {}
        except Broken:
            return {}

    def _program(self, outer: list[Relation], wps: bool) -> str:
        found = self._extra(outer, ("extended-properties", "extendedProperties"))
        told = _APPLICATION.search(found[1]) if found else None
        return "WPS" if wps else told[1].decode(errors="replace") if told else ""

    def _extra(self, outer: list[Relation], kinds: tuple[str, ...]) -> tuple[str, bytes] | None:
        target = next((each.target for each in outer if each.kind in kinds), None)
        return find(self.package, target) if target else None

    def _note_features(self, related: list[Relation], uncalculated: bool) -> None:
        kinds = {each.kind for each in related}
        present = {
            "macros": "vbaProject" in kinds or any(each.endswith("vbaProject.bin") for each in self.package.names),
            "external-links": "externalLink" in kinds,
            "cell-images": any(each.lower().endswith("/cellimages.xml") for each in self.package.names),
            "uncalculated": uncalculated,
        }
        self.features.update(feature for feature, there in present.items() if there)


def _names(root: Any, namespace: str) -> Names:
    texts = {
        each.get("name", ""): each.text or ""
        for each in root.iterfind(f"{{{namespace}}}definedNames/{{{namespace}}}definedName")
        if each.get("localSheetId") is None and not each.get("name", "").startswith("_xlnm.")
    }
    places = {name: place for name, text in texts.items() if len(text) < _SHORT and (place := _place(text))}
    sheets = frozenset(place.sheet for place in places.values())
    return Names(texts, places, sheets, frozenset(name for name, text in texts.items() if "#REF!" in text), {})


def _place(text: str) -> Place | None:
    """The cell that a name points to, of an area its top left one; None if it stands for anything else."""
    match = _TARGET.fullmatch(text)
    if not match:
        return None
    sheet = match["bare"] or match["quoted"].replace("''", "'")
    return Place(sheet, int(match["row"]) - 1, column_of(match["column"]))
