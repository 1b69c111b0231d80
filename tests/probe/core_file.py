# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes an ELF core file of a process that stands still, as the kernel writes one: what it has
written to, the first page of each file, and which files were mapped where."""

import struct

PT_LOAD, PT_NOTE = 1, 4
NT_FILE, NT_PRPSINFO, NT_AUXV = 0x46494C45, 3, 6
ET_CORE, EM_X86_64 = 4, 62
PAGE = 4096


def read_mappings(pid):
    """(start, end, permissions, offset, path) of each."""
    found = []
    with open("/proc/%d/maps" % pid, encoding="utf-8") as file:
        for line in file:
            words = line.rstrip("\n").split(None, 5)
            start, _, end = words[0].partition("-")
            found.append((int(start, 16), int(end, 16), words[1], int(words[2], 16),
                          words[5] if len(words) == 6 else ""))
    return found


def make_note(kind, text):
    name = b"CORE\0\0\0\0"
    return (struct.pack("<III", 5, len(text), kind) + name + text + b"\0" * (-len(text) % 4))


def make_notes(pid, mappings):
    files = [mapping for mapping in mappings if mapping[4].startswith("/")]
    table = struct.pack("<QQ", len(files), PAGE)
    for start, end, _, offset, _ in files:
        table += struct.pack("<QQQ", start, end, offset // PAGE)
    table += b"".join(mapping[4].encode() + b"\0" for mapping in files)
    with open("/proc/%d/auxv" % pid, "rb") as file:
        vector = file.read()
    with open("/proc/%d/cmdline" % pid, "rb") as file:
        arguments = file.read().replace(b"\0", b" ")[:79]
    process = struct.pack("<bbbbQIIiiii16s80s", 0, 0, 0, 0, 0, 0, 0, pid, 0, 0, 0, b"python",
                          arguments)
    return (make_note(NT_PRPSINFO, process) + make_note(NT_AUXV, vector)
            + make_note(NT_FILE, table))


def list_segments(mappings):
    """(start, size, flags) of what is kept."""
    for i, (start, end, permissions, offset, path) in enumerate(mappings):
        if permissions[0] != "r" or permissions[3] == "s" or path.startswith("[v"):
            continue
        flags = 4 | (2 if permissions[1] == "w" else 0) | (1 if permissions[2] == "x" else 0)
        is_relocated = mappings[i + 1:] and mappings[i + 1][2][1] == "w" and (
            mappings[i + 1][0], mappings[i + 1][4]) == (end, path)
        if permissions[1] == "w" or not path or is_relocated:
            yield start, end - start, flags
        elif offset == 0:
            yield start, PAGE, flags


def read_memory(memory, start, size):
    """Guards of stacks lie in the middle of a mapping and may not be read: page by page then."""
    try:
        memory.seek(start)
        return memory.read(size).ljust(size, b"\0")
    except OSError:
        if size <= PAGE:
            return bytes(size)
    return b"".join(read_memory(memory, at, PAGE) for at in range(start, start + size, PAGE))


def write(pid, path):
    mappings = read_mappings(pid)
    segments = list(list_segments(mappings))
    notes = make_notes(pid, mappings)
    with open("/proc/%d/mem" % pid, "rb", buffering=0) as memory, open(path, "wb") as core:
        at = 64 + 56 * (len(segments) + 1)
        core.write(struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", ET_CORE, EM_X86_64, 1,
                               0, 64, 0, 0, 64, 56, len(segments) + 1, 0, 0, 0))
        core.write(struct.pack("<IIQQQQQQ", PT_NOTE, 0, at, 0, 0, len(notes), 0, 4))
        at += len(notes)
        for start, size, flags in segments:
            core.write(struct.pack("<IIQQQQQQ", PT_LOAD, flags, at, start, 0, size, size, PAGE))
            at += size
        core.write(notes)
        for start, size, _ in segments:
            core.write(read_memory(memory, start, size))
