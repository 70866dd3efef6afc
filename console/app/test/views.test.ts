import { flushSync, mount, unmount, type Component } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Client } from '../src/api/client'
import type { Entry } from '../src/api/contract'
import { language } from '../src/i18n/language.svelte'
import { fold } from '../src/timeline'
import BarChart from '../src/view/BarChart.svelte'
import DeliveryMark from '../src/view/DeliveryMark.svelte'
import FileItem from '../src/view/FileItem.svelte'
import LineRow from '../src/view/LineRow.svelte'
import MessageRow from '../src/view/MessageRow.svelte'
import Nodes from '../src/view/Nodes.svelte'
import SignIn from '../src/view/SignIn.svelte'
import { entry, type Sparse } from './entries'

let mounted: Record<string, unknown>[] = []
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mount() of Svelte asks for this constraint
function show<P extends Record<string, any>>(component: Component<P>, props: P): HTMLElement {
  const target = document.createElement('div')
  document.body.append(target)
  mounted.push(mount(component, { target, props }))
  flushSync()
  return target
}
const row = (...entries: Entry[]) => ({
  row: fold(entries)[0] as never,
  client: new Client(),
  me: 'me',
  retried: () => undefined,
  grown: () => undefined,
  use: () => undefined,
})

beforeEach(() => language.choose('ru'))
afterEach(() => {
  for (const component of mounted) void unmount(component)
  mounted = []
  document.body.replaceChildren()
})

describe('nodes', () => {
  const text = (v: string) => ({ t: 'text', v })

  it('renders Markdown', () => {
    const box = show(Nodes, {
      nodes: [
        { t: 'p', c: [text('a '), { t: 'strong', c: [text('b')] }, { t: 'a', href: 'https://e.com', c: [text('c')] }] },
      ],
    })
    expect(box.querySelector('p')?.textContent).toBe('a bc')
    expect(box.querySelector('a')?.getAttribute('href')).toBe('https://e.com/')
    expect(box.querySelector('a')?.rel).toContain('noopener')
  })

  it.each(['javascript:alert(1)', 'JAVASCRIPT:alert(1)', 'data:text/html,x', '/relative', ''])(
    'makes no link of %j',
    (href) => {
      const box = show(Nodes, { nodes: [{ t: 'a', href, c: [text('press')] }] })
      expect(box.querySelector('a')).toBeNull()
      expect(box.textContent).toBe('press')
    },
  )

  it('shows markup as text', () => {
    const box = show(Nodes, { nodes: [text('<img src=x onerror=alert(1)>')] })
    expect(box.querySelector('img')).toBeNull()
  })
})

describe('rows', () => {
  it('says that a note is for the team', () => {
    const box = show(MessageRow, row(entry(1, { kind: 'noted', visibility: 'team' })))
    expect(box.querySelector('article.note')?.textContent).toContain('видит только команда')
  })

  it('says why a message did not arrive', () => {
    const box = show(MessageRow, row(entry(1, { delivery: { state: 'failed', reason: 'клиент заблокировал бота' } })))
    expect(box.textContent).toContain('не доставлено: клиент заблокировал бота')
  })

  it('offers an answer of the assistant that a takeover has cancelled', () => {
    const author = { kind: 'bot' } as const
    const choices = [{ value: 'helped:yes', label: 'Да' }]
    const cancelled = { state: 'cancelled', reason: 'takeover' } as const
    const answer = entry(1, {
      author,
      purpose: 'answer',
      text: '**Да**\n\n- раз\n\nПомогло?',
      choices,
      delivery: cancelled,
    })
    const used: string[] = []
    const box = show(MessageRow, { ...row(answer), use: (text: string) => used.push(text) })
    box.querySelector<HTMLButtonElement>('button:not([aria-expanded])')?.click()
    expect(used).toEqual(['**Да**\n\n- раз'])

    const menu = entry(2, { author, purpose: 'menu', delivery: cancelled })
    expect(show(MessageRow, row(menu)).textContent).not.toContain('взять этот ответ')
    const sent = entry(3, { author, purpose: 'answer', delivery: { state: 'sent' } })
    expect(show(MessageRow, row(sent)).textContent).not.toContain('взять этот ответ')
  })

  it('shows what the assistant was thinking', () => {
    const box = show(
      MessageRow,
      row(
        entry(1, {
          why: {
            query: 'доставка',
            decision: 'answer',
            hits: [{ id: 'x', question: 'Сколько стоит доставка?', p: 0.94 }],
          },
        }),
      ),
    )
    expect(box.querySelector('details')?.textContent).toMatch(/94\s%/)
  })

  it('keeps the earlier text of an edit', () => {
    const box = show(MessageRow, row(entry(1), entry(2, { kind: 'edited', of: 'e1', text: 'лучше' })))
    expect(box.querySelector('.bubble')?.textContent?.trim()).toBe('лучше')
    expect(box.querySelector('details')?.textContent).toContain('text 1')
  })

  it('tells who did what and why', () => {
    const move = (more: object, kind: 'operator' | 'system' = 'operator') =>
      show(LineRow, {
        row: fold([
          entry(1, {
            kind: 'moved',
            author: { kind, name: kind === 'operator' ? 'Анна' : '' },
            move: { from: 'bot', to: 'human', owner: 'o', owner_name: 'Борис', reason: '', ...more },
          }),
        ])[0] as never,
      }).textContent
    expect(move({ reason: 'transfer' })).toContain('Анна: разговор передан, дальше Борис')
    expect(move({ to: 'waiting', reason: 'asked' }, 'system')).toContain(
      'Разговор ждёт человека: клиент попросил человека',
    )
    expect(move({ to: 'closed', reason: 'idle' }, 'system')).toContain('Завершён: долго никто не писал')
    expect(move({ to: 'somewhere', reason: 'odd' }, 'system')).toContain('somewhere')
  })
})

describe('what an operator did with a message', () => {
  const told = (purpose: string, target: Sparse) =>
    fold([
      entry(1, target),
      entry(2, { kind: 'noted', visibility: 'team', purpose, of: 'e1', author: { kind: 'operator', name: 'Анна' } }),
    ])[1] as never
  const line = (purpose: string, target: Sparse = {}) =>
    show(LineRow, { row: told(purpose, target) }).textContent?.replace(/\s+/g, ' ')

  it.each([
    ['ru', 'resend', 'Анна: сообщение отправлено ещё раз'],
    ['ru', 'arrived', 'Анна: сообщение дошло'],
    ['ru', 'file_retry', 'Анна: файл загружается ещё раз'],
    ['en', 'resend', 'Анна has the message sent once more'],
    ['en', 'arrived', 'Анна knows that the message arrived'],
    ['en', 'file_retry', 'Анна has the file fetched again'],
  ] as const)('is a line with who, what and when (%s %s)', (lang, purpose, words) => {
    language.choose(lang)
    expect(line(purpose)).toContain(words)
    expect(line(purpose)).toContain(language.clock(2000))
    expect(document.querySelector('article')).toBeNull()
  })

  it('names the message or the file, shortly', () => {
    expect(line('resend', { text: 'чай\n завтра' })).toContain('«чай завтра»')
    expect(line('arrived', { text: 'я'.repeat(100) })).toContain(`«${'я'.repeat(60)}…»`)
    expect(
      line('file_retry', {
        text: '',
        files: [{ id: 'f', name: 'чек.jpg', size: 0, type: '', state: 'failed', reason: '' }],
      }),
    ).toContain('«чек.jpg»')
    expect(line('resend', { text: '' })).not.toContain('«')
  })
})

describe('a conversation of somebody else', () => {
  const owned = {
    status: 409,
    code: 'conflict',
    reason: 'owned',
    params: { name: 'Борис' },
    owner: 'Борис',
    detail: 'Борис has this conversation',
  }
  const client = () =>
    new Client(
      '/api/v1',
      vi.fn<typeof fetch>(async () => new Response(JSON.stringify(owned), { status: 409 })),
    )
  const alert = (box: HTMLElement) =>
    vi.waitFor(() => expect(box.querySelector('[role=alert]')?.textContent).toBe('Этот разговор уже у другого: Борис.'))

  it.each([0, 1])('refuses to settle a delivery, and says who has it (button %i)', async (button) => {
    const resolved = vi.fn()
    const box = show(DeliveryMark, {
      entry: entry(1, { delivery: { state: 'uncertain' } }),
      client: client(),
      resolved,
      use: () => undefined,
    })
    box.querySelectorAll('button')[button]!.click()
    await alert(box)
    expect(resolved).not.toHaveBeenCalled()
  })

  it('refuses to fetch a file again, and says who has it', async () => {
    const retried = vi.fn()
    const box = show(FileItem, {
      file: { id: 'f', name: 'чек.jpg', size: 0, type: '', state: 'failed', reason: '' },
      client: client(),
      retried,
      grown: () => undefined,
    })
    box.querySelector('button')!.click()
    await alert(box)
    expect(retried).not.toHaveBeenCalled()
  })
})

describe('bar chart', () => {
  it('draws every day to scale, also none', () => {
    const box = show(BarChart, {
      label: 'l',
      days: [
        { day: '2026-11-01', count: 7 },
        { day: '2026-11-02', count: 14 },
      ],
    })
    const heights = [...box.querySelectorAll('rect')].map((r) => Number(r.getAttribute('height')))
    expect(heights[1]).toBeCloseTo(heights[0]! * 2)
    expect(show(BarChart, { label: 'l', days: [] }).querySelectorAll('rect')).toHaveLength(0)
  })
})

describe('sign-in', () => {
  it('says in words what went wrong, and does not keep the password', async () => {
    const client = new Client('/api/v1', async () => new Response('{"code":"rate"}', { status: 429 }))
    const box = show(SignIn, { client, enter: vi.fn(), unreachable: false })
    const [login, password] = box.querySelectorAll('input')
    login!.value = 'admin'
    password!.value = 'guess'
    for (const input of [login!, password!]) input.dispatchEvent(new Event('input', { bubbles: true }))
    box.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await vi.waitFor(() => expect(box.querySelector('[role=alert]')?.textContent).toContain('Слишком много попыток'))
    expect(password!.value).toBe('')
  })
})
