"""All set-up of a bare machine: ``python3 -m deploy.bootstrap [--test] [--bench]``.

Needs Python 3.11 and its standard library. Each step looks first whether its work is done
already, so the command may be repeated at any time.
"""

from deploy.assets import TESTING, vendor_assets
from deploy.browser import provide_browser
from deploy.postgis import provide_postgis
from deploy.python_environment import install_packages, install_peers, make_environment
from deploy.steps import main, run_step


def bootstrap(arguments: list[str]) -> None:
    """Run every step; ``--test`` adds what only the tests need, ``--bench`` the peers."""
    test = "--test" in arguments
    run_step("PostGIS", provide_postgis)
    if test:
        run_step("browser and fonts", provide_browser)
    run_step("Python environment", make_environment)
    run_step("Python packages", lambda: install_packages(test=test))
    if "--bench" in arguments:
        run_step("packages to measure beside", install_peers)
    run_step("front-end files", vendor_assets)
    if test:
        run_step("front-end files of the tests", lambda: vendor_assets(TESTING))


if __name__ == "__main__":
    main(bootstrap)
