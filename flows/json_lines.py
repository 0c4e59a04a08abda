"""Log lines as JSON objects, one a line, for programs that collect logs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

# What Prefect and On Record add to a record, and the name under which it is written.
_EXTRAS = {
    "flow_run_name": "flow_run",
    "flow_run_id": "flow_run_id",
    "task_run_name": "task_run",
    "issue_code": "code",
    "issue_uri": "uri",
    "issue_page": "page_number",
    "issue_document": "document_id",
}


class JsonLines(logging.Formatter):
    """Writes time (UTC), level, logger, message, run and, of an issue, code, file and page."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for attribute, name in _EXTRAS.items():
            value = getattr(record, attribute, None)
            if value is not None and value != "<unknown>":
                line[name] = value
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
