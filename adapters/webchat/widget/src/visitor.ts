/** The stored state of the visitor of one channel. All tabs share the state through localStorage. */

export interface Memory {
  /**
   * The token proves the visitor's identity. Empty means a new visitor. The token is sent only in a hello frame or in an
   * Authorization header.
   */
  token: string
  /** The newest entry that was visible in any tab. */
  seen: { conversation: string; seq: number } | null
  /** True while a conversation is open. The panel is then loaded in the background, so that answers are noticed. */
  open: boolean
  unread: number
}

const EMPTY: Memory = { token: '', seen: null, open: false, unread: 0 }

export class Visitor {
  private readonly key: string
  private own: Memory = EMPTY

  constructor(channel: string) {
    this.key = `frontdesk:${channel}`
  }

  read(): Memory {
    try {
      const kept = localStorage.getItem(this.key)
      return kept ? { ...EMPTY, ...(JSON.parse(kept) as Memory) } : EMPTY
    } catch {
      return this.own
    }
  }

  write(change: Partial<Memory>): void {
    this.own = { ...this.read(), ...change }
    try {
      localStorage.setItem(this.key, JSON.stringify(this.own))
    } catch {
      // Storage is full or forbidden. This tab still works, and a reload begins anew.
    }
  }

  forget(): void {
    this.own = EMPTY
    try {
      localStorage.removeItem(this.key)
    } catch {
      // The storage had no state.
    }
  }

  /** Calls back after a change by another tab. The result ends the watch. */
  watch(changed: () => void): () => void {
    const listen = (event: StorageEvent) => event.key === this.key && changed()
    addEventListener('storage', listen)
    return () => removeEventListener('storage', listen)
  }
}
