"""What every test may use: the 2021 form, the sample data, steady property tests, the ``office`` marker."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from assembler.formats import load_format
from assembler.model.spec import ReportSpec

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

for _name in ("SIGINT", "SIGHUP"):  # a runner in the background has them ignored, and programs inherit that
    if hasattr(signal, _name) and signal.getsignal(getattr(signal, _name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, _name), signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden`` (``make golden``) rewrites the expected texts instead of comparing with them; read the diff."""
    parser.addoption("--golden", action="store_true", help="rewrite tests/golden, then read the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of that name in tests/golden, or with ``--golden`` writes it there."""

    def same(name: str, text: str) -> None:
        file = Path(__file__).parent / "golden" / name
        if request.config.getoption("--golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert text == file.read_text(encoding="utf-8"), f"tests/golden/{name} says otherwise; see make golden"

    return same


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip where LibreOffice is absent, unless ASSEMBLER_REQUIRE_OFFICE=1 says that it has to be there."""
    if item.get_closest_marker("office") is None or shutil.which("soffice"):
        return
    if os.environ.get("ASSEMBLER_REQUIRE_OFFICE") == "1":
        pytest.fail("ASSEMBLER_REQUIRE_OFFICE=1, but there is no soffice on the PATH", pytrace=False)
    pytest.skip("needs LibreOffice: there is no soffice on the PATH")


@pytest.fixture(scope="session")
def spec() -> ReportSpec:
    """The 2021 edition of the form."""
    return load_format("2021")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of sample data."""
    return Path(__file__).parent / "data"
