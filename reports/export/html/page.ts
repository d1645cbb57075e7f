/** A page that opens offline: no script, no font, no picture from elsewhere; a content security policy keeps it so. */
import { html, type Markup, trusted } from './markup.js';
import { STYLE } from './style.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** @param main what stands below the title */
export function htmlPage(title: string, main: Markup): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
</header>
<main>
${main}
</main>
</body>
</html>
`.markup;
}
