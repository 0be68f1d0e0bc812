"""The layer on which a line or an area is drawn by hand."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from maps.layers import SCRIPTS, STYLES, JsonElement
from maps.legend import Translate

BOUNDARY_SCRIPTS: Final = [
    *SCRIPTS,
    *((name, name) for name in ("boundaries.js", "sketch.js")),
]
BOUNDARY_STYLES: Final = [*STYLES, ("boundaries.css", "boundaries.css")]


class SketchMode(StrEnum):
    """What may be drawn on the map."""

    LINE = "line"
    POLYGON = "polygon"


@dataclass(frozen=True, slots=True)
class Sketch:
    """The layer to draw on.

    Attributes
    ----------
    mode
        What is drawn; none where grids or households are only chosen.
    marks
        Whether one place can be marked beside what is drawn.
    pick
        Said while nothing is drawn.
    """

    mode: SketchMode | None
    pick: str
    marks: bool = False


class SketchLayer(JsonElement):
    """What can be drawn, with its words."""

    call = "sketch"
    default_js = BOUNDARY_SCRIPTS
    default_css = BOUNDARY_STYLES

    def __init__(self, sketch: Sketch, translate: Translate) -> None:
        super().__init__("sketch", _settings(sketch, translate))


def _settings(sketch: Sketch, translate: Translate) -> dict[str, Any]:
    area = sketch.mode is SketchMode.POLYGON
    texts = {
        "bar": translate("Drawing"),
        "draw": translate("Draw the area") if area else translate("Draw the line"),
        "more": translate("Go on drawing"),
        "done": translate("Done"),
        "undo": translate("Take back"),
        "clear": translate("Start over"),
        "mark": translate("Keeps the number"),
        "marking": translate("Tap the part that keeps the number."),
        "corner": translate("Corner {number}"),
        "pick": sketch.pick,
        "drawing": translate(
            "Tap corner by corner; near a boundary the corner sits on it. Double tap or Enter ends."
        ),
        "drawn": translate("Drag a corner to move it. Preview when it is right."),
    }
    return {"mode": sketch.mode, "marks": sketch.marks, "texts": texts}
