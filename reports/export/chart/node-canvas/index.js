/**
 * What chartjs-node-canvas gets when it asks for the package `canvas`: @napi-rs/canvas, behind the interface of
 * `canvas` 3 that it brings itself. So nothing is downloaded or compiled, and both share their fonts.
 * Why a package of our own and no alias: docs/decisions/charts.md.
 */
module.exports = require('@napi-rs/canvas/node-canvas');
