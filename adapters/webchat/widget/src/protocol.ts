/** Frames of the widget protocol, version 1 (docs/widget-protocol.md), and the reader of server frames. */
import type { MarkNode } from '@shared/markdown'

export type AuthorKind = 'customer' | 'bot' | 'operator' | 'system'
export interface Choice {
  value: string
  label: string
}
export interface FileRef {
  id: string
  name: string
  size: number
  type: string
  state?: 'pending' | 'ready' | 'failed'
}

/** One public entry of a conversation. `at` is in unix milliseconds. `prev` is the seq of the public entry before. */
export interface Entry {
  type: 'entry'
  conversation: string
  seq: number
  prev: number
  id: string
  kind: string
  at: number
  author: { kind: AuthorKind; name: string }
  text: string
  body?: MarkNode[]
  choices?: Choice[]
  files?: FileRef[]
  client_id?: string
  reply_to?: string
  of?: string
  state?: string
  operator?: string
  score?: number
}

export interface Survey {
  id: string
  kind: string
  scale: number
  stage: 'score' | 'comment' | 'done'
  score?: number
}
export type TalkState = 'none' | 'bot' | 'waiting' | 'human' | 'closed'
export interface Session {
  conversation: string
  state: TalkState
  operator: string
  online: boolean
  survey?: Survey | null
}
export interface Cursor {
  epoch: string
  conversation: string
  seq: number
}
/** `file_bytes` is the largest upload in bytes. `text` is the longest message in characters. */
export interface Limits {
  file_bytes: number
  text: number
}

export interface Welcome {
  type: 'welcome'
  token: string
  epoch: string
  lang: string
  session: Session
  limits: Limits
  reset?: boolean
}
export interface Failure {
  type: 'error'
  code: string
  message: string
  id?: string
}

export type ServerFrame =
  | Welcome
  | { type: 'ack'; id: string; conversation: string; seq: number }
  | Entry
  | { type: 'session'; session: Session }
  | { type: 'typing'; on: boolean; name?: string }
  | Failure
  | { type: 'reconnect'; after_ms: number }
  | { type: 'pong' }

export interface Hello {
  type: 'hello'
  v: 1
  token: string
  cursor: Cursor | null
  more: { conversation: string; seq: number }[]
  lang: string
  page: { url: string; title: string; referrer: string }
}

export type ClientFrame =
  | Hello
  | { type: 'say'; id: string; text: string; files?: string[]; reply_to?: string }
  | { type: 'press'; id: string; value: string; label: string }
  | { type: 'typing'; on: boolean }
  | { type: 'seen'; conversation: string; seq: number }
  | { type: 'ping' }

/** The limits before the first welcome. */
export const DEFAULT_LIMITS: Limits = { file_bytes: 20 << 20, text: 8000 }

type Raw = Record<string, unknown>
const isObject = (v: unknown): v is Raw => typeof v === 'object' && v !== null && !Array.isArray(v)
const text = (v: unknown): string => (typeof v === 'string' ? v : '')
const whole = (v: unknown): number => (typeof v === 'number' && Number.isFinite(v) ? v : 0)

/** parseFrame reads one frame. The result is null for an unknown or malformed frame: both sides ignore unknown frames. */
export function parseFrame(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null
  let raw: unknown
  try {
    raw = JSON.parse(data)
  } catch {
    return null
  }
  if (!isObject(raw)) return null
  switch (raw.type) {
    case 'welcome':
      return readWelcome(raw)
    case 'ack':
      return text(raw.id)
        ? { type: 'ack', id: text(raw.id), conversation: text(raw.conversation), seq: whole(raw.seq) }
        : null
    case 'entry':
      return readEntry(raw)
    case 'session':
      return { type: 'session', session: readSession(raw.session) }
    case 'typing':
      return { type: 'typing', on: raw.on === true, name: text(raw.name) }
    case 'error':
      return { type: 'error', code: text(raw.code), message: text(raw.message), id: text(raw.id) }
    case 'reconnect':
      return { type: 'reconnect', after_ms: whole(raw.after_ms) }
    case 'pong':
      return { type: 'pong' }
    default:
      return null
  }
}

function readWelcome(raw: Raw): Welcome {
  const limits = isObject(raw.limits) ? raw.limits : {}
  return {
    type: 'welcome',
    token: text(raw.token),
    epoch: text(raw.epoch),
    lang: text(raw.lang),
    session: readSession(raw.session),
    limits: {
      file_bytes: whole(limits.file_bytes) || DEFAULT_LIMITS.file_bytes,
      text: whole(limits.text) || DEFAULT_LIMITS.text,
    },
    reset: raw.reset === true,
  }
}

function readSession(raw: unknown): Session {
  const session = isObject(raw) ? raw : {}
  const states: TalkState[] = ['none', 'bot', 'waiting', 'human', 'closed']
  return {
    conversation: text(session.conversation),
    state: states.find((k) => k === session.state) ?? 'none',
    operator: text(session.operator),
    online: session.online === true,
    survey: isObject(session.survey) ? (session.survey as unknown as Survey) : null,
  }
}

function readEntry(raw: Raw): Entry | null {
  if (!text(raw.conversation) || !text(raw.id) || !whole(raw.seq)) return null
  const author = isObject(raw.author) ? raw.author : {}
  const kinds: AuthorKind[] = ['customer', 'bot', 'operator', 'system']
  const list = <T>(v: unknown): T[] => (Array.isArray(v) ? (v.filter(isObject) as T[]) : [])
  return {
    type: 'entry',
    conversation: text(raw.conversation),
    seq: whole(raw.seq),
    prev: whole(raw.prev),
    id: text(raw.id),
    kind: text(raw.kind),
    at: whole(raw.at),
    author: { kind: kinds.find((k) => k === author.kind) ?? 'system', name: text(author.name) },
    text: text(raw.text),
    body: list<MarkNode>(raw.body),
    choices: list<Choice>(raw.choices),
    files: list<FileRef>(raw.files),
    client_id: text(raw.client_id),
    reply_to: text(raw.reply_to),
    of: text(raw.of),
    state: text(raw.state),
    operator: text(raw.operator),
    score: whole(raw.score),
  }
}
