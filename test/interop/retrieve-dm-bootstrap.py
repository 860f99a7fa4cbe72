"""Retrieves DM bootstrap data with APDUs written by hand, and nothing of Bootcard: DM Bootstrap D.2 (class A0) and D.3 (ISO class).

Usage: retrieve-dm-bootstrap.py READER 2g|3g

Prints one JSON object: every TPDU with its raw status word, the files that were read, and their bytes in hex.
"""

import json
import sys

from smartcard.CardConnection import CardConnection
from smartcard.System import readers

PKCS15_AID = bytes.fromhex("A000000063504B43532D3135")
DM_BOOTSTRAP_OID = bytes.fromhex("0604672B0701")


class Card:
    """A card to which TPDUs go as they stand: no GET RESPONSE and no repetition but those written below."""

    def __init__(self, name):
        reader = next(item for item in readers() if str(item) == name)
        self.connection = reader.createConnection()
        self.connection.connect(CardConnection.T0_protocol)
        self.exchanges = []

    def tpdu(self, text, data=b""):
        command = bytes.fromhex(text) + data
        answer, sw1, sw2 = self.connection.transmit(list(command))
        self.exchanges.append(
            {"c": command.hex().upper(), "r": bytes(answer).hex().upper(), "sw": f"{sw1:02X}{sw2:02X}"}
        )
        return bytes(answer), sw1, sw2


def tlvs(data):
    """The BER-TLVs of a padded directory file, as pairs of tag and value."""
    items, at = [], 0
    while at < len(data) and data[at] not in (0x00, 0xFF):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(data[at : at + count], "big"), at + count
        items.append((tag, data[at : at + length]))
        at += length
    return items


def path_of_objects(odf):
    """ODF: the path behind [7] dataObjects."""
    path = next(value for tag, value in tlvs(odf) if tag == 0xA7)
    return dict(tlvs(dict(tlvs(path))[0x30]))[0x04]


def path_of_content(dodf):
    """DODF: the path of the opaque data object whose applicationOID is 2.23.43.7.1."""
    for tag, value in tlvs(dodf):
        if tag == 0x30 and DM_BOOTSTRAP_OID in value:
            return dict(tlvs(dict(tlvs(dict(tlvs(value))[0xA1]))[0x30]))[0x04]
    raise LookupError("no object 2.23.43.7.1")


def template(records):
    """EF(DIR): the application template of PKCS#15."""
    for record in records:
        for tag, value in tlvs(record):
            if tag == 0x61 and dict(tlvs(value)).get(0x4F) == PKCS15_AID:
                return dict(tlvs(value))
    raise LookupError("no PKCS#15 in EF(DIR)")


# Class A0 -------------------------------------------------------------------------------------------------------------


def select_2g(card, fid):
    _, sw1, sw2 = card.tpdu("A0A4000002", fid)
    if sw1 != 0x9F:
        raise LookupError(f"{fid.hex()}: {sw1:02X}{sw2:02X}")
    header, _, _ = card.tpdu(f"A0C00000{sw2:02X}")
    return header


def body_2g(card, fid):
    size = int.from_bytes(select_2g(card, fid)[2:4], "big")
    body = b""
    while len(body) < size:
        count = min(255, size - len(body))
        body += card.tpdu(f"A0B0{len(body):04X}{count:02X}")[0]
    return body


def retrieve_2g(card):
    select_2g(card, bytes.fromhex("3F00"))
    header = select_2g(card, bytes.fromhex("2F00"))
    length, size = header[14], int.from_bytes(header[2:4], "big")
    card.tpdu("A0B2010405")  # too short on purpose: 67xx names the record's length
    records = [card.tpdu(f"A0B2{number + 1:02X}04{length:02X}")[0] for number in range(size // length)]
    path = template(records)[0x51]
    for at in range(0, len(path), 2):
        select_2g(card, path[at : at + 2])
    odf = body_2g(card, bytes.fromhex("5031"))
    dodf = body_2g(card, path_of_objects(odf))
    return {"EF_DIR": b"".join(records), "ODF": odf, "DODF": dodf, "DM_Bootstrap": body_2g(card, path_of_content(dodf))}


# ISO class ------------------------------------------------------------------------------------------------------------


def select_3g(card, channel, p1, data):
    _, sw1, sw2 = card.tpdu(f"{channel:02X}A4{p1:02X}04{len(data):02X}", data)
    if sw1 != 0x61:
        raise LookupError(f"{data.hex()}: {sw1:02X}{sw2:02X}")
    fcp, _, _ = card.tpdu(f"{channel:02X}C00000{sw2:02X}")
    return dict(tlvs(dict(tlvs(fcp))[0x62]))


def body_3g(card, channel, fid):
    size = int.from_bytes(select_3g(card, channel, 0x00, fid)[0x80], "big")
    body = b""
    while len(body) < size:
        count = min(256, size - len(body))
        body += card.tpdu(f"{channel:02X}B0{len(body):04X}{count & 0xFF:02X}")[0]
    return body


def retrieve_3g(card):
    _, sw1, right = card.tpdu("0070000000")  # Le 00: the card names the right one by 6Cxx, or gives the byte
    channel = card.tpdu(f"00700000{right:02X}")[0][0] if sw1 == 0x6C else card.tpdu("0070000001")[0][0]
    descriptor = select_3g(card, channel, 0x00, bytes.fromhex("2F00"))[0x82]
    length, count = int.from_bytes(descriptor[2:4], "big"), descriptor[4]
    records = [card.tpdu(f"{channel:02X}B2{number + 1:02X}04{length:02X}")[0] for number in range(count)]
    select_3g(card, channel, 0x04, template(records)[0x4F])
    odf = body_3g(card, channel, bytes.fromhex("5031"))
    dodf = body_3g(card, channel, path_of_objects(odf))
    content = body_3g(card, channel, path_of_content(dodf))
    card.tpdu(f"007080{channel:02X}00")
    return {"EF_DIR": b"".join(records), "ODF": odf, "DODF": dodf, "DM_Bootstrap": content}


def main(name, mode):
    card = Card(name)
    files = retrieve_2g(card) if mode == "2g" else retrieve_3g(card)
    card.connection.disconnect()
    print(json.dumps({"files": {key: value.hex().upper() for key, value in files.items()}, "exchanges": card.exchanges}))


main(*sys.argv[1:])
