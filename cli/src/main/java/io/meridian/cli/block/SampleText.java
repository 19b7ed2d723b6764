package io.meridian.cli.block;

import io.meridian.model.Histogram;
import io.meridian.model.SampleBuffer;
import io.meridian.service.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Samples in the text form of {@code promtool tsdb dump}: a line for each, of labels, value and
 * Unix milliseconds. Values are printed as Go's {@code %g} does, native histograms as Prometheus
 * shows them.
 */
final class SampleText {
  private final ByteText out;
  private final LabelSetText labels = new LabelSetText();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteText lineText = new ByteText(line);
  private byte[] prefix = {};

  SampleText(ByteText out) {
    this.out = out;
  }

  /**
   * Writes the samples of a series.
   *
   * @param columns its samples in each of some blocks, sorted by time; where several hold one
   *     instant, the first one counts
   */
  void putSeries(byte[] packed, int from, int to, List<SampleBuffer> columns) {
    labels.putPrometheus(lineText, packed, from, to);
    lineText.put(' ').flush();
    prefix = line.toByteArray();
    line.reset();
    if (columns.size() == 1) {
      SampleBuffer column = columns.get(0);
      for (int i = 0; i < column.size(); i++) {
        put(column, i);
      }
    } else {
      putMerged(columns, new int[columns.size()]);
    }
  }

  private void putMerged(List<SampleBuffer> columns, int[] next) {
    while (true) {
      int first = -1;
      for (int i = 0; i < next.length; i++) {
        SampleBuffer column = columns.get(i);
        boolean isEarliest =
            next[i] < column.size()
                && (first < 0 || column.time(next[i]) < columns.get(first).time(next[first]));
        first = isEarliest ? i : first;
      }
      if (first < 0) {
        return;
      }
      long time = columns.get(first).time(next[first]);
      put(columns.get(first), next[first]);
      for (int i = 0; i < next.length; i++) {
        SampleBuffer column = columns.get(i);
        while (next[i] < column.size() && column.time(next[i]) == time) {
          next[i]++;
        }
      }
    }
  }

  private void put(SampleBuffer samples, int sample) {
    out.put(prefix, 0, prefix.length);
    int lane = samples.laneIndex(sample);
    if (lane < 0) {
      out.putFloat(samples.value(sample));
    } else {
      out.put(Histogram.of(samples.lane(), lane).toString());
    }
    out.put(' ').put(samples.time(sample)).put('\n');
  }
}
