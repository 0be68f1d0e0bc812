"""How many reports a second one worker takes in, durably, with 1 and 8 callers at once."""

import json
import statistics
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from bench.serving import served_demo

REPORTS = 400


def main() -> None:
    """Print rates and latencies; what is measured is the whole request over loopback."""
    with served_demo() as (address, folder):
        accounts = json.loads((folder / ".wangge" / "demo-accounts.json").read_text("utf-8"))
        token = _token(address, accounts["county"])
        homes = _get(f"{address}/api/v1/households?limit=1000&purpose=place", token)["items"]
        print(f"{'callers':>8} {'reports':>8} {'per second':>11} {'p50 ms':>8} {'p99 ms':>8}")
        for callers in (1, 8):
            _measure(address, token, homes, callers)


def _measure(address: str, token: str, homes: list[dict[str, Any]], callers: int) -> None:
    bodies = [_report(homes[n % len(homes)]) for n in range(REPORTS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        times = list(pool.map(lambda body: _post(address, token, body), bodies))
    rate = REPORTS / (time.perf_counter() - start)
    p50 = statistics.median(times) * 1000
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    print(f"{callers:>8} {REPORTS:>8} {rate:>11.0f} {p50:>8.1f} {p99:>8.1f}")


def _report(home: dict[str, Any]) -> dict[str, Any]:
    place = {"lon": home["lon"], "lat": home["lat"], "accuracy_m": 20}
    return {
        "text": "村口的路坏了，下雨走不成车",
        "category": "roads",
        "channel": "visit",
        "place": place,
        "key": str(uuid4()),
    }


def _post(address: str, token: str, body: dict[str, Any]) -> float:
    start = time.perf_counter()
    _call(f"{address}/api/v1/issues", token, json.dumps(body).encode())
    return time.perf_counter() - start


def _get(url: str, token: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_call(url, token))
    return answer


def _call(url: str, token: str, body: bytes | None = None) -> bytes:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        content: bytes = answer.read()
        return content


def _token(address: str, account: dict[str, str]) -> str:
    form = urllib.parse.urlencode(account).encode()
    with urllib.request.urlopen(f"{address}/api/v1/auth/token", form) as answer:
        token: str = json.load(answer)["access_token"]
        return token


if __name__ == "__main__":
    main()
