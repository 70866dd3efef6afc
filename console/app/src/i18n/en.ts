/** English texts of the console; their shape is the type that every other language must have. */

export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

export const en = {
  app: 'Frontdesk',
  signIn: { title: 'Operator console', login: 'Login', password: 'Password', go: 'Sign in', wrong: 'This login and password do not match.', rate: 'Too many tries. Wait a minute and try again.', network: 'The server does not answer. Is it running?' },
  nav: { inbox: 'Inbox', report: 'Report', faq: 'FAQ', channels: 'Channels', team: 'Team', signOut: 'Sign out', language: 'Language', help: 'Keyboard shortcuts', alertsOn: 'Tell me about new conversations', alertsOff: 'Do not tell me about new conversations', main: 'Sections' },
  tabs: { waiting: 'Waiting', mine: 'Mine', all: 'All open', closed: 'Closed', label: 'Lists' },
  list: {
    label: 'Conversations', find: 'Find in this list', none: 'Nothing found', more: 'Show more', unread: 'new', waits: 'waits {time}', withBot: 'assistant', nobody: 'Visitor',
    emptyWaiting: 'Nobody is waiting', emptyWaitingText: 'When the assistant cannot help, the conversation comes here.',
    emptyMine: 'You have no conversations', emptyMineText: 'Take one from “Waiting”: press “c” or the button.',
    emptyAll: 'No open conversations', emptyAllText: 'As soon as a customer writes, you will see it here.',
    emptyClosed: 'Nothing closed yet', emptyClosedText: 'Finished conversations with their ratings are kept here.',
    you: 'You: ', bot: 'Assistant: ', failed: 'The list could not be loaded.',
  },
  talk: {
    pick: 'Choose a conversation', pickText: 'j and k move through the list, ? shows all keys.', log: 'Conversation', back: 'Back to the list', about: 'About the customer', missing: 'This conversation could not be loaded.',
    state: { bot: 'The assistant answers', waiting: 'Waits for a person', human: '{name} answers', mine: 'You answer', closed: 'Closed' },
    claim: 'Take', takeover: 'Take over from the assistant', release: 'Back to the queue', transfer: 'Hand to…', close: 'Close',
    conflict: '{name} has this conversation already.', conflictNobody: 'This conversation has changed meanwhile.',
    closeTitle: 'Close the conversation?', closeText: 'The customer will be asked how it was.',
    transferTitle: 'Hand the conversation to a colleague', transferTo: 'Colleague', transferNote: 'What should they know? (only the team sees this)', transferNobody: 'There is nobody else yet. The admin adds people on the “Team” page.', online: 'online', offline: 'away',
    newest: 'To the newest message', typing: '{name} is typing…', customerTyping: 'The customer is typing…',
  },
  entry: {
    customer: 'Customer', bot: 'Assistant', system: 'Frontdesk', note: 'Note: only the team sees this', edited: 'edited', before: 'Before:', withdrawn: 'withdrawn by the author', pressed: 'pressed a button', choices: 'Buttons shown to the customer',
    why: 'Why', whyTitle: 'What the assistant looked for', whyNone: 'Nothing similar in the answers.', decision: { answer: 'answered: it was sure', ask: 'asked back: not quite sure', handover: 'gave up: nothing fits', handoff: 'gave up: nothing fits', smalltalk: 'small talk', person: 'the customer asked for a person' } as Record<string, string>,
    fileFailed: 'not received', filePending: 'arriving…', fileRetry: 'Try again', download: 'Download {name}', openImage: 'Open {name}',
    rated: 'The customer gave {n} of 5', ratedNo: 'The customer gave {n}', comment: 'and wrote', pinned: 'The customer chose a language: {text}', matched: '{who}: the FAQ answers this', matchedTo: '“{words}” means “{question}”',
    settled: { resend: '{who} has the message sent once more', arrived: '{who} knows that the message arrived', file_retry: '{who} has the file fetched again' }, settledText: '“{text}”',
    delivery: { queued: 'in the queue', sending: 'being sent', sent: 'sent', failed: 'not delivered', cancelled: 'cancelled', uncertain: 'not known whether it arrived' },
    cancelReason: { takeover: 'a person has taken over', reopen: 'the customer came back first', restore: 'a backup was restored' } as Record<string, string>, sendAgain: 'send again', arrived: 'it arrived',
    sendFailed: 'not sent', sending: 'sending…', again: 'Try again', discard: 'Edit',
  },
  move: {
    claim: '{who} takes the conversation', takeover: '{who} takes over from the assistant', release: '{who} puts the conversation back in the queue', transfer: '{who} hands the conversation to {owner}', close: '{who} closes the conversation', idle: 'Closed: nobody wrote for a long time',
    waiting: 'The conversation waits for a person', human: '{owner} answers now', bot: 'The assistant answers', closed: 'The conversation is closed',
  },
  reason: { asked: 'the customer asked for a person', unknown: 'no good answer', unhelpful: 'the answer did not help', file: 'the customer sent a file', claim: 'taken', takeover: 'taken over', release: 'put back', transfer: 'handed over', close: 'closed', idle: 'silence', loop: 'the same words again and again', restored: 'a backup was restored' } as Record<string, string>,
  composer: {
    reply: 'Reply', note: 'Note', modes: 'What you write', replyPlaceholder: 'Write to the customer', notePlaceholder: 'Write to colleagues: the customer will not see this', send: 'Send', saveNote: 'Save the note', attach: 'Attach a file', remove: 'Remove {name}',
    hint: 'Enter sends, Shift+Enter starts a line', claimFirst: 'To reply, take the conversation.', owned: '{name} answers. You can leave a note.', closed: 'The conversation is closed. You can leave a note.', uploadFailed: '“{name}” was not uploaded: {why}', tooLarge: 'too large', network: 'no connection',
  },
  customer: { title: 'Customer', anonymous: 'Visitor', channel: 'Channel', handle: 'Name there', page: 'Page', referrer: 'Came from', language: 'Language', since: 'With us since', reason: 'Why a person', earlier: 'Earlier conversations', noEarlier: 'This is the first one', survey: 'Rating', surveyAsked: 'asked, no answer yet', more: 'More', score: '{n} of 5', origin: 'Start link' },
  channelType: { telegram: 'Telegram', slack: 'Slack', webchat: 'Site' } as Record<string, string>,
  channels: { title: 'Channels', state: { up: 'works', down: 'does not work', starting: 'starting', off: 'switched off' }, since: 'since {time}', todo: 'What to do', banner: 'Not working: {names}.', show: 'What to do', parked: 'Set aside', parkedText: 'Updates that could not be taken in after three tries. Nothing of them is lost.', parkedNone: 'Nothing was set aside.', failed: 'Could not be loaded.', reload: 'Try again', columns: { channel: 'Channel', at: 'When', reason: 'Why' } },
  report: {
    title: 'Report', period: 'Period', days: { one: '{n} day', other: '{n} days' } as Forms, channel: 'Channel', everyChannel: 'All channels', conversations: 'Conversations', byBot: 'Answered by the assistant', byBotText: '{n} of {of} without a person', first: 'First response of a person', median: 'median', p90: '9 of 10 within {time}', csat: 'Satisfied customers', csatText: 'mean {mean}, {answered} of {asked} answered', noRatings: 'No ratings yet',
    byDay: 'Conversations by day', table: 'As a table', day: 'Day', count: 'Number', scores: 'Ratings', score: 'Rating', comments: 'What customers wrote', noComments: 'No comments in this period.', reasons: 'Why a person was needed', noReasons: 'The assistant managed alone.', byChannel: 'By channel', empty: 'No conversations in this period.', open: 'Open the conversation', failed: 'The report could not be loaded.', reload: 'Try again', share: 'Share',
  },
  team: { title: 'Team', name: 'Name', login: 'Login', role: 'Role', roles: { admin: 'admin', operator: 'operator' }, password: 'Password', passwordHint: 'At least 8 characters', add: 'Add a colleague', save: 'Add', disable: 'Switch off', enable: 'Switch on', disabled: 'switched off', online: 'online', offline: 'away', you: 'you', status: 'Status', added: '{name} can sign in now.', onlyAdmin: 'Only the admin can change the team.', taken: 'This login is taken.', failed: 'The team could not be loaded.' },
  match: {
    open: 'Answered by FAQ…', title: 'Which entry answers this?', words: 'The customer’s question', wordsHint: 'As it should be understood next time: without names, addresses and order numbers.', find: 'Find an entry', suggested: 'Nearest entries', found: 'Entries found', none: 'Nothing found. Try other words.', save: 'Teach it',
    text: 'An admin looks at it once, then the assistant understands these words.', done: 'Thank you: it waits on the “Taught” page of the FAQ.', wordsLength: 'Write the question: 4 to 300 characters.',
  },
  faq: {
    title: 'FAQ', tabs: { entries: 'Entries', taught: 'Taught', history: 'History' } as Record<string, string>, tabsLabel: 'Parts of the FAQ', onlyAdmin: 'You can look at everything here; only an admin changes the FAQ.', failed: 'The FAQ could not be loaded.', reload: 'Try again',
    state: {
      label: 'Where the FAQ stands', version: 'Version', entries: 'Entries', maxWrong: 'Wrong answers at most', expected: 'Questions the assistant would answer by itself', expectedText: 'The more wrong answers you put up with, the more it answers.', row: 'at most {wrong} wrong: answers {answered}', chosen: 'chosen', wrong: '≤ {n} wrong',
      indexing: 'Being indexed after the start. Questions of customers are kept and answered in a moment.', fitting: 'Learning from the newest version: {done} of {of}', notYet: 'How much the assistant can take over is shown here as soon as it has tried itself on these entries.', refused: 'What it has learned is not used: {why}', worse: 'by its own trial it would find the right entry first for {fresh} of the questions, and did before for {before}; the one before goes on', fitted: 'Learned from this version',
    },
    test: { open: 'Try it', title: 'Try a question', text: 'Question of a customer', placeholder: 'How do I return an item?', go: 'Ask', lang: 'Language', anyLang: 'any language', decision: { answer: 'The assistant would answer', ask: 'The assistant would ask “did you mean…?”', handoff: 'The assistant would call a person' } as Record<string, string>, exact: 'the same question', none: 'Nothing similar in the FAQ.', hits: 'What comes close', sure: 'it is sure: {p}', words: 'by the words: {words}', similar: 'by its meaning' },
    list: {
      label: 'Entries', find: 'Find: words of the question, the answer, a tag, the id', findHint: 'Question, answer, tag or id', lang: 'Language', everyLang: 'All languages', add: 'New entry', found: '{found} of {total}', none: 'Nothing found', noneText: 'Try fewer words, or another language.', empty: 'The FAQ is empty', emptyText: 'Write the first entry, or import a file.', more: 'Show more',
      phrasings: { one: '{n} phrasing', other: '{n} phrasings' } as Forms, off: 'off', timed: 'for a time',
    },
    edit: {
      title: 'Entry', titleNew: 'New entry', back: 'Back to the list', question: 'Question', questionHint: 'As on a help page; customers see it in “did you mean…?”', answer: 'Answer', answerHint: 'Markdown: **bold**, lists, [links](https://…)', preview: 'How customers see it', previewLabel: 'The answer as customers see it', previewEmpty: 'There is nothing to show yet.', phrasings: 'Other ways to ask it', phrasingsHint: 'One a line, as customers really write: 4 to 7 are good.',
      tags: 'Tags', tagsHint: 'separated by commas', audience: 'Audience', audienceHint: 'Whom it is for; empty = everyone', on: 'The assistant may use it', from: 'Valid from', to: 'Valid until', id: 'Id', idHint: 'The same in all languages of a question; it stays as it is once saved.', lang: 'Language', save: 'Save', remove: 'Delete', more: 'More: tags, audience, time',
      fixed: 'Id and language stay as they are.', saved: 'Saved. The assistant answers by it from now on.', deleted: '“{question}” is deleted.', undo: 'Undo', restored: '“{question}” is back.', unsaved: 'Not saved yet; it is kept in this browser.', draft: 'This is what you typed before and did not save.', discard: 'Discard', missing: 'There is no such entry any more.',
      required: 'Please fill this in.', badId: 'Letters, digits, “.”, “_” and “-”, at most 64.', taken: 'There is an entry with this id in this language already.',
      stale: 'Somebody else has changed the FAQ meanwhile. What you typed is still here.', look: 'Look again', elsewhere: 'The other change was elsewhere. You can save.', changed: 'This entry was changed by somebody else. What is stored now stands under each field that differs; saving puts yours in its place.', gone: 'This entry was deleted by somebody else. Saving adds it again.', take: 'Take what is stored', now: 'Stored now:', nowEmpty: 'nothing', onNow: 'on', offNow: 'off',
    },
    taught: {
      label: 'What was taught', text: 'Words of customers and the entry they belong to. Accepted ones become phrasings, and the assistant understands them at once.', words: 'The words', asks: 'asks for', gone: 'the entry is gone', people: { one: '{n} person', other: '{n} people' } as Forms, source: { menu: 'chose it from the list', helped: 'said it helped', operator: 'an operator named it' } as Record<string, string>, open: 'Conversation', accept: 'Accept', reject: 'Reject',
      empty: 'Nothing to look at', emptyText: 'When a customer chooses an entry, says that it helped, or an operator names one, the words come here.', accepted: 'Accepted: the assistant understands this now.', rejected: 'Put aside.', keys: 'j and k move, a accepts, x rejects', waiting: { one: '{n} waits', other: '{n} wait' } as Forms,
    },
    history: {
      label: 'Versions', number: 'Version', who: 'Who', at: 'When', what: 'What', size: 'Entries', program: 'Frontdesk', rule: 'by the rule', newest: 'newest', back: 'Go back', backLabel: 'Go back to version {n}', title: 'Go back to version {n}?', text: 'Its {size} become a new version, and the assistant answers by them at once. Nothing is lost: everything in between stays in the history.', done: 'Version {n} is the newest now.', empty: 'No versions yet',
      entries: { one: '{n} entry', other: '{n} entries' } as Forms, nothing: 'no changes', same: 'The FAQ is like this already.',
    },
    file: {
      open: 'Import', export: 'Export', exportAs: 'Export as {format}', title: 'Import entries', choose: 'Choose a file', types: 'YAML, CSV, JSONL or Markdown', another: 'Another file', mode: 'What becomes of the entries that are there', merge: 'Add and change, leave the rest', replace: 'Replace everything', looking: 'Looking what would change…', nothing: 'This file changes nothing.',
      added: 'added', changed: 'changed', removed: 'removed', unchanged: 'unchanged', go: 'Import', done: 'Imported: version {n}.', bad: 'Nothing was imported. Mend these rows and choose the file again:', line: 'line {n}', duplicates: 'The same question stands in several entries:', removes: { one: '{n} entry will be removed.', other: '{n} entries will be removed.' } as Forms, failed: 'The file could not be read.',
    },
  },
  help: { title: 'Keyboard', move: 'Next, previous conversation', claim: 'Take the conversation', reply: 'Reply', note: 'Note', close: 'Close the conversation', find: 'Find in the list', help: 'This help', send: 'Send', tabs: 'Lists: waiting, mine, all, closed', leave: 'Leave the field', match: 'Answered by the FAQ' },
  alerts: { one: 'A conversation is waiting', body: 'A customer needs a person.', blocked: 'The browser does not allow notifications; the sound is on.' },
  offline: 'No connection to the server. What you write is kept; the lists may be out of date.',
  error: { generic: 'That did not work: {why}', network: 'The server does not answer.', forbidden: 'You may not do that.', storage: 'The server could not store it. Try again.', rate: 'Too often. Wait a moment.', notFound: 'It does not exist any more.', server: 'The server failed. Try again.' },
  common: { cancel: 'Cancel', close: 'Close', today: 'Today', yesterday: 'Yesterday', loading: 'Loading…', now: 'just now' },
  unit: { s: '{n} s', m: '{n} min', h: '{n} h', d: '{n} d', bytes: 'B', kilobytes: 'KB', megabytes: 'MB' },
  waitingTitle: { one: '{n} is waiting', other: '{n} are waiting' } as Forms,
}

export type Words = typeof en
