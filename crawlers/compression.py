"""Scrapy's decompression without its charset detection over the compressed bytes.

Scrapy 2.19 takes a compressed answer whose address ends in .html, .json or .xml for text before it is inflated
(``ResponseTypes.from_args`` guesses by the name), and ``Response.replace`` then reads its ``encoding``: without a
charset in the header, charset_normalizer goes through the compressed bytes and takes several times as long as all
the rest. Bytes have no charset until they are inflated, so they are handed on as a plain Response.
"""

from __future__ import annotations

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
