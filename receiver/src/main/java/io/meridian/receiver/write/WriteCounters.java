package io.meridian.receiver.write;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was written and answered since the start. A tenant has counters once something of it was
 * taken, so that names which nobody has cost nothing. Safe for use by many threads.
 */
public final class WriteCounters {
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<String, TenantCounters> tenants =
      new ConcurrentSkipListMap<>();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder decompressed = new LongAdder();

  public WriteCounters() {}

  void answered(int status) {
    answers.computeIfAbsent(status, _ -> new LongAdder()).increment();
  }

  void decompressed(int from, int to) {
    bytes.add(from);
    decompressed.add(to);
  }

  /** The counters of a tenant of which something was taken. */
  TenantCounters of(String tenant) {
    return tenants.computeIfAbsent(tenant, _ -> new TenantCounters());
  }

  /** The rate of a tenant; a new one if nothing of it was taken yet. */
  SampleRate rate(String tenant) {
    TenantCounters known = tenants.get(tenant);
    return known == null ? new SampleRate() : known.rate();
  }

  /** How many requests were answered, by status. */
  public SortedMap<Integer, Long> answers() {
    SortedMap<Integer, Long> sums = new TreeMap<>();
    answers.forEach((status, adder) -> sums.put(status, adder.sum()));
    return sums;
  }

  /** What tenants wrote, by name. */
  public List<TenantWrites> tenants() {
    return tenants.entrySet().stream().map(each -> each.getValue().now(each.getKey())).toList();
  }

  /** How many bytes came in bodies that could be decompressed. */
  public long bytes() {
    return bytes.sum();
  }

  /** How many bytes they were decompressed. */
  public long decompressedBytes() {
    return decompressed.sum();
  }
}
