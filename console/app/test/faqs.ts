import { vi } from 'vitest'
import { ApiError, Client, type FaqEntry, type FaqList } from '../src/api/client'
import type { MarkNode } from '@shared/markdown'
import type { FaqState, Lesson } from '../src/api/contract'

export function faqEntry(id: string, more: Partial<FaqEntry> = {}): FaqEntry {
  return {
    id,
    lang: 'ru',
    question: `Вопрос ${id}?`,
    phrasings: ['раз', 'два'],
    answer: 'Ответ.',
    tags: ['метка'],
    ...more,
  }
}

export function faqState(more: Partial<FaqState> = {}): FaqState {
  return {
    version: 1,
    entries: 1,
    max_wrong: 0.1,
    expected: [],
    indexing: false,
    fitted: true,
    fitting: null,
    refused: '',
    refusal: null,
    ...more,
  }
}

export function lesson(id: string, more: Partial<Lesson> = {}): Lesson {
  return {
    id,
    entry: 'delivery',
    lang: 'ru',
    question: 'Сколько стоит доставка?',
    text: `слова ${id}`,
    people: 1,
    sources: ['menu'],
    conversation: 'c1',
    at: 1,
    ...more,
  }
}

export const conflict = () => new ApiError(409, 'conflict', 'the FAQ has changed meanwhile')

/** A base that counts versions and refuses an edit of an older version, as the server does. */
export function base(...entries: FaqEntry[]) {
  const it = {
    version: 1,
    entries,
    /** Another person's change. */
    change(f: (list: FaqEntry[]) => FaqEntry[]) {
      it.entries = f(it.entries)
      it.version++
    },
    faqEntries: vi.fn(async (find: { q?: string; lang?: string }): Promise<FaqList> => {
      const items = it.entries.filter(
        (e) => (!find.lang || e.lang === find.lang) && (!find.q || `${e.id} ${e.question}`.includes(find.q)),
      )
      return { version: it.version, total: it.entries.length, found: items.length, langs: ['ru', 'en'], items }
    }),
    saveFaq: vi.fn(async (entry: FaqEntry, seen: number) => {
      if (seen && seen !== it.version) throw conflict()
      it.change((list) => [...list.filter((e) => e.id !== entry.id || e.lang !== entry.lang), entry])
      return { version: it.version }
    }),
    previewFaq: vi.fn(async (text: string): Promise<MarkNode[]> => [{ t: 'p', c: [{ t: 'text', v: text }] }]),
    deleteFaq: vi.fn(async (lang: string, id: string, seen: number) => {
      if (seen && seen !== it.version) throw conflict()
      it.change((list) => list.filter((e) => e.id !== id || e.lang !== lang))
      return { version: it.version }
    }),
  }
  return it
}

/** A client with answers to only some calls. */
export const only = (calls: object): Client =>
  Object.assign(new Client('/none', async () => Promise.reject(new Error('not expected'))), calls)
