import Posts
import TestSupport
import Testing
import View

@Suite struct VerbatimTests {
  @Test(arguments: [
    // Blocks of code.
    (
      "{% highlight c %}\n*a* b\n\n  c\n{% endhighlight %}\nd",
      "    {% highlight c %}\n    *a* b\n\n      c\n    {% endhighlight %}\n\nd"
    ),
    (
      "a\n{{< highlight sh >}}\n*a*\n{{< /highlight >}}",
      "a\n\n    {{< highlight sh >}}\n    *a*\n    {{< /highlight >}}"
    ),
    ("{{% code %}}\n_a_\n{{% /code %}}", "    {{% code %}}\n    _a_\n    {{% /code %}}"),
    (
      "{%- raw -%}\n```\n*a*\n{%- endraw -%}",
      "    {%- raw -%}\n    ```\n    *a*\n    {%- endraw -%}"
    ),
    ("{% raw %}*a*{% endraw %}", "    {% raw %}*a*{% endraw %}"),
    ("$$\na_1 \\\\\nb_2\n$$", "    $$\n    a_1 \\\\\n    b_2\n    $$"),
    ("\\[\na_1 *\n\\]", "    \\[\n    a_1 *\n    \\]"),
    ("> $$\n> *a*\n> $$\n> b", ">     $$\n>     *a*\n>     $$\n>\n> b"),
    ("- a\n\n  $$\n  *a*\n  $$\n\n  b", "- a\n\n      $$\n      *a*\n      $$\n\n  b"),
    // Blocks that never end, or end elsewhere, are Markdown.
    ("{% highlight c %}\n*a*", "{% highlight c %} a"), ("$$\n*a*\n\n$$", "$$ a\n\n$$"),
    ("> $$\n*a*\n$$", "> $$ a $$"), ("- a\n\n  $$\n*a*\n  $$", "- a\n\n  $$ a $$"),
    ("{% note %}\n*a*\n{% endnote %}", "{% note %} a {% endnote %}"),
    ("{{< note >}}\n*a*\n{{< /note >}}", "{{< note >}} a {{< /note >}}"),
    // Parts of a line.
    ("a $b*c*d$ *e*", "a $b*c*d$ e"), ("$$a_b_$$ *c*", "$$a_b_$$ c"),
    ("\\(a^*b*\\) *c*", "\\(a^*b*\\) c"),
    ("\\[x = *y*\\]", "\\[x = *y*\\]"), ("{{ a | b: '*c*' }} *d*", "{{ a | b: '*c*' }} d"),
    ("{% link _posts/a_b_.md %}", "{% link _posts/a_b_.md %}"), ("($\\alpha$)", "($\\alpha$)"),
    ("# $a*b*c$ d", "$a*b*c$ d"), ("- $a*b*c$", "- $a*b*c$"),
    // Prices, brackets and the like.
    ("$5 *a* $6", "$5 a $6"), ("$5*a*, $6*b*", "$5a, $6b"),
    ("\\[1\\] and \\(*a*\\)", "[1] and (a)"),
    ("\\$a*b*c\\$", "$abc$"), ("$ a *b* $", "$ a b $"), ("a $b", "a $b"), ("x$a*b*c$", "x$abc$"),
    ("$a *b*", "$a b"),
    // Code, tags and addresses.
    ("`$a*b*c$` *d*", "$a*b*c$ d"), ("```\n$a*b$ {{ *x* }}\n```", "    $a*b$ {{ *x* }}"),
    ("    $a*b*c$", "    $a*b*c$"), ("[a](b$c_d$)", "a <b$c_d$>"), ("<i title='$a*b$'>c</i>", "c"),
    ("a `b\n$c*d*e$` f", "a b $c*d*e$ f"), ("~~~\n$$\n*a*\n$$\n~~~", "    $$\n    *a*\n    $$"),
    ("<a\nhref='$a*b$'>c</a>", "c <$a*b$>"),
    ("$a*b*c$ ````````````````````x", "$abc$ ````````````````````x"),
    // Code in lists, HTML, and cells: no mark is left on the page.
    (
      "- ```\n  a\n\n  $b*c*d$\n  ```\n\n$e_f_g$",
      "-     a\n\n      $b*c*d$\n\n$e_f_g$"
    ),
    ("2) ~~~\n   $$\n   *a*\n   $$\n   ~~~", "2)     $$\n       *a*\n       $$"),
    ("<pre>\n$a*b*c$\n</pre>", "$a*b*c$"), ("<div>\n$$\n*a*\n$$\n</div>", "$$ *a* $$"),
    ("| a | b |\n|-|-|\n| $c_1|d_2$ |", "a     b\n----  ----\n$c_1  d_2$"),
    ("`a`$b*c*d$", "a$b*c*d$"), ("$b*c*d$`a`", "$b*c*d$a"),
    ("[a]: https://b.c/$d_e$/\n\n[a]", "a <https://b.c/$d_e$/>"),
  ])
  func `what is not Markdown is shown as written`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    // Each kind of part, over one line end and over several.
    ("a $b*c*\nd*e*$ *f*", "a $b*c* d*e*$ f"), ("a $$b*c*\n*d*$$ *e*", "a $$b*c* *d*$$ e"),
    ("a \\(x^*b*\n+*c*\n*d*\\) *e*", "a \\(x^*b* +*c* *d*\\) e"),
    ("a \\[x = *y*\n*z*\\] *b*", "a \\[x = *y* *z*\\] b"),
    ("a {{ b\n| c: '*d*' }} *e*", "a {{ b | c: '*d*' }} e"),
    ("a {% link\n_posts/a_b_.md %}", "a {% link _posts/a_b_.md %}"),
    // The white space next to the dollars decides there too.
    ("a $b*c*\n$ *d*", "a $bc $ d"), ("a $\nb*c*$ *d*", "a $ bc$ d"),
    ("costs $5 *or*\n$6 *or* $7", "costs $5 or $6 or $7"), ("$a*b*\nc$5*d*", "$ab c$5d"),
    // In quotes and lists.
    ("> a $b*c*\n> d*e*$ *f*", "> a $b*c* d*e*$ f"), ("- a $b*c*\n  d*e*$", "- a $b*c* d*e*$"),
    ("1. a\n   $b*c*\n   d*e*$", "1. a $b*c* d*e*$"),
    // What ends the paragraph ends the part.
    ("a $b*c*\n\nd*e*$", "a $bc\n\nde$"), ("a $b*c*\n# d*e*$", "a $bc\n\nde$"),
    ("a $b*c*\n- d*e*$", "a $bc\n\n- de$"), ("a $b*c*\n> d*e*$", "a $bc\n\n> de$"),
    ("a $b*c*\n---\nd*e*$", "a $bc\n\nde$"), ("a $b*c*\n===\nd*e*$", "a $bc\n\nde$"),
    ("a $b*c*\n```\nd*e*$\n```", "a $bc\n\n    d*e*$"),
    ("> a $b*c*\nd*e*$", "> a $bc de$"), ("# a $b*c*\nd*e*$", "a $bc\n\nde$"),
    ("a\n$b*c*\nd*e*$", "a $b*c* d*e*$"), ("> $b*c*\n>   d*e*$", "> $b*c* d*e*$"),
    ("a `b\nc` $d*e*\nf*g*$", "a b c $d*e* f*g*$"),
    ("a $b*c*\nd*e*$ | f\n-|-\n1 | 2", "a $bc\n\nde$  f\n---  -\n1    2"),
    // A cell of a table ends with its line.
    ("| a |\n|---|\n| $b*c* |\n| d*e*$ |", "a\n---\n$bc\nde$"),
  ])
  func `a formula or a tag can go on in the next lines of its paragraph`(
    markdown: String, expected: String
  ) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("import A from 'a'\nexport const b = {\n\n  c: 1\n}\n\n# T\n\ntext", "T\n\ntext"),
    ("important *a*", "important a"),
    ("import A from 'a'", ""), ("a\nimport b", "a import b"),
    ("```\nimport a\n\nexport b <C/>\n```", "    import a\n\n    export b <C/>"),
    ("<Box a={1 > 2} b='>'>\n\n*a*\n\n</Box>\nb", "a\n\nb"), ("a <B c={[\"x\"]}/> *d*", "a d"),
    ("a <B.C\n  d={{e: 1}}\n/>\n\nf", "a\n\nf"), ("<>*a*</>", "a"), ("`<B/>` <i>c</i>", "<B/> c"),
    ("{/* it's\n\nnot seen */}\n\na", "a"), ("a {b * c * d} *e*", "a {b * c * d} e"),
    ("{a['*b*']}", "{a['*b*']}"), ("a < B and c", "a < B and c"), ("a <B c", "a <B c"),
  ])
  func `MDX is shown without imports, exports and components`(mdx: String, expected: String) {
    let document = MarkdownDocument(Array(mdx.utf8).span, isMDX: true)
    #expect(document.lines().map(\.text).joined(separator: "\n") == expected)
  }

  @Test func `only the name of a post makes it MDX`() throws {
    let text = Array("import A from 'a'\n\n# One\n".utf8)
    for (name, title) in [("a.mdx", "One" as String?), ("a.MDX", "One"), ("b.md", nil)] {
      let path = try Path(argument: name.utf8)
      #expect(PostPage.facts(path: path, content: text).title == title)
    }
  }

  @Test(arguments: [
    ("> [!NOTE]\n> a\n> b", "> [!NOTE]\n> a b"),
    ("> [!tip]- A *title*\n> a", "> [!tip]- A title\n> a"),
    ("> [!NOTE]", "> [!NOTE]"), ("> a\n> [!NOTE]\n> b", "> a [!NOTE] b"),
    ("[!NOTE]\na", "[!NOTE] a"),
    ("> [!not a note]\n> a", "> [!not a note] a"), ("> [!]\n> a", "> [!] a"),
  ])
  func `the first line of a callout is a line of its own`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("a <a href=u>b *c*</a> d", "a b c <u> d"), ("<a href=u>b", "b <u>"), ("a</a> b", "a b"),
    ("[<a href=u>b](c)</a>", "b <u> <c>"), ("a <img src=b alt=c> d", "a [image: c] <b> d"),
    ("<a name=x></a>a", "a"), ("![a <img src=b>](c)", "[image: a [image]] <c>"),
    ("a <video src=b></video>", "a [video] <b>"),
    ("<details>\n<summary>More</summary>\n\n*a*\n\n</details>", "More\n\na"),
  ])
  func `tags of HTML show texts and addresses as Markdown does`(markdown: String, expected: String)
  {
    #expect(shown(markdown) == expected)
  }

  @Test func `an address of a tag is a hyperlink where it can be one`() {
    let line = lines("<a href='http://a.b/'>c</a> d", Layout(links: .hyperlink))[0]
    #expect(line.spans.map(\.link) == ["http://a.b/", nil])
    #expect(line.text == "c d")
  }

  @Test(arguments: [
    "$", "$a", "$a ", "$*a*\n", "$a\n", "$$ $\n", "\\(a\n", "{{ a\n", "$$\na\n", "a\n$$\n", "$$",
    "$$\n", "$$a\n", "{{", "{{ ", "{%", "{% raw %}\n", "{{< code >}}\n",
    "{",
    "{/*", "<A ", "<A {", "\\(", "\\[", "\\[\n", "$*a*$", "import a\n\n", "export {\n", "](", "<a ",
    "[^",
    "[^a]: b\n\n", "<a href=b>", "<img src=b>", "> [!a]\n", "$`a`", "{{ *a* }}`",
  ])
  func `a text that repeats the start of a part has a page soon`(piece: String) {
    let text = String(repeating: piece, count: 50_000 / piece.utf8.count)
    for isMDX in [false, true] {
      let document = MarkdownDocument(Array((text + "x\n\nend").utf8).span, isMDX: isMDX)
      #expect(document.lines(Layout(width: 40)).reduce(0) { $0 + $1.text.utf8.count } < 20_000_000)
    }
  }
}
