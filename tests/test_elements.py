"""XML that is read without lxml says what lxml says, or isn't read."""

import zipfile
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from assembler.assets import examples, template
from assembler.elements import LONGEST, read

NAMESPACE = "http://example.org/a"
PLAIN = f"""<?xml version="1.0" encoding="UTF-8"?>
<a:root xmlns:a="{NAMESPACE}" xmlns="urn:b" one="1 &lt; 2" a:two="二">first<a:c/><c>甲<!-- c -->乙<?go on?>丙</c>
<c xml:space="preserve"> <d><![CDATA[<x>]]>&#x4e2d;</d> </c>tail<e xmlns="">&amp;</e></a:root>""".encode()


def by_lxml(part: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(part, parser)


def told(element: Any) -> Any:
    """Everything that an element says."""
    texts = element.text or "", element.tail or ""
    return element.tag, dict(element.attrib), texts, [told(child) for child in element]


def parts() -> dict[str, bytes]:
    found = {"plain": PLAIN}
    for path in (examples()[0], template("2021")):
        with zipfile.ZipFile(path) as package:
            found |= {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}
    return found


PARTS = parts()
SMALL = sorted((part for part in PARTS.values() if len(part) < 3000), key=len)


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_workbooks_and_reports_are_read_as_lxml_reads_them(name: str) -> None:
    root = read(PARTS[name])
    assert root is not None
    assert told(root) == told(by_lxml(PARTS[name]))


@given(
    st.sampled_from(SMALL),
    st.floats(0, 1),
    st.integers(0, 8),
    st.sampled_from([b"", b"<", b">", b"/", b"&", b'"', b"'", b"\0", b"\xff", b"\xef\xbf\xbf", b":", b" ", b"a", b"="])
    | st.sampled_from([b"<!--", b"-->", b"]]>", b"<![CDATA[", b"<?", b"?>", b"&#0;", b"&x;", b"xmlns:a=''", b"</a>"])
    | st.binary(max_size=4),
)
@example(PLAIN, 0.25, 0, b":")
@example(PLAIN, 0.0, 0, b"\xef\xbb\xbf")
@example(PLAIN, 0.0, 38, b"<?xml version='1.0' encoding='GBK'?>")
@example(PLAIN, 0.0, 38, b"<?xml version='1.1'?>")
@example(PLAIN, 0.0, 38, b'<!DOCTYPE a [<!ENTITY b "c">]>')
@settings(max_examples=400)
def test_what_is_read_of_a_damaged_part_is_what_lxml_reads(part: bytes, at: float, cut: int, put: bytes) -> None:
    place = int(at * len(part))
    damaged = part[:place] + put + part[place + cut :]
    root = read(damaged)
    if root is not None:
        assert told(root) == told(by_lxml(damaged))


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"text",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a b='1' b='2'/>",
        b"<x:a/>",
        b"<a>&b;</a>",
        b"<a>\xff</a>",
        b"<a>\x01</a>",
        b"<a>\xef\xbf\xbe</a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        '<?xml version="1.0" encoding="GBK"?><a>中</a>'.encode("gbk"),
        b'<?xml version="1.1"?><a/>',
        b"<a>" * 300 + b"</a>" * 300,
        b"<a xml:id='1 2'/>",
        b"<%b/>" % (b"a" * 60_000),
        b"<a %b='1'/>" % (b"b" * 60_000),
        b"<a>" + b" " * LONGEST + b"</a>",
    ],
    ids=lambda part: str(part[:40]),
)
def test_what_is_not_plain_is_left_to_lxml(part: bytes) -> None:
    assert read(part) is None


def test_a_long_text_is_read_as_one() -> None:
    text = "年报" * 30_000
    root = read(f"<a>{text}<b/>{text}</a>".encode())
    assert root is not None
    assert root.text == root.find("b").tail == text  # type: ignore[union-attr]


PATHS = ["c", f"{{{NAMESPACE}}}c", "{urn:b}c", "{urn:b}c/{urn:b}d", "{urn:b}nothing", "e"]


@pytest.mark.parametrize("path", PATHS)
def test_paths_lead_where_those_of_lxml_lead(path: str) -> None:
    root, same = read(PLAIN), by_lxml(PLAIN)
    assert root is not None
    assert [told(each) for each in root.iterfind(path)] == [told(each) for each in same.iterfind(path)]
    assert list(map(told, root.findall(path))) == list(map(told, same.findall(path)))
    first, first_of_lxml = root.find(path), same.find(path)
    assert (first is None) == (first_of_lxml is None)
    assert first is None or told(first) == told(first_of_lxml)


@pytest.mark.parametrize(
    "tags", [(), ("{urn:b}c",), ("{urn:b}c", "{urn:b}d", "e"), ("{*}c",), (f"{{{NAMESPACE}}}root",)]
)
def test_elements_are_found_in_the_order_of_lxml(tags: tuple[str, ...]) -> None:
    root, same = read(PLAIN), by_lxml(PLAIN)
    assert root is not None
    assert list(map(told, root.iter(*tags))) == list(map(told, same.iter(*tags)))
    assert list(map(told, root.iterchildren(*tags))) == list(map(told, same.iterchildren(*tags)))
    assert "".join(root.itertext()) == "".join(same.itertext())
    assert len(root) == len(same)
    assert root.get("one") == same.get("one") == "1 < 2"
    assert root.get("none") is None
    assert root.get("none", "") == ""
