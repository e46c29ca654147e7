"""Times as the service writes them."""

import datetime


def parse(text):
    """A time of the service, cut to the microseconds that Python has."""
    head, _, offset = text.partition("+")
    seconds, _, fraction = head.partition(".")
    return datetime.datetime.fromisoformat(f"{seconds}.{fraction[:6].ljust(6, '0')}+{offset}")
