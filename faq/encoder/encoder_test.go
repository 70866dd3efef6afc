package encoder

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// shipped returns the embedded table.
func shipped(t testing.TB) *Table {
	t.Helper()
	table, ok := Default()
	if !ok {
		t.Skip("built without the table")
	}

	return table
}

func cosine(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}

	return sum
}

func TestVectorHasLengthOne(t *testing.T) {
	table := shipped(t)
	for _, text := range []string{"Where is my parcel?", "Где мой заказ?", "refundz", strings.Repeat("long ", 1000)} {
		v := table.Vector(nil, text)
		if len(v) != table.Dims() || math.Abs(cosine(v, v)-1) > 1e-5 {
			t.Errorf("%.20q: %d numbers of square %v", text, len(v), cosine(v, v))
		}
	}
}

func TestVectorOfNothingKnownIsZero(t *testing.T) {
	table := shipped(t)
	for _, text := range []string{"", "?!", "  \n", "漢"} {
		dst := slices.Repeat([]float32{7}, table.Dims())
		if v := table.Vector(dst, text); cosine(v, v) != 0 {
			t.Errorf("%q: square %v", text, cosine(v, v))
		}
	}
}

// TestVectorIsTheSame checks that a vector depends neither on earlier calls nor on the spelling of the
// text.
func TestVectorIsTheSame(t *testing.T) {
	table := shipped(t)

	want := table.Vector(nil, "Ещё не пришёл мой заказ")
	for range 100 {
		table.Vector(nil, "something else, что-то другое")

		for _, text := range []string{
			"Ещё не пришёл мой заказ",
			"еще НЕ пришел, мой заказ!",
			"Еще не пришел мои\u0306 заказ",
		} {
			if got := table.Vector(make([]float32, 3, 300), text); !slices.Equal(got, want) {
				t.Fatalf("%q differs", text)
			}
		}
	}
}

// TestSynonymsAreNear checks that texts of one meaning are nearer than texts of different meanings.
func TestSynonymsAreNear(t *testing.T) {
	table := shipped(t)
	for _, c := range []struct{ text, near, far string }{
		{"refund", "money back", "opening hours"},
		{"cancel my subscription", "terminate the contract", "track a package"},
		{"the app crashes", "the program stops working", "pay by card"},
		{"parcel", "package", "password"},
		{"buy", "purchase", "sign in"},
		{"phone", "telephone", "discount"},
		{"cheap price", "low cost", "delivery address"},
		{"I was charged twice", "double payment", "change my name"},
		{"удалить аккаунт", "удаление учетной записи", "время доставки"},
		{"сбой приложения", "программа не отвечает", "цена товара"},
		{"загрузить видео", "скачать ролик", "сменить пароль"},
		{"войти", "вход в систему", "цвет"},
		{"купить", "приобрести", "настройки"},
		{"отключить уведомления", "выключить оповещения", "загрузить файл"},
		{"телефон", "смартфон", "погода"},
		{"password", "пароль", "обновление"},
		{"delete the file", "удалить файл", "добавить контакт"},
	} {
		v := table.Vector(nil, c.text)
		near, far := cosine(v, table.Vector(nil, c.near)), cosine(v, table.Vector(nil, c.far))
		if near <= far {
			t.Errorf("%q is nearer to %q (%.2f) than to %q (%.2f)", c.text, c.far, far, c.near, near)
		}
	}
}

func TestVectorAllocatesNothing(t *testing.T) {
	table := shipped(t)
	dst := make([]float32, table.Dims())

	for _, text := range []string{"Where is the refund of my last order?", "Как вернуть деньги за последний заказ?"} {
		if n := testing.AllocsPerRun(200, func() { table.Vector(dst, text) }); n > 0 {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

func TestVectorConcurrently(t *testing.T) {
	table := shipped(t)
	texts := []string{"where is my order", "сколько стоит доставка", "refund", "not working"}
	done := make(chan error)

	for range 4 {
		go func() {
			for range 200 {
				for _, text := range texts {
					if v := table.Vector(nil, text); math.Abs(cosine(v, v)-1) > 1e-5 {
						done <- fmt.Errorf("%q: %v", text, v)
						return
					}
				}
			}
			done <- nil
		}()
	}

	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkVector(b *testing.B) {
	table := shipped(b)
	dst := make([]float32, table.Dims())

	for name, text := range map[string]string{
		"en": "I was charged twice for the same order, when will I get my refund?",
		"ru": "Почему на моём канале отключили монетизацию и как её вернуть?",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()

			for b.Loop() {
				table.Vector(dst, text)
			}
		})
	}
}
