"""What every test may use: the 2021 form, the sample data, steady property tests, the ``office`` marker."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from assembler.formats import load_format
from assembler.model.spec import ReportSpec

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


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
