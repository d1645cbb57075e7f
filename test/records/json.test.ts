/** Canonical JSON against the examples of RFC 8785. */
import { describe, expect, it } from 'vitest';
import { canonicalLine, canonicalText } from '../../records/json.js';

describe('one line is canonical JSON of RFC 8785', () => {
  it('3.2.2: primitives as ECMAScript writes them, keys sorted', () => {
    const sample = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`);
    const expected =
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    expect(canonicalLine(sample)).toBe(expected);
  });

  it('3.2.3: keys in the order of their UTF-16 units, those that look like numbers too', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const values = [...canonicalLine(sample).matchAll(/:"([^"]*)"/g)].map((match) => match[1]);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    [-0, '0'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [1e23, '1e+23'],
  ])('appendix B: %s', (value, expected) => {
    expect(canonicalLine(value)).toBe(expected);
  });

  it.each([NaN, Infinity, -Infinity])('holds no %s', (value) => {
    expect(() => canonicalLine({ value })).toThrow(RangeError);
  });
});

it('a file is the same, indented by two, with a newline at its end', () => {
  const value = { b: [1, { d: 2, c: 'x' }], a: {}, e: [], f: undefined };
  expect(canonicalText(value)).toBe(
    '{\n  "a": {},\n  "b": [\n    1,\n    {\n      "c": "x",\n      "d": 2\n    }\n  ],\n  "e": []\n}\n',
  );
  expect(JSON.parse(canonicalText(value))).toEqual(JSON.parse(canonicalLine(value)));
});
