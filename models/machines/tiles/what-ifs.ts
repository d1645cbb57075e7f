/**
 * What-ifs: changes to a machine that nobody has built, each a few fields with a name. `ipu21+eight-workers`
 * is ipu21 with the fields of that change. Left out: what a change costs in area and clock.
 */
export interface WhatIf {
  readonly name: string;
  readonly summary: string;
  /** Path of a numeric field of TileMachine → its value. */
  readonly fields: Readonly<Record<string, number>>;
}

export const WHAT_IFS: readonly WhatIf[] = [
  {
    name: 'eight-workers',
    summary: 'eight worker contexts on the barrel instead of six',
    fields: { 'tile.workers': 8 },
  },
  {
    name: 'four-workers',
    summary: 'four worker contexts on the barrel instead of six',
    fields: { 'tile.workers': 4 },
  },
  {
    name: 'double-buffered',
    summary: 'a second bank of coefficients, loaded while workers run, never in the way of their accesses',
    fields: { 'amp.coefficientBanks': 2 },
  },
  {
    name: 'wide-coefficient-loads',
    summary: 'coefficients loaded 32 bytes a cycle, four elements at a time',
    fields: { 'tile.interleavedLoadBytes': 32 },
  },
  {
    name: 'sixteen-more-channels',
    summary: '32 output channels and a coefficient store for them, behind the ports as they are',
    fields: { 'amp.outputChannels': 32, 'amp.coefficientBytes': 1024 },
  },
  {
    name: 'wide-ports',
    summary: 'accesses of 16 bytes in every program, and as many bytes of partials an issue',
    fields: { 'tile.loadBytes': 16, 'amp.partialBytesPerIssue': 16 },
  },
];
