/** Texts that the server has not stored yet: drafts, and sends without an answer. The texts survive a reload. */
import type { FileRef } from '../api/contract'

export type Mode = 'reply' | 'note'

/** One outgoing reply or note. `id` is the same on every try, so the server stores the message once. */
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

/** Sends that were cut off by a reload come back as failed. The id makes a new try harmless. */
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

/** The stored draft of a form. Null means no usable draft. */
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
    // Storage is full or forbidden. The text lasts until the reload.
  }
}
