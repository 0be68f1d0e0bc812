"""Rows of a file of reports as offices, machines and attackers spoil them; seeded."""

import csv
import io
import random

from data.xlsx_write import write_xlsx

HEADER = (
    *("工单编号", "反映内容", "受理时间", "问题类别", "来源", "姓名", "联系电话", "户号", "地址"),
    *("经度", "纬度"),
)
KEY, TEXT, DAY, CATEGORY, CHANNEL, NAME, PHONE, HOUSEHOLD, ADDRESS, LON, LAT = range(len(HEADER))
_GOOD = ("道路", "饮水", "roads", "邻里纠纷", "", "其他")
_HOSTILE = (
    *("\0", "路\0坏了", "=1+1", '=cmd|"/c calc"!A1', "@SUM(A1)", "+86 139", "\ufeff路", "\u202e路"),
    *("路\n坏了", "路\r\n坏了", '他说"路坏了"', "<script>alert(1)</script>", "%s %(x)s", "\\", "'"),
    *("路" * 21_000, "1e308", "-1e308", "NaN", "inf", "1e999", "🚧路坏了", "_x0000_", "\u2028"),
    *("", " ", "NULL", "None", "0", "-0", "９９", "'; DROP TABLE issue; --"),
)
_DAYS = (
    *("", "昨天", "2026-02-30", "9999-12-31", "0001-01-01", "2099-12-31", "1e308", "46000"),
    *("2026-01-01T00:00:00+23:59", "1900-01-01", "2026年3月1日", "31/12/2025", "2026-03-01 25:00"),
)
_POINTS = (
    *(("39.805", "110.305"), ("1e308", "39.8"), ("110.305", ""), ("", "39.8"), ("nan", "nan")),
    *(("0", "0"), ("500", "500"), ("110.305", "39.805"), ("-1e-320", "0"), ("一百一十", "三十九")),
    *(("110.305°", "39.805"), ("1e999", "0"), ("180.0000001", "0"), ("110,305", "39,805")),
)


def mutated_rows(number, seed, *, start=0):
    """Rows of which about half have one or more cells spoiled."""
    rng = random.Random(seed)
    return [_mutated(_row(n, rng), rng) for n in range(start, start + number)]


def as_csv(rows, encoding="utf-8"):
    """CSV in an encoding, with a surrogate's bytes where it can hold them."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode(encoding, "surrogatepass" if "utf-8" in encoding else "replace")


def as_xlsx(rows):
    """Workbook of text cells; what XML cannot hold stands in it escaped."""
    most = 32_000  # a cell of a workbook holds no more
    return write_xlsx(HEADER, [[cell[:most] for cell in row] for row in rows])


def _row(number, rng):
    day = f"2026-0{rng.randint(1, 3)}-{rng.randint(1, 18):02} {rng.randint(0, 23):02}:30"
    point = (f"{rng.uniform(110.301, 110.359):.6f}", f"{rng.uniform(39.801, 39.809):.6f}")
    where = point if rng.random() < 0.7 else ("", "")
    return [
        f"GD{number:06}" if rng.random() < 0.8 else "",
        f"第{number}件：门前的路坏了",
        day,
        rng.choice(_GOOD),
        rng.choice(("来访", "12345", "", "letter")),
        rng.choice(("张三", "")),
        rng.choice(("13900000000", "")),
        "",
        rng.choice(("石窑沟村", "")),
        *where,
    ]


def _mutated(row, rng):
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        kind = rng.random()
        if kind < 0.2:
            row[DAY] = rng.choice(_DAYS)
        elif kind < 0.4:
            row[LON], row[LAT] = rng.choice(_POINTS)
        elif kind < 0.5:
            row[TEXT] = rng.choice(("\ud800路坏了", "路\udfff坏了", "", "路\ufffd坏了"))
        elif kind < 0.6:
            row[KEY] = rng.choice(
                ("GD000001", "1" * 300, "\0", "3828f347-1491-4e45-a3a2-000000000000")
            )
        else:
            row[rng.randrange(len(row))] = rng.choice(_HOSTILE)
    return row
