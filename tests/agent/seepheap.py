# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader of the stream profile of .seepheap, written from FORMAT.md alone.

Slow and plain: the twin that the agent's dumps are compared with. Everything is checked,
nothing is repaired: a file that breaks the format raises FormatError.
"""
import struct

MAGIC = b"SEEP\r\n\x1a\n"
END_MAGIC = b"SEEPEND\n"

TRACKED, IMMORTAL, STATIC, APPROX, OPAQUE, HAS_LENGTH, HAS_PREVIEW, CONTINUED = (
    1 << i for i in range(8))
(ANONYMOUS, ITEM, KEY, VALUE, ATTRIBUTE, FIELD, OTHER, END, WEAK, CELL, LOCAL, STACK, DEFAULT,
 GUESS, BORROWED) = range(15)
NAMED = (ATTRIBUTE, FIELD, CELL, LOCAL, DEFAULT)
NOT_COUNTED = (WEAK, BORROWED)


class FormatError(Exception):
    pass


def _make_crc_table():
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ 0x82F63B78 if i & 1 else i >> 1
        table.append(i)
    return table


_CRC = _make_crc_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    table = _CRC
    for byte in data:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def check(holds, what):
    if not holds:
        raise FormatError(what)


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def uv(self):
        data = self.data
        at = self.at
        byte = data[at]
        at += 1
        value = byte & 127
        shift = 7
        while byte & 128:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
        check(shift <= 70 and value < 1 << 64, "a number longer than 64 bits")
        self.at = at
        return value

    def sv(self):
        value = self.uv()
        return value >> 1 ^ -(value & 1)

    def u8(self):
        self.at += 1
        return self.data[self.at - 1]

    def raw(self, n):
        check(self.at + n <= len(self.data), "text runs over the end of its chunk")
        self.at += n
        return self.data[self.at - n:self.at]

    def text(self):
        return self.raw(self.uv()).decode("utf-8")

    def more(self):
        return self.at < len(self.data)


class Type:
    __slots__ = ("address", "name", "base", "basicsize", "itemsize", "flags", "traits", "kind")


class Object:
    """address, type, size, count, flags, trace, length, preview and edges: (kind, label,
    target); the label of an item is its position, of a value its key's address."""
    __slots__ = ("address", "type", "size", "count", "flags", "trace", "length", "preview",
                 "edges", "_items", "_key")


class Dump:
    def __init__(self, path, checksums=True, objects=True):
        with open(path, "rb") as file:
            self.data = file.read()
        self.checksums = checksums
        self.wants_objects = objects
        self.names = [""]
        self.types = []
        self.traces = [None]
        self.threads = []
        self.frames = []
        self.roots = []
        self.logs = []
        self.meta = {}
        self.done = {}
        self.objects = {}
        self.n_edges = 0
        self._read()

    def _read(self):
        data = self.data
        check(len(data) >= 64 and data[:8] == MAGIC, "no .seepheap")
        major, minor, profile, pointer, order, zero = struct.unpack_from("<HHBBBB", data, 8)
        check((major, profile, pointer, order, zero) == (1, ord("S"), 8, 1, 0), "header")
        self.flags, = struct.unpack_from("<Q", data, 16)
        self.id = data[24:40]
        self.time_ns, toc, zero, crc = struct.unpack_from("<QQII", data, 40)
        check(toc == 0 and zero == 0 and crc == crc32c(data[:60]), "header checksum")
        at = 64
        sequence = 0
        while data[at + 16:at + 24] != END_MAGIC:
            check(at + 40 <= len(data), "truncated")
            kind, version, codec, filter_, raw, stored, number, n, crc, head_crc = (
                struct.unpack_from("<4sHBBQQIIII", data, at))
            check(crc32c(data[at:at + 36]) == head_crc, "chunk header at %d" % at)
            check((version, codec, filter_) == (1, 0, 0) and raw == stored, "chunk")
            check(raw <= 1 << 20 and raw > 0, "a chunk of %d bytes" % raw)
            check(number == sequence, "sequence %d for %d" % (number, sequence))
            payload = data[at + 40:at + 40 + raw]
            if self.checksums:
                check(crc32c(payload) == crc, "checksum of chunk %d" % number)
            if sequence == 0:
                check(kind == b"META", "first chunk is %r" % kind)
            self._chunk(kind.decode("ascii"), Reader(payload), n)
            padded = raw + -raw % 8
            check(data[at + 40 + raw:at + 40 + padded] == bytes(padded - raw), "padding")
            at += 40 + padded
            sequence += 1
        offset, chunks, _, zero, crc = struct.unpack_from("<QQ8sII", data, at)
        check(offset == at and chunks == sequence and zero == 0, "trailer")
        check(crc == crc32c(data[at:at + 28]) and at + 32 == len(data), "end")
        check(kind == b"DONE", "last chunk is %r" % kind)
        self.data = None

    def _chunk(self, kind, reader, n):
        if kind == "OBJS" and not self.wants_objects:
            return
        method = getattr(self, "_" + kind, None)
        check(method is not None, "chunk %s" % kind)
        count = method(reader)
        check(count == n, "%s: %d records, %d announced" % (kind, count, n))
        check(not reader.more(), "%s: bytes left over" % kind)

    def _facts(self, reader, facts):
        n = 0
        while reader.more():
            key = reader.text()
            type_ = chr(reader.u8())
            if type_ == "u":
                facts[key] = reader.uv()
            elif type_ == "i":
                facts[key] = reader.sv()
            elif type_ == "f":
                facts[key], = struct.unpack("<d", reader.raw(8))
            elif type_ == "b":
                facts[key] = bool(reader.u8())
            elif type_ == "s":
                facts[key] = reader.text()
            elif type_ == "l":
                facts[key] = [reader.text() for _ in range(reader.uv())]
            else:
                raise FormatError("fact of type %r" % type_)
            n += 1
        return n

    def _META(self, reader):
        return self._facts(reader, self.meta)

    def _DONE(self, reader):
        return self._facts(reader, self.done)

    def _NAME(self, reader):
        first = reader.uv()
        check(first == len(self.names), "names are not dense")
        while reader.more():
            self.names.append(reader.text())
        return len(self.names) - first

    def _TYPE(self, reader):
        first = reader.uv()
        check(first == len(self.types), "types are not dense")
        while reader.more():
            type_ = Type()
            type_.address = reader.uv() * 8
            type_.name = self.names[reader.uv()]
            type_.base = reader.uv() * 8
            type_.basicsize = reader.uv()
            type_.itemsize = reader.uv()
            type_.flags = reader.uv()
            type_.traits = reader.u8()
            type_.kind = reader.u8()
            check(type_.kind <= 20, "kind of a type")
            self.types.append(type_)
        return len(self.types) - first

    def _TRAC(self, reader):
        first = reader.uv()
        check(first == len(self.traces), "tracebacks are not dense")
        while reader.more():
            total = reader.uv()
            kept = reader.uv()
            check(total >= kept, "traceback")
            self.traces.append([(self.names[reader.uv()], reader.uv()) for _ in range(kept)])
        return len(self.traces) - first

    def _THRD(self, reader):
        first = reader.uv()
        check(first == len(self.threads), "threads are not dense")
        while reader.more():
            ident, native = reader.uv(), reader.uv()
            self.threads.append((ident, native, self.names[reader.uv()], reader.uv(), reader.u8()))
        return len(self.threads) - first

    def _FRAM(self, reader):
        first = reader.uv()
        check(first == len(self.frames), "frames are not dense")
        while reader.more():
            thread, depth = reader.uv(), reader.uv()
            check(thread < len(self.threads), "frame of an unknown thread")
            file, function = self.names[reader.uv()], self.names[reader.uv()]
            self.frames.append((thread, depth, file, function, reader.uv(), reader.uv() * 8))
        return len(self.frames) - first

    def _ROOT(self, reader):
        first = len(self.roots)
        while reader.more():
            kind, thread, frame = reader.u8(), reader.uv(), reader.uv()
            check(1 <= kind <= 8, "kind of a root")
            check(thread <= len(self.threads) and frame <= len(self.frames), "root")
            self.roots.append((kind, thread, frame, self.names[reader.uv()], reader.uv() * 8))
        return len(self.roots) - first

    def _LOGS(self, reader):
        first = len(self.logs)
        while reader.more():
            self.logs.append((reader.uv(), reader.text()))
        return len(self.logs) - first

    def _OBJS(self, reader):
        n = 0
        address = 0
        while reader.more():
            address += reader.sv() * 8
            self._object(reader, address)
            n += 1
        return n

    def _object(self, reader, address):
        type_ = self.types[reader.uv()]
        size, count, flags = reader.uv(), reader.uv(), reader.u8()
        trace = reader.uv() if self.flags & 2 else 0
        check(trace < len(self.traces), "traceback of an object")
        if flags & CONTINUED:
            object_ = self.objects.get(address)
            check(object_ is not None and object_ is self.last, "continuation of nothing")
            check((object_.type, object_.size, object_.count, object_.trace)
                  == (type_, size, count, trace), "continuation of something else")
            check(not flags & (HAS_LENGTH | HAS_PREVIEW), "continuation")
        else:
            check(address not in self.objects, "0x%x twice" % address)
            object_ = self.last = self.objects[address] = Object()
            object_.address, object_.type, object_.size = address, type_, size
            object_.count, object_.flags, object_.trace = count, flags, trace
            object_.length = reader.uv() if flags & HAS_LENGTH else None
            object_.preview = self._preview(reader) if flags & HAS_PREVIEW else None
            object_.edges = []
            object_._items = 0
            object_._key = None
        self._edges(reader, object_)

    def _preview(self, reader):
        kind = reader.u8()
        if kind in (1, 2):
            return kind, reader.text()
        if kind in (3, 4):
            return kind, bytes(reader.raw(reader.uv()))
        if kind in (5, 8):
            return kind, reader.sv()
        if kind == 6:
            return kind, struct.unpack("<d", reader.raw(8))[0]
        if kind == 7:
            return kind, bool(reader.u8())
        raise FormatError("kind %d of a preview" % kind)

    def _edges(self, reader, object_):
        edges = object_.edges
        address = object_.address
        key = None
        while True:
            edge = reader.sv()
            kind = edge & 7
            if kind == END:
                check(edge == END, "end of a record")
                return
            target = address + (edge - kind) & 0xFFFFFFFFFFFFFFFF
            label = 0
            if kind == OTHER:
                kind = reader.u8()
                check(WEAK <= kind <= BORROWED, "kind %d of an edge" % kind)
                label = reader.uv()
                if kind in NAMED:
                    label = self.names[label]
            elif kind in NAMED:
                label = self.names[reader.uv()]
            elif kind == ITEM:
                label = object_._items
                object_._items += 1
            elif kind == VALUE:
                check(key is not None, "a value without a key")
                label = key
            key = target if kind == KEY else None
            edges.append((kind, label, target))
            self.n_edges += 1
