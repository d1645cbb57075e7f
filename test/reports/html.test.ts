import { describe, expect, it } from 'vitest';
import { chartFigure } from '../../reports/export/html/charts.js';
import { html } from '../../reports/export/html/markup.js';
import { reportHtml } from '../../reports/export/html.js';
import { CHARTS, fixtureReport, HOSTILE } from './fixture.js';

const page = reportHtml(fixtureReport());

describe('the page', () => {
  it('holds no script and nothing of the record as markup', () => {
    expect(page).not.toMatch(/<script/i);
    expect(page).not.toMatch(/\son\w+\s*=\s*"/i);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;');
    expect(page).toContain('=cmd()|&quot;x&quot;');
  });

  it('loads nothing: no address in any attribute or style that fetches', () => {
    expect(page).not.toMatch(/(?:src|srcset|data|action|poster)\s*=\s*"/i);
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|image|use)\b/i);
    expect(page).not.toMatch(/@import|url\((?!#)/i);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(30);
    expect(
      links.filter(
        (link) =>
          !/^(#[a-z0-9-]+|report\.json|(?:csv|charts)\/[a-z0-9-]+\.(?:csv|png|svg|pdf)|\w+\.(?:md|tex))$/.test(link),
      ),
    ).toEqual([]);
    expect(page).toContain("default-src 'none'");
  });

  it('gives the answer before the charts, and marks what is assumed', () => {
    const places = [
      'class="warnings"',
      'class="figures"',
      'id="chart-energy-per-sample"',
      'class="findings"',
      'id="comparison"',
      'class="assumed"',
      'id="charts"',
      'id="methods"',
      'id="inputs"',
    ];
    const found = places.map((place) => page.indexOf(place));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found[0]).toBeGreaterThan(0);
    expect(page).toContain('assumed: rests on at least one value that is neither published nor measured');
  });

  it('has each figure with its range, what it rests on and the numbers behind it', () => {
    const [, card = ''] = /<dl class="figures">([\s\S]*?)<\/div>/.exec(page) ?? [];
    expect(card).toContain('Speed (TFLOP/s), published');
    expect(card).toMatch(/1\.93 × \(1\.83–2\.03\) <small>float8_e4m3fnuz : float16<\/small>/);
    expect(card).toContain('<dd>float16: 62.5</dd>');
    const alone = reportHtml(fixtureReport({ rows: fixtureReport().rows.slice(0, 1) }));
    expect(alone).toMatch(/<dd class="large"[^>]*>62\.5 <small>float16<\/small>/);
  });

  it('draws the chart of the first screen once', () => {
    expect(page.match(/id="chart-energy-per-sample"/g)).toHaveLength(1);
  });

  it('keeps headings in order, ids unique and every anchor at home', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    expect(levels.every((level, i) => i === 0 || level <= (levels[i - 1] ?? 0) + 1)).toBe(true);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const anchors = [...page.matchAll(/href="#([^"]+)"|url\(#([^)]+)\)/g)].map((match) => match[1] ?? match[2]);
    expect(anchors.filter((anchor) => !ids.includes(anchor))).toEqual([]);
  });

  it('names every table heading and every drawing for those who do not see them', () => {
    expect([...page.matchAll(/<th(?! scope=)/g)].filter((match) => !page.startsWith('<thead', match.index))).toEqual(
      [],
    );
    const drawings = [...page.matchAll(/<svg [^>]*role="img" aria-label="([^"]+)"/g)];
    expect(drawings).toHaveLength(2 * CHARTS.length);
    expect(drawings.some((match) => match[1]?.includes('Low to high of the energy table'))).toBe(true);
  });

  it('is the same for the same record, in whatever order its keys stand', () => {
    expect(reportHtml(fixtureReport())).toBe(page);
    const report = fixtureReport({ charts: [] });
    const turned = JSON.parse(JSON.stringify(report), (_, value) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(reportHtml(turned)).toBe(reportHtml(report));
  });

  it('has whole networks in a section of their own, their table there and nowhere else', () => {
    const [table] = fixtureReport().tables;
    const works = [{ title: 'resnet50, training, batch 4', sentences: ['1.20 × as fast.'] }];
    const page = reportHtml(fixtureReport({ wholeNetworks: { table: table?.id ?? '', note: 'From shapes.', works } }));
    const section = page.slice(page.indexOf('<section id="whole-networks"'));
    expect(section).toContain('<p>From shapes.</p>');
    expect(section).toContain('<h3>resnet50, training, batch 4</h3><ul><li>1.20 × as fast.</li></ul>');
    expect(page.split(`href="csv/${table?.id}.csv"`)).toHaveLength(2);
    expect(reportHtml(fixtureReport())).not.toContain('id="whole-networks"');
  });

  it('stands without rows, charts, tables, findings', () => {
    const bare = reportHtml(
      fixtureReport({ rows: [], charts: [], tables: [], findings: [], caveats: [], methods: [], inputs: [] }),
    );
    expect(bare).toContain('<h1>ResNet-32');
    expect(bare).not.toContain('id="comparison"');
  });
});

it('escapes values and leaves markup alone', () => {
  expect(html`<b title="${'"><i>'}">${html`<i>${'<'}</i>`}${[html`1`, html`2`]}</b>`.markup).toBe(
    '<b title="&quot;&gt;&lt;i&gt;"><i>&lt;</i>1\n2</b>',
  );
});

it('escapes a hostile caption and title of a chart', () => {
  const [chart] = CHARTS;
  if (chart === undefined) throw new Error('the fixture has charts');
  const { markup } = chartFigure({ ...chart, title: HOSTILE, caption: `${HOSTILE} $& $1` });
  expect(markup).not.toContain('<script');
  expect(markup).toContain('$&amp; $1');
});
