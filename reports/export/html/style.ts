/** The style sheet of the report: light and dark, narrow screens, print. Charts stay on white cards. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1a1a1a; --muted: #555b63; --line: #d5d9de; --soft: #f4f6f8;
  --link: #005a9c; --accent: #0072b2; --mark: #9a4a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --ink: #e8eaec; --muted: #a3abb3; --line: #363c43; --soft: #1e2226;
    --link: #7cc0f0; --accent: #56b4e9; --mark: #f0a24e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1.5rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: 1.25rem 0 0; }
.findings { border-left: 4px solid var(--accent); margin: 0; padding: .1rem 0 .1rem 1.1rem; list-style: none; }
.findings li { margin: .45rem 0; }
.findings li:first-child { font-size: 1.15rem; font-weight: 600; }
.muted, figcaption { color: var(--muted); font-size: .925rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; margin: .75rem 0; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem .75rem; color: var(--muted); }
th, td { padding: .45rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: normal; }
thead th { background: var(--soft); border-top: 0; vertical-align: bottom; }
.name { min-width: 9rem; max-width: 22rem; overflow-wrap: break-word; }
th[scope="row"] { font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; min-width: 6.5rem; }
.range { display: block; color: var(--muted); font-size: .85em; }
.assumed { color: var(--mark); font-weight: 700; text-decoration: none; }
td .assumed { display: inline-block; width: 0; }
figure { margin: 1.5rem 0 2.25rem; break-inside: avoid; }
.card { background: #ffffff; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; text-align: center; }
.card svg { display: inline-block; width: 100%; min-width: 40rem; max-width: 900px; height: auto; vertical-align: top; }
figcaption { margin-top: .5rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875em; overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  body { padding: 1rem .9rem 3rem; }
  h1 { font-size: 1.4rem; }
  .name { min-width: 8rem; max-width: 12rem; }
}
@media print {
  :root { --page: #fff; --ink: #000; --muted: #444; --line: #bbb; --soft: #f2f2f2; --link: #000; --accent: #000; --mark: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .files { display: none; }
  .scroll, .card { overflow: visible; }
  .card { border: 0; }
  .card svg { min-width: 0; max-height: 23cm; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
