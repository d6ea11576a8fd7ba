"""XML from outside, parsed without document types, entities, network, or nesting without end.

libxml2's own limits stay on (depth 256, ten million characters in one text); document types are refused
before parsing, in any encoding that is read.
"""

from __future__ import annotations

import re
from typing import Any

from roos.errors import RoosError, error
from roos_inventories.limits import DEFAULT, Limits
from roos_inventories.readers.reading import short

#: Encodings that are read; in each of them ASCII characters are single bytes or padded with zeros.
_ENCODINGS = re.compile(r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-8859-\d+|latin-?1|windows-125\d", re.I)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
_MARK = b"<!DOCTYPE"


def parse_xml(data: bytes, where: str, *, lookup: Any = None, limits: Limits = DEFAULT) -> Any:
    """Return the root of an XML text as an ``lxml.objectify`` tree.

    Parameters
    ----------
    data
        The whole text.
    where
        File, for messages.
    lookup
        Of element classes, as ``lxml`` takes it.
    limits
        Caps.

    Raises
    ------
    InputError
        E503 not well-formed, truncated or in another encoding than it says; E504 a document type; E505
        larger, deeper or with a longer text than is read.
    """
    from lxml import etree, objectify

    refuse_document_type(data, where)
    parser = objectify.makeparser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=False,
        remove_comments=True,
        remove_pis=True,
    )
    if lookup is not None:
        parser.set_element_class_lookup(lookup)
    try:
        root = objectify.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise _not_parsed(problem, where) from None
    except ValueError as problem:
        raise error("E503", f"not XML: {problem}", where, "write the file again") from None
    if root.getroottree().docinfo.doctype:
        raise _document_type(where)
    return root


def refuse_document_type(data: bytes, where: str) -> None:
    """Raise E504 for a document type and E503 for an encoding in which it could hide."""
    plain = data.replace(b"\0", b"") if b"\0" in data[:4096] else data
    declared = _DECLARED.match(plain.lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip())
    if declared and not _ENCODINGS.fullmatch(declared[1].decode("ascii", "replace")):
        message = f"encoding {declared[1].decode('ascii', 'replace')!r} is not read"
        raise error("E503", message, where, "save the file as UTF-8")
    if _MARK in plain:
        raise _document_type(where)


def _document_type(where: str) -> RoosError:
    message = "the file declares a document type, which can define entities without end"
    return error("E504", message, where, "no format for inventories needs one: do not use this file")


def _not_parsed(problem: Any, where: str) -> RoosError:
    text = str(problem.msg or problem)
    place = f"{where}, line {problem.lineno}" if problem.lineno else where
    if any(word in text.casefold() for word in ("huge", "excessive depth", "too long", "amplification")):
        return error("E505", f"XML beyond what is read: {text[:200]}", place, "do not use this file")
    return error("E503", f"not well-formed XML: {text[:200]}", place, "the file is damaged: fetch it again")


def exchange_group(element: Any, space: str, where: str) -> tuple[str, str]:
    """Return side and number of the one input or output group that an EcoSpold exchange names.

    Raises
    ------
    InputError
        E523 none, or several.
    """
    groups = [e for side in ("inputGroup", "outputGroup") for e in element.iterchildren(f"{space}{side}")]
    if len(groups) != 1:
        many = f"{len(groups)} input or output groups" if groups else "no input or output group"
        raise error("E523", f"an exchange has {many}", where, "an exchange names its group, one of them")
    return groups[0].tag.removeprefix(space), short(groups[0].text, where)
