/** What was written and not yet stored by the server: drafts, and sends whose answer never came. Survives a reload. */
import type { FileRef } from '../api/contract'

export type Mode = 'reply' | 'note'

/** One reply or note on its way. `id` is made once and kept on every try, so that the server stores it once. */
export interface Outgoing {
  id: string
  mode: Mode
  text: string
  files: FileRef[]
  at: number
  state: 'sending' | 'failed'
  why: string
}

export function draft(conversation: string, mode: Mode): string {
  return read(`frontdesk.draft.${mode}.${conversation}`) ?? ''
}

export function keepDraft(conversation: string, mode: Mode, text: string): void {
  write(`frontdesk.draft.${mode}.${conversation}`, text)
}

/** Sends that a reload cut off come back as failed: their id makes trying again harmless. */
export function outgoing(conversation: string): Outgoing[] {
  try {
    const kept = JSON.parse(read(`frontdesk.outgoing.${conversation}`) || '[]') as Outgoing[]
    return kept.map((o) => ({ ...o, state: 'failed' }))
  } catch {
    return []
  }
}

export function keepOutgoing(conversation: string, list: readonly Outgoing[]): void {
  write(`frontdesk.outgoing.${conversation}`, list.length ? JSON.stringify(list) : '')
}

/** What was typed into a form, as it was kept; null = nothing usable. */
export function keptForm<T>(name: string): T | null {
  try {
    return JSON.parse(read(`frontdesk.form.${name}`) || 'null') as T | null
  } catch {
    return null
  }
}

export function keepForm(name: string, form: unknown): void {
  write(`frontdesk.form.${name}`, form ? JSON.stringify(form) : '')
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    if (value) localStorage.setItem(key, value)
    else localStorage.removeItem(key)
  } catch {
    // Storage is full or forbidden: the text lasts until the reload.
  }
}
