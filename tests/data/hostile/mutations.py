"""GeoJSON documents of one right feature and one that has been made wrong."""

import copy
import json
import random

RING = [[111.0, 39.0], [111.1, 39.0], [111.1, 39.1], [111.0, 39.0]]
SHAPES = {
    "Point": [111.0, 39.0],
    "LineString": RING[:3],
    "MultiPoint": RING[:3],
    "Polygon": [RING],
    "MultiLineString": [RING[:3], RING[:2]],
    "MultiPolygon": [[RING]],
}


def _positions(value):
    if value and isinstance(value[0], list):
        return [place for inner in value for place in _positions(inner)]
    return [value]


def _number(word):
    def spoil(shape, chance):
        place = chance.choice(_positions(shape["coordinates"]))
        place[chance.randrange(2)] = f"@{word}@"

    return spoil


def _place(change):
    def spoil(shape, chance):
        change(chance.choice(_positions(shape["coordinates"])))

    return spoil


def _shape(change):
    def spoil(shape, _chance):
        change(shape)

    return spoil


def _deeper(shape):
    shape["coordinates"] = [shape["coordinates"]]


def _open_ring(shape):
    shape["type"], shape["coordinates"] = "Polygon", [[*RING[:3], [111.0, 39.2]]]


def _deep(shape):
    inner = '{"type":"GeometryCollection","geometries":['
    shape["coordinates"] = "@" + "[" * 30_000 + "]" * 30_000 + "@"
    shape["type"] = inner


def _collections(shape):
    text = json.dumps({"type": "Point", "coordinates": [111, 39]})
    for _ in range(200):
        text = '{"type":"GeometryCollection","geometries":[' + text + "]}"
    shape.clear()
    shape |= json.loads(text)


SPOILERS = {
    "nan": _number("NaN"),
    "infinity": _number("-Infinity"),
    "beyond_double": _number("1e400"),
    "huge_whole_number": _number("9" * 400),
    "boolean": _number("true"),
    "text": _number('"111"'),
    "null": _number("null"),
    "object": _number("{}"),
    "off_the_globe": _number("1e6"),
    "one_coordinate": _place(lambda place: place.pop()),
    "no_coordinate": _place(lambda place: place.clear()),
    "four_dimensions": _place(lambda place: place.extend([1.0, 2.0])),
    "swapped": _place(lambda place: place.reverse()),
    "empty": _shape(lambda shape: shape["coordinates"].clear()),
    "missing": _shape(lambda shape: shape.pop("coordinates")),
    "wrong_nesting": _shape(_deeper),
    "wrong_type": _shape(lambda shape: shape.update(type="Circle")),
    "type_is_a_list": _shape(lambda shape: shape.update(type=["Point"])),
    "open_ring": _shape(_open_ring),
    "lists_30000_deep": _shape(_deep),
    "collections_200_deep": _shape(_collections),
    "two_types": _shape(lambda shape: shape.update({"@twin@": 1})),
    "lone_surrogate": _shape(lambda shape: shape.update({"@surrogate@": 1})),
    "self_crossing": _shape(
        lambda shape: shape.update(
            type="Polygon",
            coordinates=[[[111, 39], [111.1, 39.1], [111.1, 39], [111, 39.1], [111, 39]]],
        )
    ),
}


def mutated(spoiler, seed):
    """Text of a document; its first feature is right, its second is not."""
    chance = random.Random(f"{spoiler}{seed}")
    kind = chance.choice(list(SHAPES))
    shape = {"type": kind, "coordinates": copy.deepcopy(SHAPES[kind])}
    SPOILERS[spoiler](shape, chance)
    right = {"type": "Point", "coordinates": [111, 39]}
    rows = [
        {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        for name, geometry in (("right", right), ("WRONG", shape))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": rows})
    text = text.replace('"@', "").replace('@"', "") if '"@' in text else text
    text = text.replace("twin: 1", '"type": "Point"').replace("surrogate: 1", '"a": "\\ud800"')
    return text.replace('\\"111\\"', '"111"').encode()
