import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, Client } from '../src/api/client'
import type { FaqImported, FaqState } from '../src/api/contract'
import { language } from '../src/i18n/language.svelte'
import { Faq } from '../src/state/faq.svelte'
import { told } from '../src/state/faqhistory'
import { byLine, FaqImport } from '../src/state/faqimport.svelte'
import { Lessons } from '../src/state/lessons.svelte'
import { address, read } from '../src/state/router.svelte'
import { fold, matchOf, questionOf } from '../src/timeline'
import { entry } from './entries'
import { base, faqEntry, faqState, lesson } from './faqs'

describe('addresses of the FAQ', () => {
  it.each(['#/faq/entries', '#/faq/entries/ru/delivery-cost', '#/faq/entries/new', '#/faq/taught', '#/faq/history'])(
    'lead to the same place: %s',
    (hash) => expect(address(read(hash))).toBe(hash),
  )

  it('lead somewhere in any case', () => {
    expect(read('#/faq')).toEqual({ page: 'faq', view: 'entries', entry: '' })
    expect(read('#/faq/what/ru/x')).toMatchObject({ view: 'entries' })
    expect(read('#/faq/entries/ru/%')).toMatchObject({ entry: 'ru/%' })
  })
})

describe('list of entries', () => {
  afterEach(() => vi.useRealTimers())

  it('shows the answer to the newest search only', async () => {
    const api = base(faqEntry('a'), faqEntry('b'))
    const faq = new Faq({ ...api, faq: async () => faqState({ entries: 2 }) })
    let answerLate: () => void = () => undefined
    const slow = await api.faqEntries({ q: 'a' })
    api.faqEntries.mockImplementationOnce(() => new Promise((done) => (answerLate = () => done(slow))))
    faq.choose('ru')
    faq.choose('')
    await vi.waitFor(() => expect(faq.items).toHaveLength(2))
    answerLate()
    await Promise.resolve()
    expect(faq.items).toHaveLength(2)
  })

  it('looks at a fit until it is done', async () => {
    vi.useFakeTimers()
    const states: FaqState[] = [faqState({ fitted: false }), faqState({ fitting: { done: 1, of: 2 } }), faqState()]
    const read = vi.fn(async () => states.shift()!)
    const faq = new Faq({ ...base(), faq: read })
    await faq.refresh()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(read).toHaveBeenCalledTimes(3)
    expect(faq.state?.fitted).toBe(true)
  })
})

describe('lessons', () => {
  const server = () => {
    const items = [lesson('1'), lesson('2')]
    return { items, lessons: vi.fn(async () => [...items]), decideLesson: vi.fn(async () => undefined) }
  }

  it('sends the words only when they were corrected', async () => {
    const api = server()
    const lessons = new Lessons(api)
    await lessons.refresh()
    lessons.texts['1'] = '  слова получше '
    expect(await lessons.decide(lessons.items[0]!, true)).toBe(true)
    expect(await lessons.decide(lessons.items[0]!, true)).toBe(true)
    expect(api.decideLesson.mock.calls).toEqual([
      ['1', true, 'слова получше'],
      ['2', true, ''],
    ])
    expect(lessons.items).toEqual([])
  })

  it('rejects as it was said', async () => {
    const api = server()
    const lessons = new Lessons(api)
    await lessons.refresh()
    lessons.texts['1'] = 'x'
    await lessons.decide(lessons.items[0]!, false)
    expect(api.decideLesson).toHaveBeenCalledWith('1', false, '')
  })

  it('decides once, and keeps what was not decided', async () => {
    const api = server()
    const lessons = new Lessons(api)
    await lessons.refresh()
    const first = lessons.items[0]!
    api.decideLesson.mockRejectedValueOnce(new ApiError(404, 'not_found', ''))
    const both = await Promise.all([lessons.decide(first, true), lessons.decide(first, true)])
    expect(both).toEqual([false, false])
    expect(api.decideLesson).toHaveBeenCalledTimes(1)
    expect(lessons.refused['1']).toBeInstanceOf(ApiError)
    expect(lessons.items).toHaveLength(2)
  })

  it('does not bring a decided one back by a read that began before', async () => {
    const api = server()
    const lessons = new Lessons(api)
    await lessons.refresh()
    let answerLate: () => void = () => undefined
    api.lessons.mockImplementationOnce(() => new Promise((done) => (answerLate = () => done([...api.items]))))
    const reading = lessons.refresh()
    await lessons.decide(lessons.items[0]!, true)
    answerLate()
    await reading
    expect(lessons.items.map((l) => l.id)).toEqual(['2'])
  })
})

describe('import', () => {
  const counts = (more: Partial<FaqImported> = {}): FaqImported => ({
    version: 4,
    added: 3,
    changed: 2,
    removed: 0,
    unchanged: 79,
    duplicates: [],
    ...more,
  })
  let send: ReturnType<typeof vi.fn<Client['importFaq']>>
  let work: FaqImport
  beforeEach(() => {
    send = vi.fn<Client['importFaq']>(async (_name, _text, mode) => counts({ removed: mode === 'replace' ? 7 : 0 }))
    work = new FaqImport({ importFaq: send })
  })

  it('looks before it changes anything', async () => {
    await work.apply()
    await work.take('f.csv', 'text')
    await work.choose('replace')
    expect(work.preview?.removed).toBe(7)
    await work.apply()
    expect(send.mock.calls).toEqual([
      ['f.csv', 'text', 'merge', true],
      ['f.csv', 'text', 'replace', true],
      ['f.csv', 'text', 'replace', false],
    ])
    expect(work.done?.version).toBe(4)
  })

  it('imports nothing that has bad rows, and names them by line', async () => {
    const faults = [
      { message: 'is empty', location: 'a:b.csv:12:5 question', line: 12, field: 'question' },
      { message: 'no', location: 'a:b.csv:3:1 ', line: 3 },
    ]
    send.mockRejectedValueOnce(new ApiError(422, 'invalid', 'bad', '', faults))
    await work.take('a:b.csv', 'text')
    expect(work.rows).toEqual([
      { line: 3, where: '', fault: faults[1] },
      { line: 12, where: 'question', fault: faults[0] },
    ])
    expect(work.ready).toBe(false)
    await work.apply()
    expect(send).toHaveBeenCalledTimes(1)
    await work.take('a:b.csv', 'mended')
    expect([work.rows, work.ready]).toEqual([[], true])
  })

  it('does not show the counts of a mode that is not chosen any more', async () => {
    let late: (v: FaqImported) => void = () => undefined
    send.mockImplementationOnce(() => new Promise((done) => (late = done)))
    const first = work.take('f.csv', 'text')
    await work.choose('replace')
    late(counts({ removed: 0 }))
    await first
    expect(work.preview?.removed).toBe(7)
  })

  it('has nothing to import when nothing changes', async () => {
    send.mockResolvedValueOnce(counts({ added: 0, changed: 0 }))
    await work.take('f.csv', '')
    expect(work.ready).toBe(false)
  })

  it('shows faults without a line as they are', () =>
    expect(byLine([{ message: 'm', location: 'body' }])).toEqual([
      { line: 0, where: 'body', fault: { message: 'm', location: 'body' } },
    ]))
})

it('tells what a version did', () => {
  language.choose('ru')
  const say = (source: string, note: string) => told({ source, note })
  expect(say('console', 'delivery (ru)')).toBe('сохранена запись delivery (ru)')
  expect(say('console', '− delivery (ru)')).toBe('удалена запись delivery (ru)')
  expect(say('undo', 'back to version 3')).toBe('возврат к версии 3')
  expect(say('lesson', 'phrasing of delivery (ru): почём: привезти')).toBe(
    'новая формулировка для delivery (ru): «почём: привезти»',
  )
  expect(say('/etc/frontdesk/faq.yaml', 'imported')).toBe('загрузка из файла faq.yaml')
  expect(say('faq.yaml', 'imported over the edits up to version 9')).toBe(
    'загрузка из файла faq.yaml поверх правок до версии 9',
  )
  expect(say('/srv/faq.csv', 'import of spring cleaning.csv')).toBe('загрузка из файла spring cleaning.csv')
  expect(say('console', 'import of spring.csv')).toBe('загрузка из файла spring.csv')
  expect(say('faq.csv', 'spring cleaning')).toBe('spring cleaning')
  expect(say('', '')).toBe('ничего не изменилось')
  const by = (kind: string, params: Record<string, string>) =>
    told({ source: 'console', note: 'in English', kind, params })
  expect(by('learned', { entry: 'delivery', lang: 'ru', text: 'почём {lang}' })).toBe(
    'новая формулировка для delivery (ru): «почём {lang}»',
  )
  expect(by('imported_over', { file: 'faq.yaml', version: '9' })).toBe(
    'загрузка из файла faq.yaml поверх правок до версии 9',
  )
  expect(by('from_the_future', {})).toBe('in English')
  language.choose('en')
  expect(by('deleted', { entry: 'a', lang: 'en' })).toBe('deleted a (en)')
})

describe('the question of a talk', () => {
  const moved = (seq: number, reason: string, more: object = {}) =>
    entry(seq, {
      kind: 'moved',
      author: { kind: 'system', name: '' },
      move: { from: 'bot', to: 'waiting', owner: '', owner_name: '', reason, ...more },
    })

  it('is the last words before a person came', () => {
    expect(
      questionOf(fold([entry(1), entry(2, { text: 'где  мой\nчай' }), moved(3, 'unknown'), entry(4, { text: 'ау' })])),
    ).toBe('где мой чай')
  })

  it('is not the wish for a person, a button, or what others said', () => {
    expect(
      questionOf(
        fold([
          entry(1, { text: 'где чай' }),
          entry(2, { text: 'нет', press: 'x' }),
          entry(3, { text: 'человека!' }),
          entry(4, { author: { kind: 'bot', name: '' } }),
          moved(5, 'asked'),
        ]),
      ),
    ).toBe('где чай')
    expect(questionOf(fold([entry(1, { text: 'человека!' }), moved(2, 'asked')]))).toBe('человека!')
  })

  it('is the last words when nobody was called, or nothing', () => {
    expect(questionOf(fold([entry(1, { text: 'раз' }), entry(2, { text: 'два' })]))).toBe('два')
    expect(questionOf([])).toBe('')
  })

  it('becomes a line once an entry is named', () => {
    const rows = fold([
      entry(1, { kind: 'noted', purpose: 'match', visibility: 'team', text: 'почём → Сколько → столько?' }),
    ])
    expect(rows[0]?.kind).toBe('matched')
    expect(matchOf(rows[0]!.entry.text)).toEqual({ words: 'почём', question: 'Сколько → столько?' })
  })
})

describe('client', () => {
  const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

  it('asks the FAQ for what the API wants', async () => {
    const http = vi.fn<typeof fetch>(async () => answer(200, { items: null, hits: null }))
    const client = new Client('/api/v1', http)
    expect(await client.faqEntries({ q: 'чай & кофе' })).toMatchObject({ items: [], langs: [] })
    expect((await client.tryFaq('x')).hits).toEqual([])
    await client.saveFaq(faqEntry('a'), 7)
    await client.importFaq('a b.csv', 'id,lang', 'merge', true)
    expect(http.mock.calls.map((c) => c[0])).toEqual([
      `/api/v1/faq/entries?q=${encodeURIComponent('чай & кофе')}&limit=100`,
      '/api/v1/faq/try',
      '/api/v1/faq/entries?version=7',
      '/api/v1/faq/import?name=a%20b.csv&mode=merge&dry_run=true',
    ])
    expect(http.mock.calls[3]![1]).toMatchObject({ method: 'POST', body: 'id,lang' })
  })

  it('hands on the faults of a 422', async () => {
    const client = new Client('/api/v1', async () =>
      answer(422, { code: 'invalid', detail: 'bad', errors: [{ message: 'is empty', location: 'f:1:2 question' }] }),
    )
    await expect(client.importFaq('f', '', 'merge', true)).rejects.toMatchObject({
      code: 'invalid',
      faults: [{ message: 'is empty', location: 'f:1:2 question' }],
    })
  })
})
