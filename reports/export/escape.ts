/** Text of a record inside other languages: XML and HTML, LaTeX, Markdown, a terminal. */

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe as element content and inside quoted attributes; control characters become spaces. */
export function escapeXml(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => XML[character] ?? character);
}

/** The text on one line, without control and direction characters that would disturb what is around it. */
export function oneLine(text: string): string {
  return withoutControls(text).replace(/\s+/gu, ' ').trim();
}

/** Characters that steer a terminal, a text direction or a parser become spaces. */
export function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu, ' ');
}
