package io.meridian.receiver.replication;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a request whose series are kept by several endpoints. Each sample is judged by as
 * many of them as it has copies, so that a reason's count is the sum of what they say divided by
 * the copies. That is exact where all have answered and agree; while one is silent it may be too
 * small, but never nothing where somebody refused something.
 */
final class ReportSum {
  private ReportSum() {}

  static WriteReport of(
      WriteBatch batch, int copies, List<SliceAnswer.Kept> answers, Optional<WriteReport> here) {
    Map<SampleOutcome, Integer> refusals = new EnumMap<>(SampleOutcome.class);
    Optional<WriteReport.Refusal> first = Optional.empty();
    for (SliceAnswer.Kept answer : answers) {
      answer.refusals().forEach((reason, count) -> refusals.merge(reason, count, Integer::sum));
      first = first.or(answer::first);
    }
    refusals.replaceAll((_, count) -> (count + copies - 1) / copies);
    int samples = batch.samples().size();
    int refused = Math.min(samples, refusals.values().stream().mapToInt(Integer::intValue).sum());
    int histograms = histograms(batch.samples());
    return new WriteReport(
        samples,
        samples - refused,
        Math.min(histograms, samples - refused),
        here.map(WriteReport::duplicates).orElse(0),
        batch.exemplars().size(),
        refusals,
        first);
  }

  private static int histograms(SampleBuffer samples) {
    int count = 0;
    for (int sample = 0; samples.hasHistograms() && sample < samples.size(); sample++) {
      count += samples.laneIndex(sample) >= 0 ? 1 : 0;
    }
    return count;
  }
}
