package io.meridian.tsdb.store;

import io.meridian.tsdb.head.AppendOutcomes;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.Optional;

/** What one request needs on its way in, used again by another. */
final class AppendScratch {
  final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  final WriteBatch batch = new WriteBatch();
  final AppendOutcomes outcomes = new AppendOutcomes();

  WriteReport report() {
    return new WriteReport(outcomes.size(), outcomes.successes(), firstRefusal());
  }

  private Optional<WriteReport.Refusal> firstRefusal() {
    if (outcomes.successes() == outcomes.size()) {
      return Optional.empty();
    }
    int series = 0;
    for (int sample = 0; ; sample++) {
      while (batch.samplesTo(series) <= sample) {
        series++;
      }
      if (!outcomes.outcome(sample).isSuccess()) {
        return Optional.of(
            new WriteReport.Refusal(
                batch.labelText(series), batch.samples().time(sample), outcomes.outcome(sample)));
      }
    }
  }
}
