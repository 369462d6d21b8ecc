"""The same pages by a bare aiohttp client, inflated and thrown away.

``python -m tests.bench.bare_client ROOT PAGES``
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import aiohttp

_CONNECTIONS = 16


async def main(root: str, n_pages: int) -> None:
    numbers = iter(range(n_pages))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CONNECTIONS)) as session:
        await asyncio.gather(*(_read(session, root, numbers) for _ in range(_CONNECTIONS)))


async def _read(session: aiohttp.ClientSession, root: str, numbers: Iterator[int]) -> None:
    for n in numbers:
        async with session.get(f"{root}jobs/{n}") as response:
            assert len(await response.read()) > 0


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
