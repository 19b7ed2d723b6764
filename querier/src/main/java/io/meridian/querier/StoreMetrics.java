package io.meridian.querier;

import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.StoreFault;
import io.meridian.storeapi.dial.StoreFigures;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is told of stores: how each is, and what all of them together cost queries. */
final class StoreMetrics {
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry;
  private final Supplier<List<Endpoint.State>> states;
  private final Supplier<StoreFigures> figures;

  /** Registers all metrics, which are read when somebody asks. */
  StoreMetrics(
      PrometheusRegistry registry,
      Supplier<List<Endpoint.State>> states,
      Supplier<StoreFigures> figures) {
    this.registry = registry;
    this.states = states;
    this.figures = figures;
    connections();
    state("meridian_store_up", "Whether the store answered last.", of -> of.isUp() ? 1 : 0);
    state(
        "meridian_store_last_check_timestamp_seconds",
        "When the store was asked last what it serves.",
        of -> of.lastCheck() / MILLIS);
    counted(
        "meridian_store_checks_failed",
        "How often the store did not say what it serves.",
        Endpoint.State::failures);
    counted(
        "meridian_store_label_changes",
        "How often the store announced other labels than before.",
        Endpoint.State::changes);
    sum("meridian_store_calls", "Calls for series.", StoreFigures::calls);
    sum("meridian_store_retries", "Of them to another server of a group.", StoreFigures::retries);
    sum("meridian_store_frames", "Messages of series that came.", StoreFigures::frames);
    sum("meridian_store_received_bytes", "Of these messages.", StoreFigures::bytes);
    sum("meridian_store_series", "Series that came.", StoreFigures::series);
    sum("meridian_store_chunks", "Chunks that came.", StoreFigures::chunks);
    sum(
        "meridian_store_waited_seconds",
        "How long queries waited for messages.",
        of -> of.waited().toNanos() / NANOS);
    faults();
  }

  /** As Thanos has it: how many servers answer, by their labels and what they are. */
  private void connections() {
    GaugeWithCallback.builder()
        .name("thanos_store_nodes_grpc_connections")
        .help("Servers that answer, by external labels and type.")
        .labelNames("external_labels", "store_type")
        .callback(callback -> {
          Map<List<String>, Integer> counts =
              new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
          for (Endpoint.State state : states.get()) {
            if (state.isUp()) {
              EndpointInfo info = state.info().orElseThrow();
              counts.merge(List.of(labels(info), info.component()), 1, Integer::sum);
            }
          }
          counts.forEach((key, count) -> callback.call(count, key.get(0), key.get(1)));
        })
        .register(registry);
  }

  private static String labels(EndpointInfo info) {
    return info.labelSets().isEmpty()
        ? "no_external_labels"
        : String.join(", ", info.labelSets().stream().map(Object::toString).toList());
  }

  private void state(String name, String help, ToDoubleFunction<Endpoint.State> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("store")
        .callback(callback ->
            states.get().forEach(of -> callback.call(value.applyAsDouble(of), of.address())))
        .register(registry);
  }

  private void counted(String name, String help, ToDoubleFunction<Endpoint.State> value) {
    CounterWithCallback.builder()
        .name(name + "_total")
        .help(help)
        .labelNames("store")
        .callback(callback ->
            states.get().forEach(of -> callback.call(value.applyAsDouble(of), of.address())))
        .register(registry);
  }

  private void sum(String name, String help, ToDoubleFunction<StoreFigures> value) {
    CounterWithCallback.builder()
        .name(name + "_total")
        .help(help)
        .callback(callback -> callback.call(value.applyAsDouble(figures.get())))
        .register(registry);
  }

  private void faults() {
    CounterWithCallback.builder()
        .name("meridian_store_faults_total")
        .help("What was wrong with stores' answers.")
        .labelNames("fault")
        .callback(callback -> {
          Map<StoreFault, Long> found = figures.get().faults();
          for (StoreFault fault : StoreFault.values()) {
            callback.call(found.getOrDefault(fault, 0L), fault.name().toLowerCase(Locale.ROOT));
          }
        })
        .register(registry);
  }
}
