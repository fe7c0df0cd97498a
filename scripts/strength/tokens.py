"""C++ cut into tokens, as far as faults need it.

The sources are laid out by clang-format: an operator of two operands has space
on both sides; brackets of templates, pointers, references and signs don't.
"""

import re
from typing import NamedTuple

LEXER = re.compile(r"""
  (?P<comment>//[^\n]*|/\*.*?\*/)
| (?P<directive>^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*)
| (?P<string>(?:u8|[uUL])?R"(?P<mark>[^(\n]*)\(.*?\)(?P=mark)"
           |(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
| (?P<number>0[xX][0-9a-fA-F']+[uUlLzZ]*
           |(?:\d[\d']*\.?[\d']*|\.\d+)(?:[eE][+-]?\d+)?[uUlLfFzZ]*)
| (?P<character>'(?:\\.|[^'\\\n])+')
| (?P<name>[A-Za-z_]\w*)
| (?P<mark_of>\.\.\.|<=>|<<=|>>=|->\*|::|->|\+\+|--|<<|>>|<=|>=|==|!=|&&
           |\|\||\+=|-=|\*=|/=|%=|&=|\|=|\^=|.)
""", re.VERBOSE | re.MULTILINE | re.DOTALL)

OPEN = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    kind: str  # name, number, string, character, mark
    text: str
    start: int
    end: int
    apart: bool  # space on both sides


def tokens_of(source):
    """All tokens but comments and directives."""
    found = []
    for match in LEXER.finditer(source):
        kind, text = match.lastgroup, match.group()
        if kind == "mark":
            kind = "string"
        if kind in ("comment", "directive") or text.isspace():
            continue
        start, end = match.span()
        apart = (source[start - 1:start].isspace()
                 and source[end:end + 1].isspace())
        kind = "mark" if kind == "mark_of" else kind
        found.append(Token(kind, text, start, end, apart))
    return found


def closing(tokens, index):
    """Where the bracket at `index` is closed; the last token if nowhere."""
    depth = 0
    for i in range(index, len(tokens)):
        if tokens[i].kind == "mark":
            depth += tokens[i].text in OPEN
            depth -= tokens[i].text in OPEN.values()
        if depth == 0:
            return i
    return len(tokens) - 1


def end_of_statement(tokens, index):
    """The semicolon that ends what begins at `index`, or None."""
    depth = 0
    for i in range(index, len(tokens)):
        if tokens[i].kind != "mark":
            continue
        depth += tokens[i].text in OPEN
        depth -= tokens[i].text in OPEN.values()
        if depth < 0:
            return None
        if depth == 0 and tokens[i].text == ";":
            return i
    return None


def end_of_template(tokens, index):
    """The token that closes the template bracket at `index`."""
    depth = 0
    i = index
    while i < len(tokens):
        text = tokens[i].text
        if text in "([{":
            i = closing(tokens, i)
        elif text == "<":
            depth += 1
        elif text in (">", ">>"):
            depth -= len(text)
        if depth <= 0:
            return i
        i += 1
    return len(tokens) - 1


def skipped(tokens):
    """Whether each token is where no fault is put: arguments of templates,
    what is thrown, attributes, aliases, what the compiler checks."""
    out = [False] * len(tokens)
    for i, token in enumerate(tokens):
        if out[i]:
            continue
        before = tokens[i - 1] if i else None
        end = None
        if token.text in ("static_assert", "throw", "using", "typedef",
                          "alignas", "namespace") and token.kind == "name":
            if token.text in ("alignas", "namespace"):
                end = i + 1
            else:
                end = end_of_statement(tokens, i)
        elif token.text == "[" and i + 1 < len(tokens) and \
                tokens[i + 1].text == "[":
            end = closing(tokens, i)
        elif token.text == "<" and not token.apart and before and (
                before.text == "template"
                or before.kind == "name" and before.end == token.start
                and before.text != "operator"):
            end = end_of_template(tokens, i)
        if end is not None:
            out[i:end + 1] = [True] * (end + 1 - i)
    return out
