/** English texts of sign-in, navigation, errors and units. */
import type { Forms } from '@shared/format'

export const common = {
  app: 'Frontdesk',
  signIn: {
    title: 'Operator console',
    login: 'Login',
    password: 'Password',
    go: 'Sign in',
    wrong: 'This login and password do not match.',
    rate: 'Too many tries. Wait a minute and try again.',
    network: 'The server does not answer. Is it running?',
  },
  nav: {
    inbox: 'Inbox',
    report: 'Report',
    faq: 'FAQ',
    channels: 'Channels',
    team: 'Team',
    signOut: 'Sign out',
    language: 'Language',
    help: 'Keyboard shortcuts',
    alertsOn: 'Tell me about new conversations',
    alertsOff: 'Do not tell me about new conversations',
    main: 'Sections',
  },
  help: {
    title: 'Keyboard',
    move: 'Next, previous conversation',
    claim: 'Take the conversation',
    reply: 'Reply',
    note: 'Note',
    close: 'Close the conversation',
    find: 'Find in the list',
    help: 'This help',
    send: 'Send',
    tabs: 'Lists: waiting, mine, all, closed',
    leave: 'Leave the field',
    match: 'Answered by the FAQ',
  },
  alerts: {
    one: 'A conversation is waiting',
    body: 'A customer needs a person.',
    blocked: 'The browser does not allow notifications; the sound is on.',
  },
  offline: 'No connection to the server. What you write is kept; the lists may be out of date.',
  error: {
    generic: 'That did not work: {why}',
    network: 'The server does not answer.',
    forbidden: 'You may not do that.',
    storage: 'The server could not store it. Try again.',
    rate: 'Too often. Wait a moment.',
    notFound: 'It does not exist any more.',
    server: 'The server failed. Try again.',
  },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    today: 'Today',
    yesterday: 'Yesterday',
    loading: 'Loading…',
    now: 'just now',
  },
  unit: { s: '{n} s', m: '{n} min', h: '{n} h', d: '{n} d', bytes: 'B', kilobytes: 'KB', megabytes: 'MB' },
  waitingTitle: { one: '{n} is waiting', other: '{n} are waiting' } as Forms,
}

export type Common = typeof common
