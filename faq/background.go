package faq

import "strings"

// background lists questions about other subjects. The phrasings of a base give examples of questions
// near the trade of the base without an answer in the base. The background gives examples of questions
// far from every trade. Every cross-validation asks the background questions. A background question is
// left out if the base knows the words of the question well.
var background = strings.FieldsFunc(`
does time exist
what is your name
how many players are in a volleyball team
make up a bedtime story for my son
is it normal that my tooth aches after a filling
how do i stop my dog chewing shoes
why does my car make a grinding noise
which river is the longest
why is the sky blue
how long should i boil an egg
do you believe in ghosts
my back hurts when i sit
which laptop is better for drawing
how to get rid of ants in the kitchen
are you a human or a robot
what time does the sun set in june
who wrote war and peace
is it safe to swim after eating
what should i see in portugal
what is the square root of two
what should i name my kitten
how many calories are in a banana
how do vaccines work
what is the best way to learn spanish
my plant has yellow leaves
tell me something interesting
when was the first world war
how do i fix a leaking tap
does my landlord have to repaint the flat
how long do tortoises live
i feel lonely
how do i tie a tie
what is the plot of hamlet
is coffee bad for your heart
how far is the moon
what is inflation
where can i get my passport renewed
my child has a fever
how do i write a letter of resignation
can cats see in the dark
what is your favourite colour
how do i remove red wine from a carpet
what makes thunder
why do people yawn
как тебя зовут
существует ли время
сколько игроков в волейбольной команде
придумай сказку на ночь для сына
нормально ли что зуб ноет после пломбы
как отучить собаку грызть обувь
почему скрипят тормоза
какая река самая длинная
почему небо голубое
сколько варить яйца вкрутую
ты веришь в привидения
болит спина когда сижу
какой ноутбук лучше для рисования
как избавиться от муравьёв на кухне
ты человек или робот
во сколько сегодня закат
кто написал войну и мир
можно ли купаться после еды
что посмотреть в португалии
чему равна площадь круга
как назвать котёнка
сколько калорий в банане
как работают прививки
как быстро выучить испанский
у цветка желтеют листья
расскажи что-нибудь интересное
когда началась первая мировая
как починить капающий кран
обязан ли хозяин квартиры делать ремонт
сколько живут черепахи
мне одиноко
как завязать галстук
о чём роман идиот
вреден ли кофе для сердца
сколько километров до луны
что такое инфляция
где поменять паспорт
у ребёнка температура
как написать заявление об увольнении
видят ли кошки в темноте
какой твой любимый цвет
как вывести пятно от вина с ковра
почему ветер дует
почему люди зевают
почему бывает радуга
как выбрать зимнюю резину
из чего состоит воздух
сколько весит слон
почему кошка чихает
`, func(r rune) bool { return r == '\n' })

// maxBackgroundCoverage is a share of the weight of a background question. A base that covers a larger share may
// have an entry for the question.
const maxBackgroundCoverage = 0.75
