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
	summary := report.Summarise(facts, from, to, conf.Zone())
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")

		return e.Encode(summary)
	}

	return printReport(os.Stdout, summary, c.Days)
}

func printReport(out io.Writer, summary report.Summary, days int) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	percent := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	span := func(ms int64) string { return (time.Duration(ms) * time.Millisecond).Round(time.Second).String() }
	fmt.Fprintf(table, "last %d days\t\n", days)
	fmt.Fprintf(table, "conversations\t%d\n", summary.Conversations)

	for _, c := range summary.OpenedByChannel {
		fmt.Fprintf(table, "  %s\t%d\n", c.Channel, c.Count)
	}
	fmt.Fprintf(
		table,
		"answered by the bot\t%d of %d (%s)\n",
		summary.AnsweredByBot.Count,
		summary.AnsweredByBot.Of,
		percent(summary.AnsweredByBot.Share),
	)
	fmt.Fprintf(table, "handed over\t%d\n", summary.Handovers.Count)

	fmt.Fprintf(table, "  solved while waiting\t%d\n", summary.Handovers.Solved)
	for _, r := range summary.Handovers.Reasons {
		fmt.Fprintf(table, "  %s\t%d\n", r.Reason, r.Count)
	}
	fmt.Fprintf(
		table,
		"first response\tmedian %s, p90 %s (%d conversations)\n",
		span(summary.FirstResponse.Median),
		span(summary.FirstResponse.P90),
		summary.FirstResponse.Count,
	)
	fmt.Fprintf(
		table,
		"CSAT\t%s good, mean %.2f (%d of %d rated)\n",
		percent(summary.CSAT.ShareGood),
		summary.CSAT.Mean,
		summary.CSAT.Answered,
		summary.CSAT.Asked,
	)

	for i, n := range summary.CSAT.Scores {
		fmt.Fprintf(table, "  %d\t%d\n", i+1, n)
	}

	return table.Flush()
}
