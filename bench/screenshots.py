"""Pictures of the pages at 360 and 1440 px into `docs/images`, from the sample county."""

import json
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.serving import served_demo

IMAGES = Path(__file__).parents[1] / "docs" / "images"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = (
    ("county", "/desk", "desk"),
    ("planner", "/planning", "planning"),
    ("agent", "/grid", "grid"),
    ("secretary", "/proposals", "proposals"),
    ("county", "/admin", "admin"),
    ("township", "/admin/grids", "grids"),
    ("agent", "/survey", "survey"),
)
SIZES = ((1440, 900), (360, 740))


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served_demo() as (address, folder), sync_playwright() as playwright:
        accounts = json.loads((folder / ".wangge" / "demo-accounts.json").read_text("utf-8"))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for role, path, name in PAGES:
            for size in SIZES:
                _picture(browser, address + path, accounts[role], size, name)
        browser.close()


def _picture(
    browser: Browser, url: str, account: dict[str, str], size: tuple[int, int], name: str
) -> None:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    page.goto(url.rsplit("/", 1)[0] + "/")
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.click("form[action='/signin'] button")
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)  # the map settles
    page.screenshot(path=IMAGES / f"{name}-{width}.png")
    context.close()


if __name__ == "__main__":
    main()
