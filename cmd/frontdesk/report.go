package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"frontdesk/chat"
	"frontdesk/program"
	"frontdesk/report"
)

type reportCommand struct {
	configFlag
	Days    int    `help:"How many days back." default:"30"`
	Channel string `help:"Only this channel."`
	JSON    bool   `help:"Print JSON." name:"json"`
}

func (c reportCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := program.OpenStore(ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	to := time.Now()
	from := to.AddDate(0, 0, -c.Days)
	facts, err := db.Facts(ctx, from, to, chat.ChannelID(c.Channel))
	if err != nil {
		return err
	}
	s := report.Summarise(facts, from, to, conf.Zone())
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")

		return e.Encode(s)
	}

	return printReport(os.Stdout, s, c.Days)
}

func printReport(out io.Writer, s report.Summary, days int) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	percent := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	span := func(ms int64) string { return (time.Duration(ms) * time.Millisecond).Round(time.Second).String() }
	fmt.Fprintf(w, "last %d days\t\n", days)
	fmt.Fprintf(w, "conversations\t%d\n", s.Conversations)

	for _, c := range s.OpenedByChannel {
		fmt.Fprintf(w, "  %s\t%d\n", c.Channel, c.Count)
	}
	fmt.Fprintf(
		w,
		"answered by the bot\t%d of %d (%s)\n",
		s.AnsweredByBot.Count,
		s.AnsweredByBot.Of,
		percent(s.AnsweredByBot.Share),
	)
	fmt.Fprintf(w, "handed over\t%d\n", s.Handovers.Count)

	for _, r := range s.Handovers.Reasons {
		fmt.Fprintf(w, "  %s\t%d\n", r.Reason, r.Count)
	}
	fmt.Fprintf(
		w,
		"first response\tmedian %s, p90 %s (%d conversations)\n",
		span(s.FirstResponse.Median),
		span(s.FirstResponse.P90),
		s.FirstResponse.Count,
	)
	fmt.Fprintf(
		w,
		"CSAT\t%s good, mean %.2f (%d of %d rated)\n",
		percent(s.CSAT.ShareGood),
		s.CSAT.Mean,
		s.CSAT.Answered,
		s.CSAT.Asked,
	)

	for i, n := range s.CSAT.Scores {
		fmt.Fprintf(w, "  %d\t%d\n", i+1, n)
	}

	return w.Flush()
}
