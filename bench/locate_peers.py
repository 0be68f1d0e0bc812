"""The peers: each joins points to polygons the way its own documentation does for speed.

Each is a context that prepares the county in the form the peer likes and gives a function to be
timed; what that function does is said at each.
"""

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from bench.locate_cases import County
from data.cluster import Cluster
from geo.locating import locate_points

Rows = NDArray[np.int64]
Pairs = tuple[Rows, Rows]
"""Rows of points and of polygons that hold them, in any order."""

Prepare = Callable[[County], AbstractContextManager[Callable[[], Pairs]]]

_JOIN: Final = "SELECT point.id, grid.id FROM point JOIN grid ON ST_Covers(grid.shape, point.shape)"
_TABLES: Final = {"grid": "geometry(Polygon, 4326)", "point": "geometry(Point, 4326)"}
# PostgreSQL's binary COPY: a head, rows of two bigints each behind its length, a tail.
_COPY_ROW: Final = np.dtype(
    [("fields", ">i2"), ("size", ">i4"), ("point", ">i8"), ("size_2", ">i4"), ("grid", ">i8")]
)
_COPY_HEAD, _COPY_TAIL = 19, -2


@contextmanager
def wangge(county: County) -> Iterator[Callable[[], Pairs]]:
    """Ours, from arrays of shapely objects to the row of one polygon for each point.

    As many threads as cores, as those of the peers that have threads start by themselves.
    """
    points = shapely.points(county.places)

    def locate() -> Pairs:
        row = locate_points(county.shapes, points, workers=os.cpu_count() or 1)
        found = np.flatnonzero(row >= 0)
        return found, row[found]

    yield locate


@contextmanager
def geopandas_sjoin(county: County) -> Iterator[Callable[[], Pairs]]:
    """GeoPandas, ``within``: it turns the question round so that polygons are prepared.

    From the same arrays as ours; frames are made anew, as they keep their index.
    """
    points = shapely.points(county.places)

    def locate() -> Pairs:
        left = gpd.GeoDataFrame(geometry=points, crs="EPSG:4326")
        right = gpd.GeoDataFrame(geometry=county.shapes, crs="EPSG:4326")
        joined = gpd.sjoin(left, right, predicate="within")
        return joined.index.to_numpy(), joined["index_right"].to_numpy()

    yield locate


@contextmanager
def duckdb_join(county: County) -> Iterator[Callable[[], Pairs]]:
    """DuckDB, its SPATIAL_JOIN, which makes an R-tree of its own for each query.

    From tables with geometry columns in memory to arrays; all threads, its default.
    """
    extension = Path(str(importlib.import_module("duckdb_extension_spatial").__file__)).parent
    (binary,) = extension.rglob("*.duckdb_extension")
    database: Any = importlib.import_module("duckdb").connect()
    database.execute(f"LOAD '{binary}'")
    for name, table in _arrow_tables(county).items():
        database.register("given", table)
        shape = "ST_GeomFromWKB(shape)"
        database.execute(f"CREATE TABLE {name} AS SELECT id, {shape} AS shape FROM given")  # noqa: S608 - our own words
        database.unregister("given")

    def locate() -> Pairs:
        found = database.execute(_JOIN).fetchnumpy()
        return tuple(found.values())

    yield locate
    database.close()


@contextmanager
def sedonadb(county: County, library: str = "") -> Iterator[Callable[[], Pairs]]:
    """SedonaDB's spatial join, as it comes or with another geometry library of its own.

    From tables in memory to arrays; all threads, its default.
    """
    engine: Any = importlib.import_module("sedonadb").connect()
    if library:
        engine.sql(f"SET sedona.spatial_join.spatial_library = '{library}'").execute()
        engine.sql("SET sedona.spatial_join.execution_mode = 'prepare_none'").execute()
    for name, shapes in _shapes(county).items():
        frame = gpd.GeoDataFrame(
            {"id": np.arange(len(shapes))}, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326")
        ).rename_geometry("shape")
        engine.create_data_frame(frame).to_memtable().to_view(name)

    def locate() -> Pairs:
        found = engine.sql(_JOIN).to_arrow_table()
        point, grid = (column.to_numpy() for column in found.columns)
        return point, grid

    yield locate


@contextmanager
def sedonadb_tg(county: County) -> Iterator[Callable[[], Pairs]]:
    """SedonaDB with the library TG, polygons not prepared: its fastest for ten points each."""
    with sedonadb(county, "tg") as locate:
        yield locate


@contextmanager
def postgis(county: County) -> Iterator[Callable[[], Pairs]]:
    """PostGIS, with a GiST index and ANALYZE, both counted.

    From tables on the server to arrays; parallel workers as the server comes.
    """
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        Path(folder).chmod(0o755)  # the server's account passes through
        cluster = Cluster(Path(folder), os.environ)
        with cluster.running():
            cluster.create_database("bench")
            address = cluster.url("bench").replace("+psycopg", "", 1)
            with psycopg.connect(address, autocommit=True) as connection:
                _load(connection, county)
                yield lambda: _located_by_server(connection)


def _load(connection: psycopg.Connection[Any], county: County) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    for name, shapes in _shapes(county).items():
        connection.execute(f"CREATE UNLOGGED TABLE {name} (id bigint, shape {_TABLES[name]})")
        texts = shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)
        with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in enumerate(texts):
                copy.write_row(row)
    connection.execute("VACUUM ANALYZE")


def _located_by_server(connection: psycopg.Connection[Any]) -> Pairs:
    connection.execute("DROP INDEX IF EXISTS grid_shape")
    connection.execute("CREATE INDEX grid_shape ON grid USING gist (shape)")
    connection.execute("ANALYZE grid, point")
    with connection.cursor().copy(f"COPY ({_JOIN}) TO STDOUT (FORMAT binary)") as copy:
        answer = b"".join(copy)
    rows = np.frombuffer(answer[_COPY_HEAD:_COPY_TAIL], dtype=_COPY_ROW)
    return rows["point"].astype(np.int64), rows["grid"].astype(np.int64)


def _shapes(county: County) -> dict[str, Any]:
    return {"grid": county.shapes, "point": shapely.points(county.places)}


def _arrow_tables(county: County) -> dict[str, Any]:
    arrow: Any = importlib.import_module("pyarrow")
    return {
        name: arrow.table(
            {"id": np.arange(len(shapes)), "shape": arrow.array(shapely.to_wkb(shapes))}
        )
        for name, shapes in _shapes(county).items()
    }


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to locate points, and the package it needs."""

    title: str
    package: str
    prepare: Prepare


ENGINES: Final = {
    "wangge": Engine("Wangge", "shapely", wangge),
    "geopandas": Engine("geopandas.sjoin", "geopandas", geopandas_sjoin),
    "duckdb": Engine("DuckDB spatial", "duckdb_extension_spatial", duckdb_join),
    "sedonadb": Engine("SedonaDB", "sedonadb", sedonadb),
    "sedonadb-tg": Engine("SedonaDB, TG", "sedonadb", sedonadb_tg),
    "postgis": Engine("PostGIS", "psycopg", postgis),
}
