package io.meridian.receiver.replication;

import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Keeps samples as text, and refuses those of series whose text says so. */
final class KeptSeries implements WriteTarget {
  private final Set<String> samples = new TreeSet<>();
  private long repeated;
  private @Nullable RuntimeException failure;

  /** Has every write fail from now on; null ends that. */
  synchronized void failWith(@Nullable RuntimeException failure) {
    this.failure = failure;
  }

  @Override
  public synchronized WriteReport write(WriteOrigin origin, WriteBatch batch, SeriesLimits limits) {
    if (failure != null) {
      throw failure;
    }
    Map<SampleOutcome, Integer> refusals = new HashMap<>();
    Optional<WriteReport.Refusal> first = Optional.empty();
    int duplicates = 0;
    for (int series = 0; series < batch.size(); series++) {
      String labels = batch.labelText(series);
      for (int sample = batch.samplesFrom(series); sample < batch.samplesTo(series); sample++) {
        long time = batch.samples().time(sample);
        if (labels.contains("refused")) {
          refusals.merge(SampleOutcome.TOO_OLD, 1, Integer::sum);
          first =
              first.or(
                  () -> Optional.of(new WriteReport.Refusal(labels, time, SampleOutcome.TOO_OLD)));
        } else if (!samples.add(text(origin.tenant(), labels, time))) {
          duplicates++;
          repeated++;
        }
      }
    }
    int count = batch.samples().size();
    int refused = refusals.getOrDefault(SampleOutcome.TOO_OLD, 0);
    return new WriteReport(count, count - refused, 0, duplicates, 0, refusals, first);
  }

  static String text(String tenant, String labels, long time) {
    return tenant + " " + labels + " " + time;
  }

  synchronized Set<String> samples() {
    return Set.copyOf(samples);
  }

  synchronized boolean has(String sample) {
    return samples.contains(sample);
  }

  /** How many samples came again. */
  synchronized long repeated() {
    return repeated;
  }
}
