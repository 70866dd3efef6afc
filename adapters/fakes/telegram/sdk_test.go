package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/adapters/fakes/telegram"
)

// TestSDK drives the fake with the adapter's client.
func TestSDK(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Join(telegram.Customer{ID: 7, Name: "Anna", LastName: "K", Language: "ru", Username: "anna"})
	got := make(chan *models.Update, 20)
	client, err := bot.New(telegram.DefaultToken, bot.WithServerURL(r.url), bot.WithNotAsyncHandlers(),
		bot.WithDefaultHandler(func(_ context.Context, _ *bot.Bot, u *models.Update) { got <- u }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go client.Start(ctx)

	r.Say(7, "/start ref 😀")
	u := <-got
	if u.Message.Text != "/start ref 😀" || u.Message.From.LanguageCode != "ru" ||
		u.Message.Chat.Type != models.ChatTypePrivate ||
		u.Message.Entities[0].Type != models.MessageEntityTypeBotCommand {
		t.Fatalf("%+v", u.Message)
	}
	sent, err := client.SendMessage(ctx, &bot.SendMessageParams{
		ChatID:          int64(7),
		Text:            "Did it help?",
		Entities:        []models.MessageEntity{{Type: models.MessageEntityTypeBold, Offset: 0, Length: 3}},
		ReplyParameters: &models.ReplyParameters{MessageID: u.Message.ID},
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
			{{Text: "Yes", CallbackData: "y"}, {Text: "Site", URL: "https://example.org/"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := r.Snapshot().Last(7)
	if shown.ID != sent.ID || shown.ReplyToMessage.ID != u.Message.ID || len(shown.Buttons()) != 2 ||
		shown.Entities[0].Type != "bold" {
		t.Errorf("%+v", shown)
	}
	if _, err := r.Press(7, sent.ID, "Yes"); err != nil {
		t.Fatal(err)
	}
	u = <-got
	if u.CallbackQuery.Data != "y" || u.CallbackQuery.Message.Message.ID != sent.ID {
		t.Errorf("%+v", u.CallbackQuery)
	}
	press := &bot.AnswerCallbackQueryParams{CallbackQueryID: u.CallbackQuery.ID}
	if _, err := client.AnswerCallbackQuery(ctx, press); err != nil {
		t.Error(err)
	}
	bare := &bot.EditMessageReplyMarkupParams{ChatID: int64(7), MessageID: sent.ID}
	if _, err := client.EditMessageReplyMarkup(ctx, bare); err != nil {
		t.Error(err)
	}
	if _, err := client.EditMessageReplyMarkup(ctx, bare); !errors.Is(err, bot.ErrorBadRequest) {
		t.Errorf("not modified: %v", err)
	}
	sdkFiles(ctx, t, r, client, got)
	sdkErrors(ctx, t, r, client)
	if err := r.Block(7); err != nil {
		t.Fatal(err)
	}

	for u = <-got; u.MyChatMember == nil; u = <-got { // the group's message comes first
	}
	if u.MyChatMember.NewChatMember.Type != models.ChatMemberTypeBanned {
		t.Errorf("%+v", u.MyChatMember)
	}
	blocked := &bot.SendMessageParams{ChatID: int64(7), Text: "x"}
	if _, err := client.SendMessage(ctx, blocked); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("blocked: %v", err)
	}
	r.wait(drained)
	stop() // the SDK's form is chunked, too
	r.wait(func(s *telegram.Snapshot) bool { return !s.Polling })
}

func sdkFiles(ctx context.Context, t *testing.T, r *rig, client *bot.Bot, got <-chan *models.Update) {
	t.Helper()
	r.Photo(7, "p.png", picture(t), "cap")
	u := <-got
	f, err := client.GetFile(ctx, &bot.GetFileParams{FileID: u.Message.Photo[0].FileID})
	if err != nil {
		t.Fatal(err)
	}
	if code, data := r.download(telegram.DefaultToken, f.FilePath); code != 200 || !bytes.Equal(data, picture(t)) {
		t.Errorf("download %d", code)
	}
	if _, err := client.SendDocument(ctx, &bot.SendDocumentParams{
		ChatID:   int64(7),
		Caption:  "doc",
		Document: &models.InputFileUpload{Filename: "a.txt", Data: bytes.NewReader([]byte("abc"))},
	}); err != nil {
		t.Error(err)
	}
	if _, err := client.SendPhoto(ctx, &bot.SendPhotoParams{
		ChatID: int64(7),
		Photo:  &models.InputFileUpload{Filename: "p.png", Data: bytes.NewReader(picture(t))},
	}); err != nil {
		t.Error(err)
	}
	typing := &bot.SendChatActionParams{ChatID: int64(7), Action: models.ChatActionTyping}
	if _, err := client.SendChatAction(ctx, typing); err != nil {
		t.Error(err)
	}
	menu := []models.BotCommand{{Command: "help", Description: "Help"}}
	if _, err := client.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: menu}); err != nil {
		t.Error(err)
	}
	if _, err := client.GetWebhookInfo(ctx); err != nil {
		t.Error(err)
	}
}

func sdkErrors(ctx context.Context, t *testing.T, r *rig, client *bot.Bot) {
	t.Helper()
	send := func(chat int64) error {
		_, err := client.SendMessage(ctx, &bot.SendMessageParams{ChatID: chat, Text: "x"})
		return err
	}
	r.Inject(fault.Fault{Method: "sendMessage", Kind: fault.RateLimited, RetryAfter: 5})
	var slow *bot.TooManyRequestsError
	if err := send(7); !errors.As(err, &slow) || slow.RetryAfter != 5 {
		t.Errorf("429: %v", err)
	}
	r.SayInGroup(-50, 7, "hi")
	if err := r.Migrate(-50, -1000000000050); err != nil {
		t.Fatal(err)
	}
	var moved *bot.MigrateError
	if err := send(-50); !errors.As(err, &moved) || moved.MigrateToChatID != -1000000000050 {
		t.Errorf("migration: %v", err)
	}
	r.Inject(fault.Fault{Method: "sendMessage", Kind: fault.HangAfter})
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	accepted := &bot.SendMessageParams{ChatID: int64(7), Text: "accepted"}
	if _, err := client.SendMessage(short, accepted); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("timeout: %v", err)
	}
	if texts := r.Snapshot().Texts(7); texts[len(texts)-1] != "accepted" {
		t.Errorf("%v", texts)
	}
}
