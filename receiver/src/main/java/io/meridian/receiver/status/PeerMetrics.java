package io.meridian.receiver.status;

import io.meridian.receiver.replication.PeerStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What a receiver tells of the other receivers of its ring. */
public final class PeerMetrics {
  private PeerMetrics() {}

  /** Registers the metrics; once a process. */
  public static void register(PrometheusRegistry registry, Supplier<List<PeerStats>> peers) {
    gauge(registry, peers, "away", "1 while it is taken for away.", peer -> peer.away() ? 1 : 0);
    gauge(registry, peers, "in_flight", "Slices under way to it.", PeerStats::inFlight);
    gauge(registry, peers, "queued_bytes", "Bytes that wait for it.", PeerStats::queuedBytes);
    gauge(
        registry,
        peers,
        "spool_bytes",
        "Bytes on disk that it missed and has yet to get.",
        PeerStats::spoolBytes);
    counter(registry, peers, "lost", "Slices it did not take in time.", PeerStats::lost);
    counter(registry, peers, "delivered", "Slices it got later.", PeerStats::delivered);
    counter(registry, peers, "dropped", "Slices it will never get.", PeerStats::dropped);
  }

  private static void gauge(
      PrometheusRegistry registry,
      Supplier<List<PeerStats>> peers,
      String what,
      String help,
      ToDoubleFunction<PeerStats> value) {
    GaugeWithCallback.builder()
        .name("meridian_receiver_peer_" + what)
        .help(help)
        .labelNames("peer")
        .callback(callback ->
            peers.get().forEach(peer -> callback.call(value.applyAsDouble(peer), peer.address())))
        .register(registry);
  }

  private static void counter(
      PrometheusRegistry registry,
      Supplier<List<PeerStats>> peers,
      String what,
      String help,
      ToDoubleFunction<PeerStats> value) {
    CounterWithCallback.builder()
        .name("meridian_receiver_peer_slices_" + what + "_total")
        .help(help)
        .labelNames("peer")
        .callback(callback ->
            peers.get().forEach(peer -> callback.call(value.applyAsDouble(peer), peer.address())))
        .register(registry);
  }
}
