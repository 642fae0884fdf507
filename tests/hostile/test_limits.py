"""The worst files stay within seconds and 300 MB, measured from outside; whatever they hold, the exit code is ours."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.cases import HEAVY, READ, Case

SECONDS = 8  # of processor time; the worst take three
MEMORY = 300  # MB

# What the process has taken is asked of the kernel: the parent's figures for children count pytest's own memory.
MEASURED = """
import resource, sys
from assembler.cli import main
try:
    main(["check", sys.argv[1]])
finally:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    peak = next(line for line in open("/proc/self/status", encoding="utf-8") if line.startswith("VmHWM"))
    print(spent.ru_utime + spent.ru_stime, int(peak.split()[1]) // 1024, file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel how much was taken")
@pytest.mark.parametrize("case", HEAVY, ids=lambda case: case.name)
def test_file_stays_within_its_limits(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "年报.xlsx"
    path.write_bytes(case.make())
    run = subprocess.run([sys.executable, "-X", "utf8", "-c", MEASURED, path], capture_output=True, encoding="utf-8")
    seconds, memory = run.stderr.split("\n")[-2].split()
    assert "Traceback" not in run.stderr
    assert float(seconds) < SECONDS
    assert int(memory) < MEMORY
    if case.code == READ:
        assert run.returncode in (0, 1)
    else:
        assert run.returncode == 3
        assert case.code in run.stdout
        assert case.word in run.stdout
