import type { Author, Delivery, Detail, Entry, FileRef, Summary } from '../src/api/contract'

/** Sparse is an entry with only the fields that a test is about. */
export type Sparse = Partial<Omit<Entry, 'author' | 'delivery' | 'files'>> & {
  author?: Partial<Author>
  delivery?: Partial<Delivery> | null
  files?: Partial<FileRef>[]
}

/** entry makes a message of a customer with the given seq. Every field can be set. */
export function entry(seq: number, more: Sparse = {}): Entry {
  const { author, delivery, files, ...rest } = more
  return {
    conversation: 'c1',
    seq,
    id: `e${seq}`,
    kind: 'said',
    purpose: 'message',
    at: seq * 1000,
    sent_at: seq * 1000,
    author: { id: '', kind: 'customer', name: 'Мария', ...author },
    visibility: 'public',
    text: `text ${seq}`,
    key: '',
    choices: [],
    files: (files ?? []).map((f) => ({ id: 'f', name: 'f', size: 1, type: '', state: 'ready', reason: '', ...f })),
    of: '',
    reply_to: '',
    client_id: '',
    press: '',
    move: null,
    survey: null,
    delivery: delivery ? { state: 'queued', reason: '', parts: 1, at: 0, ...delivery } : null,
    why: null,
    ...rest,
  }
}

export function summary(id: string, more: Partial<Summary> = {}): Summary {
  return {
    id,
    channel: { id: 'site', type: 'webchat' },
    customer: { name: '', handle: '' },
    state: 'waiting',
    owner: null,
    lang: 'ru',
    last: { text: '', at: 0, author: 'customer' },
    waiting_since: 1,
    opened_at: 1,
    updated_at: 1,
    seq: 1,
    score: 0,
    ...more,
  }
}

export function detail(id: string, more: Partial<Detail> = {}): Detail {
  const customer = {
    name: 'Мария',
    handle: '',
    lang: 'ru',
    page: '',
    page_title: '',
    referrer: '',
    origin: '',
    since: 0,
    profile: {},
  }
  return { ...summary(id), customer, earlier: null, survey: null, reason: '', ...more }
}
