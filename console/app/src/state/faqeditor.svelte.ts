/**
 * The editor of one FAQ entry. The browser stores the typed text until the save. Another person's change never overwrites the
 * typed text.
 */
import { ApiError, type Client, type Fault, type FaqEntry } from '../api/client'
import { keepForm, keptForm } from './drafts'
import { findEntry } from './faq.svelte'
import { blank, different, entryOfForm, fieldFaults, formOf, idOf, same, type Field, type Form } from './faqform'
import { NEW_ENTRY } from './router.svelte'

type Api = Pick<Client, 'faqEntries' | 'saveFaq' | 'deleteFaq'>
/** A form, the stored form at its beginning, and the seen version. Null as the beginning means a new entry. */
interface Draft {
  form: Form
  from: Form | null
  version: number
}
export type Own = 'required' | 'id' | 'taken'

export class EntryEditor {
  form = $state<Form>(blank(''))
  loading = $state(true)
  missing = $state(false)
  busy = $state(false)
  failure = $state.raw<unknown>(null)
  /** The API's faults by field. The editor's own findings are codes. */
  faults = $state.raw<Partial<Record<Field, Fault>>>({})
  own = $state.raw<Partial<Record<Field, Own>>>({})
  /** Another person has changed the FAQ. 'stale' lasts until the next read. Then the value names the change of this entry. */
  conflict = $state<'' | 'stale' | 'elsewhere' | 'changed' | 'gone'>('')
  /** The stored form, while the stored form differs from the beginning of this form. */
  stored = $state.raw<Form | null>(null)
  /** An earlier draft was put in. */
  restored = $state(false)
  readonly isNew: boolean
  private from = $state.raw<Form | null>(null)
  private version = 0
  /** The id follows the question until the operator types an id. */
  private idTyped = false

  /** True when the form differs from its beginning. */
  readonly dirty = $derived.by(() => !same(this.form, this.from ?? blank(this.form.lang)))
  readonly conflicts = $derived.by(() => (this.stored ? different(this.stored, this.form) : []))

  constructor(
    readonly key: string,
    private readonly client: Api,
    /** The language of a new entry. */
    private readonly lang: string,
  ) {
    this.isNew = key === NEW_ENTRY
  }

  async open(): Promise<void> {
    const kept = keptForm<Draft>(this.draftName)
    try {
      const { entry, version } = await this.read()
      this.missing = !this.isNew && !entry
      this.version = version
      this.from = entry ? formOf(entry) : null
      this.form = this.from ? { ...this.from } : blank(this.lang)
      this.failure = null
      if (kept?.form) this.resume(kept)
    } catch (error) {
      this.failure = error
    }
    this.loading = false
  }

  /** Call changed after each change of the form. */
  typed(field?: Field): void {
    if (field === 'id') this.idTyped = this.form.id !== ''
    if (this.isNew && field === 'question' && !this.idTyped) this.form.id = idOf(this.form.question)
    if (field) {
      this.faults = { ...this.faults, [field]: undefined }
      this.own = { ...this.own, [field]: undefined }
    }
    this.keep()
  }

  /** Saves the form. The result is the key of the stored entry, or null. */
  async save(): Promise<string | null> {
    if (this.busy || !this.check()) return null
    this.busy = true
    this.failure = null
    this.faults = {}
    const entry = entryOfForm(this.form)
    try {
      // A new entry must not replace an existing entry.
      if (this.isNew && (await findEntry(this.client, entry.lang, entry.id)).entry) this.own = { id: 'taken' }
      else {
        this.version = (await this.client.saveFaq(entry, this.version)).version
        this.settle(formOf(entry))
        return keyOf(entry)
      }
    } catch (error) {
      this.refuse(error)
    } finally {
      this.busy = false
    }
    return null
  }

  /** Deletes the entry. The result is the deleted form, or null. */
  async remove(): Promise<FaqEntry | null> {
    if (this.busy || !this.from) return null
    this.busy = true
    const was = entryOfForm(this.from)
    try {
      await this.client.deleteFaq(was.lang, was.id, this.version)
      keepForm(this.draftName, null)
      return was
    } catch (error) {
      this.refuse(error)
      return null
    } finally {
      this.busy = false
    }
  }

  /** Reads the stored entry again. The typed text stays. */
  async look(): Promise<void> {
    this.busy = true
    try {
      const { entry, version } = await this.read()
      this.version = version
      this.compare(entry)
      this.failure = null
    } catch (error) {
      this.failure = error
    }
    this.busy = false
    this.keep()
  }

  /** Replaces the typed text by the stored entry. */
  discard(): void {
    this.settle(this.stored ?? this.from)
  }

  private get draftName(): string {
    return `faq.${this.key}`
  }

  private async read(): Promise<{ entry: FaqEntry | null; version: number }> {
    if (this.isNew) return { entry: null, version: (await this.client.faqEntries({ limit: 1 })).version }
    const at = this.key.indexOf('/')
    return findEntry(this.client, this.key.slice(0, at), this.key.slice(at + 1))
  }

  private resume(kept: Draft): void {
    const now = this.from
    this.form = { ...blank(this.lang), ...kept.form }
    this.idTyped = this.isNew && this.form.id !== '' && this.form.id !== idOf(this.form.question)
    this.missing = false
    this.restored = true
    this.from = kept.from
    if (this.isNew || (now && kept.from && same(now, kept.from))) return
    this.compare(now ? entryOfForm(now) : null)
  }

  private compare(entry: FaqEntry | null): void {
    const now = entry ? formOf(entry) : null
    if (this.isNew || (now && this.from && same(now, this.from))) this.conflict = 'elsewhere'
    else this.conflict = now ? 'changed' : 'gone'
    this.stored = this.conflict === 'changed' ? now : null
    if (this.stored) this.from = this.stored
  }

  private check(): boolean {
    const own: Partial<Record<Field, Own>> = {}
    for (const field of ['question', 'answer', 'id', 'lang'] as const)
      if (!this.form[field].trim()) own[field] = 'required'
    if (this.isNew && !own.id && !/^[\p{L}\p{N}._-]{1,64}$/u.test(this.form.id.trim())) own.id = 'id'
    this.own = own
    return Object.keys(own).length === 0
  }

  private refuse(error: unknown): void {
    if (error instanceof ApiError && error.code === 'conflict') {
      this.conflict = 'stale'
      return
    }
    this.faults = fieldFaults(error)
    if (Object.keys(this.faults).length === 0) this.failure = error
  }

  private settle(form: Form | null): void {
    this.from = form
    this.form = form ? { ...form } : blank(this.lang)
    this.stored = null
    this.conflict = ''
    this.restored = false
    this.faults = {}
    this.own = {}
    this.failure = null
    keepForm(this.draftName, null)
  }

  private keep(): void {
    keepForm(
      this.draftName,
      this.dirty || this.conflict ? { form: $state.snapshot(this.form), from: this.from, version: this.version } : null,
    )
  }
}

export const keyOf = (entry: { lang: string; id: string }): string => `${entry.lang}/${entry.id}`

/** Puts a deleted entry back, unless another person has added the entry again. */
export async function putBack(client: Api, entry: FaqEntry): Promise<void> {
  const { entry: there, version } = await findEntry(client, entry.lang, entry.id)
  if (!there) await client.saveFaq(entry, version)
}
