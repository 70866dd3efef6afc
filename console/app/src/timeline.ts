/** Folds the entries of one conversation into the operator's rows. Pure. */
import type { Entry, FileRef } from './api/contract'

/** A message or a note with all later changes. `versions` has the earlier texts, oldest first. */
export interface Said {
  kind: 'said'
  entry: Entry
  text: string
  body: Entry['body']
  files: FileRef[]
  versions: { text: string; at: number }[]
  editedAt: number
  withdrawnAt: number
  note: boolean
  quoted: Said | null
}
/** `of` is the message that an operator has settled. Null is for every other line, and for an unread message. */
export interface Line {
  kind: 'moved' | 'rated' | 'pinned' | 'matched' | Settled
  entry: Entry
  of: Said | null
}
/** Purposes of team notes about an operator's act on a delivery or a file. */
export type Settled = 'resend' | 'arrived' | 'file_retry'
export type Row = Said | Line

const isSettled = (purpose: string): purpose is Settled => ['resend', 'arrived', 'file_retry'].includes(purpose)

/** Folds entries in any order. With a repeated seq the later copy wins, because its delivery is newer. */
export function fold(entries: Iterable<Entry>): Row[] {
  const bySeq = new Map<number, Entry>()
  for (const entry of entries) bySeq.set(entry.seq, entry)
  const rows: Row[] = []
  const said = new Map<string, Said>()
  for (const entry of [...bySeq.values()].sort((a, b) => a.seq - b.seq)) {
    const target = said.get(entry.of ?? '')
    switch (entry.kind) {
      case 'said':
      case 'noted': {
        // The bot read a message without an answer. Such an entry ends the bot's turn and is not shown to operators.
        if (entry.purpose === 'silent') break
        if (entry.purpose === 'match' || isSettled(entry.purpose)) {
          rows.push({ kind: entry.purpose === 'match' ? 'matched' : entry.purpose, entry, of: target ?? null })
          break
        }
        const row = open(entry, said)
        said.set(entry.id, row)
        rows.push(row)
        break
      }
      case 'edited':
        if (target) {
          target.versions.push({ text: target.text, at: target.editedAt || target.entry.at })
          Object.assign(target, { text: entry.text, body: entry.body, editedAt: entry.at })
        }
        break
      case 'withdrawn':
        if (target) target.withdrawnAt = entry.at
        break
      case 'attached':
        if (target) target.files = merge(target.files, entry.files ?? [])
        break
      case 'rated': {
        // The comment comes as a second entry with the same score. One line shows both.
        const same = rows.findLast((r) => r.kind === 'rated' && r.entry.survey?.id === entry.survey?.id)
        if (same && same.entry.survey?.score === entry.survey?.score)
          same.entry = { ...same.entry, survey: entry.survey }
        else rows.push({ kind: 'rated', entry, of: null })
        break
      }
      case 'moved':
      case 'pinned':
        rows.push({ kind: entry.kind, entry, of: null })
    }
  }
  return rows
}

/**
 * The seq before the oldest entry that may still change, such as an unsettled delivery or a pending file. The next read begins
 * there.
 */
export function readAfter(entries: Iterable<Entry>): number {
  let last = 0
  let unsettled = Infinity
  for (const entry of entries) {
    last = Math.max(last, entry.seq)
    const moving = entry.delivery && ['queued', 'sending'].includes(entry.delivery.state)
    const arriving = entry.files?.some((f) => f.state === 'pending')
    if (moving || arriving) unsettled = Math.min(unsettled, entry.seq)
  }
  return Math.min(last, unsettled - 1)
}

/**
 * The seq before the oldest message that a colleague has settled after the last read. The delivery of such a message is newer
 * now. Null means none.
 */
export function settledBefore(known: ReadonlyMap<number, Entry>, fresh: readonly Entry[]): number | null {
  const told = fresh.filter((e) => isSettled(e.purpose) && !known.has(e.seq)).map((e) => e.of)
  const read = new Set(fresh.map((e) => e.id))
  const stale = [...known.values()].filter((e) => told.includes(e.id) && !read.has(e.id)).map((e) => e.seq)
  return stale.length ? Math.min(...stale) - 1 : null
}

function open(entry: Entry, said: Map<string, Said>): Said {
  return {
    kind: 'said',
    entry,
    text: entry.text,
    body: entry.body,
    files: entry.files ?? [],
    versions: [],
    editedAt: 0,
    withdrawnAt: 0,
    note: entry.visibility === 'team',
    quoted: said.get(entry.reply_to ?? '') ?? null,
  }
}

function merge(old: FileRef[], fresh: FileRef[]): FileRef[] {
  const byId = new Map(old.map((f) => [f.id, f]))
  for (const file of fresh) byId.set(file.id, file)
  return [...byId.values()]
}

/** True when two moments are on different days of the reader's calendar. */
export function newDay(before: number | undefined, at: number): boolean {
  return before === undefined || new Date(before).toDateString() !== new Date(at).toDateString()
}

/**
 * The customer's question: the last texts before a person came in, or else the last texts. A request for a person is not a
 * question.
 */
export function questionOf(rows: readonly Row[]): string {
  const handover = rows.findLastIndex(
    (r) => r.kind === 'moved' && r.entry.move?.from === 'bot' && r.entry.move.to !== 'closed',
  )
  const words = (list: readonly Row[]) =>
    list.filter(
      (r): r is Said =>
        r.kind === 'said' &&
        r.entry.author.kind === 'customer' &&
        !r.entry.press &&
        !r.withdrawnAt &&
        r.text.trim() !== '',
    )
  const before = words(rows.slice(0, handover + 1))
  const asked = rows[handover]?.entry.move?.reason === 'asked' && before.length > 1
  const row = (asked ? before.at(-2) : before.at(-1)) ?? words(rows).at(-1)
  return row ? row.text.replace(/\s+/g, ' ').trim().slice(0, 300) : ''
}

/** The two sides of a note with the purpose "match". The text of the note is "customer's text → question". */
export function matchOf(text: string): { words: string; question: string } {
  const [words = '', ...question] = text.split(' → ')
  return { words, question: question.join(' → ') }
}
