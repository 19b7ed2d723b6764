package io.meridian.promql.exec;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;

/** Says of each histogram of a column whether the counter was reset before it, if that is open. */
final class ResetHints {
  private final ResetDetection detection = new ResetDetection();

  void write(SampleBuffer samples) {
    HistogramLane lane = samples.lane();
    int before = -1;
    for (int i = 0; i < samples.size(); i++) {
      int index = samples.laneIndex(i);
      if (index < 0 || StaleMarker.isStale(samples.value(i))) {
        continue;
      }
      if (before >= 0 && lane.hint(index) == CounterResetHint.UNKNOWN) {
        boolean reset = detection.isReset(lane, index, lane, before);
        lane.hint(index, reset ? CounterResetHint.RESET : CounterResetHint.NOT_RESET);
      }
      before = index;
    }
  }
}
