/** What the browser remembers of the visitor of one channel, shared by all tabs through localStorage. */

export interface Memory {
  /** Proof of who the visitor is; empty = new. Never leaves this storage but in a hello frame or an Authorization header. */
  token: string
  /** The newest entry that was on screen in any tab. */
  seen: { conversation: string; seq: number } | null
  /** True while a conversation is going on: the panel is then loaded in the background to hear of answers. */
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
      // Storage is full or forbidden: this tab still works, a reload starts anew.
    }
  }

  forget(): void {
    this.own = EMPTY
    try {
      localStorage.removeItem(this.key)
    } catch {
      // Nothing was kept.
    }
  }

  /** Calls back when another tab has changed something. Returns the way to stop. */
  watch(changed: () => void): () => void {
    const listen = (event: StorageEvent) => event.key === this.key && changed()
    addEventListener('storage', listen)
    return () => removeEventListener('storage', listen)
  }
}
