/** Shapes of the operator API (docs/console-api.md). All times are unix milliseconds; shares are 0..1. */
import type { MarkNode } from '@shared/markdown'

export type Role = 'admin' | 'operator'
export type Lang = 'ru' | 'en'
export interface Operator {
  id: string
  login: string
  name: string
  role: Role
  lang: Lang
  online: boolean
  disabled: boolean
}

export type State = 'bot' | 'waiting' | 'human' | 'closed'
export type Tab = 'waiting' | 'mine' | 'all' | 'closed'
export type AuthorKind = 'customer' | 'bot' | 'operator' | 'system'

export interface Summary {
  id: string
  channel: { id: string; type: string }
  customer: { name: string; handle: string }
  state: State
  owner: { id: string; name: string } | null
  lang: string
  last: { text: string; at: number; author: AuthorKind } | null
  waiting_since: number
  opened_at: number
  updated_at: number
  seq: number
  score: number
}
export interface Counts {
  waiting: number
  mine: number
  all: number
}
export interface Page {
  items: Summary[]
  counts: Counts
  next?: string
}

export interface Customer {
  name: string
  handle: string
  lang: string
  page: string
  page_title: string
  referrer: string
  origin: string
  since: number
  profile: Record<string, unknown> | null
}
export interface Earlier {
  id: string
  opened_at: number
  closed_at: number
  state: State
  score: number
}
export interface Detail extends Omit<Summary, 'customer'> {
  customer: Customer
  earlier: Earlier[] | null
  survey: { state: string; score: number; comment: string } | null
  /** Why the bot gave up: asked, unknown, unhelpful, file; empty when it has not. */
  reason: string
}

export type { MarkNode }
export interface FileRef {
  id: string
  name: string
  size: number
  type: string
  state?: 'pending' | 'ready' | 'failed'
  reason?: string
}
export type DeliveryState = 'queued' | 'sending' | 'sent' | 'failed' | 'cancelled' | 'uncertain'
export interface Delivery {
  state: DeliveryState
  reason?: string
  parts?: number
  at?: number
}
export interface Why {
  query: string
  decision: string
  hits: { id: string; question: string; p: number }[] | null
}

export interface Entry {
  conversation: string
  seq: number
  id: string
  kind: string
  at: number
  sent_at?: number
  author: { kind: AuthorKind; id?: string; name: string }
  visibility: 'public' | 'team'
  text: string
  body?: MarkNode[] | null
  /** What the entry is for: message, answer, menu, handover, prompt, reply, note, match, resend, arrived, file_retry … Decide by it. */
  purpose: string
  /** Which of the server's own texts it carries; empty = none. */
  key?: string
  choices?: { value: string; label: string }[] | null
  files?: FileRef[] | null
  of?: string
  reply_to?: string
  client_id?: string
  press?: string
  move?: { from: string; to: string; owner: string; owner_name: string; reason: string } | null
  survey?: { id: string; kind: string; score: number; comment: string } | null
  delivery?: Delivery | null
  why?: Why | null
}

export interface Channel {
  id: string
  type: string
  state: 'off' | 'starting' | 'up' | 'down'
  detail: string
  todo: string
  since: number
}
export interface Parked {
  id: string
  channel: string
  at: number
  reason: string
}

export interface Report {
  from: number
  to: number
  conversations: number
  opened_by_channel: { channel: string; count: number }[] | null
  by_day: { day: string; count: number }[] | null
  answered_by_bot: { count: number; of: number; share: number }
  handovers: { count: number; reasons: { reason: string; count: number }[] | null }
  first_response: { count: number; median_ms: number; p90_ms: number; mean_ms: number }
  csat: {
    asked: number
    answered: number
    share_good: number
    mean: number
    response_rate: number
    scores: number[] | null
    comments: { conversation: string; score: number; comment: string; at: number }[] | null
  }
}

/** One question with its answer in one language; (id, lang) is unique. Times are RFC 3339, empty = no bound. */
export interface FaqEntry {
  id: string
  lang: string
  question: string
  phrasings: string[]
  answer: string
  tags: string[]
  audience?: string
  off?: boolean
  valid_from?: string
  valid_to?: string
}
export interface FaqList {
  version: number
  total: number
  found: number
  langs: string[]
  items: FaqEntry[]
}
/** `expected` is there once the base has been fitted; `refused` says why a fit is not used. */
export interface FaqState {
  version: number
  entries: number
  max_wrong: number
  expected?: { max_wrong: number; answered: number }[] | null
  fitting?: { done: number; of: number } | null
  /** The first base since the start is being built; until then questions wait. */
  indexing?: boolean
  fitted?: boolean
  refused?: string
  /** Shares of questions whose entry comes first: of the model that is refused, and of the one that goes on. */
  refusal?: { fresh: number; before: number } | null
}
/** `source`: "console", "undo", "lesson", "import" or the file it came from. `author` empty = the program. `note` says in English what `kind` and `params` say;
 *  versions of older programs have nothing else. */
export interface FaqVersion {
  number: number
  source: string
  author: string
  note: string
  kind?: string
  params?: Record<string, string>
  size: number
  at: number
}
export type LessonSource = 'menu' | 'helped' | 'operator'
export interface Lesson {
  id: string
  entry: string
  lang: string
  /** Of the entry; empty = it is gone. */
  question: string
  text: string
  people: number
  sources: LessonSource[] | null
  conversation: string
  at: number
}
export interface FaqHit {
  id: string
  lang: string
  question: string
  p: number
  why: string
}
export interface FaqTry {
  decision: 'answer' | 'ask' | 'clarify'
  exact: boolean
  hits: FaqHit[]
}
export type FaqFormat = 'yaml' | 'csv' | 'jsonl' | 'md'
export type ImportMode = 'replace' | 'merge'
export interface FaqImported {
  version: number
  added: number
  changed: number
  removed: number
  unchanged: number
  duplicates?: { lang: string; question: string; entries: string[] }[] | null
}

/** What /live sends. Hints only: losing one costs latency, nothing else. */
export type LiveFrame =
  | { type: 'hello'; operator: Operator }
  | { type: 'conversation'; id: string; seq: number }
  | { type: 'typing'; conversation: string; who: string; name: string; on: boolean }
  | { type: 'channels' }
  | { type: 'presence' }
  | { type: 'pong' }
