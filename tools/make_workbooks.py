"""Make the blank workbook of each edition and the filled examples anew, these from their data in tests/data."""

from pathlib import Path

from assembler.cli.voice import Voice
from assembler.errors import AssemblerError
from assembler.formats import format_ids
from assembler.tasks.new import Wanted, make

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
BOOKS = ROOT / "workbooks"
EXAMPLES = {
    "example-jincheng-2023.json": "晋城市行政审批服务管理局2023.xlsx",
    "example-county-2023.json": "云岭县自然资源局2023.xlsx",
}


def main() -> None:
    """Write all of them; a file that is current stays as it is."""
    for format_id in format_ids():
        make(Wanted(output=BOOKS / f"{format_id}.xlsx", format_id=format_id, force=True))
    for data, workbook in EXAMPLES.items():
        make(Wanted(output=BOOKS / "examples" / workbook, data=DATA / data, force=True))


if __name__ == "__main__":
    try:
        main()
    except AssemblerError as error:
        Voice().stop(error)
