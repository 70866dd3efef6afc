/** The choice of the tab that sends. Only one tab sends at a time, so messages keep their order. */

const LEASE_MS = 6_000
const RENEW_MS = 2_000

/**
 * Holds the leadership by Web Locks. Without Web Locks a lease in localStorage is used. A lost leadership does no harm: each
 * message has an id, so a repeated message is stored once.
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

  /** Takes the leadership from a tab that is frozen in the background. */
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
      // An AbortError means that another tab took the lock, so this tab waits again. Any other error means that there are no
      // locks, so each tab leads itself.
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
