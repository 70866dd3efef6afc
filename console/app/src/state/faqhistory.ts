/** The change of a version of the FAQ in the operator's language. Pure. */
import type { FaqVersion } from '../api/contract'
import { language } from '../i18n/language.svelte'

type Told = Pick<FaqVersion, 'source' | 'note' | 'kind' | 'params'>

/** For an unknown kind the note of the version is shown. */
export function told(version: Told): string {
  const { kind, params } = version.kind ? version : noted(version)
  return (kind && language.version(kind, params ?? {})) || version.note || language.t.faq.history.nothing
}

/** Versions before 0003_version_kinds have only a note. The patterns match the notes of those programs. */
function noted(version: Told): Pick<FaqVersion, 'kind' | 'params'> {
  const find = (pattern: RegExp) => pattern.exec(version.note)?.groups
  const file = version.source.split(/[\\/]/).at(-1)!
  const entry = find(/^(?<gone>− )?(?<entry>\S+) \((?<lang>[^)]*)\)$/)
  const undone = find(/^back to version (?<version>\d+)$/)
  const learned = find(/^phrasing of (?<entry>\S+) \((?<lang>[^)]*)\): (?<text>[^]+)$/)
  const over = find(/^imported over the edits up to version (?<version>\d+)$/)
  const imported = find(/^import of (?<file>[^]+)$/)
  if (version.source === 'undo' && undone) return { kind: 'undone', params: undone }
  if (version.source === 'lesson' && learned) return { kind: 'learned', params: learned }
  if (version.source === 'console' && entry) return { kind: entry.gone ? 'deleted' : 'saved', params: entry }
  if (over) return { kind: 'imported_over', params: { ...over, file } }
  if (imported) return { kind: 'imported', params: imported }
  return file && (!version.note || version.note === 'imported') ? { kind: 'imported', params: { file } } : {}
}
