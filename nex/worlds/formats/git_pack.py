"""Git's containers of objects: loose files, packs with their index, and the index of the next commit.

What is written is stored, not compressed, so that the bytes are the same on every machine.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping

from nex.worlds.formats.git_objects import Kind, Objects, object_id

KINDS: tuple[Kind, ...] = ("commit", "tree", "blob", "tag")
LARGEST = 4 << 20
"""Bytes of one object that are read."""
MOST = 50_000
"""Objects of a repository that are read."""
BLOCK = 0xFFFF


def stored(content: bytes) -> bytes:
    """A zlib stream that holds the content uncompressed."""
    starts = range(0, max(len(content), 1), BLOCK)
    blocks = [content[start : start + BLOCK] for start in starts]
    body = b"".join(
        struct.pack("<BHH", nth == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for nth, block in enumerate(blocks)
    )
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(content))


def inflated(data: bytes) -> tuple[bytes, int]:
    """What a zlib stream at the start of `data` holds, and how long it is; ValueError past the cap."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(data, LARGEST)
    except zlib.error as e:
        raise ValueError(f"an object cannot be unpacked: {e}") from e
    if not stream.eof:
        raise ValueError("an object is cut off, or too large")
    return content, len(data) - len(stream.unused_data)


def written_pack(objects: Objects) -> tuple[bytes, bytes]:
    """A pack of these objects, and its index."""
    pack = bytearray(struct.pack(">4sII", b"PACK", 2, len(objects)))
    places: dict[str, tuple[int, int]] = {}
    for id, (kind, content) in sorted(objects.items()):
        start = len(pack)
        pack += _head(KINDS.index(kind) + 1, len(content)) + stored(content)
        places[id] = (start, zlib.crc32(pack[start:]))
    pack += _sha1(pack)
    return bytes(pack), _written_index(places, bytes(pack[-20:]))


def _written_index(places: Mapping[str, tuple[int, int]], pack: bytes) -> bytes:
    ids = sorted(places)
    counts = [sum(int(id[:2], 16) <= byte for id in ids) for byte in range(256)]
    index = b"\xfftOc" + struct.pack(">I", 2) + struct.pack(">256I", *counts)
    index += b"".join(bytes.fromhex(id) for id in ids)
    index += b"".join(struct.pack(">I", places[id][1]) for id in ids)
    index += b"".join(struct.pack(">I", places[id][0]) for id in ids) + pack
    return index + _sha1(index)


def _head(number: int, size: int) -> bytes:
    byte, size = number << 4 | size & 0xF, size >> 4
    head = bytearray()
    while size:
        head.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes([*head, byte])


def read_pack(pack: bytes) -> Objects:
    """The objects of a pack that holds them whole; ValueError for a damaged one or one of deltas."""
    if pack[:8] != b"PACK\x00\x00\x00\x02" or len(pack) < 32:
        raise ValueError("this is no pack")
    count, place = struct.unpack(">I", pack[8:12])[0], 12
    if count > MOST:
        raise ValueError("a pack of too many objects")
    objects: Objects = {}
    for _ in range(count):
        number, size, place = _read_head(pack, place)
        content, length = inflated(pack[place:-20])
        if not 1 <= number <= len(KINDS) or len(content) != size:
            raise ValueError("a pack holds something else than whole objects")
        objects[object_id(KINDS[number - 1], content)] = (KINDS[number - 1], content)
        place += length
    return objects


def _read_head(pack: bytes, place: int) -> tuple[int, int, int]:
    try:
        byte, size, shift = pack[place], pack[place] & 0xF, 4
        number = byte >> 4 & 7
        while byte & 0x80:
            place += 1
            byte = pack[place]
            size |= (byte & 0x7F) << shift
            shift += 7
    except IndexError as e:
        raise ValueError("a pack is cut off") from e
    return number, size, place + 1


def read_loose(data: bytes) -> tuple[Kind, bytes]:
    """The object that a loose file holds; ValueError for what is none."""
    head, _, content = inflated(data)[0].partition(b"\0")
    word, _, size = head.decode("ascii", errors="replace").partition(" ")
    if word not in KINDS or size != str(len(content)):
        raise ValueError("a loose file holds no object")
    return word, content


def written_staging(files: Mapping[str, tuple[str, int]]) -> bytes:
    """The index of what the next commit holds: path -> id and size; nothing is known of the disk."""
    index = struct.pack(">4sII", b"DIRC", 2, len(files))
    for path, (id, size) in sorted(files.items(), key=lambda item: item[0].encode()):
        name = path.encode()
        entry = struct.pack(">10I", 0, 0, 0, 0, 0, 0, 0o100644, 0, 0, size)
        entry += bytes.fromhex(id) + struct.pack(">H", min(len(name), 0xFFF)) + name
        index += entry + b"\0" * (8 - len(entry) % 8)
    return index + _sha1(index)


def read_staging(index: bytes) -> dict[str, str]:
    """Path -> id of what the next commit holds; ValueError for what is no such index."""
    if index[:8] != b"DIRC\x00\x00\x00\x02" or len(index) < 32:
        raise ValueError("this is no index of version 2")
    count, place = struct.unpack(">I", index[8:12])[0], 12
    if count > MOST:
        raise ValueError("an index of too many files")
    found: dict[str, str] = {}
    for _ in range(count):
        end = index.find(b"\0", place + 62)
        if end < 0 or index[place + 60] & 0x40:
            raise ValueError("an index is cut off, or has entries of version 3")
        found[index[place + 62 : end].decode("utf-8", errors="replace")] = index[
            place + 40 : place + 60
        ].hex()
        length = end - place
        place += length + 8 - length % 8
    return found


def _sha1(data: bytes | bytearray) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
