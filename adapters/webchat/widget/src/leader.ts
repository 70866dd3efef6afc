/** Which of the visitor's tabs sends. One at a time, so that messages keep their order. */

const LEASE_MS = 6_000
const RENEW_MS = 2_000

/**
 * Holds the post through Web Locks, or through a lease in localStorage where there are none. Losing the post to another
 * tab is harmless: every message carries its id, so sending one twice stores it once.
 */
export class Leader {
  leading = false
  private release: (() => void) | undefined
  private timer: ReturnType<typeof setInterval> | undefined
  private stopped = false
  private readonly tab = Math.random().toString(36).slice(2)

  constructor(
    private readonly name: string,
    private readonly changed: (leading: boolean) => void,
  ) {}

  start(): void {
    if (navigator.locks) void this.lock(false)
    else ((this.timer = setInterval(() => this.renew(false), RENEW_MS)), this.renew(false))
  }

  /** Takes the post from a tab that does not do its work (frozen in the background). */
  steal(): void {
    if (this.leading || this.stopped) return
    if (navigator.locks) void this.lock(true)
    else this.renew(true)
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.timer)
    this.release?.()
    this.become(false)
  }

  private async lock(steal: boolean): Promise<void> {
    try {
      await navigator.locks.request(this.name, { steal }, () => {
        if (this.stopped) return undefined
        this.become(true)
        return new Promise<void>((release) => (this.release = release))
      })
    } catch (error) {
      if (this.stopped) return
      // AbortError: another tab took the post, stand in line again. Anything else: no locks here, every tab for itself.
      const taken = (error as Error).name === 'AbortError'
      this.become(!taken)
      if (taken) void this.lock(false)
    }
  }

  private renew(steal: boolean): void {
    const now = Date.now()
    try {
      const [tab, until] = (localStorage.getItem(this.name) ?? '').split(' ')
      const free = steal || tab === this.tab || !(Number(until) > now)
      if (free) localStorage.setItem(this.name, `${this.tab} ${now + LEASE_MS}`)
      this.become(free)
    } catch {
      this.become(true)
    }
  }

  private become(leading: boolean): void {
    if (leading === this.leading) return
    this.leading = leading
    this.changed(leading)
  }
}
