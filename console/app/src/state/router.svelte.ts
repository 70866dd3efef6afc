/**
 * The operator's place, in the address after "#": /waiting, /waiting/<conversation>, /report, /channels, /team, /faq,
 * /faq/entries/<lang>/<id>, /faq/taught, /faq/history.
 */
import type { Tab } from '../api/client'

export type FaqView = 'entries' | 'taught' | 'history'
/** `entry` is "<lang>/<id>", NEW_ENTRY for a new entry, or empty. */
export type Place =
  | { page: 'inbox'; tab: Tab; conversation: string }
  | { page: 'faq'; view: FaqView; entry: string }
  | { page: 'report' | 'channels' | 'team' }

export const TABS: Tab[] = ['waiting', 'mine', 'all', 'closed']
export const FAQ_VIEWS: FaqView[] = ['entries', 'taught', 'history']
export const NEW_ENTRY = 'new'

export function read(hash: string): Place {
  const [first = '', second = '', ...rest] = hash.replace(/^#?\/?/, '').split('/')
  if (first === 'faq') {
    const view = FAQ_VIEWS.find((v) => v === second) ?? 'entries'
    return { page: 'faq', view, entry: view === 'entries' ? rest.map(plain).join('/') : '' }
  }
  if (first === 'report' || first === 'channels' || first === 'team') return { page: first }
  return { page: 'inbox', tab: TABS.find((t) => t === first) ?? 'waiting', conversation: plain(second) }
}

/** A damaged address is used unchanged and causes no error. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function address(place: Place): string {
  if (place.page === 'faq')
    return `#/faq/${place.view}${place.entry ? `/${place.entry.split('/').map(encodeURIComponent).join('/')}` : ''}`
  if (place.page !== 'inbox') return `#/${place.page}`
  return `#/${place.tab}${place.conversation ? `/${encodeURIComponent(place.conversation)}` : ''}`
}

class Router {
  place = $state<Place>(read(location.hash))

  constructor() {
    addEventListener('hashchange', () => (this.place = read(location.hash)))
  }

  go(place: Place): void {
    location.hash = address(place)
    this.place = place
  }
}

export const router = new Router()
