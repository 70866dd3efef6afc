import type { Detail, Entry, Summary } from '../src/api/contract'

/** An entry with the given seq; everything else can be set. */
export function entry(seq: number, more: Partial<Entry> = {}): Entry {
  return {
    conversation: 'c1',
    seq,
    id: `e${seq}`,
    kind: 'said',
    purpose: 'message',
    at: seq * 1000,
    author: { kind: 'customer', name: 'Мария' },
    visibility: 'public',
    text: `text ${seq}`,
    ...more,
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
    last: null,
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
    profile: null,
  }
  return { ...summary(id), customer, earlier: null, survey: null, reason: '', ...more }
}
