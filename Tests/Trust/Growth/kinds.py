"""Texts on which a parser of Markdown may take more time than their length justifies.

KINDS maps the name of each kind to a function that makes a text of about as many bytes as it is
asked for. Each name says what there is much of, and what is missing.
"""


def repeated(unit, before="", after=""):
    """One piece over and over."""
    return lambda size: before + unit * max(1, (size - len(before + after)) // len(unit)) + after


def nested(opening, closing, core="x"):
    """Pieces inside one another."""
    def make(size):
        count = max(1, size // len(opening + closing))
        return opening * count + core + closing * count
    return make


def halves(first, second, between=""):
    """Two pieces, each over and over."""
    def make(size):
        return first * max(1, size // 2 // len(first)) + between \
            + second * max(1, size // 2 // len(second))
    return make


def numbered(piece, after=""):
    """Pieces that hold their numbers; `after` is repeated once for each."""
    def make(size):
        pieces = []
        while size > 0:
            pieces.append(piece(len(pieces)))
            size -= len(pieces[-1]) + len(after)
        return "".join(pieces) + after * len(pieces)
    return make


def growing(piece):
    """Pieces each of which is longer than the one before."""
    def make(size):
        pieces = []
        while size > 0:
            pieces.append(piece(len(pieces) + 1))
            size -= len(pieces[-1])
        return "".join(pieces)
    return make


def table(head, rule, row):
    """A table whose head is as long as all its rows, with half of the columns for the rule."""
    def make(size):
        cells = max(1, int(size ** 0.5) // 4)
        top = head * cells + "|\n" + rule * cells + "|\n"
        line = row * cells + "\n"
        return top + line * max(1, (size - len(top)) // len(line))
    return make


def front(fields):
    """A front matter, and a short text after it."""
    return lambda size: "---\n" + fields(size) + "\n---\ntext\n"


EMPHASIS = {
    "closers of emphasis without openers": repeated("a_ "),
    "openers of emphasis without closers": repeated("_a "),
    "openers of strong emphasis without closers": repeated("**a "),
    "closers of strong emphasis without openers": repeated("a** "),
    "openers of one kind and closers of another": repeated("*a_ "),
    "openers of one kind, then closers of another": halves("*a ", " b_"),
    "runs whose lengths may not be paired": repeated("c* ", before="a**b"),
    "runs of two after runs of three": halves("***a ", " b**"),
    "runs of one inside runs of two": repeated("*a**b* "),
    "a single long run of marks": repeated("*"),
    "two long runs of marks": halves("*", "*", between="a"),
    "runs of marks that grow": growing(lambda n: "*" * n + "a "),
    "runs of marks that grow at the ends of words": growing(lambda n: "a" + "_" * n + " "),
    "emphasis inside strong emphasis": nested("*a **a ", " a** a*"),
    "emphasis inside emphasis": nested("*a ", " a*"),
    "marks inside words": repeated("a*b_c"),
    "marks between punctuation": repeated(".*.,_,"),
    "marks between wide letters": repeated("\u7bb1*\u66f8_"),
    "marks that are escaped": repeated("\\*\\_"),
    "openers on lines of their own": repeated("*a\n"),
    "struck text without an end": repeated("~a "),
    "struck text without a beginning": repeated("a~ "),
    "struck text in pairs": repeated("~~a~~ "),
    "struck text inside struck text": nested("~~a ", " a~~"),
    "struck text of other lengths": repeated("~a~~ "),
    "struck text between emphasis": repeated("*~a_ "),
    "long runs of tildes": growing(lambda n: "a" + "~" * n + " "),
}

LINKS = {
    "opening brackets": repeated("[a"),
    "closing brackets": repeated("a]"),
    "opening brackets and nothing else": repeated("["),
    "brackets inside brackets": nested("[", "]"),
    "brackets inside brackets, with space": nested("[ a ", " b ] "),
    "images inside images": nested("![a", "](b)"),
    "links inside links": nested("[a", "](b)"),
    "images without an end": repeated("![a "),
    "images without an end before links": repeated("![[a](b) "),
    "images without an end, then links": halves("![a ", "[a](b) "),
    "images without an end, then brackets": halves("![a ", "[a] "),
    "links among openers of emphasis": repeated("*[a](b) "),
    "links after openers of emphasis": halves("*a ", "[a](b) "),
    "links after openers of strikes": halves("~a ", "[a](b) "),
    "brackets and closers of emphasis": repeated("[ a_"),
    "brackets after openers of both kinds": halves("*_a ", "[a] "),
    "addresses without an end": repeated("[a](b"),
    "addresses in angle brackets without an end": repeated("[a](<b"),
    "titles without an end": repeated('[a](b "c'),
    "titles in brackets without an end": repeated("[a](b (c"),
    "titles of alternating quotes": repeated("[a](b \"c ' "),
    "round brackets in an address": lambda size: "[a](" + "(" * size + ")",
    "pairs of round brackets in an address": lambda size: "[a](" + "()" * (size // 2) + ")",
    "backslashes in an address": lambda size: "[a](" + "\\" * size + ")",
    "spaces before a title": lambda size: "[a](b" + " " * size + "x",
    "links over two lines": repeated("[a\n](b\n)"),
    "links to nothing": repeated("[](a)"),
    "references without a definition": repeated("[a][b] "),
    "references to one definition": repeated("[a] ", before="[a]: /b\n\n"),
    "references to a long definition": lambda size: (
        f"[a]: /{'b' * (size // 2)}\n\n" + "[a] " * (size // 8)),
    "references in two pairs of brackets": repeated("[a][]", before="[a]: /b\n\n"),
    "definitions": numbered(lambda n: f"[{n}]: u\n", after="[0] "),
    "definitions of one label": repeated("[a]: u\n"),
    "definitions without an address": repeated("[a]:\n"),
    "definitions with a title without an end": repeated('[a]: u "b\n'),
    "definitions inside quotes": repeated("> [a]: u\n"),
    "labels as long as they may be": numbered(lambda n: f"[{n:0>900}] "),
    "labels that are too long": repeated("[" + "a" * 1100),
    "labels that differ in case": numbered(lambda n: f"[{n:b}Aa]: u\n".replace("1", "\u1e9e")),
}

NOTES = {
    "footnotes that nothing refers to": numbered(lambda n: f"[^{n}]: a\n"),
    "references to footnotes that do not exist": repeated("[^a] "),
    "references to many footnotes that do not exist": numbered(lambda n: f"[^{n}] "),
    "references to missing footnotes among tildes": repeated("~[^a] "),
    "references to missing footnotes after tildes": halves("~a ", "[^a] "),
    "references to missing footnotes among emphasis": repeated("*[^a]_ "),
    "references to missing footnotes after images": halves("![a ", "[^a] "),
    "references to one footnote": lambda size: "[^a]: b\n\n" + "[^a] " * (size // 5),
    "references to a long footnote": lambda size: (
        f"[^a]: {'b ' * (size // 4)}\n\n" + "[^a] " * (size // 10)),
    "footnotes that refer to themselves": repeated("[^a]: [^a] "),
    "footnotes that refer to the next": numbered(lambda n: f"[^{n}]: [^{n + 1}]\n\n"),
    "footnotes inside footnotes": repeated("[^a]:"),
    "footnotes inside quotes": repeated("> [^a]: b\n"),
    "footnotes with long names": numbered(lambda n: f"[^{n:0>200}]: a [^{n:0>200}]\n\n"),
    "footnotes without a closing bracket": repeated("[^a"),
    "footnotes with brackets in their names": repeated("[^[^a]"),
    "footnotes of caps only": repeated("[^^]"),
}

CODE = {
    "runs of backticks that grow": growing(lambda n: "e" + "`" * n),
    "runs of backticks that shrink": lambda size: "".join(
        "e" + "`" * n for n in range(int((2 * size) ** 0.5), 0, -1)),
    "single backticks": repeated("`a "),
    "single and double backticks": repeated("`a``"),
    "backticks with backslashes": repeated("\\``a"),
    "fences without an end": repeated("```\na\n> ```\n"),
    "fences that grow": growing(lambda n: "`" * (n + 2) + "\n"),
    "fences with long names": repeated("``` a b c\n```\n"),
    "fences of tildes and backticks": repeated("~~~\n```\n"),
    "code by indentation between text": repeated("a\n\n    b\n\n"),
    "empty lines inside code": repeated("\n", before="    a\n", after="    b\n"),
    "empty lines in a fence": repeated("\n", before="```\n", after="x"),
    "tabs before text": repeated("\ta\n\t\tb\n"),
    "dollar signs": repeated("$a"),
}

MARKUP = {
    "tags without an end": repeated("<a "),
    "tags with attributes without an end": repeated("<a b='c"),
    "tags with many attributes": lambda size: "<a" + " b=c" * (size // 4) + ">",
    "closing tags": repeated("</b>"),
    "tags inside tags": nested("<b>", "</b>"),
    "comments without an end": repeated("<!-- a "),
    "comments of dashes": repeated("<!--", after="-->"),
    "instructions without an end": repeated("<?a "),
    "declarations without an end": repeated("<!A "),
    "character data without an end": repeated("<![CDATA[ a "),
    "all of them without an end": repeated("<!--<?<!A<![CDATA[<a b='"),
    "blocks of markup": repeated("<div>\na\n\n"),
    "blocks of markup inside others": nested("<div>\n", "</div>\n"),
    "blocks of markup in lists": repeated("- <p>\n"),
    "blocks that end with a word": repeated("<pre>\na\n"),
    "angle brackets": repeated("<"),
    "angle brackets around spaces": repeated("< a >"),
    "addresses in angle brackets": repeated("<a:b>"),
    "mail in angle brackets": repeated("<a@b.c>"),
    "hosts with many dots in angle brackets": lambda size: "<a@b" + ".c" * (size // 2) + ">",
    "references to characters": repeated("&amp;"),
    "references to characters without an end": repeated("&amp"),
    "references to characters by number": repeated("&#1114112;"),
    "ampersands": repeated("&"),
    "long references to characters": lambda size: "&" + "a" * size + ";",
    "tables of markup": nested("<table><tr><td>", "</td></tr></table>"),
    "lists of markup": nested("<ul><li>", "</li></ul>"),
    "details of markup": nested("<details><summary>a</summary>", "</details>"),
}

BLOCKS = {
    "quotes inside quotes": repeated("> ", after="a"),
    "quotes without spaces": repeated(">", after="a"),
    "quotes that deepen": growing(lambda n: ">" * n + "a\n"),
    "lazy lines after a deep quote": lambda size: "> " * (size // 4) + "a\n" + "b\n" * (size // 4),
    "lists inside lists on one line": repeated("- ", after="a"),
    "lists that deepen": growing(lambda n: "  " * n + "* a\n"),
    "lists that deepen and end": growing(lambda n: "  " * (n % 100) + "- a\n"),
    "items of a list": repeated("- a\n"),
    "items without text": repeated("-\n"),
    "items of lists of other kinds": repeated("- a\n+ b\n* c\n"),
    "items with numbers": numbered(lambda n: f"{n}. a\n"),
    "items with the longest numbers": repeated("999999999. a\n"),
    "items with links and emphasis": repeated("* [a](b) *c*\n"),
    "items that are done": repeated("- [x] a\n"),
    "quotes and items by turns": repeated("> - ", after="a"),
    "quotes and items by turns, line by line": growing(lambda n: "> - " * (n % 60) + "a\n"),
    "empty lines between items": repeated("- a\n\n\n"),
    "empty lines": repeated("\n"),
    "lines of spaces": repeated("    \n"),
    "one long line of spaces": repeated(" "),
    "lines that end with spaces": repeated("a  \n"),
    "lines that end with a backslash": repeated("a\\\n"),
    "backslashes": repeated("\\"),
    "headings": repeated("# a\n"),
    "headings with closing marks": growing(lambda n: "# a " + "#" * n + "\n"),
    "headings that are underlined": repeated("a\n=\n"),
    "a paragraph before an underline": repeated("a\n", after="=\n"),
    "rules": repeated("---\n"),
    "rules of marks and spaces": repeated("* * *\n"),
    "a line that is nearly a rule": lambda size: "* " * (size // 2) + "a",
    "one long word": repeated("a"),
    "one long word of wide letters": repeated("\u7bb1"),
    "marks that combine": repeated("a\u0301\u0302\u0303"),
    "marks that combine with one letter": repeated("\u0301", before="a"),
    "joined pictures": repeated("\U0001f469\u200d"),
    "bytes of NUL": repeated("a\0"),
    "returns without newlines": repeated("a\r"),
    "marks of a guard": repeated("\ufdd0*"),
}

TABLES = {
    "wide tables": table("| a ", "|---", "| b "),
    "tables without cells in their rows": table("| a ", "|---", "|"),
    "tables with empty rows": table("|a", "|-", "x"),
    "heads of tables without rows": repeated("|a|\n|-|\n"),
    "a wide head, and short rows": lambda size: (
        "|" * (size // 4) + "\n" + "|-" * (size // 8) + "\n" + "a\n" * (size // 4)),
    "a paragraph before a table": repeated("a\n", after="|b|\n|-|\n|c|\n"),
    "lines that could rule a table": repeated("-|-\n"),
    "lines that could rule a table, after text": repeated("a|b\n-|-\n"),
    "pipes": repeated("|"),
    "pipes that are escaped": repeated("\\|", before="|a|\n|-|\n|"),
    "cells with code": repeated("|`a", before="|a|\n|-|\n"),
    "cells with emphasis": repeated("|*a*_b ", before="|a|\n|-|\n"),
    "colons and dashes": repeated(":-"),
}

ADDRESSES = {
    "addresses of the web": repeated("www.a.b "),
    "addresses with a scheme": repeated("http://a.b "),
    "addresses in one word": repeated("http://a.b"),
    "beginnings of addresses": repeated("www."),
    "beginnings of addresses with a scheme": repeated("http://"),
    "colons and slashes": repeated("://"),
    "an address that ends with marks": lambda size: "http://a.b/" + "?!.," * (size // 4),
    "an address that ends with brackets": lambda size: "http://a.b/" + ")" * size,
    "an address with pairs of brackets": nested("(", ")", core="http://a.b/c"),
    "an address that ends with references": lambda size: "http://a.b/" + "&amp;" * (size // 5),
    "a host of many parts": lambda size: "http://" + "a." * (size // 2) + "b",
    "a host with underscores": lambda size: "http://" + "a_" * (size // 2) + ".b",
    "addresses of mail": repeated("a@b.c "),
    "addresses of mail in one word": repeated("a@b."),
    "at signs": repeated("@"),
    "a name before an at sign": lambda size: "a." * (size // 2) + "@b.c",
    "names of hosts after at signs": repeated("a@b-"),
    "angle brackets in addresses": repeated("http://a<b"),
    "underscores around addresses": repeated("_www.a.b_"),
    "tildes around addresses": repeated("~www.a.b "),
    "brackets around addresses": repeated("[www.a.b] "),
}

FRONT_MATTER = {
    "tags in front matter": front(numbered(lambda n: f"- t{n}\n" if n else "tags:\n")),
    "fields in front matter": front(numbered(lambda n: f"f{n}: v\n")),
    "one field over and over": front(repeated("a: b\n")),
    "lists inside lists in front matter": front(nested("[", "]", core="a")),
    "lists without an end in front matter": front(repeated("[a, ", before="a: ")),
    "maps inside maps in front matter": front(nested("{a: ", "}", core="a")),
    "keys without values in front matter": front(repeated("? a\n")),
    "levels of indentation in front matter": front(growing(lambda n: " " * n + "a:\n")),
    "names that stand for names": front(
        numbered(lambda n: f"a{n}: &a{n} [*a{n - 1},*a{n - 1}]\n" if n else "a0: &a0 x\n")),
    "a text of many lines in front matter": front(repeated("  a\n", before="a: |\n")),
    "a long title": front(repeated("a", before="title: ")),
    "a title of escapes": front(repeated("\\u0061", before='title: "', after='"')),
    "a front matter without an end": repeated("a: b\n", before="---\n"),
    "tables in TOML": lambda size: "+++\n" + "[a.b]\n" * (size // 6) + "+++\ntext\n",
    "lists inside lists in TOML": lambda size: (
        "+++\na = " + "[" * (size // 2) + "]" * (size // 2) + "\n+++\ntext\n"),
    "lists inside lists in JSON": lambda size: (
        '{"a": ' + "[" * (size // 2) + "]" * (size // 2) + "}\ntext\n"),
}

KINDS = {
    **EMPHASIS, **LINKS, **NOTES, **CODE, **MARKUP, **BLOCKS, **TABLES, **ADDRESSES, **FRONT_MATTER,
}

# Pieces of which a random search makes texts.
PIECES = [
    "*", "**", "_", "~", "~~", "`", "``", "[", "]", "![", "](b)", "](", ")", "(", "[^a]", "[^",
    "[^a]: ", "[a]", "[a]: u\n", "<", ">", "<b>", "</b>", "<!--", "<?", "<!A", "&", "&amp;", "|",
    "|-|\n", "-", "- ", "+ ", "1. ", "> ", "#", "# ", "\n", "\n\n", "  \n", "    ", "\t", "\\", ":",
    "@", ".", "www.", "http://a.b", "a@b.c", "a", " ", "a ", " a", "\u7bb1", "'", '"', "$", "=\n",
    "```\n", "~~~\n", "{", "}", "import a\n",
]
