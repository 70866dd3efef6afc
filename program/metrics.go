package program

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// metrics are for the administrators of the machine. No label ever holds a person, a text or a token.
type metrics struct {
	registry *prometheus.Registry
	inbound  *prometheus.CounterVec
	latency  prometheus.Histogram
	parts    *prometheus.CounterVec
	Unknown  *prometheus.CounterVec
	program  *Program
	states   *prometheus.Desc
	sockets  *prometheus.Desc
	due      *prometheus.Desc
}

func newMetrics(program *Program) *metrics {
	result := &metrics{registry: prometheus.NewRegistry(), program: program,
		inbound: prometheus.NewCounterVec(
			prometheus.CounterOpts{
				Name: "frontdesk_inbound_total",
				Help: "Inbound messages by channel and outcome (stored, known, refused, failed).",
			},
			[]string{"channel", "outcome"},
		),
		latency: prometheus.NewHistogram(
			prometheus.HistogramOpts{
				Name:    "frontdesk_inbound_seconds",
				Help:    "Time until an inbound message was stored.",
				Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5},
			},
		),
		parts: prometheus.NewCounterVec(
			prometheus.CounterOpts{
				Name: "frontdesk_parts_settled_total",
				Help: "Outbound parts by channel and outcome; queued means that it is tried again.",
			},
			[]string{"channel", "state"},
		),
		Unknown: prometheus.NewCounterVec(
			prometheus.CounterOpts{
				Name: "frontdesk_unknown_events_total",
				Help: "Platform events of a kind that is not handled, acknowledged and counted.",
			},
			[]string{"channel", "kind"},
		),
		states: prometheus.NewDesc(
			"frontdesk_parts",
			"Outbound parts in the store by channel and state.",
			[]string{"channel", "state"},
			nil,
		),
		sockets: prometheus.NewDesc("frontdesk_widget_sockets", "Connected web widgets.", []string{"channel"}, nil),
		due: prometheus.NewDesc(
			"frontdesk_turns_due",
			"Conversations whose time has come; more than a few for long means that turns fail.",
			nil,
			nil,
		)}
	counter := func(name, help string, value func() int64) prometheus.Collector {
		return prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: name, Help: help},
			func() float64 { return float64(value()) },
		)
	}
	result.registry.MustRegister(
		counter(
			"frontdesk_store_commits_total",
			"Transactions committed.",
			func() int64 { n, _ := program.DB.Counts(); return n },
		),
		counter(
			"frontdesk_store_closures_total",
			"Units of work in those transactions; on SQLite several share one commit.",
			func() int64 { _, n := program.DB.Counts(); return n },
		),
	)
	result.registry.MustRegister(
		result.inbound,
		result.latency,
		result.parts,
		result.Unknown,
		result,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)

	return result
}

func (m *metrics) accepted(in chat.Inbound, out chat.Stored, err error, took time.Duration) {
	outcome := "stored"

	switch {
	case errors.Is(err, context.Canceled):
		return
	case chat.KindOf(err) == chat.Storage:
		outcome = "refused"
	case err != nil:
		outcome = "failed"
	case out.Known:
		outcome = "known"
	}
	m.inbound.WithLabelValues(string(in.Peer.Channel), outcome).Inc()
	m.latency.Observe(took.Seconds())
}

func (m *metrics) settled(p chat.Part) {
	m.parts.WithLabelValues(string(p.Peer.Channel), string(p.State)).Inc()
}

// Describe and Collect read the figures of the store.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	ch <- m.states
	ch <- m.sockets
	ch <- m.due
}

// dueMost is the limit for the count of due turns.
const dueMost = 1000

// Collect implements prometheus.Collector.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	counts, err := m.program.DB.PartStates(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(m.states, err)
	}

	for channel, states := range counts {
		for state, count := range states {
			ch <- prometheus.MustNewConstMetric(
				m.states,
				prometheus.GaugeValue,
				float64(count),
				string(channel),
				string(state),
			)
		}
	}
	if due, err := m.program.DB.DueTimers(ctx, m.program.Now(), dueMost); err != nil {
		ch <- prometheus.NewInvalidMetric(m.due, err)
	} else {
		ch <- prometheus.MustNewConstMetric(m.due, prometheus.GaugeValue, float64(len(due)))
	}

	for _, channel := range m.program.Channels {
		if held, ok := channel.(adapters.Connected); ok {
			ch <- prometheus.MustNewConstMetric(
				m.sockets,
				prometheus.GaugeValue,
				float64(held.Sockets()),
				string(channel.ID()),
			)
		}
	}
}
