// Builds the two scripts of the widget into dist/. The build fails when a script is over its limit of bytes after gzip -9.
// Every visitor of every page loads the launcher. Only visitors who open the chat load the panel.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

await build({
  entryPoints: { widget: 'src/launcher.ts', panel: 'src/panel.ts' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
})

const size = (file) => gzipSync(readFileSync(file), { level: 9 }).length
const launcher = size('dist/widget.js')
const total = launcher + size('dist/panel.js')
console.log(`widget.js ${launcher} of 5120 bytes gzip, together ${total} of 30720`)
if (launcher > 5120 || total > 30720) {
  console.error('the widget is over its limit')
  process.exit(1)
}
