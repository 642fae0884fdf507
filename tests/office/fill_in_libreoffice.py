"""Type figures and texts into a workbook as a person does, through LibreOffice's own API, and save it as .xlsx.

Runs with the Python that has LibreOffice's ``uno`` module (Debian: /usr/bin/python3), not with the project's own:
    fill_in_libreoffice.py WORKBOOK ENTRIES.json SAVED
ENTRIES is a list of [sheet, address, value].
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]


def option(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not answer")


def main(workbook, entries, saved):
    with tempfile.TemporaryDirectory() as profile:
        pipe = Path(profile).name
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
        office = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"])
        try:
            desktop = connect(pipe)
            document = desktop.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, (option("Hidden", True),))
            for sheet, address, value in json.loads(Path(entries).read_text(encoding="utf-8")):
                cell = document.Sheets.getByName(sheet).getCellRangeByName(address)
                if isinstance(value, str):
                    cell.setString(value)
                else:
                    cell.setValue(value)
            kind = option("FilterName", "Calc MS Excel 2007 XML")
            document.storeToURL(Path(saved).as_uri(), (kind,))
            document.close(True)
            desktop.terminate()
        finally:
            office.wait(30)


main(*(str(Path(each).resolve()) for each in sys.argv[1:]))
