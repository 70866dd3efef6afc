import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Leader } from '../src/leader'

/** Web Locks of one browser: a name has one holder, other requests wait, and stealing is allowed. */
function fakeLocks() {
  let holder: { reject(e: Error): void } | null = null
  const line: (() => void)[] = []
  const request = (_: string, { steal }: { steal: boolean }, work: () => Promise<void> | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const take = () => {
        const mine = (holder = { reject })
        void Promise.resolve(work()).then(() => {
          resolve()
          if (holder !== mine) return
          holder = null
          line.shift()?.()
        })
      }
      if (steal) {
        holder?.reject(Object.assign(new Error('stolen'), { name: 'AbortError' }))
        take()
      } else if (holder) line.push(take)
      else take()
    })
  return { request }
}
const settle = () => vi.advanceTimersByTimeAsync(0)

describe.each(['locks', 'lease'])('leader by %s', (kind) => {
  let leaders: Leader[]
  const tab = () => {
    const leader = new Leader('x', () => undefined)
    leaders.push(leader)
    leader.start()
    return leader
  }
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    leaders = []
    Object.defineProperty(navigator, 'locks', { value: kind === 'locks' ? fakeLocks() : undefined, configurable: true })
  })
  afterEach(() => {
    leaders.forEach((l) => l.stop())
    vi.useRealTimers()
    Reflect.deleteProperty(navigator, 'locks')
  })

  it('lets one tab lead, and the next one when it goes', async () => {
    const [first, second] = [tab(), tab()]
    await settle()
    expect([first.leading, second.leading]).toEqual([true, false])
    first.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect([first.leading, second.leading]).toEqual([false, true])
  })

  it('can be taken from a tab that sleeps', async () => {
    const [first, second] = [tab(), tab()]
    await settle()
    second.steal()
    await vi.advanceTimersByTimeAsync(3_000)
    expect([first.leading, second.leading]).toEqual([false, true])
  })
})
