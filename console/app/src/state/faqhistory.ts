/** What a version of the FAQ did, in the operator's words. Pure. */
import type { FaqVersion } from '../api/contract'
import { language } from '../i18n/language.svelte'

type Told = Pick<FaqVersion, 'source' | 'note' | 'kind' | 'params'>

/** What is not known is shown in the words of its note. */
export function told(v: Told): string {
  const { kind, params } = v.kind ? v : noted(v)
  return (kind && language.version(kind, params ?? {})) || v.note || language.t.faq.history.nothing
}

/** Versions of programs before 0003_version_kinds have only a note; these are the ones that they wrote. */
function noted(v: Told): Pick<FaqVersion, 'kind' | 'params'> {
  const find = (pattern: RegExp) => pattern.exec(v.note)?.groups
  const file = v.source.split(/[\\/]/).at(-1)!
  const entry = find(/^(?<gone>− )?(?<entry>\S+) \((?<lang>[^)]*)\)$/)
  const undone = find(/^back to version (?<version>\d+)$/)
  const learned = find(/^phrasing of (?<entry>\S+) \((?<lang>[^)]*)\): (?<text>[^]+)$/)
  const over = find(/^imported over the edits up to version (?<version>\d+)$/)
  const imported = find(/^import of (?<file>[^]+)$/)
  if (v.source === 'undo' && undone) return { kind: 'undone', params: undone }
  if (v.source === 'lesson' && learned) return { kind: 'learned', params: learned }
  if (v.source === 'console' && entry) return { kind: entry.gone ? 'deleted' : 'saved', params: entry }
  if (over) return { kind: 'imported_over', params: { ...over, file } }
  if (imported) return { kind: 'imported', params: imported }
  return file && (!v.note || v.note === 'imported') ? { kind: 'imported', params: { file } } : {}
}
