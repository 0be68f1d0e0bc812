"""A village's poster: the QR code that opens its form, three steps, whom to ask otherwise."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import Align

from maps.errors import MissingAsset

_FONTS: Final = Path(__file__).parents[1] / "maps" / "static" / "vendor"
_FONT: Final = "noto-sans-sc@*/files/noto-sans-sc-chinese-simplified-{weight}-normal.woff"
_WEIGHTS: Final = {"": 400, "B": 700}
_WIDTH: Final = 210.0
_MARGIN: Final = 18.0
_QR_SIDE: Final = 96.0
_QUIET: Final = 4
"""Modules of white around a QR code, which ISO/IEC 18004 asks for."""
_INK: Final = (22, 32, 44)
_ACCENT: Final = (27, 87, 150)
_PAPER: Final = (255, 255, 255)
_GREY: Final = (69, 82, 99)

STEPS: Final = (
    ("扫一扫", "微信或手机相机对准上面的码", "Scan the code with WeChat or your camera"),
    ("说一说", "什么事、在哪里，可拍照片", "Say what and where; photos if you like"),
    ("查一查", "凭查询码随时看办到哪一步", "Follow it at any time with your code"),
)
"""What to do: in one word, in Chinese, in English."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a poster.

    Attributes
    ----------
    above, village
        Names of county and township, and of the village.
    address
        What the QR code opens.
    office
        Lines about the office that answers: its name, hours and phone.
    """

    above: str
    village: str
    address: str
    hotline: str
    office: tuple[str, ...]


def draw_poster(sheet: Sheet, made_at: datetime) -> bytes:
    """Draw a poster on one A4 page.

    Raises
    ------
    MissingAsset
        If set-up was never run.
    """
    page = _blank(f"{sheet.village} · 反映一件事", made_at)
    _write(page, 11, 10, sheet.above, size=18, colour=_GREY)
    _write(page, 22, 24, sheet.village, size=34, bold=True)
    _banner(page)
    _qr(page, sheet.address)
    for number, step in enumerate(STEPS):
        _step(page, number, step)
    _foot(page, sheet)
    return bytes(page.output())


def _blank(title: str, made_at: datetime) -> FPDF:
    page = FPDF(format="A4")
    page.set_auto_page_break(auto=False)
    page.set_creation_date(made_at)
    page.set_title(title)
    page.set_lang("zh-CN")
    for style, weight in _WEIGHTS.items():
        page.add_font("noto", style, _font_file(weight))
    page.add_page()
    return page


def _font_file(weight: int) -> Path:
    found = sorted(_FONTS.glob(_FONT.format(weight=weight)))
    if not found:
        msg = "the font of the poster is missing; run make setup"
        raise MissingAsset(msg)
    return found[-1]


def _banner(page: FPDF) -> None:
    page.set_fill_color(*_ACCENT)
    page.rect(0, 50, _WIDTH, 26, style="F")
    _write(page, 53, 12, "有事扫一扫，免费反映", size=30, bold=True, colour=_PAPER)
    _write(page, 66, 8, "Report a matter – free of charge, no account", size=13, colour=_PAPER)


def _qr(page: FPDF, address: str) -> None:
    """Draw the code as squares, so that it stays sharp at any size."""
    rows = tuple(segno.make(address, error="q", micro=False).matrix_iter(border=_QUIET))
    side = _QR_SIDE / len(rows)
    left, top = (_WIDTH - _QR_SIDE) / 2, 80.0
    page.set_fill_color(0)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                page.rect(left + x * side, top + y * side, side, side, style="F")
    _write(page, 176, 6, address, size=10, colour=_GREY)


def _step(page: FPDF, number: int, step: tuple[str, str, str]) -> None:
    word, chinese, english = step
    top = 186 + number * 20
    page.set_fill_color(*_ACCENT)
    page.ellipse(_MARGIN, top, 14, 14, style="F")
    _write(
        page, top, 14, str(number + 1), size=22, bold=True, colour=_PAPER, left=_MARGIN, width=14
    )
    _write(page, top - 1, 15, word, size=24, bold=True, left=38, width=36)
    _write(page, top - 1, 9, chinese, size=15, left=74, width=120, align=Align.L)
    _write(page, top + 7, 7, english, size=10.5, left=74, width=120, align=Align.L, colour=_GREY)


def _foot(page: FPDF, sheet: Sheet) -> None:
    page.set_draw_color(*_GREY)
    page.line(_MARGIN, 249, _WIDTH - _MARGIN, 249)
    danger = "有人受伤、房子要倒：先打 110、119、120"
    _write(page, 252, 9, danger, size=15, bold=True, colour=(160, 26, 23))
    _write(page, 262, 8, f"也可以打 {sheet.hotline}，或者到村里找我们", size=14)
    for number, line in enumerate(sheet.office):
        _write(page, 271 + number * 6.5, 6.5, line, size=11.5, colour=_GREY)


def _write(  # noqa: PLR0913 - where and how a line stands
    page: FPDF,
    top: float,
    height: float,
    words: str,
    *,
    size: float,
    bold: bool = False,
    colour: tuple[int, int, int] = _INK,
    left: float = _MARGIN,
    width: float = _WIDTH - 2 * _MARGIN,
    align: Align = Align.C,
) -> None:
    """Write one line, smaller where it would not fit."""
    page.set_text_color(*colour)
    page.set_font("noto", "B" if bold else "", size)
    wide = page.get_string_width(words)
    if wide > width:
        page.set_font_size(size * width / wide * 0.98)
    page.set_xy(left, top)
    page.cell(width, height, words, align=align)
