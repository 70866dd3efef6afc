/** The operator's newest read entry of each conversation, stored in this browser. */

const KEY = 'frontdesk.seen'
const LIMIT = 500

export class SeenMarks {
  private readonly marks: Map<string, number>

  constructor() {
    let kept: [string, number][] = []
    try {
      kept = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    } catch {
      // Without a usable stored value every conversation counts as new.
    }
    this.marks = new Map(kept)
  }

  unread(id: string, seq: number): boolean {
    return seq > (this.marks.get(id) ?? 0)
  }

  mark(id: string, seq: number): void {
    if (!this.unread(id, seq)) return
    this.marks.delete(id) // The mark goes to the end, because the oldest marks are dropped first.
    this.marks.set(id, seq)
    try {
      localStorage.setItem(KEY, JSON.stringify([...this.marks].slice(-LIMIT)))
    } catch {
      // Storage is full or forbidden. The marks last until the reload.
    }
  }
}
