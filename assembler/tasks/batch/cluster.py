"""The cluster of a batch: there, complete, and of one mind with this computer before anything is done."""

import os
from functools import partial
from pathlib import Path

from assembler.engine.cluster import Cluster, Unreachable, installed
from assembler.errors import UnusableInput
from assembler.tasks.batch.one import Order
from assembler.tasks.batch.program import LOADED, on_disk, surroundings
from assembler.tasks.batch.stamp import stamp
from assembler.tasks.batch.store import FOLDER

_NAMED = 5
OUTDATED = "outdated"
"""The answer of a worker whose program has been replaced since it was started."""


def cluster_at(address: str, seconds: float) -> Cluster:
    """The cluster with its scheduler at that address; UnusableInput if the extra that it takes isn't installed."""
    if not installed():
        raise UnusableInput("CLUSTER-MISSING")
    return Cluster(address, seconds)


def agree(cluster: Cluster, order: Order) -> None:
    """UnusableInput unless every worker sees this folder and has the same program: the results must not depend on who
    made them."""
    try:
        found = cluster.everywhere(partial(_answer, os.getcwd(), order))  # noqa: PTH109
    except Unreachable as error:
        raise UnusableInput("CLUSTER-UNREACHABLE", address=cluster.address, reason=error) from error
    blind = sorted(worker for worker, answer in found.items() if not answer)
    ours = order.stamp + surroundings()
    others = sorted(worker for worker, answer in found.items() if answer != ours)
    for code, workers in (("CLUSTER-FOLDER", blind), ("CLUSTER-PROGRAM", others)):
        if workers:
            raise UnusableInput(code, workers=", ".join(workers[:_NAMED]), count=len(workers), folder=Path.cwd())


def _answer(folder: str, order: Order) -> str:
    """What a worker has loaded, which may be older than what is installed now; "" if it doesn't see the batch's
    folder."""
    try:
        os.chdir(folder)
    except OSError:
        return ""
    if not (order.out / FOLDER).is_dir():
        return ""
    return stamp(order) + surroundings() if on_disk() == LOADED else OUTDATED
