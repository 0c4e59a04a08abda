"""Every closed set of values, each value with its meaning and an example.

Acts, quote types, polarity and certainty are as the source presents them: On Record never says
whether a claim is true. Terms follow PARC3 and PolNeAR; factuality codes follow FactBank.
"""

from __future__ import annotations

from warehouse.schema.model import Enumeration, Value


def _enumeration(name: str, *values: tuple[str, str, str]) -> Enumeration:
    return Enumeration(name, tuple(Value(*value) for value in values))


ACT = _enumeration(
    "act",
    ("assert", "states something as so", "She said the bridge was closed."),
    ("acknowledge", "admits, concedes or confirms", "He conceded that talks had failed."),
    ("deny", "says that something is not so", "The firm denied any leak."),
    ("reject", "rules out, refuses, opposes or declines", "Berlin ruled out sending troops."),
    ("commit", "binds the source: pledge, agree, plan, offer", "France pledged two frigates."),
    ("demand", "demands, urges, calls for or orders", "They called for an inquiry."),
    ("propose", "suggests or recommends", "She proposed a new route."),
    ("warn", "warns of harm to come", "Officials warned of floods."),
    ("predict", "says what will be", "The bank forecast slower growth."),
    ("accuse", "alleges wrongdoing by a named party", "He accused the mayor of fraud."),
    ("support", "endorses, praises or welcomes", "Oslo welcomed the deal."),
    ("ask", "puts a question or a request", "She asked why it took so long."),
    ("believe", "thinks, hopes, knows or regards", "He believes the plan will work."),
)
COMMITMENT_KIND = _enumeration(
    "commitment_kind",
    ("pledge", "a promise without reserve", "We will send ten vehicles."),
    ("plan", "an intention", "The city plans to widen the road."),
    ("offer", "on the table for another to take", "Spain offered to host the talks."),
    ("possible", "could or might be done", "Belgium said it could contribute naval forces."),
    ("refusal", "will not be done", "We will not pay."),
)
QUOTE_TYPE = _enumeration(
    "quote_type",
    ("direct", "all of the content is in quotation marks", "“We are ready,” she said."),
    ("indirect", "nothing of the content is in quotation marks", "She said that they were ready."),
    ("mixed", "a part of the content is in quotation marks", "She called it a “huge step”."),
)
POLARITY = _enumeration(
    "polarity",
    ("positive", "as said, it is so", "He said the port is open."),
    ("negative", "negated, denied or rejected", "He said the port is not open."),
)
CERTAINTY = _enumeration(
    "certainty",
    ("certain", "without reserve", "It will rain."),
    ("probable", "likely or expected", "It is expected to rain."),
    ("possible", "may, might or could", "It may rain."),
)
SOURCE_KIND = _enumeration(
    "source_kind",
    ("person", "one or more people", "Mary Robinson said …"),
    ("organisation", "a company, party, court, agency", "The union said …"),
    ("state", "a country or its government", "Moscow denied …"),
    ("group", "people by description", "Residents said …"),
    ("document", "a report, study, poll or law", "The report found …"),
    ("anonymous", "a source kept nameless", "A senior official said …"),
    ("none", "no source is given", "It is expected that …"),
)
SPEAKER_RESOLUTION = _enumeration(
    "speaker_resolution",
    ("exact", "the source names the speaker in full", "Keir Starmer said …"),
    ("surname", "by a surname or short name", "Starmer said …"),
    ("anaphora", "by a pronoun", "he said …"),
    ("role", "by a role that one person of the document has", "The French president said …"),
    ("metonym", "by a place or building for a government", "The Kremlin said …"),
    ("carried_over", "from the statement before it", "“And we will stay.”"),
    ("description", "not named: the speaker_name is a description", "officials said …"),
    ("ambiguous", "NULL: two people of the document bear the name", "Berg said …"),
    ("unresolved", "NULL: nobody in the document is sure to be meant", "he said …"),
    ("none", "NULL: no source is given", "it is expected …"),
)
CONDITION_KIND = _enumeration(
    "condition_kind",
    ("if", "depends on something being so", "if a ceasefire holds"),
    ("unless", "depends on something not being so", "unless they withdraw"),
    ("until", "holds up to an event", "until the vote"),
    ("after", "follows an event", "after the talks"),
    ("once", "begins with an event", "once the deal is signed"),
    ("in_the_event", "in case something happens", "in the event of an attack"),
)
SEGMENT_KIND = _enumeration(
    "segment_kind",
    ("heading", "a title or subtitle", "Results"),
    ("paragraph", "running text", "The council met on Monday. …"),
    ("list_item", "an item of a list", "– two ambulances"),
    ("caption", "text under a picture or table", "Photo: The harbour in May"),
    ("table", "a table; its cells stand in rows", "Year | Cases"),
    ("footnote", "a note at the foot of a page", "1 See annex B."),
    ("running_head", "repeated at the top or foot of pages", "Annual report 2024"),
    ("page_number", "the printed number of a page", "12"),
    ("image_reference", "a picture that the text refers to", "![map](map.png)"),
)
READ_METHOD = _enumeration(
    "read_method",
    ("text", "a text file", "notes.txt"),
    ("text_layer", "the text layer of a PDF", "a PDF from a word processor"),
    ("ocr", "optical character recognition", "a scan"),
    ("mixed", "both within one document or page", "a PDF with one scanned page"),
)
DOCUMENT_STATUS = _enumeration(
    "document_status",
    ("complete", "all of it was read", ""),
    ("partial", "a part could not be read: see issues", "page 3 of 9 is damaged"),
)
MENTION_KIND = _enumeration(
    "mention_kind",
    ("person", "a person", "Mary Robinson"),
    ("organisation", "a company, party, court, agency", "the Red Cross"),
    ("state", "a country or its government", "Norway"),
    ("group", "people by description", "residents"),
    ("place", "a place", "Geneva"),
    ("other", "any other name", "the Nobel Prize"),
)
ENTITY_KIND = _enumeration("entity_kind", *MENTION_KIND.values)
MENTION_ROLE = _enumeration(
    "mention_role",
    ("source", "the one who says it", "Mary Robinson said …"),
    ("addressee", "the one it is said to", "… told the committee"),
    ("subject", "what a claim is about", "Norway will pay"),
    ("object", "what the subject acts on", "… will pay Ghana"),
    ("other", "named beside it", "in Geneva"),
)
EVIDENCE_ROLE = _enumeration(
    "evidence_role",
    ("source", "the words that name the source", ""),
    ("cue", "the word that attributes", ""),
    ("content", "the words attributed", ""),
    ("condition", "the clause the content depends on", ""),
)
FACTUALITY_CODE = _enumeration(
    "factuality_code",
    ("CT+", "certainly so, in the source's eyes", "It rained."),
    ("CT-", "certainly not so", "It did not rain."),
    ("PR+", "probably so", "It probably rained."),
    ("PR-", "probably not so", "It probably did not rain."),
    ("PS+", "possibly so", "It may have rained."),
    ("PS-", "possibly not so", "It may not have rained."),
    ("CTu", "committed to, polarity unknown", "He knows whether it rained."),
    ("Uu", "uncommitted", "Did it rain?"),
)
SENSITIVITY = _enumeration(
    "sensitivity",
    ("public", "may be shown to anyone", "a published article"),
    ("internal", "within the organisation only", "interview notes"),
    ("confidential", "named people only", "a leak"),
)
DATE_RULE = _enumeration(
    "date_rule",
    ("manifest", "a user stated it", "ingest --manifest, --set published_at=2025-03-01"),
    ("front_matter", "the front matter of a Markdown file states it", "date: 2025-03-01"),
    ("html_json_ld", "the page states it of its article in JSON-LD", "datePublished"),
    ("html_meta", "the page states it in meta or time elements", "article:published_time"),
    ("printed_line", "a line at the head holds little else", "Published 1 March 2025"),
    ("dateline", "the line of place and date states it", "LONDON, March 1, 2025 (Reuters) -"),
    ("file_name", "the name of the file holds it", "2025-03-01-bridge.txt"),
    ("pdf_metadata", "the PDF states when it was made", "CreationDate"),
)
STAGE = _enumeration(
    "stage",
    ("discover", "finding and hashing files", ""),
    ("read", "getting text and pictures out of them", ""),
    ("normalize", "cleaning the text", ""),
    ("segment", "finding blocks and sentences", ""),
    ("extract", "finding statements and claims", ""),
    ("attribute", "finding who the speaker is", ""),
    ("land", "writing to the warehouse", ""),
    ("relate", "finding copies and same claims", ""),
    ("review", "keeping decisions of people", ""),
    ("alert", "telling of new statements that match", ""),
)
SEVERITY = _enumeration(
    "severity",
    ("error", "the document, or a part, is not on record", "an encrypted file"),
    ("warning", "on record, with a loss to know about", "a missing picture"),
    ("info", "worth knowing, nothing lost", "a picture on the web"),
)
ISSUE_CODE = _enumeration(
    "issue_code",
    ("unreadable", "the file cannot be opened", "no permission"),
    ("empty", "the file has no content", "0 bytes"),
    ("wrong_type", "not a document On Record can read", "a program named report.pdf"),
    ("truncated", "the file ends too early", "a broken download"),
    ("encrypted", "a password is needed", "a locked PDF"),
    ("malformed", "the file breaks its own format", "a damaged PDF"),
    ("bomb", "it would unpack to far more than its size", "an image of 10 gigapixels"),
    ("timeout", "reading took too long and was stopped", ""),
    ("crash", "the worker that read it died", "out of memory"),
    ("too_large", "larger than the limit", ""),
    ("unsupported_language", "extraction does not know the language", "a text in Thai"),
    ("no_text", "no text was found", "a blank page"),
    ("low_ocr_confidence", "recognised text is doubtful", "a faint photocopy"),
    ("image_missing", "a picture referred to cannot be found", "![map](gone.png)"),
    ("image_remote", "a picture lies on the web and was not fetched", "![map](https://…)"),
    ("ocr_unavailable", "no OCR engine works on this machine", "Tesseract is not installed"),
    ("changed", "the file changed while it was read", "a log still being written"),
    ("forgotten", "it was forgotten by decision and is refused", "onrecord forget"),
    ("inconsistent", "rows broke an invariant and were left out", "a span outside its text"),
    ("alert_failed", "an alert could not be asked or sent", "a webhook that does not answer"),
    ("orphaned_review", "what a person decided on is found no more", "a statement read otherwise"),
)
CHANGE_KIND = _enumeration(
    "change_kind",
    ("added", "it was not there before", "an article is ingested"),
    ("removed", "it is there no more", "its file holds a new version"),
    ("edited", "it is there as before, with other values", "the act is read otherwise"),
)
CHANGE_REASON = _enumeration(
    "change_reason",
    ("new_document", "its document is new", "an article is ingested"),
    ("new_version_of_document", "the file holds other content", "an article was corrected"),
    ("pipeline", "On Record reads the same document otherwise", "onrecord reprocess"),
    ("review", "a person decided so", "a speaker was corrected"),
    ("removal", "no place holds the document any more", "its file became unreadable"),
)
RUN_STATE = _enumeration(
    "run_state",
    ("running", "under way, or killed before its end", ""),
    ("completed", "ended without issues", ""),
    ("completed_with_issues", "ended; some documents have issues", ""),
    ("failed", "too many documents failed", ""),
)
STANCE = _enumeration(
    "stance",
    ("for", "says that it is so, or should be", "The plant will close."),
    ("against", "says that it is not so, or should not be", "The plant must not be closed."),
    ("neutral", "leaves it open", "Will the plant close?"),
)
SAME_CLAIM_RULE = _enumeration(
    "same_claim_rule",
    ("first_telling", "it is the earliest telling itself", ""),
    ("same_words", "it has the words of the earliest telling", ""),
    ("like_words", "its words are like those of the earliest telling", "will close; may shut"),
    (
        "like_meaning",
        "its meaning is near that of the earliest, and nearest in their documents",
        "",
    ),
    ("by_another", "it is like another telling, which is like the earliest", ""),
)
