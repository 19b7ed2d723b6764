package io.meridian.receiver.write;

import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.store.WriteReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a tenant wrote since the start. Safe for use by many threads. */
final class TenantCounters {
  private final SampleRate rate = new SampleRate();
  private final LongAdder requests = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder histograms = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder exemplars = new LongAdder();
  private final Map<SampleOutcome, LongAdder> refused = new EnumMap<>(SampleOutcome.class);

  TenantCounters() {
    for (SampleOutcome outcome : SampleOutcome.values()) {
      if (!outcome.isSuccess()) {
        refused.put(outcome, new LongAdder());
      }
    }
  }

  SampleRate rate() {
    return rate;
  }

  void count(WriteReport report) {
    requests.increment();
    stored.add(report.stored());
    histograms.add(report.histograms());
    duplicates.add(report.duplicates());
    exemplars.add(report.exemplars());
    report
        .refusals()
        .forEach((outcome, samples) -> {
          LongAdder adder = refused.get(outcome);
          if (adder != null) {
            adder.add(samples);
          }
        });
  }

  TenantWrites now(String tenant) {
    Map<SampleOutcome, Long> refusals = new EnumMap<>(SampleOutcome.class);
    refused.forEach((outcome, adder) -> {
      if (adder.sum() > 0) {
        refusals.put(outcome, adder.sum());
      }
    });
    return new TenantWrites(
        tenant,
        requests.sum(),
        stored.sum(),
        histograms.sum(),
        duplicates.sum(),
        exemplars.sum(),
        refusals);
  }
}
