"""`--cluster`: a real scheduler and workers on this machine; the site is the same to the byte, whoever dies on the way."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from archive import REPOSITORY, TODAY, Archive, document
from patience import PATIENCE, until

pytest.importorskip("distributed", reason="takes the extra: pip install diarium[cluster]")

PEOPLE = "participants:\n" + "".join(f"  - Person {chr(97 + at)}{'aeiouy'[at % 6]}sen\n" for at in range(6))


def an_archive(root):
    made = Archive(root)
    for at in range(30):
        head = (
            f"case: 803-{at}/2016",
            "series: Harbour group",
            f"meeting: {{date: 2017-02-{at % 28 + 1:02}}}",
            PEOPLE.rstrip(),
        )
        made.write(f"content/documents/2017/report-{at:02}.md", document(f"Paper number {at}.\n", *head))
    return made


class Machines:
    """A scheduler and its workers, each a process that can be killed."""

    def __init__(self, folder):
        self.folder = folder
        told = folder / "scheduler.json"
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
        self.address = until(lambda: self._address(told), "the scheduler listens")

    def _address(self, told):
        assert self.processes[0].poll() is None
        with suppress(FileNotFoundError, ValueError):  # not there yet, or not yet whole
            return json.loads(told.read_text("utf-8"))["address"]
        return None

    def worker(self, engine=REPOSITORY):
        process = self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0", engine=engine)  # fmt: skip
        self.processes.append(process)
        return process

    def _start(self, what, *options, engine=REPOSITORY):
        command = [sys.executable, "-c", "from dask.__main__ import main; main()", what, "--no-dashboard", *options]
        log = open(self.folder / f"{what}-{time.monotonic_ns()}.log", "wb")  # noqa: SIM115 - the process writes to it
        environment = {**os.environ, "PYTHONPATH": str(engine)}
        with log:
            return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture
def machines(tmp_path):
    made = Machines(tmp_path)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def archive(folder):
    """Built here, by this process alone."""
    made = an_archive(folder / "archive")
    assert made.run("build", "--no-search", "--jobs", "1").status == 0
    shutil.copytree(made.root / "site", folder / "expected")
    return made


def build(archive, address, before="", output="there"):
    """A build in a process of its own that first does something to itself, and what it said."""
    shutil.rmtree(archive.root / output, ignore_errors=True)
    shutil.rmtree(archive.root / ".diarium", ignore_errors=True)
    arguments = ["build", "--no-search", "--root", str(archive.root), "--output", str(archive.root / output), "--today", TODAY, "--cluster", address]  # fmt: skip
    program = f"import sys\nfrom diarium import cli\nfrom diarium.disk import cluster\n{before}\nsys.exit(cli.main({arguments!r}))"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=2 * PATIENCE, check=False)  # fmt: skip


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# After the first batch that came back, the processes named are killed.
KILL = """
import os
first, result = [True], cluster.Cluster.result
def killing(self, future):
    made = result(self, future)
    while first:
        first.pop()
        for pid in {pids}:
            os.kill(pid, 9)
        cluster.PATIENCE = 3
    return made
cluster.Cluster.result = killing
cluster.PATIENCE = {patience}
"""
WORKING = """
told = cluster.Cluster.__init__
def telling(self, *given):
    told(self, *given)
    print("workers", self.count, file=sys.stderr)
cluster.Cluster.__init__ = telling
"""


WAIT_FOR_TWO = f"""
connected = cluster._connected
def patient(address):
    client = connected(address)
    client.wait_for_workers(2, timeout={PATIENCE})
    return client
cluster._connected = patient
"""


def test_a_cluster_builds_the_same_site_and_may_lose_its_machines(archive, folder, machines):
    first = machines.worker()
    machines.worker()
    whole = build(archive, machines.address, before=WAIT_FOR_TWO + WORKING)
    assert whole.returncode == 0, whole.stderr
    assert "workers 2" in whole.stderr
    assert tree(archive.root / "there") == tree(folder / "expected")

    one_gone = build(archive, machines.address, before=KILL.format(pids=[first.pid], patience=PATIENCE))
    assert one_gone.returncode == 0, one_gone.stderr
    assert first.wait(PATIENCE) == -9
    assert tree(archive.root / "there") == tree(folder / "expected")

    second = machines.processes[-1]
    all_gone = build(
        archive, machines.address, before=KILL.format(pids=[second.pid, machines.processes[0].pid], patience=PATIENCE)
    )
    assert all_gone.returncode == 0, all_gone.stderr
    assert "Traceback" not in all_gone.stderr
    assert tree(archive.root / "there") == tree(folder / "expected")


def test_a_worker_with_another_engine_is_refused_in_one_sentence(archive, folder, machines, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(REPOSITORY / "diarium", other / "diarium", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "diarium/spelling.py").open("a", encoding="utf-8") as source:
        source.write("\n# another version\n")
    none = tmp_path / "none"  # in front of whatever is installed
    (none / "diarium").mkdir(parents=True)
    missing = "raise ModuleNotFoundError(\"No module named 'diarium'\", name='diarium')\n"
    (none / "diarium/__init__.py").write_text(missing, "utf-8")
    for engine, says in ((other, "has another version of Diarium or Python"), (none, "has no Diarium")):
        worker = machines.worker(engine)
        told = build(archive, machines.address, before=f"cluster.PATIENCE = {PATIENCE}")
        assert told.returncode == 3, told.stderr
        (sentence,) = [line for line in told.stderr.splitlines() if line.startswith("diarium:")]
        assert re.fullmatch(rf"diarium: the worker tcp://\S+ of {machines.address} {says}; install there what is installed here\. The published site is as it was\.", sentence)  # fmt: skip
        assert "Traceback" not in told.stderr
        assert not (archive.root / "there").exists()
        worker.kill()
        worker.wait()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("tcp://127.0.0.1:9", "there is no cluster at tcp://127.0.0.1:9: nothing answers there"),
        ("nonsense://x", "--cluster wants an address such as tcp://cluster.example.org:8786, not 'nonsense://x'"),
        ("tls://127.0.0.1:9", "tls://127.0.0.1:9 wants certificates"),
        ("somewhere", "--cluster wants an address such as"),
    ],
)
def test_where_no_cluster_is_one_sentence_says_so(archive, address, says):
    told = build(archive, address, before="cluster.PATIENCE = 1")
    assert told.returncode == 3, told.stderr
    assert says in told.stderr
    assert "Traceback" not in told.stderr


def test_a_cluster_without_workers_is_told(archive, machines):
    told = build(archive, machines.address, before="cluster.PATIENCE = 8")
    assert told.returncode == 3
    assert "has no workers; start some with: dask worker" in told.stderr


def test_without_the_library_one_sentence_says_what_to_install(archive):
    told = build(archive, "tcp://127.0.0.1:9", before="sys.modules['distributed'] = None")
    assert told.returncode == 3
    assert "not installed; install diarium[cluster]" in told.stderr


def test_what_this_machine_does_in_a_moment_asks_no_cluster(tmp_path):
    archive = Archive(tmp_path, {"content/documents/2017/report.md": document()})
    done = build(archive, "tcp://127.0.0.1:9")
    assert done.returncode == 0, done.stderr
    again = archive.run("build", "--no-search", "--output", str(tmp_path / "there"))
    assert "(0 changed)" in again.out, "who did the work is nothing the site depends on"


def test_processes_that_begin_afresh_make_the_same_site(archive, folder):
    """Where nothing can be forked, everything a worker needs is handed to it, as to a machine of a cluster."""
    program = f"""
import multiprocessing, sys
multiprocessing.get_all_start_methods = lambda: ["spawn"]
from diarium import cli
if __name__ == "__main__":
    sys.exit(cli.main(["build", "--no-search", "--jobs", "2", "--root", {str(archive.root)!r}, "--output", {str(archive.root / "afresh")!r}, "--today", {TODAY!r}]))
"""
    script = folder / "afresh.py"
    script.write_text(program, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    shutil.rmtree(archive.root / ".diarium", ignore_errors=True)
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=2 * PATIENCE, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert tree(archive.root / "afresh") == tree(folder / "expected")
