"""What a script without this program has to know: where each entry of a workbook stands, and what its tag is."""

from typing import Any

from assembler.excel.layout import Place, layout
from assembler.formats import load_format
from assembler.model.spec import ReportSpec

SPEC: ReportSpec = load_format("2021")


def form() -> dict[str, Any]:
    """Names and places as JSON: of figures, of single lines, and of texts."""
    plan = layout(SPEC)
    return {
        "title": SPEC.title,
        "figures": [
            {"name": SPEC.cell_name(cell), "total": SPEC.is_computed(cell), **_place(plan.place(cell))}
            for cell in SPEC.cells
        ],
        "lines": {
            "单位名称": _place(plan.place("organisation")),
            "年度": _place(plan.place("year")),
            "成文日期": _place(plan.place("info.signed_on")),
        },
        "texts": [
            {"section": section.name, "name": text.name, "heading": text.heading, **_place(plan.place(text.id))}
            for section in SPEC.sections
            for text in section.texts
        ],
    }


def _place(place: Place) -> dict[str, str]:
    return {"sheet": place.sheet, "address": place.address}
