/** English texts of the console by area. The shape is the type of every other language. */
import { common } from './en/common'
import { faq } from './en/faq'
import { inbox } from './en/inbox'
import { pages } from './en/pages'

export const en = { ...common, ...inbox, ...pages, faq }

export type Words = typeof en
