/**
 * The style sheet of the report: light and dark, narrow screens, print. Charts stay on white cards, drawn for a wide or a
 * narrow page. A table that is wider than the page scrolls in its box, with its first column in place and a shadow where
 * it goes on; on paper, where nothing scrolls, its words wrap instead.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1a1a1a; --muted: #555b63; --line: #d5d9de; --soft: #f4f6f8;
  --link: #005a9c; --accent: #0072b2; --mark: #9a4a00; --shade: rgba(0, 0, 0, .28);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --ink: #e8eaec; --muted: #a3abb3; --line: #363c43; --soft: #1e2226;
    --link: #7cc0f0; --accent: #56b4e9; --mark: #f0a24e; --shade: rgba(0, 0, 0, .8);
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
.warnings { border-left: 4px solid var(--mark); margin: 0 0 1rem; padding: .1rem 0 .1rem 1.1rem; list-style: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem; margin: 0; }
.figures div { border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem; }
.figures dt { color: var(--muted); font-size: .85rem; }
.figures dd { margin: .15rem 0 0; font-size: .85rem; font-variant-numeric: tabular-nums; }
.figures .large { font-size: 1.3rem; font-weight: 600; line-height: 1.3; }
.figures small { font-size: .75rem; font-weight: 400; color: var(--muted); }
.muted, figcaption { color: var(--muted); font-size: .925rem; }
.scroll {
  overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; margin: .75rem 0;
  background:
    linear-gradient(to left, var(--page) 40%, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(to left, var(--shade), transparent) right / 1rem 100% no-repeat scroll,
    var(--page);
}
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .5rem; color: var(--muted); }
th, td { padding: .4rem .5rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: normal; }
thead th { border-top: 0; border-bottom: 1px solid var(--line); vertical-align: bottom; }
.name { max-width: 22rem; overflow-wrap: break-word; }
th[scope="row"] { font-weight: 600; }
tr > :first-child { position: sticky; left: 0; background: var(--page); }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
.range { display: block; color: var(--muted); font-size: .85em; }
.assumed { color: var(--mark); font-weight: 700; text-decoration: none; }
td .assumed { display: inline-block; width: 0; }
figure { margin: 1.5rem 0 2.25rem; break-inside: avoid; }
.card { background: #ffffff; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; text-align: center; }
.card svg { width: 100%; max-width: 900px; height: auto; vertical-align: top; }
figcaption { margin-top: .5rem; }
.narrow { display: none; }
.notes { margin: .5rem 0; padding-left: 2rem; }
.notes li::marker { content: "[" counter(list-item) "] "; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875em; overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  h1 { font-size: 1.4rem; }
  th, td { padding: .35rem .3rem; font-size: .85rem; }
  .name { max-width: 9rem; }
  thead th { overflow-wrap: anywhere; }
  .card .wide { display: none; }
  .card .narrow { display: inline-block; max-width: 440px; }
}
@media print {
  :root { --page: #fff; --ink: #000; --muted: #444; --line: #bbb; --soft: #f2f2f2; --link: #000; --accent: #000; --mark: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .files { display: none; }
  .scroll, .card { overflow: visible; background: none; }
  .scroll { border: 0; }
  table { font-size: 7.5pt; }
  th, td { padding: 1.5pt 3pt; }
  .notes { font-size: 7.5pt; }
  .name { min-width: 4.5em; max-width: none; overflow-wrap: anywhere; }
  td .assumed { display: inline; }
  .card { border: 0; }
  .card svg { max-height: 23cm; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;
