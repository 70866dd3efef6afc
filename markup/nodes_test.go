package markup

import (
	"encoding/json"
	"testing"
)

func TestNodes(t *testing.T) {
	for md, want := range map[string]string{
		"a **b _c_** d\ne": `[{"t":"p","c":[{"t":"text","v":"a "},{"t":"strong","c":[{"t":"text","v":"b "},` +
			`{"t":"em","c":[{"t":"text","v":"c"}]}]},` +
			`{"t":"text","v":" d"},{"t":"br"},{"t":"text","v":"e"}]}]`,
		"1. [x](https://a.b)\n2. y": `[{"t":"ol","start":1,"c":[` +
			`{"t":"li","c":[{"t":"a","href":"https://a.b","c":[{"t":"text","v":"x"}]}]},` +
			`{"t":"li","c":[{"t":"text","v":"y"}]}]}]`,
		"[x](javascript:alert)<b>z": `[{"t":"p","c":[{"t":"text","v":"x\u003cb\u003ez"}]}]`,
		"# H\n\n> q\n\n---\n```go\nx\n```": `[{"t":"h","c":[{"t":"text","v":"H"}]},` +
			`{"t":"blockquote","c":[{"t":"p","c":[{"t":"text","v":"q"}]}]},` +
			`{"t":"hr"},{"t":"pre","v":"x","lang":"go"}]`,
	} {
		got, err := json.Marshal(Parse(md).Nodes())
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%q:\ngot  %s\nwant %s", md, got, want)
		}
	}
}
