import { createRequire } from 'node:module';
const require = createRequire('/tmp/w/export/package.json');
const { PDFDocument, createCanvas, SvgExportFlag, GlobalFonts, Path2D } = require('@napi-rs/canvas');
GlobalFonts.registerFromPath('/tmp/w/export/node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf','OctileSans');
const s=createCanvas(240,100,SvgExportFlag.NoPrettyXML);const c=s.getContext('2d');
for (const b of ['alphabetic','middle','top','bottom','hanging']) {c.font='13px OctileSans';c.textBaseline=b; console.log(b, JSON.stringify(c.measureText('AxgÉ')), c.measureText('AxgÉ').alphabeticBaseline);}
c.fillText=(...a)=>console.log('intercepted',a, c.getTransform().toString(), c.font, c.fillStyle, c.globalAlpha, c.textAlign); c.scale(2,2); c.fillText('x',1,2);
