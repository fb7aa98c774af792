/// The style sheet of a site; at most 6 kB.
enum StyleSheet {
  static let text = """
    :root{color-scheme:light dark;--back:#fbfaf7;--text:#1d2226;--dim:#565f66;--link:#0b57a4;\
    --seen:#6b2fa0;--line:#c9ced3;--code:#f0eee8}
    @media(prefers-color-scheme:dark){:root{--back:#111417;--text:#d8dee3;--dim:#9aa4ad;\
    --link:#7cc7ff;--seen:#c9a6ff;--line:#3a4148;--code:#1b2025}}
    @media(prefers-contrast:more){:root{--dim:var(--text);--line:var(--text)}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:1rem;max-inline-size:calc(80ch + 2rem);background:var(--back);\
    color:var(--text);font-family:ui-monospace,monospace,monospace;font-size:100%;line-height:1.5;\
    line-break:strict;overflow-wrap:anywhere}
    h1,h2,h3,h4,h5,h6{font-size:1em;line-height:1.5;margin-block:1.5em;text-wrap:balance}
    h1{margin-block:1.5em 3em}
    p,ul,ol,dl,pre,table,blockquote,figure,details{margin-block:1.5em}
    li>p:first-child,dd>p:first-child{margin-block-start:0}
    li ul,li ol{margin-block:0}
    ul,ol{padding-inline-start:4ch}
    ul.plain,ul.tree,ul.tree ul{list-style:none;padding-inline-start:0}
    ul.tree ul{margin:0;padding-inline-start:2ch;border-inline-start:1px solid var(--line)}
    dd{margin-inline-start:4ch}
    blockquote{margin-inline:0;padding-inline-start:2ch;border-inline-start:2px solid var(--line)}
    figure{margin-inline:0}
    hr{border:0;border-block-start:1px solid var(--line);margin-block:3em}
    a{color:var(--link);text-underline-offset:.2em}
    a:visited{color:var(--seen)}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    code,kbd,pre{font:inherit}
    code,kbd{background:var(--code)}
    .command kbd{background:none}
    .command span{color:var(--dim);user-select:none;-webkit-user-select:none}
    pre{overflow-x:auto;padding:.5em 4ch;background:var(--code);overflow-wrap:normal;tab-size:4}
    pre.text{padding:0;background:none;white-space:pre-wrap}
    pre code{background:none}
    .wide{overflow-x:auto;margin-block:1.5em}
    .wide table{margin-block:0}
    table{border-collapse:collapse}
    th,td{text-align:start;vertical-align:top;font-weight:inherit;padding:0 2ch 0 0}
    thead th{color:var(--dim);border-block-end:1px solid var(--line)}
    .right{text-align:end}
    .center{text-align:center}
    .ls thead{position:absolute;clip-path:inset(50%);inline-size:1px;block-size:1px;overflow:hidden}
    .ls td:first-child{white-space:nowrap;color:var(--dim)}
    img{max-inline-size:100%;block-size:auto}
    sup,sub{line-height:1}
    mark{background:var(--seen);color:var(--back)}
    .note>p:first-child{margin-block-end:-1.5em}
    .note>p+p{padding-inline-start:5ch}
    footer{margin-block-start:3em;border-block-start:1px solid var(--line);color:var(--dim)}
    nav{overflow-wrap:anywhere}
    footer nav p{margin:0}
    .skip{position:absolute;inset-inline-start:-100vw}
    .skip:focus{position:static}
    input,button{font:inherit;color:inherit;background:var(--code);border:1px solid var(--dim);\
    padding:.25em 1ch;max-inline-size:100%}
    #prompt{display:flex;gap:1ch;margin-block:1.5em}
    #prompt input{flex:1;min-inline-size:0;border:0;border-block-end:1px solid var(--dim)}
    @media(max-width:40em){
    .ls,.ls tbody,.ls tr,.ls td,.ls th{display:block}
    .ls tr{margin-block-end:.75em}
    .ls td:empty{display:none}
    ul,ol{padding-inline-start:3ch}
    pre{padding-inline:1ch;white-space:pre-wrap;overflow-wrap:anywhere}
    .wide td,.wide th{overflow-wrap:normal}}
    @media(forced-colors:active){code,kbd,pre,input{border:1px solid}
    .command kbd,pre code{border:0}}
    @media print{
    :root{--back:#fff;--text:#000;--dim:#000;--link:#000;--seen:#000;--code:#fff;--line:#000}
    body{max-inline-size:none;padding:0;orphans:3;widows:3}
    header,nav,.skip,#prompt,form{display:none}
    h1,h2,h3,h4,h5,h6{break-after:avoid}
    pre{white-space:pre-wrap;overflow-wrap:anywhere}
    article a[href^=http]::after{content:" <" attr(href) ">"}}

    """
}
