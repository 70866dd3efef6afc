/** What a version of the FAQ did, in the operator's words. Pure. */
import type { FaqVersion } from '../api/contract'
import { fill } from '../i18n/language.svelte'
import type { Words } from '../i18n/en'

/** Notes that the program writes are told in the operator's language; any other is shown as it is. */
export function told(v: Pick<FaqVersion, 'source' | 'note'>, words: Words['faq']['history']): string {
  const back = /^back to version (\d+)$/.exec(v.note)
  if (v.source === 'undo' && back) return fill(words.undone, { n: back[1]! })
  const learned = /^phrasing of (\S+ \([^)]*\)): ([^]+)$/.exec(v.note)
  if (v.source === 'lesson' && learned) return fill(words.learned, { what: learned[1]!, text: learned[2]! })
  if (v.source === 'console' && v.note) return v.note.startsWith('− ') ? fill(words.deleted, { what: v.note.slice(2) }) : fill(words.saved, { what: v.note })
  const file = v.source.split(/[\\/]/).at(-1)!
  const over = /^imported over the edits up to version (\d+)$/.exec(v.note)
  if (over) return fill(words.importedOver, { what: file, n: over[1]! })
  if (v.note && v.note !== 'imported') return v.note
  return file ? fill(words.imported, { what: file }) : words.nothing
}
