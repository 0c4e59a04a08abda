"""Tell of alert hits: an Atom file, a webhook or a mail for each alert. Nothing here runs flows."""

from __future__ import annotations

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from warehouse import Lake
from warehouse import open as open_warehouse

Row = dict[str, Any]

SECONDS = 10.0  # that a server has to answer
IN_FEED = 200  # the newest hits stand in the feed
_ATOM = "http://www.w3.org/2005/Atom"
_WORDS = ("speaker_name", "content_text", "matched_texts", "title", "publisher", "uri")


class NotSent(Exception):
    """Hits could not be sent; the message says to which server and why, without any secret."""


def hits(lake: Lake, where: str = "true", limit: int | None = None) -> list[Row]:
    """Rows of the view ``matches``, the newest first."""
    with open_warehouse(lake.path) as record:
        order = "matched_at DESC, alert_name, alert_hit_id"
        query = f"SELECT * FROM matches WHERE {where} ORDER BY {order}"
        found = record.execute(query + (f" LIMIT {limit}" if limit else ""))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def sentence(hit: Row) -> str:
    """A hit in one line: who, what was done, the words."""
    who = hit["speaker_name"] or "Somebody"
    return f"{who} ({hit['act']}): {' '.join(str(hit['content_text']).split())}"


def write_feed(path: Path, found: Sequence[Row]) -> None:
    """Write hits, the newest first, as an Atom feed (RFC 4287), whole or not at all.

    Raises OSError.
    """
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    newest = found[0]["matched_at"] if found else datetime.now(UTC).replace(tzinfo=None)
    for tag, text in (("title", "On Record: alerts"), ("id", "urn:onrecord:alerts")):
        _element(feed, tag, text)
    _element(feed, "updated", f"{newest:%Y-%m-%dT%H:%M:%SZ}")
    _element(_element(feed, "author"), "name", "On Record")
    for hit in found:
        entry = _element(feed, "entry")
        _element(entry, "id", f"urn:onrecord:alert:{hit['alert_hit_id']}")
        _element(entry, "title", f"{hit['alert_name']}: {_headline(hit)}"[:200])
        _element(entry, "updated", f"{hit['matched_at']:%Y-%m-%dT%H:%M:%SZ}")
        _element(entry, "category").set("term", hit["alert_name"])
        _element(entry, "content", _paragraph(hit)).set("type", "text")
    fresh = path.with_name(f"{path.name}.new")
    ElementTree.indent(feed)
    ElementTree.ElementTree(feed).write(fresh, encoding="utf-8", xml_declaration=True)
    fresh.replace(path)


def _element(parent: ElementTree.Element, tag: str, text: str | None = None) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}")
    # XML has no place for control characters.
    made.text = text and "".join(c for c in text if c >= " " or c in "\n\t")
    return made


def send(uri: str, alert_name: str, found: Sequence[Row], *, smtp: str | None, sender: str) -> None:
    """Send hits of one alert to its http(s): or mailto: address. Raises NotSent."""
    if uri.startswith("mailto:"):
        _mail(uri.removeprefix("mailto:"), alert_name, found, smtp, sender)
    else:
        _post(uri, alert_name, found)


def _post(uri: str, alert_name: str, found: Sequence[Row]) -> None:
    payload = json.dumps({"alert": alert_name, "hits": found}, ensure_ascii=False, default=str)
    request = urllib.request.Request(
        uri, payload.encode(), {"Content-Type": "application/json", "User-Agent": "onrecord"}
    )
    host = urlsplit(uri).hostname
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise NotSent(f"{host} answers {error.code} {error.reason}") from None
    except (OSError, ValueError) as error:
        raise NotSent(f"{host} cannot be reached: {getattr(error, 'reason', error)}") from None


def _mail(
    address: str, alert_name: str, found: Sequence[Row], smtp: str | None, sender: str
) -> None:
    if smtp is None:
        raise NotSent("no mail server is set: ONRECORD_SMTP=smtp://HOST:PORT")
    server = urlsplit(smtp)
    message = EmailMessage()
    message["From"], message["To"] = sender, unquote(address)
    count = f"{len(found)} new statement{'' if len(found) == 1 else 's'}"
    message["Subject"] = " ".join(f"On Record: {alert_name}: {count}".split())
    message.set_content("\n\n".join(_paragraph(hit) for hit in found))
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(server.hostname or "localhost", server.port or 0, timeout=SECONDS) as connection:
            if server.username:
                if server.scheme == "smtp":
                    connection.starttls()
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"mail server {server.hostname}: {error}") from None


def _headline(hit: Row) -> str:
    return sentence(hit) if "content_text" in hit else "a sensitive document"


def _paragraph(hit: Row) -> str:
    lines = [_headline(hit)]
    if "content_text" in hit:
        matched = ", ".join(hit["matched_texts"] or ())
        lines += [f"Matched: {matched}" if matched else "", hit["title"] or "", hit["uri"]]
    return "\n".join([*filter(None, lines), f"onrecord show {hit['statement_id']}"])


def discreet(hit: Row) -> Row:
    """A hit of a sensitive document as it may leave the warehouse: without what it says."""
    return {name: value for name, value in hit.items() if name not in _WORDS}
