"""A real cluster of three worker processes on this computer; one of them is killed at work."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assembler.engine import Lost
from assembler.engine.cluster import Cluster, Unreachable
from assembler.errors import UnusableInput
from assembler.messages import Catalog
from assembler.tasks.batch import Batch, Order, program
from tests.engine import jobs
from tests.tasks.batches import Silent, done, folder, snapshot

ROOT = Path(__file__).resolve().parents[2]
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster():
    import dask
    from distributed import LocalCluster

    failures = {"distributed.scheduler.allowed-failures": 1}  # instead of 3: starting workers takes its time
    workers: Any = {"n_workers": 3, "threads_per_worker": 1, "processes": True}
    with pytest.MonkeyPatch.context() as patch, dask.config.set(failures):
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # the workers import what the tests import
        with LocalCluster(**workers, dashboard_address=None, silence_logs=50) as it:
            yield it


def test_each_item_has_its_result_and_one_that_kills_is_lost_alone(cluster):
    found = dict(Cluster(cluster.scheduler_address, seconds=60).run(jobs.square_or_abort, range(20), 20))
    assert found == {n: n * n for n in range(20)} | {13: Lost("died")}


def test_an_item_that_never_ends_is_lost_alone(cluster):
    found = dict(Cluster(cluster.scheduler_address, seconds=0.5).run(jobs.square_or_hang, [16, 17, 18], 3))
    assert found == {16: 256, 17: Lost("died"), 18: 324}


def test_a_fault_of_the_function_is_no_loss_but_a_bug(cluster):
    with pytest.raises(ZeroDivisionError):
        list(Cluster(cluster.scheduler_address, seconds=60).run(jobs.fault, [1, 0, 2], 3))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_batch_on_a_cluster_is_the_batch_on_this_computer_though_a_worker_is_killed(cluster, tmp_path, monkeypatch):
    place = folder(tmp_path / "in", 48)
    monkeypatch.setattr(program, "LOADED", program.on_disk())  # of a checkout in which somebody may be at work

    class Killing(Silent):
        killed = 0

        def advance(self, done: int, faulty: int) -> None:  # noqa: ARG002
            if not self.killed:
                self.killed = next(worker.pid for worker in cluster.workers.values() if worker.pid)
                os.kill(self.killed, signal.SIGKILL)

    watch = Killing()
    order = Order(out=tmp_path / "far", annotate=True)
    with closing(Batch(order, (place,), scheduler=cluster.scheduler_address)) as run:
        run.run(watch)
        run.tell(Catalog.load("zh"))
    assert watch.killed
    done(tmp_path / "near", place, annotate=True, jobs=2)
    assert snapshot(tmp_path / "far") == snapshot(tmp_path / "near")


def test_workers_with_another_program_are_refused(cluster, tmp_path, monkeypatch):
    place = folder(tmp_path / "in", 1)
    monkeypatch.setattr("assembler.tasks.batch.stamp.__version__", "9.9")
    order = Order(out=tmp_path / "out")
    with (
        closing(Batch(order, (place,), scheduler=cluster.scheduler_address)) as run,
        pytest.raises(UnusableInput) as refused,
    ):
        run.run(Silent())
    assert refused.value.code == "CLUSTER-PROGRAM"
    assert int(refused.value.facts["count"]) >= 2  # one may just be starting again


def test_workers_that_see_another_disk_are_refused(cluster, tmp_path, monkeypatch):
    here = tmp_path / "gone"
    here.mkdir()
    monkeypatch.chdir(here)
    order = Order(out=tmp_path / "out")
    with closing(Batch(order, (tmp_path,), scheduler=cluster.scheduler_address)) as run:
        monkeypatch.setattr("assembler.tasks.batch.cluster.os.getcwd", partial(str, tmp_path / "elsewhere"))
        with pytest.raises(UnusableInput) as refused:
            run.run(Silent())
    assert refused.value.code == "CLUSTER-FOLDER"


def test_a_cluster_whose_scheduler_dies_is_told(tmp_path):
    """Processes of its own: the one of the other tests has to live on."""
    ready = tmp_path / "scheduler.json"
    python = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"]
    scheduler = subprocess.Popen([*python, "--scheduler-file", str(ready)], stderr=subprocess.DEVNULL)
    try:
        until(ready.exists)
        address = json.loads(ready.read_text("utf-8"))["address"]
        python = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard"]
        worker = subprocess.Popen(python, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
        try:
            found = Cluster(address, seconds=60).run(jobs.slowly, range(100), 100)
            next(found)
            scheduler.kill()
            with pytest.raises(Unreachable) as lost:
                list(found)
            assert lost.value.args == ("lost",)
        finally:
            worker.kill()
            worker.wait()
    finally:
        scheduler.kill()
        scheduler.wait()


def until(there: Callable[[], bool]) -> None:
    for _ in range(300):
        if there():
            return
        time.sleep(0.1)
    pytest.fail("not in 30 seconds")


def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr("assembler.engine.cluster._ANSWER_SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        Cluster("tcp://127.0.0.1:9", seconds=1).everywhere(os.getpid)
    assert time.monotonic() - began < 60
