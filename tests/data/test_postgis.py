import os
from pathlib import Path

import pytest

from data.postgis import EXTENSIONS, PostgisMissing, find_server, private_tree

PROGRAMS = ("initdb", "postgres", "pg_ctl", "psql", "pg_dump", "pg_restore")


def _debian_server(root: Path, major: int, extensions: tuple[str, ...]) -> Path:
    folder = root / f"usr/lib/postgresql/{major}/bin"
    controls = root / f"usr/share/postgresql/{major}/extension"
    folder.mkdir(parents=True)
    controls.mkdir(parents=True)
    for name in PROGRAMS:
        (folder / name).touch(mode=0o755)
    for name in extensions:
        (controls / f"{name}.control").touch()
    return folder


def test_a_newer_server_without_postgis_is_passed_over(tmp_path):
    _debian_server(tmp_path, 17, ("pg_trgm", "btree_gist"))
    older = _debian_server(tmp_path, 15, EXTENSIONS)

    server = find_server({}, system=tmp_path)

    assert server.folder == older
    assert server.major == 15


def test_of_two_whole_servers_the_newer_one_is_taken_by_number(tmp_path):
    _debian_server(tmp_path, 9, EXTENSIONS)
    newest = _debian_server(tmp_path, 16, EXTENSIONS)

    assert find_server({}, system=tmp_path).folder == newest


def test_an_existing_data_folder_gets_the_server_of_its_version(tmp_path):
    fitting = _debian_server(tmp_path, 15, EXTENSIONS)
    _debian_server(tmp_path, 17, EXTENSIONS)

    assert find_server({}, major=15, system=tmp_path).folder == fitting


def test_the_refusal_names_each_server_and_what_it_lacks(tmp_path):
    bare = _debian_server(tmp_path, 15, ("pg_trgm",))
    newer = _debian_server(tmp_path, 17, EXTENSIONS)

    with pytest.raises(PostgisMissing) as refusal:
        find_server({}, major=16, system=tmp_path)

    assert f"{bare} lacks postgis, btree_gist" in str(refusal.value)
    assert f"{newer} is version 17, the data folder needs 16" in str(refusal.value)


def test_a_client_without_a_server_does_not_count(tmp_path):
    folder = _debian_server(tmp_path, 15, EXTENSIONS)
    (folder / "initdb").unlink()

    with pytest.raises(PostgisMissing):
        find_server({}, system=tmp_path)


def test_the_private_tree_comes_before_the_system_and_brings_its_libraries(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "LD_LIBRARY_PATH": "/conda/lib"}
    tree = private_tree(environment)
    private = _debian_server(tree, 15, EXTENSIONS)
    (tree / "usr/lib/x86_64-linux-gnu").mkdir()
    _debian_server(tmp_path, 17, EXTENSIONS)

    server = find_server(environment, system=tmp_path)

    assert server.folder == private
    assert f"{tree}/usr/lib/x86_64-linux-gnu" in server.environment["LD_LIBRARY_PATH"]
    assert "/conda/lib" not in server.environment["LD_LIBRARY_PATH"]
    assert server.environment["PROJ_DATA"] == str(tree / "usr/share/proj")


def test_a_folder_named_by_hand_comes_first(tmp_path):
    named = _debian_server(tmp_path / "named", 15, EXTENSIONS)
    _debian_server(tmp_path, 17, EXTENSIONS)

    assert find_server({"WANGGE_PG_BIN": str(named)}, system=tmp_path).folder == named


def test_the_server_learns_nothing_of_other_servers_or_of_our_secrets(tmp_path):
    _debian_server(tmp_path, 15, EXTENSIONS)
    environment = {
        "PATH": "/usr/bin",
        "PGHOST": "production",
        "PGPASSWORD": "x",
        "PROJ_LIB": "/conda/share/proj",
        "WANGGE_SECRET": "x",
    }

    assert find_server(environment, system=tmp_path).environment == {
        "PATH": "/usr/bin",
        "LC_ALL": "C.UTF-8",
    }


def test_this_machine_has_a_server_with_every_extension():
    server = find_server(os.environ)

    assert server.major >= 15
