"""The summary of a batch as a page."""

import re
from dataclasses import replace

from assembler.html import summary
from assembler.model.batch import Note
from tests.excel.test_summary import OVERVIEW, line


def page(*lines, **changes) -> str:
    return b"".join(summary(replace(OVERVIEW, **changes), lines)).decode()


def test_it_has_totals_notes_and_a_line_for_each():
    told = page(line(1), line(2, report=""))
    assert told.index("<dd>2</dd>") < told.index("需要留意") < told.index("in/1.xlsx") < told.index("in/2.xlsx")
    assert len(re.findall('<tr class="ok">', told)) == 2
    assert "<li>……</li>" in told  # three files, two of them named
    assert told.rstrip().endswith("</html>")


def test_text_is_text_and_links_lead_to_the_results_only():
    told = page(line(1, organisation="<script>alert(1)</script>{{ x }}"))
    assert "<script" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ x }}" in told
    assert re.findall('href="([^"]*)"', told) == ["reports/%E6%9F%90%E5%B1%80%202023%231.docx"]


def test_nothing_comes_from_outside_and_no_style_stands_on_an_element():
    told = page(line(1))
    assert not re.search(r"\bsrc=|https?:|url\(| style=", told)
    assert "default-src 'none'" in told.replace("&#39;", "'")


def test_without_notes_there_is_no_heading_for_them():
    assert "需要留意" not in page(line(1), notes=())
    assert 'class="grave"' not in page(line(1), notes=(Note("X", "m", "r", (), 0, grave=False),))


def test_it_comes_in_pieces():
    assert len(list(summary(OVERVIEW, (line(n) for n in range(500))))) > 10
