package io.meridian.querier;

import io.meridian.api.prometheus.Exemplar;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.Label;
import java.util.TreeMap;

/** Series for stores in tests. */
public final class Given {
  /** A round instant a little while ago, Unix milliseconds. */
  public static final long NOW = System.currentTimeMillis() / 60_000 * 60_000 - 60_000;

  private Given() {}

  /** A series without samples; names and values in turn. */
  public static TimeSeries.Builder series(String name, String... labels) {
    TreeMap<String, String> sorted = new TreeMap<>();
    sorted.put("__name__", name);
    for (int i = 0; i < labels.length; i += 2) {
      sorted.put(labels[i], labels[i + 1]);
    }
    TimeSeries.Builder series = TimeSeries.newBuilder();
    sorted.forEach(
        (key, value) -> series.addLabels(Label.newBuilder().setName(key).setValue(value)));
    return series;
  }

  /** Samples 15 s apart, the last one at {@link #NOW}, each larger by one than the one before. */
  public static TimeSeries counting(int samples, String name, String... labels) {
    TimeSeries.Builder series = series(name, labels);
    for (int i = 0; i < samples; i++) {
      series.addSamples(
          Sample.newBuilder().setTimestamp(NOW - (samples - 1 - i) * 15_000L).setValue(i));
    }
    return series.build();
  }

  /** The same with an exemplar at {@link #NOW}. */
  public static TimeSeries traced(int samples, String name, String... labels) {
    return counting(samples, name, labels).toBuilder()
        .addExemplars(
            Exemplar.newBuilder()
                .addLabels(Label.newBuilder().setName("trace_id").setValue("abc"))
                .setValue(0.25)
                .setTimestamp(NOW))
        .build();
  }

  /** {@link #NOW} as parameters have it. */
  public static String now() {
    return Long.toString(NOW / 1000);
  }
}
