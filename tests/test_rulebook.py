"""docs/rulebook.md shows what a fresh examination finds."""

from tools.make_rulebook import PAGE, page


def test_the_page_is_current() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), "docs/rulebook.md is not current: make rulebook, read the diff"
