"""Files that lie about what they are, or attack; each maker gives a name and bytes."""

import gzip
import io
import json
import random
import sqlite3
import stat
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

MAKERS = {}
UPLOADS_ONLY = {"gpkg_contents_of_cross_joins", "gzip_bomb"}
"""Makers of small files that keep a command, which may take its time, for seconds."""
HARMLESS = set()
"""Makers whose file may be read: what looks like an attack is text, or is not followed."""


@dataclass(frozen=True)
class Ground:
    """What attacks aim at, and real files to spoil."""

    secret: Path
    port: int
    bases: dict[str, bytes]


def attack(maker, *, harmless=False):
    MAKERS[maker.__name__] = maker
    if harmless:
        HARMLESS.add(maker.__name__)
    return maker


def harmless(maker):
    return attack(maker, harmless=True)


def features(*geometries):
    rows = ",".join(
        f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}' for geometry in geometries
    )
    return f'{{"type":"FeatureCollection","features":[{rows}]}}'.encode()


def polygon(*rings):
    return json.dumps({"type": "Polygon", "coordinates": [np.asarray(r).tolist() for r in rings]})


def circle(vertices, radius=0.5):
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    ring = np.column_stack((111 + radius * np.cos(turn), 39 + radius * np.sin(turn))).round(7)
    return np.vstack((ring, ring[:1]))


def tangle(vertices):
    ring = np.random.default_rng(1).random((vertices, 2)) + np.array([110, 39])
    return np.vstack((ring, ring[:1]))


def comb(vertices):
    """A valid ring whose every edge has a box that meets every other's."""
    step = np.arange(vertices // 2) * 1e-6
    ring = np.empty((2 * len(step), 2))
    ring[0::2] = np.column_stack((110 + step, 39 - step))
    ring[1::2] = np.column_stack((111 + step + 5e-7, 40 - step))
    return np.vstack((ring, [112, 38], [109, 38], ring[:1]))


def zipped(members, **options):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def members(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without(packed, ending):
    return zipped({n: c for n, c in members(packed).items() if not n.endswith(ending)})


# GeoJSON: depth, cost, lies.


@attack
def lists_30000_deep(_):
    deep = '{"type":"Polygon","coordinates":' + "[" * 30_000 + "]" * 30_000 + "}"
    return "a.geojson", features(deep)


@attack
def collections_30000_deep(_):
    deep = '{"type":"GeometryCollection","geometries":[' * 30_000 + "]}" * 30_000
    return "a.geojson", features(deep)


@attack
def collections_300_deep(_):
    deep = '{"type":"GeometryCollection","geometries":[' * 300 + "]}" * 300
    return "a.geojson", features(deep)


@attack
def objects_1020_deep(_):
    return "a.geojson", b'{"a":' * 1020 + b"1" + b"}" * 1020


@attack
def tangle_of_400_vertices(_):
    return "a.geojson", features(polygon(tangle(400)))


@attack
def tangle_of_40000_vertices(_):
    return "a.geojson", features(polygon(tangle(40_000)))


@attack
def comb_of_40000_vertices(_):
    return "a.geojson", features(polygon(comb(40_000)))


@attack
def many_combs(_):
    return "a.geojson", features(*[polygon(comb(2_000))] * 100)


@attack
def ring_of_a_million_vertices(_):
    ring = "[111,39],[111.1,39]," * 500_000 + "[111,39]"
    return "a.geojson", features(f'{{"type":"Polygon","coordinates":[[{ring}]]}}')


@attack
def ten_thousand_holes(_):
    places = [(i, j) for i in range(100) for j in range(100)][:9_999]
    holes = [
        np.asarray(
            shapely.box(
                110 + i / 100, 39 + j / 100, 110.005 + i / 100, 39.005 + j / 100
            ).exterior.coords
        )
        for i, j in places
    ]
    return "a.geojson", features(
        polygon(np.asarray(shapely.box(109, 38, 112, 41).exterior.coords), *holes)
    )


@attack
def ten_thousand_holes_in_each_other(_):
    rings = [circle(8, 0.5 - i / 30_000) for i in range(10_001)]
    return "a.geojson", features(polygon(*rings))


@attack
def five_thousand_rings_in_each_other(_):
    parts = [
        [circle(8, 0.5 - i / 10_000).tolist(), circle(8, 0.49997 - i / 10_000).tolist()]
        for i in range(4_000)
    ]
    return "a.geojson", features(json.dumps({"type": "MultiPolygon", "coordinates": parts}))


@attack
def two_geometries_in_one_feature(_):
    one = '{"type":"Point","coordinates":[111,39]},"geometry":{"type":"Point","coordinates":[1,2]}'
    return "a.geojson", features(one)


@attack
def numbers_of_5000_digits(_):
    return "a.geojson", features('{"type":"Point","coordinates":[111,' + "9" * 5_000 + "]}")


@attack
def ten_million_commas(_):
    return "a.geojson", b'{"type":"FeatureCollection","features":[' + b"1," * 5_000_000 + b"1]}"


@attack
def half_a_million_objects(_):
    return "a.geojson", b'{"type":"FeatureCollection","features":[' + b"{}," * 500_000 + b"{}]}"


@attack
def a_system_of_a_megabyte(_):
    body = features('{"type":"Point","coordinates":[111,39]}')
    crs = json.dumps({"type": "name", "properties": {"name": "X" * 1_000_000}}).encode()
    return "a.geojson", body[:-1] + b',"crs":' + crs + b"}"


# One format under the name of another; references to files and addresses.


def vrt(ground, source):
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>'
        f"{source.format(secret=ground.secret, port=ground.port)}"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


SOURCES = {
    "secret": "{secret}",
    "passwd": "CSV:/etc/passwd",
    "vsicurl": "/vsicurl/http://127.0.0.1:{port}/a.geojson",
    "vsizip": "/vsizip//vsicurl/http://127.0.0.1:{port}/a.zip/a.shp",
    "wfs": "WFS:http://127.0.0.1:{port}/wfs",
}
for _ending in ("geojson", "csv", "gpkg", "zip", "xlsx", "shp"):
    for _name, _source in SOURCES.items():

        def _virtual(ground, ending=_ending, source=_source):
            return f"a.{ending}", vrt(ground, source)

        _virtual.__name__ = f"virtual_{_ending}_to_{_name}"
        attack(_virtual)


@attack
def a_name_that_is_an_address(ground):
    return f"vsicurl_http_127.0.0.1_{ground.port}_a.kml", b"<kml/>"


def entities(ground):
    return (
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{ground.secret}">'
        f'<!ENTITY y SYSTEM "http://127.0.0.1:{ground.port}/y">]>'
    )


LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12)
)

for _ending in ("kml", "gpx", "gml", "csv", "geojson"):

    def _xml(ground, ending=_ending):
        return f"a.{ending}", (entities(ground) + "<kml>&x;&y;</kml>").encode()

    _xml.__name__ = f"entities_in_{_ending}"
    attack(_xml)


# Zips.


@attack
def zip_bomb_of_1000_to_1(ground):
    return "a.zip", zipped(members(ground.bases["zip"]) | {"villages.dbf": b"\0" * 60_000_000})


@attack
def zip_bomb_within_the_limit(ground):
    return "a.zip", zipped(members(ground.bases["zip"]) | {"villages.dbf": b"\0" * 40_000_000})


@attack
def gzip_bomb(_):
    squeezed = io.BytesIO()
    with gzip.open(squeezed, "wb") as file:
        file.write(b" " * 60_000_000)
    return "a.geojson.gz", squeezed.getvalue()


@attack
def zip_of_10000_members(ground):
    extra = {f"f{i}.txt": b"" for i in range(10_000)}
    return "a.zip", zipped(members(ground.bases["zip"]) | extra)


@attack
def zip_in_a_zip(ground):
    return "a.zip", zipped({"b.zip": ground.bases["zip"]})


@attack
def zip_beside_the_parts(ground):
    return "a.zip", zipped(members(ground.bases["zip"]) | {"b.zip": ground.bases["zip"]})


@attack
def member_outside_of_the_archive(ground):
    return "a.zip", zipped(members(ground.bases["zip"]) | {"../../etc/cron.d/x": b"x"})


@attack
def member_with_an_absolute_path(ground):
    parts = members(ground.bases["zip"])
    return "a.zip", zipped({f"/tmp/{name}": content for name, content in parts.items()})  # noqa: S108


@attack
def member_with_backslashes(ground):
    return "a.zip", zipped(members(ground.bases["zip"]) | {"..\\..\\x.txt": b"x"})


@attack
def member_that_is_a_link(ground):
    parts = members(ground.bases["zip"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            if not name.endswith(".dbf"):
                archive.writestr(name, content)
        link = zipfile.ZipInfo("villages.dbf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(ground.secret))
    return "a.zip", packed.getvalue()


@attack
def two_members_of_one_name(ground):
    first, *_ = members(ground.bases["zip"])
    packed = bytearray(zipped(members(ground.bases["zip"]) | {first.replace("s.", "t."): b"x"}))
    return "a.zip", bytes(packed).replace(first.replace("s.", "t.").encode(), first.encode())


@attack
def member_that_lies_about_its_size(ground):
    packed = bytearray(ground.bases["zip"])
    at = packed.rfind(b"villages.dbf") - 46  # in the directory at the end
    packed[at + 24 : at + 28] = struct.pack("<I", 10)
    return "a.zip", bytes(packed)


@attack
def zip_without_a_shapefile(_):
    return "a.zip", zipped({"a.txt": b"x"})


@attack
def zip_of_two_shapefiles(ground):
    parts = members(ground.bases["zip"])
    return "a.zip", zipped(parts | {name.replace("v", "w"): c for name, c in parts.items()})


@attack
def shapefile_without_prj(ground):
    return "a.zip", without(ground.bases["zip"], ".prj")


@attack
def shapefile_without_dbf(ground):
    return "a.zip", without(ground.bases["zip"], ".dbf")


@attack
def prj_of_an_unknown_system(ground):
    text = b'PROJCS["Mars",GEOGCS["Mars",DATUM["D_Mars",SPHEROID["Mars",1,0]],UNIT["Degree",1]]]'
    return "a.zip", zipped(members(ground.bases["zip"]) | {"villages.prj": text})


@attack
def prj_nested_deep(ground):
    deep = b'PROJCS["a",' * 3_000 + b"]" * 3_000
    return "a.zip", zipped(members(ground.bases["zip"]) | {"villages.prj": deep})


@harmless
def prj_that_names_a_grid_file(ground):
    text = (
        f'GEOGCS["x",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],'
        f'EXTENSION["PROJ4_GRIDS","{ground.secret}"]]'
    )
    return "a.zip", zipped(members(ground.bases["zip"]) | {"villages.prj": text.encode()})


# Shapefile and DBF.


def shapefile(ground, content, rows=1):
    """A zip with one record of this content."""
    record = struct.pack(">ii", 1, len(content) // 2) + content
    head = struct.pack(">i20xi", 9994, (100 + len(record)) // 2).ljust(100, b"\0")
    table = struct.pack("<BBBBIHH20x", 3, 95, 7, 26, rows, 65, 11)
    table += struct.pack("<11sc4xBB14x", b"a", b"C", 10, 0) + b"\r" + b" " * 11 * rows
    parts = members(ground.bases["zip"])
    made = {"a.shp": head + record, "a.dbf": table, "a.prj": parts["villages.prj"]}
    return zipped(made, compresslevel=1)


def shp_polygon(rings, vertices):
    begins = np.cumsum([0, *(len(ring) for ring in rings[:-1])]).astype("<i4").tobytes()
    places = np.vstack(rings).astype("<f8").tobytes()
    return struct.pack("<i32xii", 5, len(rings), vertices) + begins + places


@attack
def shp_ring_of_a_million_vertices(ground):
    return "a.zip", shapefile(ground, shp_polygon([circle(1_000_000)], 1_000_001))


@attack
def shp_with_two_thousand_million_vertices(ground):
    return "a.zip", shapefile(ground, struct.pack("<i32xii", 5, 1, 2_000_000_000) + b"\0" * 100)


@attack
def shp_with_minus_one_ring(ground):
    return "a.zip", shapefile(ground, struct.pack("<i32xii", 5, -1, 4) + b"\0" * 100)


@attack
def shp_with_not_a_number(ground):
    ring = circle(8)
    ring[3] = np.nan
    return "a.zip", shapefile(ground, shp_polygon([ring], 9))


@attack
def shp_of_a_tangle(ground):
    return "a.zip", shapefile(ground, shp_polygon([tangle(400)], 401))


@attack
def shp_rings_in_each_other(ground):
    rings = [circle(6, 0.5 - i / 20_000)[:: (1 if i % 2 else -1)] for i in range(4_900)]
    return "a.zip", shapefile(ground, shp_polygon(rings, 7 * 4_900))


@attack
def shp_record_of_length_zero(ground):
    return "a.zip", shapefile(ground, b"")


@attack
def dbf_of_huge_records(ground):
    parts = members(ground.bases["zip"])
    head = bytearray(parts["villages.dbf"])
    head[4:12] = struct.pack("<IHH", 4_000_000_000, 65_535, 65_535)
    return "a.zip", zipped(parts | {"villages.dbf": bytes(head)})


@attack
def dbf_of_records_without_bytes(ground):
    parts = members(ground.bases["zip"])
    head = bytearray(parts["villages.dbf"])
    head[4:12] = struct.pack("<IHH", 4_000_000_000, 32, 0)
    return "a.zip", zipped(parts | {"villages.dbf": bytes(head)})


# GeoPackage.


def geopackage(ground, *orders, blob=None):
    """The real one after some SQL, which is not checked: sqlite_schema may be written."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(ground.bases["gpkg"])
    triggers = database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:  # they call functions that only GDAL has
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("PRAGMA writable_schema = ON")
    if blob is not None:
        database.execute("DELETE FROM villages WHERE fid > 1")
        database.execute("UPDATE villages SET geom = ?", (blob,))
    for order in orders:
        database.execute(order)
    content = database.serialize()
    database.close()
    return "a.gpkg", content


def gpkg_blob(wkb):
    return b"GP\0\x01" + struct.pack("<i", 4326) + wkb


_LAYER = "CREATE TABLE villages"
_SWAP = "UPDATE sqlite_schema SET type='view', rootpage=0, sql={sql} WHERE name='villages'"
_ENDLESS = (
    "'CREATE VIEW villages AS WITH RECURSIVE t(fid,name,households,geom) AS "
    "(SELECT 1,1,1,NULL UNION ALL SELECT fid+1,1,1,NULL FROM t) SELECT * FROM t'"
)


@attack
def gpkg_view_without_end(ground):
    return geopackage(ground, _SWAP.format(sql=_ENDLESS))


@attack
def gpkg_contents_view_without_end(ground):
    view = (
        "CREATE VIEW gpkg_contents AS WITH RECURSIVE t(table_name, data_type) AS "
        "(SELECT 'x','features' UNION ALL SELECT 'x','features' FROM t) SELECT * FROM t"
    )
    return geopackage(ground, "DROP TABLE gpkg_contents", view)


@attack
def gpkg_contents_of_cross_joins(ground):
    many = (
        "CREATE TABLE n AS WITH RECURSIVE t(i) AS "
        "(SELECT 1 UNION ALL SELECT i+1 FROM t LIMIT 3000) SELECT i FROM t"
    )
    view = (
        "CREATE VIEW gpkg_contents AS SELECT 'villages' AS table_name, 'features' AS data_type "
        "FROM n a, n b, n c, n d WHERE a.i + b.i + c.i + d.i < 0"
    )
    return geopackage(ground, many, "DROP TABLE gpkg_contents", view)


@attack
def gpkg_view_that_reads_a_file(ground):
    sql = f"'CREATE VIEW villages AS SELECT 1 AS fid, readfile(''{ground.secret}'') AS geom'"
    return geopackage(ground, _SWAP.format(sql=sql))


@attack
def gpkg_view_that_loads_a_library(ground):
    sql = "'CREATE VIEW villages AS SELECT 1 AS fid, load_extension(''x'') AS geom'"
    return geopackage(ground, _SWAP.format(sql=sql))


@attack
def gpkg_layer_that_is_virtual(ground):
    sql = f"'CREATE VIRTUAL TABLE villages USING VirtualText(''{ground.secret}'')'"
    return geopackage(
        ground, f"UPDATE sqlite_schema SET sql={sql}, rootpage=0 WHERE name='villages'"
    )


@harmless
def gpkg_that_attaches_and_triggers(ground):
    return geopackage(
        ground,
        "CREATE TABLE log(a)",
        "CREATE TRIGGER t AFTER INSERT ON log "
        f"BEGIN INSERT INTO log VALUES ('{ground.secret}'); END",
    )


@harmless
def gpkg_with_a_computed_column(ground):
    return geopackage(ground, "ALTER TABLE villages ADD COLUMN z AS (hex(zeroblob(400000000)))")


@attack
def gpkg_with_a_huge_blob(ground):
    return geopackage(ground, blob=b"GP\0\x01" + b"\0" * 12_000_000)


@attack
def gpkg_ring_of_a_million_vertices(ground):
    shape = shapely.Polygon(circle(990_000))
    return geopackage(ground, blob=gpkg_blob(shape.wkb))


@attack
def gpkg_of_a_tangle(ground):
    return geopackage(ground, blob=gpkg_blob(shapely.Polygon(tangle(400)).wkb))


@attack
def gpkg_counts_four_thousand_million(ground):
    return geopackage(ground, blob=gpkg_blob(struct.pack("<BII", 1, 3, 4_000_000_000)))


@attack
def gpkg_counts_four_thousand_million_points(ground):
    head = struct.pack("<BIII", 1, 3, 1, 4_000_000_000)
    return geopackage(ground, blob=gpkg_blob(head + b"\0" * 64))


@attack
def gpkg_collections_in_each_other(ground):
    deep = struct.pack("<BII", 1, 7, 1) * 40_000 + struct.pack("<BIdd", 1, 1, 111, 39)
    return geopackage(ground, blob=gpkg_blob(deep))


@attack
def gpkg_multipolygons_in_each_other(ground):
    deep = struct.pack("<BII", 1, 6, 1) * 40_000 + struct.pack("<BIdd", 1, 1, 111, 39)
    return geopackage(ground, blob=gpkg_blob(deep))


@attack
def gpkg_point_that_is_not_a_number(ground):
    wkb = struct.pack("<BIdd", 1, 1, float("nan"), 39)
    return geopackage(ground, blob=gpkg_blob(wkb))


@attack
def gpkg_of_an_unknown_system(ground):
    return geopackage(
        ground,
        "UPDATE gpkg_spatial_ref_sys SET organization='ESRI', definition='x' WHERE srs_id=4326",
    )


@harmless
def gpkg_of_3000_tables(ground):
    return geopackage(ground, *(f"CREATE TABLE t{i}(a,b,c)" for i in range(3_000)))


@attack
def database_that_is_no_geopackage(_):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE a(b)")
    content = database.serialize()
    return "a.gpkg", content[:68] + b"GPKG" + content[72:]


# XLSX.


def workbook(ground, sheet=None, **parts):
    given = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    if sheet is not None:
        given["xl/worksheets/sheet1.xml"] = sheet
    return "a.xlsx", zipped(members(ground.bases["xlsx"]) | given)


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>lon</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>lat</t></is></c></row>'
)


def sheet(body, before=""):
    return f"{before}<worksheet {MAIN}><sheetData>{HEADER}{body}</sheetData></worksheet>"


@attack
def xlsx_with_outer_entities(ground):
    text = sheet('<row r="2"><c r="A2" t="str"><v>&x;&y;</v></c></row>', entities(ground))
    return workbook(ground, text)


@attack
def xlsx_with_a_billion_laughs(ground):
    text = sheet('<row r="2"><c r="A2" t="str"><v>&a11;</v></c></row>', LAUGHS + "]>")
    return workbook(ground, text)


@attack
def xlsx_with_laughs_in_utf_16(ground):
    text = '<?xml version="1.0" encoding="UTF-16"?>' + sheet("", LAUGHS + "]>")
    return workbook(ground, text.encode("utf-16"))


@attack
def xlsx_with_laughs_in_the_texts(ground):
    return workbook(ground, xl__sharedStrings=LAUGHS + f"]><sst {MAIN}><si><t>&a11;</t></si></sst>")


@attack
def xlsx_with_an_outer_document_type(ground):
    begin = f'<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:{ground.port}/a.dtd">'
    return workbook(ground, sheet("", begin))


@attack
def xlsx_of_a_million_columns(ground):
    body = '<dimension ref="A1:ZZZZ1048576"/><row r="2"><c r="ZZZ2"><v>1</v></c></row>'
    return workbook(ground, sheet(body))


@harmless
def xlsx_that_says_it_is_huge(ground):
    text = sheet(
        '<row r="1048576"><c r="A1048576"><v>111</v></c><c r="B1048576"><v>39</v></c></row>'
    )
    lie = '<dimension ref="A1:XFD1048576"/><sheetData>'
    return workbook(ground, text.replace("<sheetData>", lie))


@attack
def xlsx_of_a_million_cells_in_a_row(ground):
    return workbook(
        ground,
        sheet("<row>" + "".join(f"<c><v>{i * i}</v></c>" for i in range(1_000_000)) + "</row>"),
    )


@attack
def xlsx_nested_deep(ground):
    return workbook(ground, sheet("<row>" * 50_000 + "</row>" * 50_000))


@attack
def xlsx_with_a_tag_of_20_megabytes(ground):
    letters = random.Random(1).randbytes(10_000_000).hex()
    return workbook(ground, sheet(f'<row r="2"><c r="{letters}"/></row>'))


@attack
def xlsx_with_a_million_attributes(ground):
    many = " ".join(f'a{i}="1"' for i in range(1_000_000))
    return workbook(ground, sheet(f"<row {many}/>"))


@attack
def xlsx_of_errors_and_lies(ground):
    cells = [
        '<c r="A2" t="e"><v>#REF!</v></c>',
        '<c r="A2" t="s"><v>99</v></c>',
        '<c r="A2" t="s"><v>-1</v></c>',
        '<c r="A2"><v>1e999999999</v></c>',
        '<c r="A2"><v>NaN</v></c>',
        '<c r="A2" t="what"><v>1</v></c>',
        '<c r="A2"><f>WEBSERVICE("http://x")</f></c>',
        '<c r="A2"><v>1234567890123456789</v></c>',
    ]
    return workbook(ground, sheet("".join(f"<row>{cell}</row>" for cell in cells)))


@attack
def xlsx_bomb(ground):
    return workbook(ground, sheet("<row/>" * 8_000_000))


@attack
def xlsx_whose_sheet_is_elsewhere(ground):
    name = "xl/_rels/workbook.xml.rels"
    text = members(ground.bases["xlsx"])[name].decode()
    spoilt = text.replace("worksheets/sheet1.xml", f"../../..{ground.secret}")
    return "a.xlsx", zipped(members(ground.bases["xlsx"]) | {name: spoilt})


@attack
def zip_that_is_no_workbook(ground):
    return "a.xlsx", ground.bases["zip"]


# CSV.


@attack
def csv_of_nul(_):
    return "a.csv", b"lon,lat,name\n" + b"\0" * 1_000_000


@attack
def csv_cell_with_a_nul(_):
    return "a.csv", b"lon,lat,name\n111,39,a\0b\n"


@attack
def csv_of_one_cell_of_15_megabytes(_):
    return "a.csv", b"lon,lat,name\n111,39," + b"x" * 15_000_000


@attack
def csv_of_a_million_columns(_):
    return "a.csv", b"lon,lat" + b"," * 1_000_000 + b"\n"


@attack
def csv_of_seven_million_rows(_):
    return "a.csv", b"lon,lat\n" + b"1\n" * 7_000_000


@attack
def csv_of_a_quote_that_never_ends(_):
    return "a.csv", b'lon,lat,name\n111,39,"' + b"1,2\n" * 3_000_000


@attack
def csv_in_no_encoding(_):
    return "a.csv", b"lon,lat\n" + bytes([0x80, 0xFF]) * 1_000_000


@harmless
def csv_with_formulas(ground):
    return (
        "a.csv",
        f'lon,lat,name\n111,39,"=WEBSERVICE(""http://127.0.0.1:{ground.port}"")"\n'.encode(),
    )


# Real files, cut short and spoilt; those that are still right may be read.


def spoilt(base, seed):
    """A real file with some bits turned, a piece cut out, or its end missing."""
    chance = random.Random(seed)
    content = bytearray(base)
    kind = seed % 3
    if kind == 0:
        del content[chance.randrange(len(content)) :]
    elif kind == 1:
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    else:
        begin = chance.randrange(len(content))
        del content[begin : begin + chance.randint(1, 200)]
    return bytes(content)
