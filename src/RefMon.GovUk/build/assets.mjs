// Copies what browsers need out of node_modules into the folder named on the command line.
// The crown, the crest and the GDS Transport font belong to services on gov.uk and are left out: every rule that asked for the font
// asks for the custom property --refmon-font-family instead, which a service that may use the font can set in a style sheet of its own.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const target = process.argv[2]
const notOurs = /crest|crown|opengraph|apple-touch|govuk-icon|favicon/

const write = (path, text) => {
  const file = join(target, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const withoutSourceMap = (text) => text.replace(/\n?\/[/*]# sourceMappingURL=.*$/gm, '')

const style = (from, to) => {
  const css = withoutSourceMap(readFileSync(from, 'utf8'))
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'var(--refmon-font-family,arial,sans-serif)')
    .replaceAll('url(/assets/', 'url(assets/')
  if (css.includes('GDS Transport') || css.includes('/assets/fonts')) {
    throw new Error(`${from} names the GDS Transport font in a way that this script does not know`)
  }
  write(to, css)
}

const script = (from, to) => {
  const js = withoutSourceMap(readFileSync(from, 'utf8'))
  if (/\bfrom\s*["'][^./]/.test(js)) throw new Error(`${from} imports another package by name, which browsers cannot follow`)
  write(to, js)
}

const images = (from, to) => {
  mkdirSync(join(target, to), { recursive: true })
  for (const name of readdirSync(from).filter((n) => !notOurs.test(n))) copyFileSync(join(from, name), join(target, to, name))
}

const govuk = 'node_modules/govuk-frontend/dist/govuk'
style(`${govuk}/govuk-frontend.min.css`, 'govuk/govuk-frontend.min.css')
script(`${govuk}/govuk-frontend.min.js`, 'govuk/govuk-frontend.min.js')
images(`${govuk}/assets/images`, 'govuk/assets/images')

const moj = 'node_modules/@ministryofjustice/frontend/moj'
style(`${moj}/moj-frontend.min.css`, 'moj/moj-frontend.min.css')
script(`${moj}/moj-frontend.min.js`, 'moj/moj-frontend.min.js')
images(`${moj}/assets/images`, 'moj/assets/images')

const autocomplete = 'node_modules/accessible-autocomplete/dist'
style(`${autocomplete}/accessible-autocomplete.min.css`, 'autocomplete/accessible-autocomplete.min.css')
script(`${autocomplete}/accessible-autocomplete.min.js`, 'autocomplete/accessible-autocomplete.min.js')
