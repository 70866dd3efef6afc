import { flushSync, mount, unmount, type Component } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, type FaqEntry } from '../src/api/client'
import type { MarkNode } from '@shared/markdown'
import { language } from '../src/i18n/language.svelte'
import { Desk } from '../src/state/desk.svelte'
import { Faq } from '../src/state/faq.svelte'
import { Lessons } from '../src/state/lessons.svelte'
import { router } from '../src/state/router.svelte'
import { Talk } from '../src/state/talk.svelte'
import FaqEditor from '../src/view/FaqEditor.svelte'
import FaqEntries from '../src/view/FaqEntries.svelte'
import FaqHistory from '../src/view/FaqHistory.svelte'
import FaqImportDialog from '../src/view/FaqImportDialog.svelte'
import FaqStrip from '../src/view/FaqStrip.svelte'
import FaqTaught from '../src/view/FaqTaught.svelte'
import FaqTry from '../src/view/FaqTry.svelte'
import LineRow from '../src/view/LineRow.svelte'
import MatchDialog from '../src/view/MatchDialog.svelte'
import Shell from '../src/view/Shell.svelte'
import { fold } from '../src/timeline'
import { detail, entry } from './entries'
import { base, faqEntry, faqState, lesson, only } from './faqs'

let mounted: Record<string, unknown>[] = []
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mount() of Svelte asks for this constraint
function show<P extends Record<string, any>>(component: Component<P>, props: P): HTMLElement {
  const target = document.createElement('div')
  document.body.append(target)
  mounted.push(mount(component, { target, props }))
  flushSync()
  return target
}
const type = (field: Element | null | undefined, text: string) => {
  ;(field as HTMLInputElement).value = text
  field!.dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}
const button = (box: ParentNode, name: string) =>
  [...box.querySelectorAll('button')].find((b) => b.textContent?.includes(name))
const submit = (box: ParentNode) =>
  box.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))

beforeEach(() => {
  localStorage.clear()
  language.choose('ru')
})
afterEach(() => {
  for (const component of mounted) void unmount(component)
  mounted = []
  document.body.replaceChildren()
})

describe('editor', () => {
  const nothing = () => undefined
  async function editor(api: ReturnType<typeof base>, more: object = {}) {
    const props = {
      client: api,
      entry: 'ru/a',
      admin: true,
      message: '',
      lang: 'ru',
      langs: ['ru'],
      close: nothing,
      saved: vi.fn(),
      removed: vi.fn(),
      typed: nothing,
      ...more,
    }
    const box = show(FaqEditor, props)
    await vi.waitFor(() => expect(box.querySelector('form')).not.toBeNull())
    return { box, props }
  }

  it('keeps the typing over a conflict, offers to look again, and shows the difference at the field', async () => {
    const api = base(faqEntry('a'))
    const { box, props } = await editor(api)
    const answer = box.querySelector('textarea')!
    type(answer, 'Моё.')
    api.change((list) => list.map((e) => ({ ...e, answer: 'Чужое.' })))
    submit(box)
    await vi.waitFor(() => expect(box.querySelector('[role=alert]')?.textContent).toContain('изменил кто-то другой'))
    button(box, 'Посмотреть')!.click()
    await vi.waitFor(() => expect(box.querySelector('.now')?.textContent).toContain('Чужое.'))
    expect(answer.value).toBe('Моё.')
    expect(answer.getAttribute('aria-describedby')).toContain('-now')
    submit(box)
    await vi.waitFor(() => expect(props.saved).toHaveBeenCalledWith('ru/a'))
    expect(api.entries[0]?.answer).toBe('Моё.')
  })

  it('shows what the API says at the field', async () => {
    const api = base(faqEntry('a'))
    api.saveFaq.mockRejectedValueOnce(
      new ApiError(422, 'invalid', 'answer: empty', '', [
        { message: 'empty', location: 'body.answer', reason: 'empty' },
      ]),
    )
    const { box } = await editor(api)
    const answer = box.querySelector('textarea')!
    type(answer, 'x')
    submit(box)
    await vi.waitFor(() => expect(answer.getAttribute('aria-invalid')).toBe('true'))
    expect(
      document.getElementById(
        answer
          .getAttribute('aria-describedby')!
          .split(' ')
          .find((id) => id.endsWith('fault'))!,
      )?.textContent,
    ).toBe('пусто')
    expect(box.querySelector('.problem')).toBeNull()
    type(answer, 'y')
    expect(answer.getAttribute('aria-invalid')).toBeNull()
  })

  it('previews the answer as it is typed, by key too, and runs nothing of it', async () => {
    const api = base(faqEntry('a', { answer: 'Было.' }))
    const { box } = await editor(api)
    const turn = box.querySelector<HTMLButtonElement>('[aria-controls$="-preview"]')!
    const region = document.getElementById(turn.getAttribute('aria-controls')!)!
    expect([turn.type, turn.tabIndex, turn.getAttribute('aria-expanded'), region.hidden]).toEqual([
      'button',
      0,
      'false',
      true,
    ])
    expect(api.previewFaq).not.toHaveBeenCalled()
    turn.focus()
    turn.click()
    await vi.waitFor(() => expect(region.textContent).toContain('Было.'))
    expect([turn.getAttribute('aria-expanded'), region.hidden, region.getAttribute('aria-label')]).toEqual([
      'true',
      false,
      'Ответ, каким его увидит клиент',
    ])
    let late: (nodes: MarkNode[]) => void = () => undefined
    api.previewFaq.mockImplementationOnce(() => new Promise((done) => (late = done)))
    type(box.querySelector('textarea'), 'долго')
    await vi.waitFor(() => expect(api.previewFaq).toHaveBeenCalledWith('долго'))
    api.previewFaq.mockResolvedValueOnce([
      {
        t: 'p',
        c: [
          { t: 'text', v: '<script>alert(1)</scr' + 'ipt>' },
          { t: 'a', href: 'javascript:alert(1)', c: [{ t: 'text', v: 'сюда' }] },
          { t: 'a', href: 'https://example.com/', c: [{ t: 'text', v: 'туда' }] },
        ],
      },
      { t: 'script', c: [{ t: 'text', v: 'как текст' }] },
    ])
    type(box.querySelector('textarea'), 'зло')
    await vi.waitFor(() => expect(region.textContent).toContain('сюда'))
    late([{ t: 'text', v: 'опоздавшее' }])
    await new Promise((done) => setTimeout(done)) // runs all pending effects and promises
    flushSync()
    expect(region.textContent).toContain('<script>alert(1)</script>')
    expect(region.textContent).toContain('как текст')
    expect(region.querySelector('script')).toBeNull()
    expect([...region.querySelectorAll('a')].map((a) => [a.getAttribute('href'), a.rel, a.textContent])).toEqual([
      ['https://example.com/', 'noopener noreferrer nofollow', 'туда'],
    ])
    api.previewFaq.mockRejectedValueOnce(new ApiError(0, 'network', ''))
    type(box.querySelector('textarea'), 'без связи')
    await vi.waitFor(() => expect(region.querySelector('[role=alert]')?.textContent).toContain('Сервер не отвечает'))
    type(box.querySelector('textarea'), ' ')
    await vi.waitFor(() => expect(region.textContent).toContain('Пока показывать нечего.'))
    turn.click()
    flushSync()
    expect(region.hidden).toBe(true)
  })

  it('is read-only for those who are not admins', async () => {
    const { box } = await editor(base(faqEntry('a')), { admin: false })
    expect([...box.querySelectorAll<HTMLInputElement>('input, textarea')].every((f) => f.disabled)).toBe(true)
    expect(button(box, 'Сохранить')).toBeUndefined()
    expect(button(box, 'Удалить')).toBeUndefined()
  })
})

it('a deleted entry can be put back', async () => {
  const api = base(faqEntry('a'), faqEntry('b'))
  const client = only(api)
  const faq = new Faq({ ...api, faq: async () => faqState({ entries: 2 }) })
  await faq.refresh()
  const box = show(FaqEntries, { client, faq, admin: true, entry: 'ru/a' })
  await vi.waitFor(() => expect(button(box, 'Удалить')).toBeDefined())
  button(box, 'Удалить')!.click()
  await vi.waitFor(() => expect(button(box, 'Вернуть')).toBeDefined())
  expect(api.entries.map((e: FaqEntry) => e.id)).toEqual(['b'])
  button(box, 'Вернуть')!.click()
  await vi.waitFor(() => expect(box.textContent).toContain('снова на месте'))
  expect(api.entries).toContainEqual(faqEntry('a'))
})

it('what was searched stays while one goes from entry to entry', async () => {
  const client = only({
    ...base(faqEntry('a'), faqEntry('b')),
    faq: async () => faqState({ entries: 2 }),
    lessons: async () => [],
  })
  router.go({ page: 'faq', view: 'entries', entry: '' })
  const desk = new Desk(client, {
    id: 'me',
    login: 'me',
    name: 'Я',
    role: 'admin',
    lang: 'ru',
    online: true,
    disabled: false,
  })
  const box = show(Shell, { desk, leave: async () => undefined })
  await vi.waitFor(() => expect(box.querySelector('[data-key="ru/a"]')).not.toBeNull(), 10_000)
  type(box.querySelector('[type=search]'), 'Вопрос')
  router.go({ page: 'faq', view: 'entries', entry: 'ru/a' })
  flushSync()
  await vi.waitFor(() => expect(button(box, 'Сохранить')).toBeDefined())
  expect(box.querySelector<HTMLInputElement>('[type=search]')?.value).toBe('Вопрос')
}, 20_000)

describe('taught', () => {
  async function taught(admin = true) {
    const decideLesson = vi.fn(async () => undefined)
    const lessons = new Lessons({
      lessons: async () => [lesson('1', { people: 3, sources: ['menu', 'operator'] }), lesson('2', { question: '' })],
      decideLesson,
    })
    await lessons.refresh()
    return { box: show(FaqTaught, { lessons, admin, changed: vi.fn() }), decideLesson }
  }

  it('says who taught it, and what became of the entry', async () => {
    const { box } = await taught()
    const [first, second] = box.querySelectorAll('li')
    for (const words of ['3 человека', 'выбрали из списка', 'указал оператор'])
      expect(first!.textContent).toContain(words)
    expect(first!.querySelector('a[href="#/all/c1"]')).not.toBeNull()
    expect(second!.textContent).toContain('записи уже нет')
    expect(button(second!, 'Принять')?.disabled).toBe(true)
  })

  it('accepts the corrected words with one click and goes on with the next', async () => {
    const { box, decideLesson } = await taught()
    type(box.querySelector('li input'), 'слова получше')
    button(box, 'Принять')!.click()
    await vi.waitFor(() => expect(box.querySelectorAll('li')).toHaveLength(1))
    expect(decideLesson).toHaveBeenCalledWith('1', true, 'слова получше')
    await vi.waitFor(() => expect(document.activeElement).toBe(box.querySelector('li')))
    expect(box.querySelector('[role=status]')?.textContent).toContain('Принято')
  })

  it('is decided by keys, but not while words are being typed', async () => {
    const { box, decideLesson } = await taught()
    const key = (target: Element, code: string) =>
      target.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true }))
    key(box.querySelector('li input')!, 'KeyX')
    key(document.body, 'KeyX')
    expect(decideLesson).not.toHaveBeenCalled()
    key(document.body, 'KeyJ')
    expect(document.activeElement).toBe(box.querySelector('li'))
    key(document.activeElement!, 'KeyX')
    await vi.waitFor(() => expect(box.querySelectorAll('li')).toHaveLength(1))
    expect(decideLesson).toHaveBeenCalledWith('1', false, '')
    key(box.querySelector('li')!, 'KeyA')
    expect(decideLesson).toHaveBeenCalledTimes(1)
  })

  it('can only be read by those who are not admins', async () => {
    const { box } = await taught(false)
    expect(box.querySelector('button, input')).toBeNull()
    expect(box.textContent).toContain('слова 1')
  })
})

it('going back asks first, and says that it is a new version', async () => {
  const restoreFaq = vi.fn(async () => ({ version: 3 }))
  const version = (number: number) => ({ number, source: 'console', author: '', note: 'a (ru)', size: 5, at: 1 })
  const box = show(FaqHistory, {
    client: { faqVersions: async () => [version(2), version(1)], restoreFaq },
    admin: true,
    newest: 2,
    changed: vi.fn(),
  })
  await vi.waitFor(() => expect(box.querySelectorAll('tbody tr')).toHaveLength(2))
  button(box.querySelector('tbody')!, 'Вернуться')!.click()
  flushSync()
  expect(restoreFaq).not.toHaveBeenCalled()
  const dialog = box.querySelector('dialog')!
  expect(dialog.textContent).toContain('5 записей')
  expect(dialog.textContent).toContain('новая версия')
  button(dialog, 'Вернуться')!.click()
  await vi.waitFor(() => expect(box.querySelector('[role=status]')?.textContent).toContain('действует версия 3'))
  expect(restoreFaq).toHaveBeenCalledWith(1)
})

it('an import shows what it would change before it does', async () => {
  const importFaq = vi.fn(async () => ({
    version: 4,
    added: 3,
    changed: 0,
    removed: 2,
    unchanged: 1,
    duplicates: [{ lang: 'ru', question: 'Дважды?', entries: ['a', 'b'] }],
  }))
  const changed = vi.fn()
  const box = show(FaqImportDialog, { client: { importFaq }, close: vi.fn(), changed })
  const pick = box.querySelector<HTMLInputElement>('input[type=file]')!
  expect(button(box, 'Загрузить')!.disabled).toBe(true)
  Object.defineProperty(pick, 'files', { value: [new File(['id,lang'], 'f.csv')] })
  pick.dispatchEvent(new Event('change', { bubbles: true }))
  await vi.waitFor(() => expect(box.querySelector('dl')).not.toBeNull())
  expect(importFaq.mock.lastCall).toEqual(['f.csv', 'id,lang', 'merge', true])
  for (const words of ['2 записи будут удалены', 'Дважды?', 'a, b']) expect(box.textContent).toContain(words)
  expect(changed).not.toHaveBeenCalled()
  submit(box)
  await vi.waitFor(() => expect(box.textContent).toContain('Загружено: версия 4'))
  expect(importFaq.mock.lastCall).toEqual(['f.csv', 'id,lang', 'merge', false])
  expect(changed).toHaveBeenCalledOnce()
})

describe('state and trial', () => {
  it('marks the chosen share of the expected ones, and does without', () => {
    const box = show(FaqStrip, {
      state: faqState({
        max_wrong: 0.05,
        expected: [
          { max_wrong: 0.1, answered: 0.8, least: 0 },
          { max_wrong: 0.05, answered: 0.6, least: 0 },
        ],
        fitting: { done: 3, of: 12 },
        refused: 'worse',
        refusal: { fresh: 0.612, before: 0.7 },
      }),
    })
    expect([...box.querySelectorAll('li')].map((li) => li.getAttribute('aria-label'))).toEqual([
      'ошибок не больше 5\u00a0%: ответит на 60\u00a0% (выбрано)',
      'ошибок не больше 10\u00a0%: ответит на 80\u00a0%',
    ])
    expect(box.querySelector('progress')?.value).toBe(3)
    expect(box.textContent).toContain('первой для 61,2\u00a0% вопросов, а раньше — для 70\u00a0%')
    const bare = show(FaqStrip, { state: faqState() })
    expect([bare.querySelector('li'), bare.querySelector('progress')]).toEqual([null, null])
    expect(bare.textContent).toContain('Здесь появится')
    const early = show(FaqStrip, {
      state: faqState({ indexing: true, fitted: false }),
    })
    expect(early.querySelector('[role=status]')?.textContent).toContain('База индексируется')
    expect(early.textContent).not.toContain('Здесь появится')
  })

  it('says what the assistant would do', async () => {
    const box = show(FaqTry, {
      langs: ['ru'],
      client: {
        tryFaq: async () => ({
          decision: 'ask' as const,
          exact: false,
          hits: [{ id: 'a', lang: 'ru', question: 'Где?', p: 0.42, why: 'words: где' }],
        }),
      },
    })
    type(box.querySelector('input'), 'где')
    submit(box)
    await vi.waitFor(() => expect(box.querySelector('[role=status]')?.textContent).toContain('переспросит'))
    expect(box.querySelector('li')?.textContent).toMatch(/Где\?.*по словам: где.*42\s%/s)
    expect(box.querySelector('a')?.getAttribute('href')).toBe('#/faq/entries/ru/a')
  })
})

describe('answered by the FAQ', () => {
  it('offers the nearest entries for the customer’s words and keeps one id on every try', async () => {
    const match = vi.fn(async () => entry(9))
    match.mockRejectedValueOnce(new ApiError(0, 'network', ''))
    const client = only({
      ...base(faqEntry('b')),
      match,
      tryFaq: async () => ({ decision: 'clarify', exact: false, hits: [{ ...faqEntry('a'), p: 0.2, why: '' }] }),
    })
    const talk = new Talk('c1', only({ conversation: async () => detail('c1'), entries: async () => [] }))
    talk.rows = fold([entry(1, { text: 'где мой чай' })])
    const box = show(MatchDialog, { desk: { client }, talk, close: vi.fn() })
    expect(box.querySelector('textarea')?.value).toBe('где мой чай')
    await vi.waitFor(() => expect(box.querySelector('[type=radio]')).not.toBeNull())
    expect(button(box, 'Научить')!.disabled).toBe(true)
    box.querySelector<HTMLInputElement>('[type=radio]')!.click()
    flushSync()
    submit(box)
    await vi.waitFor(() => expect(box.querySelector('[role=alert]')).not.toBeNull())
    submit(box)
    await vi.waitFor(() => expect(box.textContent).toContain('Спасибо'))
    const [first, second] = match.mock.calls as unknown as [string, { id: string }][]
    expect(second).toEqual(first)
    expect(first).toEqual([
      'c1',
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/), entry: 'a', lang: 'ru', words: 'где мой чай' },
    ])
    talk.stop()
  })

  it('is a readable line afterwards', () => {
    const row = fold([
      entry(1, {
        kind: 'noted',
        purpose: 'match',
        author: { kind: 'operator', name: 'Анна' },
        text: 'почём → Сколько стоит?',
      }),
    ])[0] as never
    expect(show(LineRow, { row }).textContent?.replace(/\s+/g, ' ')).toContain('Анна: на это есть ответ в базе')
    expect(document.body.textContent).toContain('«почём» — это «Сколько стоит?»')
  })
})
