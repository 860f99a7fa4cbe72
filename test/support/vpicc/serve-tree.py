"""Serves an ISO 7816 card by vsmartcard's virtual smart card (Debian's vsmartcard-vpicc) into a vpcd reader.

Usage: serve-tree.py PORT TREE.json

TREE.json is a list of files below the MF, a folder before what is in it:
{"path": "5015", "name": "A0…"} for a DF (name: its DF name, optional), {"path": "50155031", "data": "…"} for a transparent EF,
{"path": "2F00", "records": ["…", "…"]} for a linear fixed EF. Prints "ready" once vpcd has taken the card.
"""

import json
import socket
import struct
import sys

import Cryptodome

# Debian's package has neither its folder on the path nor PyCrypto under the name that it asks for.
sys.path.insert(0, "/usr/lib/python3/site-packages/virtualsmartcard")
sys.modules["Crypto"] = Cryptodome

from virtualsmartcard import TLVutils  # noqa: E402

def pack(tlv_data, recalculate_length=False):
    """Its own pack, one data object at a time: for a list it joins integers and fails."""
    result = b""
    for tag, length, value in (item[:3] for item in tlv_data):
        body = value if isinstance(value, bytes) else pack(value, recalculate_length)
        size = len(body) if recalculate_length else length
        head = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b"\x82" + struct.pack(">H", size)
        result += tag.to_bytes((tag.bit_length() + 7) // 8, "big") + head + body
    return result


TLVutils.pack = pack

from virtualsmartcard.ConstantDefinitions import FDB  # noqa: E402
from virtualsmartcard.SmartcardFilesystem import DF, MF, Record, RecordStructureEF, TransparentStructureEF  # noqa: E402
from virtualsmartcard.SmartcardSAM import SAM  # noqa: E402
from virtualsmartcard.VirtualSmartcard import Iso7816OS  # noqa: E402

POWER_OFF, POWER_ON, RESET, GET_ATR = 0, 1, 2, 4


def build(tree):
    mf = MF()
    folders = {"": mf}
    for item in tree:
        parent, fid = folders[item["path"][:-4]], int(item["path"][-4:], 16)
        if "data" in item:
            file = TransparentStructureEF(parent, fid, data=bytes.fromhex(item["data"]))
        elif "records" in item:
            rows = [Record(number + 1, bytes.fromhex(row)) for number, row in enumerate(item["records"])]
            shape = FDB["EFSTRUCTURE_LINEAR_FIXED_NOFURTHERINFO"]
            file = RecordStructureEF(parent, fid, filedescriptor=shape, maxrecordsize=len(rows[0].data), records=rows)
        else:
            name = item.get("name")
            file = DF(parent, fid, dfname=bytes.fromhex(name) if name else None)
            folders[item["path"]] = file
        parent.append(file)
    return mf


def receive(link, count):
    data = b""
    while len(data) < count:
        piece = link.recv(count - len(data))
        if not piece:
            sys.exit(0)
        data += piece
    return data


def main(port, path):
    with open(path, encoding="ascii") as file:
        mf = build(json.load(file))
    card = Iso7816OS(mf, SAM("1234", "1234567890", mf))
    with socket.create_connection(("127.0.0.1", int(port))) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        print("ready", flush=True)
        while True:
            request = receive(link, struct.unpack(">H", receive(link, 2))[0])
            if len(request) == 1:
                if request[0] in (POWER_ON, RESET, POWER_OFF):
                    mf.current = mf
                answer = card.getATR() if request[0] == GET_ATR else None
            else:
                answer = card.execute(request)
            if answer is not None:
                link.sendall(struct.pack(">H", len(answer)) + answer)


main(*sys.argv[1:])
