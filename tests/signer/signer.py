"""An independent signer: reads requests, one JSON object a line, and writes the Authorization header that each must have.

Written from the protocol's description and Python's standard library alone, so that it shares no line with the client.
Takes the URL as it is sent, and works out path, query and host by itself.
"""

import base64
import hashlib
import hmac
import json
import sys

DEFAULT_PORTS = {"https": "443", "http": "80"}


def split(url):
    """Scheme, authority, and the rest from the first slash on."""
    scheme, rest = url.split("://", 1)
    slash = rest.index("/")
    return scheme, rest[:slash], rest[slash:]


def host_header(scheme, authority):
    """What an HTTP client sends as Host: without the scheme's own port."""
    suffix = ":" + DEFAULT_PORTS[scheme]
    return authority[: -len(suffix)] if authority.endswith(suffix) else authority


def authorization(request):
    scheme, authority, target = split(request["url"])
    body_hash = base64.b64encode(hashlib.sha256(request["body"].encode("utf-8")).digest()).decode("ascii")
    host = host_header(scheme, authority)
    text = f"{request['method']}\n{target}\n{request['date']};{host};{body_hash}"
    key = base64.b64decode(request["key"], validate=True)
    signature = base64.b64encode(hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()).decode("ascii")
    return body_hash, f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"


for line in sys.stdin:
    print(json.dumps(authorization(json.loads(line))))
