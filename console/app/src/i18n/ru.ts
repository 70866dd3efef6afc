/** Russian texts of the console by area. */
import type { Words } from './en'
import { common } from './ru/common'
import { faq } from './ru/faq'
import { inbox } from './ru/inbox'
import { pages } from './ru/pages'

export const ru: Words = { ...common, ...inbox, ...pages, faq }
