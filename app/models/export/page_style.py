"""How a page of an export looks. All of it stands in the page itself."""

STYLE = """
:root { color-scheme: light dark; --text: #1a1f27; --faint: #596473; --line: #e2e6ec; --back: #ffffff; --code: #f1f3f6;
  --link: #1f5fcc; --own: #d9e6ff; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e7ebf1; --faint: #9aa5b4; --line: #262d38;
  --back: #171b22; --code: #10141a; --link: #6fb1ff; --own: #2a4a82; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 Inter, "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; } header p { color: var(--faint); } a { color: var(--link); }
h2 { font-size: .85rem; font-weight: normal; color: var(--faint); text-align: center; margin: 2rem 0 1.5rem;
  border-bottom: 1px solid var(--line); line-height: .1em; } h2 span { background: var(--back); padding: 0 .8rem; }
article { margin: .35rem 0; } article:target { background: var(--own); border-radius: .5rem; }
b.who { margin-right: .4rem; } time, .what, .quote, .more { color: var(--faint); font-size: .85rem; }
article:target :is(time, .what, .quote, .more) { color: var(--text); }
.what { margin: .2rem 0; } .text { white-space: pre-wrap; }
.quote { border-left: 3px solid var(--line); padding-left: .6rem; display: block; text-decoration: none; }
.quoted { border-left: 3px solid var(--line); padding-left: .6rem; }
code { background: var(--code); border-radius: .3rem; padding: .1rem .3rem; font-family: ui-monospace, monospace; }
.turned { background: var(--text); color: var(--back); } .inked { color: var(--light); }
@media screen and (prefers-color-scheme: dark) { .inked { color: var(--dark); } }
.spoiler:not(:hover, :focus, :focus-within), .spoiler:not(:hover, :focus, :focus-within) * { color: transparent;
  background: var(--faint); border-radius: .2rem; }
.reactions span { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; margin-right: .3rem;
  font-size: .85rem; }
@media print { body { max-width: none; margin: 0; } article { break-inside: avoid; }
  .spoiler.spoiler.spoiler, .spoiler.spoiler.spoiler.spoiler * { color: inherit; background: none; } }
"""
