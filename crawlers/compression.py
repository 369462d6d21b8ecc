"""Scrapy's decompression: without its charset detection over the compressed bytes, and with zlib's own loop for gzip.

Scrapy 2.19 takes a compressed answer whose address ends in .html, .json or .xml for text before it is inflated
(``ResponseTypes.from_args`` guesses by the name), and ``Response.replace`` then reads its ``encoding``: without a
charset in the header, charset_normalizer goes through the compressed bytes and takes several times as long as all
the rest. Bytes have no charset until they are inflated, so they are handed on as a plain Response.
"""

from __future__ import annotations

import zlib

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response, TextResponse


class CompressionMiddleware(HttpCompressionMiddleware):
    """Inflates gzip, deflate, br and zstd up to DOWNLOAD_MAXSIZE bytes, and finds the answer's class then."""

    # Scrapy's own has a third argument that nobody hands over any more and that is deprecated.
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if isinstance(response, TextResponse) and b"Content-Encoding" in response.headers:
            response = Response(**{name: getattr(response, name) for name in Response.attributes})
        return super().process_response(request, response)

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """A whole gzip stream at once; what is broken, too large or of several parts is left to Scrapy."""
        if encoding in {b"gzip", b"x-gzip"} and (inflated := _whole_gzip(body, max_size)) is not None:
            return inflated
        return HttpCompressionMiddleware._decode(body, encoding, max_size)


def _whole_gzip(body: bytes, max_size: int) -> bytes | None:
    stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        inflated = stream.decompress(body, max_size)
    except zlib.error:
        return None
    return inflated if stream.eof and not stream.unused_data else None
