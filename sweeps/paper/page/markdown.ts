/** The results of the paper as Markdown: of each experiment the question, findings, tables, pictures, and what made it. */
import { escaped, tableMarkdown } from '../../../reports/export/markdown.js';
import type { PaperSection } from '../read-paper.js';
import { INTRODUCTION, NOTHING_FOUND, TITLE } from './words.js';

/** @param chartsAt where the pictures lie, as seen from the page */
export function paperMarkdown(sections: readonly PaperSection[], chartsAt: string): string {
  const blocks = [`# ${TITLE}`, INTRODUCTION, ...sections.flatMap((section) => sectionBlocks(section, chartsAt))];
  return `${blocks.join('\n\n')}\n`;
}

function sectionBlocks({ experiment, results, findings, tables, charts }: PaperSection, chartsAt: string): string[] {
  const found = findings.length === 0 ? [NOTHING_FOUND] : findings;
  return [
    `## ${escaped(experiment.title)}`,
    `${escaped(experiment.question)} Paper: ${escaped(experiment.place)}.`,
    found.map((sentence) => `- ${escaped(sentence)}`).join('\n'),
    ...charts.map(({ id, title, caption }) => `![${escaped(title)}](${chartsAt}/${id}.svg)\n\n${escaped(caption)}`),
    ...tables.flatMap((table) => [`### ${escaped(table.title)}`, tableMarkdown(table)]),
    `Made by \`${results.command}\`.`,
  ];
}
