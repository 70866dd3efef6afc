package store_test

import (
	"strings"
	"testing"

	"frontdesk/store/storetest"
)

// TestVerifyNamesWhatADamagedRowHides covers changed bytes in the columns besides the text.
func TestVerifyNamesWhatADamagedRowHides(t *testing.T) {
	for name, change := range map[string]string{
		"words": `UPDATE entries SET text = 'other' WHERE conversation = $1 AND seq = 1`,
		"salt not readable": `UPDATE entries SET salt = '*' || substr(salt, 2), text = 'other' WHERE conversation = $1
 AND seq = 1`,
		"entry before": `UPDATE entries SET prev = prev + 8 WHERE conversation = $1 AND seq = 1`,
		"author":       `UPDATE entries SET author_name = 'other' WHERE conversation = $1 AND seq = 1`,
		"time":         `UPDATE entries SET at = at + 1 WHERE conversation = $1 AND seq = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			db, _ := open(t, storetest.SQLite(t))
			c := begin(t, db, peer(1), "words")
			must(t, db.VerifyConversation(ctx, c.ID))
			must(t, db.Exec(ctx, change, c.ID))
			if err := db.VerifyConversation(ctx, c.ID); err == nil || !strings.Contains(err.Error(), string(c.ID)) ||
				!strings.Contains(err.Error(), "entry 1") {
				t.Errorf("verify says %v", err)
			}
		})
	}
}
