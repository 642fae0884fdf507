"""The cluster of a batch: there, complete, and of one mind with this computer before anything is done."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from assembler.engine.cluster import Cluster, Unreachable, installed
from assembler.errors import UnusableInput
from assembler.tasks.batch import program
from assembler.tasks.batch.job import Order
from assembler.tasks.batch.program import OtherProgram, on_disk, surroundings
from assembler.tasks.batch.stamp import stamp
from assembler.tasks.batch.store import FOLDER

_NAMED = 5
_REASONS = {"silent": "没有回应", "workers": "没有工作进程", "lost": "调度程序已停止"}
OUTDATED = "outdated"
"""The answer of a worker whose program has been replaced since it was started."""


def cluster_at(address: str, seconds: float) -> Cluster:
    """The cluster with its scheduler at that address; UnusableInput if the extra that it takes isn't installed."""
    if not installed():
        raise UnusableInput("CLUSTER-MISSING")
    return Cluster(address, seconds)


def agree(cluster: Cluster, order: Order) -> None:
    """Unreachable if there is none, UnusableInput unless every worker sees this folder and has the same program: the
    results must not depend on who made them."""
    found = cluster.everywhere(partial(_answer, os.getcwd(), order))  # noqa: PTH109
    blind = sorted(worker for worker, answer in found.items() if not answer)
    ours = order.stamp + surroundings()
    others = sorted(worker for worker, answer in found.items() if answer != ours)
    for code, workers in (("CLUSTER-FOLDER", blind), ("CLUSTER-PROGRAM", others)):
        if workers:
            raise UnusableInput(code, workers=", ".join(workers[:_NAMED]), count=len(workers), folder=Path.cwd())


@contextmanager
def complete(cluster: Cluster) -> Iterator[None]:
    """A cluster that is lost, or a process that has loaded another program, is told as such."""
    try:
        yield
    except OtherProgram as other:
        raise UnusableInput("BATCH-PROGRAM", computer=other) from other
    except Unreachable as error:
        raise UnusableInput("CLUSTER-UNREACHABLE", address=cluster.address, reason=_REASONS[error.args[0]]) from error


def _answer(folder: str, order: Order) -> str:
    """What a worker has loaded, which may be older than what is installed now; "" if it doesn't see the batch's
    folder."""
    try:
        os.chdir(folder)
    except OSError:
        return ""
    if not (order.out / FOLDER).is_dir():
        return ""
    return stamp(order) + surroundings() if on_disk() == program.LOADED else OUTDATED
