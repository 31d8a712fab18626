"""WebP: stills, as a browser encodes them, put together as an animation.

The container is RIFF: chunks of a name of four letters, a length and contents, padded to even
lengths. An animation has a header (VP8X), the background and the number of loops (ANIM), and a
chunk for each frame (ANMF), which holds the chunks of its still. Each frame lies over those before,
so that it needs to hold only what has changed.
"""

import struct
from collections.abc import Iterator, Sequence

ANIMATED, WITH_ALPHA = 0x02, 0x10
# Over what is there already, and left there: neither bit of a frame's flags is set.
OVER = 0


def chunk(name: bytes, contents: bytes) -> bytes:
    """A chunk with its name and length."""
    return name + struct.pack("<I", len(contents)) + contents + b"\0" * (len(contents) % 2)


def chunks(contents: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks in order. Raises ValueError where one is cut off."""
    at = 0
    while at < len(contents):
        name, length = contents[at : at + 4], int.from_bytes(contents[at + 4 : at + 8], "little")
        if at + 8 + length > len(contents):
            raise ValueError(f"{name!r} needs {length} bytes, and fewer are there")
        yield name, contents[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def inside(file: bytes) -> bytes:
    """The chunks of a file. Raises ValueError where it is no WebP."""
    if file[:4] != b"RIFF" or file[8:12] != b"WEBP":
        raise ValueError("this is no WebP")
    return file[12:]


def three(value: int) -> bytes:
    """A number in three bytes."""
    return value.to_bytes(3, "little")


def animation(
    stills: Sequence[bytes], milliseconds: Sequence[int], width: int, height: int
) -> bytes:
    """An animation that starts over for ever; each still is as large as the picture."""
    size = three(width - 1) + three(height - 1)
    parts = [
        chunk(b"VP8X", bytes([ANIMATED | WITH_ALPHA, 0, 0, 0]) + size),
        chunk(b"ANIM", b"\0\0\0\0" + struct.pack("<H", 0)),
    ]
    for still, lasts in zip(stills, milliseconds, strict=True):
        image = b"".join(
            chunk(name, contents)
            for name, contents in chunks(inside(still))
            if name in {b"ALPH", b"VP8 ", b"VP8L"}
        )
        place = three(0) + three(0) + size + three(lasts) + bytes([OVER])
        parts.append(chunk(b"ANMF", place + image))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
