package io.meridian.storeapi.dial;

import io.meridian.tsdb.merge.ReplicaDedup;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a query wants the fleet asked.
 *
 * @param replicaLabels labels that tell replicas apart; with {@code dedup} they are taken off
 * @param dedup whether replicas are joined
 * @param algorithm how: {@code COVERAGE} is ours, {@code PENALTY} Thanos'
 * @param partial whether an answer goes on, with a warning, without a store that fails
 * @param addresses the only servers to be asked; empty for all
 * @param storeTimeout how long in all the answer may wait for one store
 * @param hedgeAfter how long a store may give nothing before another server of the same data is
 *     asked, too
 * @param maxResolution the coarsest resolution that will do, milliseconds; 0 for raw data only
 * @param tenant on whose account stores are asked; empty says nothing
 */
public record FleetQuery(
    List<String> replicaLabels,
    boolean dedup,
    ReplicaDedup.Algorithm algorithm,
    boolean partial,
    Set<String> addresses,
    Duration storeTimeout,
    Duration hedgeAfter,
    long maxResolution,
    String tenant) {
  public FleetQuery {
    replicaLabels = List.copyOf(replicaLabels);
    addresses = Set.copyOf(addresses);
  }

  /** Replicas joined our way, partial answers given, two minutes for a store. */
  public static FleetQuery withReplicaLabels(List<String> labels) {
    return new FleetQuery(
        labels,
        true,
        ReplicaDedup.Algorithm.COVERAGE,
        true,
        Set.of(),
        Duration.ofMinutes(2),
        Duration.ofMillis(500),
        0,
        "");
  }

  /** The same with another way of joining replicas. */
  public FleetQuery with(ReplicaDedup.Algorithm other) {
    return changed(draft -> draft.algorithm = other);
  }

  /** The same with other labels that tell replicas apart, and replicas joined by them or not. */
  public FleetQuery withReplicaLabels(List<String> labels, boolean joined) {
    return changed(draft -> {
      draft.replicaLabels = labels;
      draft.dedup = joined;
    });
  }

  /** The same with replicas left as they are. */
  public FleetQuery withoutDedup() {
    return changed(draft -> draft.dedup = false);
  }

  /** The same, failing where a store does. */
  public FleetQuery strict() {
    return changed(draft -> draft.partial = false);
  }

  /** The same asking these servers alone; none for all. */
  public FleetQuery withAddresses(Set<String> only) {
    return changed(draft -> draft.addresses = only);
  }

  /** The same with another limit on waiting for a store. */
  public FleetQuery withStoreTimeout(Duration timeout) {
    return changed(draft -> draft.storeTimeout = timeout);
  }

  /** The same where samples so many milliseconds apart will do. */
  public FleetQuery withMaxResolution(long milliseconds) {
    return changed(draft -> draft.maxResolution = milliseconds);
  }

  /** The same with another limit on waiting before another server of the same data is asked. */
  public FleetQuery withHedgeAfter(Duration wait) {
    return changed(draft -> draft.hedgeAfter = wait);
  }

  /** The same on a tenant's account. */
  public FleetQuery withTenant(String name) {
    return changed(draft -> draft.tenant = name);
  }

  /** Whether a server may be asked. */
  public boolean asks(Endpoint server) {
    return addresses.isEmpty() || addresses.contains(server.address());
  }

  /** The labels that series lose. */
  public List<String> removed() {
    return dedup ? replicaLabels : List.of();
  }

  private FleetQuery changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new FleetQuery(
        draft.replicaLabels,
        draft.dedup,
        draft.algorithm,
        draft.partial,
        draft.addresses,
        draft.storeTimeout,
        draft.hedgeAfter,
        draft.maxResolution,
        draft.tenant);
  }

  /** What a changed query will have. */
  private static final class Draft {
    private List<String> replicaLabels;
    private boolean dedup;
    private ReplicaDedup.Algorithm algorithm;
    private boolean partial;
    private Set<String> addresses;
    private Duration storeTimeout;
    private Duration hedgeAfter;
    private long maxResolution;
    private String tenant;

    Draft(FleetQuery of) {
      replicaLabels = of.replicaLabels;
      dedup = of.dedup;
      algorithm = of.algorithm;
      partial = of.partial;
      addresses = of.addresses;
      storeTimeout = of.storeTimeout;
      hedgeAfter = of.hedgeAfter;
      maxResolution = of.maxResolution;
      tenant = of.tenant;
    }
  }
}
