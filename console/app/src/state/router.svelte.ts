/** Where the operator is, in the address after "#": /waiting, /waiting/<conversation>, /report, /channels, /team. */
import type { Tab } from '../api/contract'

export type Place = { page: 'inbox'; tab: Tab; conversation: string } | { page: 'report' | 'channels' | 'team' }

export const TABS: Tab[] = ['waiting', 'mine', 'all', 'closed']

export function read(hash: string): Place {
  const [first = '', second = ''] = hash.replace(/^#?\/?/, '').split('/')
  if (first === 'report' || first === 'channels' || first === 'team') return { page: first }
  return { page: 'inbox', tab: TABS.find((t) => t === first) ?? 'waiting', conversation: decodeURIComponent(second) }
}

export function address(place: Place): string {
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
