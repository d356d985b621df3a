/** How the report looks: one column of quiet type, light or dark as the reader's machine is, and light on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --rule: #d9dee3; --card: #f6f8fa; --accent: #0a58a6;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171a; --ink: #e3e6e9; --quiet: #9aa4ae; --rule: #32383e; --card: #1c2024; --accent: #7db7f5; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 61rem; margin: 0 auto; padding: 4rem 1.5rem 5rem; }
h1 { font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; margin: 0 0 0.75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; font-weight: 600; margin: 3.25rem 0 1rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 0 0 0.1rem; }
h3 .quiet { font-weight: 400; }
p { margin: 0 0 0.75rem; max-width: 44rem; }
.lead { font-size: 1.15rem; line-height: 1.5; white-space: pre-line; }
.quiet, figcaption { color: var(--quiet); }
h1, h2, h3, p, dd, li { overflow-wrap: anywhere; }
th, td { overflow-wrap: break-word; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
code, dd { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.86em; }

table { width: 100%; border-collapse: collapse; margin: 0 0 2rem; font-size: 0.94rem; }
th, td { padding: 0.42rem 0 0.42rem 1.1rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); font-weight: 400; }
th:first-child { padding-left: 0; }
thead th, thead td { color: var(--quiet); font-size: 0.82rem; border-bottom: 0; padding-bottom: 0; }
.results th:first-child { white-space: pre-wrap; min-width: 7rem; max-width: 14rem; }
.results .environment th { max-width: none; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
.environment th { font-weight: 600; padding-top: 1.5rem; border-bottom-color: var(--quiet); }
.best th, .best .score { font-weight: 650; }
.whisker { width: 138px; line-height: 0; vertical-align: middle; }
.whisker svg { stroke: currentColor; fill: currentColor; }
.whisker circle { stroke: none; }
.outcomes span { white-space: nowrap; }

figure { margin: 0; }
.curves { overflow: hidden; }
.curves > svg { display: block; width: 102.5%; height: auto; margin: -4.6% 0 0 -2.5%; color: var(--ink); }
.curves .paper { fill: none; }
.curves .title { display: none; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 1.5rem; }
.pictures img { display: block; width: 100%; height: auto; border: 1px solid var(--rule); border-radius: 6px; background: #ffffff; }
figcaption { font-size: 0.88rem; padding-top: 0.4rem; }

.settings { margin: 0 0 2rem; }
.settings > p { font-size: 0.9rem; margin: 0 0 0.5rem; }
dl { margin: 0; padding: 0.7rem 1rem; background: var(--card); border-radius: 6px; columns: 19rem; column-gap: 2.5rem; font-size: 0.9rem; }
dl div { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; padding: 0.12rem 0; break-inside: avoid; }
dt { color: var(--quiet); }
dd { margin: 0; text-align: right; }
.method p { font-size: 0.95rem; }
ul { margin: 0; padding: 0; list-style: none; font-size: 0.92rem; }
li { padding: 0.1rem 0; color: var(--quiet); }
li code { display: inline-block; min-width: 9.5rem; }

@media (max-width: 46rem) {
  main { padding-top: 2rem; }
  .whisker { display: none; }
  .results, .curves { display: block; overflow-x: auto; }
  .curves > svg { min-width: 40rem; }
}
@media print {
  :root { color-scheme: light; --paper: #ffffff; --ink: #000000; --quiet: #444444; --rule: #bbbbbb; --card: #ffffff; --accent: #000000; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2 { margin-top: 1.8rem; break-after: avoid; }
  .whisker { width: 98px; }
  .whisker svg { width: 80px; }
  figure, .settings, tr { break-inside: avoid; }
  dl { border: 1px solid var(--rule); }
}
`;
