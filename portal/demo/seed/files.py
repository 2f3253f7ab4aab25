"""The small files that are attached to practice cases: made from their words, plainly invented, quickly made."""

import io
from email.message import EmailMessage

import pikepdf
from PIL import Image, ImageDraw

LINE = 16
"""Pixels, or points, from one line of words to the next."""


def made(name: str, words: str) -> bytes:
    """A file of the kind that its name ends in, with these words in it, a line for each."""
    lines = words.splitlines()
    return {"txt": _text, "eml": _letter, "pdf": _pdf, "png": _picture}[name.rpartition(".")[2]](lines)


def _text(lines: list[str]) -> bytes:
    return "\r\n".join(lines).encode()


def _letter(lines: list[str]) -> bytes:
    """An e-mail, its first line the subject."""
    message = EmailMessage()
    message["From"], message["To"] = "a.sender@practice.example", "office@practice.example"
    message["Subject"], *body = lines
    message.set_content("\n".join(body))
    return message.as_bytes()


def _pdf(lines: list[str]) -> bytes:
    """One page in a font that every reader of PDFs has."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = {"/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type1, "/BaseFont": pikepdf.Name.Helvetica}
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pikepdf.Dictionary(font)))
    shown = b"".join(b"(%s) Tj T* " % _quoted(line) for line in lines)
    page.Contents = document.make_stream(b"BT /F1 11 Tf %d TL 56 770 Td " % LINE + shown + b"ET")
    out = io.BytesIO()
    document.save(out, static_id=True)
    return out.getvalue()


def _quoted(line: str) -> bytes:
    plain = line.encode("cp1252", errors="replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _picture(lines: list[str]) -> bytes:
    """A sheet of paper with the words in boxes, as rooms are sketched."""
    image = Image.new("RGB", (360, (len(lines) + 1) * 3 * LINE), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        top = LINE + number * 3 * LINE
        draw.rectangle((LINE, top, 344, top + 2 * LINE), outline="black")
        draw.text((2 * LINE, top + LINE // 2), line, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
