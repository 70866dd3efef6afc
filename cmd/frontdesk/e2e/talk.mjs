// Drives the widget and the console in a real Chromium through one conversation: answer, unknown question, handover, claim,
// reply, close, rating 5 with a comment, report. browser_test.go starts the program and passes BASE, LOGIN, PASSWORD, CHROMIUM,
// SHOTS and RATED. RATED is the number of ratings in the final report.
import { chromium } from 'playwright-core'

const { BASE, LOGIN, PASSWORD, CHROMIUM, SHOTS, RATED } = process.env
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const problems = []
const step = async (name, fn) => {
  try {
    await fn()
    console.log('ok', name)
  } catch (error) {
    console.log('FAILED', name, String(error).split('\n').slice(0, 6).join('\n'))
    for (const [i, p] of pages.entries()) await p.screenshot({ path: `${SHOTS}/failed-${i}.png` }).catch(() => {})
    process.exit(1)
  }
}
const pages = []
const open = async (name, options) => {
  const context = await browser.newContext({ locale: 'ru-RU', timezoneId: 'Europe/Moscow', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(20000)
  page.on('pageerror', (e) => problems.push(`${name}: ${e}`))
  // Before the sign-in the request for the session gets a 401. The browser reports the 401 as an error.
  page.on('console', (m) => m.type() === 'error' && !/401/.test(m.text()) && problems.push(`${name}: ${m.text()}`))
  page.on(
    'request',
    (r) =>
      !r.url().startsWith(BASE) && !/^(data|blob):/.test(r.url()) && problems.push(`${name}: request to ${r.url()}`),
  )
  pages.push(page)
  return page
}

const shop = await open('shop', { viewport: { width: 1280, height: 800 } })
const desk = await open('console', { viewport: { width: 1360, height: 800 } })
const box = shop.getByPlaceholder('Ваше сообщение')
const say = async (text) => {
  await box.fill(text)
  await box.press('Enter')
}
const words = 'мой котик съел упаковку от чая'

await step('the shop page opens its widget', async () => {
  await shop.goto(BASE + '/')
  await shop.getByRole('button', { name: /открыть чат/i }).click()
  await box.waitFor()
})
await step('a question is answered from the FAQ, with "did this help"', async () => {
  await say('сколько стоит доставка в Казань?')
  await shop.getByText('290 ₽').waitFor()
  await shop.getByRole('button', { name: 'Да, спасибо' }).waitFor()
  await shop.screenshot({ path: `${SHOTS}/widget.png` })
})
await step('an unknown question is asked back once, and a person is fetched on request', async () => {
  await say(words)
  await shop.getByText('другими словами').waitFor()
  await shop.screenshot({ path: `${SHOTS}/widget-clarify.png` })
  await shop.getByRole('button', { name: 'Позвать человека' }).last().click()
  await shop.getByText('ответит прямо здесь').waitFor()
})
await step('the operator signs in and sees who waits', async () => {
  await desk.goto(BASE + '/console')
  await desk.getByLabel('Логин').fill(LOGIN)
  await desk.getByLabel('Пароль').fill(PASSWORD)
  await desk.getByRole('button', { name: 'Войти' }).click()
  await desk.getByText('Позвать человека').first().click()
  await desk.getByText(words).first().waitFor()
  await desk.getByText('290 ₽').waitFor()
})
await step('claim, note and reply; the visitor sees the reply live, and not the note', async () => {
  await desk.getByRole('button', { name: 'Взять' }).first().click()
  const reply = desk.getByPlaceholder('Напишите клиенту')
  await reply.fill('Здравствуйте! **Котик** в порядке?')
  await reply.press('Enter')
  await shop.getByText('в порядке?').waitFor()
  await desk
    .getByRole('button', { name: 'Заметка' })
    .or(desk.getByRole('tab', { name: 'Заметка' }))
    .or(desk.getByRole('radio', { name: 'Заметка' }))
    .first()
    .click()
  const note = desk.getByPlaceholder(/Напишите коллегам/)
  await note.fill('покупатель с юмором')
  await note.press('Enter')
  await desk.getByText('видит только команда').first().waitFor()
})
await step('typing is shown on the other side', async () => {
  await box.pressSequentially('Да, он спит', { delay: 40 })
  await desk.getByText('Клиент печатает').waitFor()
  await box.press('Enter')
  await desk.getByText('Да, он спит').first().waitFor()
  await desk.screenshot({ path: `${SHOTS}/console.png` })
})
await step('the operator teaches the FAQ from the talk, and an accepted phrasing answers at once', async () => {
  await desk.getByRole('button', { name: 'Есть в базе…' }).first().click()
  const dialog = desk.getByRole('dialog')
  const taught = 'почём довезти ежа до Казани'
  await dialog.getByLabel('Вопрос клиента').fill(taught)
  await dialog.getByLabel('Найти запись').fill('Сколько стоит доставка в Казань')
  await dialog.getByLabel('Сколько стоит доставка в Казань?').check()
  await dialog.getByRole('button', { name: 'Научить' }).click()
  await dialog.getByRole('button', { name: 'Закрыть' }).last().click()
  await desk.getByRole('link', { name: /Ответы/ }).click()
  await desk.getByRole('tab', { name: /Чему научили/ }).click()
  const lesson = desk.getByRole('listitem', { name: taught })
  await lesson.getByRole('button', { name: 'Принять' }).click()
  await lesson.waitFor({ state: 'hidden' })
  await desk.getByRole('button', { name: 'Проверить' }).first().click()
  await desk.getByLabel('Вопрос клиента').fill(taught)
  await desk.getByRole('button', { name: 'Спросить' }).click()
  await desk.getByText('тот же вопрос').first().waitFor()
  await desk.getByText('Эта версия выучена').waitFor({ timeout: 90_000 })
  await desk.screenshot({ path: `${SHOTS}/faq.png` })
})
await step('the preview of an answer shows Markdown as customers see it, by keys alone, and runs nothing', async () => {
  await desk.getByRole('tab', { name: 'Записи' }).click()
  await desk
    .getByRole('link', { name: /Сколько стоит доставка/ })
    .first()
    .click()
  await desk
    .getByLabel('Ответ', { exact: true })
    .fill(
      '**290 ₽** до двери <script>window.ran = 1</script> [сюда](javascript:window.ran=1)\n\n- [условия](https://example.com/)\n- *курьером*',
    )
  await desk.keyboard.press('Tab')
  await desk.keyboard.press('Enter')
  const preview = desk.getByRole('region', { name: 'Ответ, каким его увидит клиент' })
  await preview.locator('strong', { hasText: '290 ₽' }).waitFor()
  await preview.locator('li em', { hasText: 'курьером' }).waitFor()
  await preview.getByText('<script>window.ran = 1</script> сюда').waitFor()
  if (
    (await preview.locator('script').count()) ||
    (await preview.locator('a').count()) !== 1 ||
    (await desk.evaluate(() => window.ran))
  )
    throw new Error('the preview is not safe')
  await desk.screenshot({ path: `${SHOTS}/faq-preview.png` })
  await desk.getByRole('button', { name: 'Отменить' }).click()
  await preview.getByText('290 ₽').first().waitFor()
  await desk.getByRole('link', { name: /Разговоры/ }).click()
  await desk.getByText('Да, он спит').first().click()
})
await step('a second tab shows the same, once', async () => {
  const tab = await shop.context().newPage()
  pages.push(tab)
  await tab.goto(BASE + '/')
  await tab.getByRole('button', { name: /открыть чат/i }).click()
  await tab.getByText('Да, он спит').waitFor()
  const count = await tab.getByText('в порядке?').count()
  if (count !== 1) throw new Error(`the reply is shown ${count} times`)
  if (await tab.getByText('с юмором').count()) throw new Error('the note is shown to the visitor')
  await tab.close()
  pages.pop()
})
await step('what is written without a line is sent when it is back, once', async () => {
  await shop.context().setOffline(true)
  await say('пишу из тоннеля')
  await shop.getByText('не отправлено').or(shop.getByText('отправляется')).first().waitFor()
  await shop.reload().catch(() => {})
  await shop.context().setOffline(false)
  await shop.goto(BASE + '/')
  await shop.getByRole('button', { name: /чат/i }).first().waitFor()
  if (!(await box.isVisible())) await shop.getByRole('button', { name: /открыть чат/i }).click()
  await desk.getByText('пишу из тоннеля').first().waitFor()
  await shop.getByText('пишу из тоннеля').waitFor()
})
await step('after closing, the rating is asked, typed and commented', async () => {
  await desk.getByRole('button', { name: 'Завершить' }).first().click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Завершить' }).click()
  await shop.getByText('от 1 до 5').waitFor()
  await shop.screenshot({ path: `${SHOTS}/rating.png` })
  await say('5')
  await shop.getByText('Одним сообщением').waitFor()
  await say('быстро и по-человечески')
  await shop.getByText('передали команде').waitFor()
  await desk.getByText('быстро и по-человечески').first().waitFor()
})
await step('the report shows every rating', async () => {
  await desk.getByRole('link', { name: 'Отчёт' }).click()
  await desk.getByText(new RegExp(`ответили ${RATED} из ${RATED}`)).waitFor()
  await desk.getByText('быстро и по-человечески').first().waitFor()
  await desk.screenshot({ path: `${SHOTS}/report.png` })
})
await step('a reply that was not delivered is sent again, and a line says by whom', async () => {
  await desk.getByRole('link', { name: /Разговоры/ }).click()
  await desk
    .getByRole('tab', { name: 'Мои' })
    .or(desk.getByRole('link', { name: 'Мои' }))
    .or(desk.getByRole('button', { name: 'Мои' }))
    .first()
    .click()
  await desk.getByText('Чай уже едет к вам').first().click()
  await desk.getByText('не доставлено').waitFor()
  await desk.getByRole('button', { name: 'отправить ещё раз' }).click()
  await desk.getByText('Anna: сообщение отправлено ещё раз').waitFor()
  await desk.getByText('не доставлено').waitFor({ state: 'hidden' })
  await desk.screenshot({ path: `${SHOTS}/resent.png` })
})
const lost = problems.filter((p) => !/ERR_INTERNET_DISCONNECTED|WebSocket connection/.test(p))
if (lost.length) {
  console.log('FAILED problems on the pages:\n' + lost.join('\n'))
  process.exit(1)
}
await browser.close()
