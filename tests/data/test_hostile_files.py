"""Files that attack: each is read in a child process, which must come back with a refusal."""

import json
import os
import socket
import subprocess
import sys
import threading
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from data.files import write_frame

HOSTILE = Path(__file__).parent / "hostile"
ROOT = Path(__file__).parents[2]
SECRET = "hunter2-5f3a9c"
MOST_MB = 200
MOST_SECONDS = 1.0


def load(name):
    spec = spec_from_file_location(f"hostile_{name}", HOSTILE / f"{name}.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


attacks, mutations = load("attacks"), load("mutations")


@pytest.fixture(scope="module")
def listener():
    """An address that counts who calls; nobody may."""
    server = socket.create_server(("127.0.0.1", 0))
    calls = []

    def serve():
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            calls.append(caller.recv(1000))
            caller.close()

    threading.Thread(target=serve, daemon=True).start()
    yield SimpleNamespace(port=server.getsockname()[1], calls=calls)
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture(scope="module")
def ground(tmp_path_factory, listener):
    """A secret to find, an address to call, and a real file of each format."""
    folder = tmp_path_factory.mktemp("ground")
    secret = folder / "secret.csv"
    secret.write_text(f"lon,lat,password\n111,39,{SECRET}\n")
    villages = gpd.GeoDataFrame(
        {"name": ["纳林村", "二", "三"] * 5, "households": range(15)},
        geometry=[shapely.box(111 + i / 9, 39, 111.1 + i / 9, 39.1) for i in range(15)],
        crs="EPSG:4490",
    )
    villages = villages.to_crs("EPSG:4326")
    bases = {}
    for ending in ("geojson", "gpkg", "zip", "csv", "xlsx"):
        write_frame(villages, folder / f"villages.{ending}")
        bases[ending] = (folder / f"villages.{ending}").read_bytes()
    return attacks.Ground(secret, listener.port, bases)


@pytest.fixture(scope="module")
def worker():
    """A process that has imported everything and reads each file in a fork of itself."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, HOSTILE / "worker.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )

    def read(paths, way):
        request = {"paths": [str(path) for path in paths], "way": way}
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield read
    process.stdin.close()
    process.stdout.close()
    process.wait(10)


def check_held(answers, listener):
    """No crash, no secret, no call."""
    assert answers["status"] == 0, answers
    for one in answers["answers"]:
        assert one["answer"] in {"read", "refused"}, one
        assert SECRET not in one["words"], one
        assert "root:x:0" not in one["words"], one
        assert one["sockets"] == 0
    assert listener.calls == []


def ways(path, name=""):
    """Large ones only as uploads: a command may take its time."""
    if path.stat().st_size > 1_000_000 or name in attacks.UPLOADS_ONLY:
        return ("upload",)
    table = path.suffix in {".csv", ".xlsx"}
    return ("upload", "command", "cells") if table else ("upload", "command")


def attacked(name, ground, folder):
    file, content = attacks.MAKERS[name](ground)
    path = folder / file
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", list(attacks.MAKERS))
def test_an_attack_is_refused_and_reaches_nothing(name, ground, worker, listener, tmp_path):
    path = attacked(name, ground, tmp_path)

    for way in ways(path, name):
        told = worker([path], way)

        check_held(told, listener)
        (one,) = told["answers"]
        print(  # noqa: T201 - the measurements
            f"{name:40} {way:8}{one['seconds']:6.2f} s {one['growth_mb']:4.0f} MB "
            f"{one['answer']:8}{one['rows']:3} rows: {one['words'][:90]}"
        )
        if way == "upload":
            assert one["growth_mb"] <= MOST_MB
        assert way != "upload" or one["rows"] == 0 or name in attacks.HARMLESS


@pytest.mark.long
@pytest.mark.parametrize("name", list(attacks.MAKERS))
def test_an_attack_is_decided_within_a_second_of_work(name, ground, worker, tmp_path):
    path = attacked(name, ground, tmp_path)

    seconds = min(worker([path], "upload")["answers"][0]["cpu_s"] for _ in range(3))

    assert seconds <= MOST_SECONDS


def mutants(folder, count):
    for spoiler in mutations.SPOILERS:
        for seed in range(count):
            path = folder / f"{spoiler}{seed}.geojson"
            path.write_bytes(mutations.mutated(spoiler, seed))
            yield path


@pytest.mark.parametrize(
    "count", [8, pytest.param(210, marks=pytest.mark.long)], ids=["few", "5000"]
)
def test_no_wrong_feature_is_taken(worker, listener, tmp_path, count):
    paths = list(mutants(tmp_path, count))

    told = worker(paths, "upload")

    check_held(told, listener)
    assert len(told["answers"]) == len(paths)
    taken = [
        path.stem
        for path, one in zip(paths, told["answers"], strict=True)
        if one["answer"] == "read" and (one["rows"] != 1 or one["problems"] != 1)
    ]
    assert taken == []


def test_the_right_feature_of_a_mutant_is_right(worker, tmp_path):
    path = tmp_path / "right.geojson"
    path.write_bytes(mutations.mutated("wrong_type", 0).replace(b"Circle", b"Point"))

    told = worker([path], "upload")

    assert told["answers"][0]["answer"] == "read"


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "zip", "csv", "xlsx"])
@pytest.mark.parametrize(
    "count", [30, pytest.param(300, marks=pytest.mark.long)], ids=["few", "many"]
)
def test_a_spoilt_file_is_refused_or_read_but_never_fatal(
    ending, count, ground, worker, listener, tmp_path
):
    paths = [tmp_path / f"{seed}.{ending}" for seed in range(count)]
    for seed, path in enumerate(paths):
        path.write_bytes(attacks.spoilt(ground.bases[ending], seed))

    for way in ways(paths[0]):
        told = worker(paths, way)

        check_held(told, listener)
        assert len(told["answers"]) == count
        assert "refused" in {one["answer"] for one in told["answers"]}


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "zip", "csv", "xlsx"])
def test_the_files_that_are_spoilt_are_right_before(ending, ground, worker, tmp_path):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(ground.bases[ending])

    (one,) = worker([path], "upload")["answers"]

    assert (one["answer"], one["rows"]) == ("read", 15)


def test_the_trap_hears_a_library_that_calls(worker, tmp_path):
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)
    path = tmp_path / "address"
    path.write_text(f"/vsicurl/http://127.0.0.1:{server.getsockname()[1]}/a.geojson")
    calls = []

    def serve():
        caller, _ = server.accept()
        calls.append(caller.recv(100))
        caller.close()
        server.close()

    thread = threading.Thread(target=serve)
    thread.start()
    worker([path], "gdal")
    thread.join()

    assert calls
