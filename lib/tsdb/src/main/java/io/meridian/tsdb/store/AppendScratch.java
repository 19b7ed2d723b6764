package io.meridian.tsdb.store;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.head.AppendOutcomes;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What one request needs on its way in, used again by another. */
final class AppendScratch {
  final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  final WriteBatch batch = new WriteBatch();
  final AppendOutcomes outcomes = new AppendOutcomes();

  /** What became of the samples of a batch. */
  WriteReport report(WriteBatch of) {
    Map<SampleOutcome, Integer> refusals = Map.of();
    Optional<WriteReport.Refusal> first = Optional.empty();
    if (outcomes.successes() < outcomes.size()) {
      refusals = refusals();
      first = Optional.of(firstRefusal(of));
    }
    return new WriteReport(
        outcomes.size(),
        outcomes.successes(),
        histograms(of.samples()),
        outcomes.duplicates(),
        outcomes.exemplars(),
        refusals,
        first);
  }

  private int histograms(SampleBuffer samples) {
    int histograms = 0;
    if (samples.hasHistograms()) {
      for (int sample = 0; sample < samples.size(); sample++) {
        boolean stored = outcomes.outcome(sample).isSuccess();
        histograms += stored && samples.laneIndex(sample) >= 0 ? 1 : 0;
      }
    }
    return histograms;
  }

  private Map<SampleOutcome, Integer> refusals() {
    Map<SampleOutcome, Integer> refusals = new EnumMap<>(SampleOutcome.class);
    for (int sample = 0; sample < outcomes.size(); sample++) {
      if (!outcomes.outcome(sample).isSuccess()) {
        refusals.merge(outcomes.outcome(sample), 1, Integer::sum);
      }
    }
    return refusals;
  }

  private WriteReport.Refusal firstRefusal(WriteBatch of) {
    int series = 0;
    int sample = 0;
    while (outcomes.outcome(sample).isSuccess()) {
      sample++;
    }
    while (of.samplesTo(series) <= sample) {
      series++;
    }
    return new WriteReport.Refusal(
        of.labelText(series), of.samples().time(sample), outcomes.outcome(sample));
  }
}
