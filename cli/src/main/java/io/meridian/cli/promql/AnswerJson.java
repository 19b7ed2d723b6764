package io.meridian.cli.promql;

import io.meridian.cli.console.ByteText;
import io.meridian.cli.console.Quoted;
import io.meridian.model.BucketCursor;
import io.meridian.model.HistogramLane;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.ShortestDecimal;
import io.meridian.promql.QueryResult;
import java.util.List;

/** Writes answers as Prometheus' API does, without a blank between the parts. */
final class AnswerJson {
  private static final double SMALLEST_PLAIN = 1e-6;
  private static final double LARGEST_PLAIN = 1e21;

  private final ByteText out;
  private final LabelCursor label = new LabelCursor();
  private final BucketCursor buckets = new BucketCursor();

  AnswerJson(ByteText out) {
    this.out = out;
  }

  /** An answer with its remarks. */
  void put(QueryResult.Value value, List<String> warnings, List<String> infos) {
    out.put("{\"status\":\"success\",\"data\":");
    putData(value);
    putTexts("warnings", warnings);
    putTexts("infos", infos);
    out.put('}');
  }

  /** An error in place of an answer. */
  void putError(String type, String message) {
    out.put("{\"status\":\"error\",\"errorType\":");
    Quoted.putJson(out, type);
    out.put(",\"error\":");
    Quoted.putJson(out, message);
    out.put('}');
  }

  private void putTexts(String name, List<String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    out.put(",\"").put(name).put("\":[");
    for (int i = 0; i < texts.size(); i++) {
      comma(i);
      Quoted.putJson(out, texts.get(i));
    }
    out.put(']');
  }

  private void putData(QueryResult.Value value) {
    out.put("{\"resultType\":");
    switch (value) {
      case QueryResult.Scalar(long time, double number) -> {
        out.put("\"scalar\",\"result\":");
        putPoint(time, number);
      }
      case QueryResult.Text(long time, String text) -> {
        out.put("\"string\",\"result\":[");
        putTime(time);
        out.put(',');
        Quoted.putJson(out, text);
        out.put(']');
      }
      case QueryResult.Vector(List<QueryResult.Series> series) -> {
        out.put("\"vector\",\"result\":[");
        for (int i = 0; i < series.size(); i++) {
          comma(i);
          putSample(series.get(i));
        }
        out.put(']');
      }
      case QueryResult.Matrix(List<QueryResult.Series> series) -> {
        out.put("\"matrix\",\"result\":[");
        for (int i = 0; i < series.size(); i++) {
          comma(i);
          putSeries(series.get(i));
        }
        out.put(']');
      }
    }
    out.put('}');
  }

  private void comma(int index) {
    if (index > 0) {
      out.put(',');
    }
  }

  private void putSample(QueryResult.Series series) {
    SampleBuffer samples = series.samples();
    putLabels(series.labels());
    if (samples.laneIndex(0) < 0) {
      out.put(",\"value\":");
      putPoint(samples.time(0), samples.value(0));
    } else {
      out.put(",\"histogram\":");
      putHistogram(samples, 0);
    }
    out.put('}');
  }

  private void putSeries(QueryResult.Series series) {
    putLabels(series.labels());
    putPoints(series.samples(), false);
    putPoints(series.samples(), true);
    out.put('}');
  }

  private void putPoints(SampleBuffer samples, boolean histograms) {
    int put = 0;
    for (int i = 0; i < samples.size(); i++) {
      if (samples.laneIndex(i) >= 0 != histograms) {
        continue;
      }
      if (put == 0) {
        out.put(histograms ? ",\"histograms\":[" : ",\"values\":[");
      }
      comma(put++);
      if (histograms) {
        putHistogram(samples, i);
      } else {
        putPoint(samples.time(i), samples.value(i));
      }
    }
    if (put > 0) {
      out.put(']');
    }
  }

  private void putLabels(Labels labels) {
    out.put("{\"metric\":{");
    label.reset(labels.packed(), 0, labels.packed().length);
    for (int i = 0; label.next(); i++) {
      comma(i);
      Quoted.putJson(out, label.bytes(), label.nameFrom(), label.nameTo());
      out.put(':');
      Quoted.putJson(out, label.bytes(), label.valueFrom(), label.valueTo());
    }
    out.put('}');
  }

  private void putPoint(long time, double value) {
    out.put('[');
    putTime(time);
    out.put(',');
    putNumber(value);
    out.put(']');
  }

  /** Seconds with three digits behind the point, or none. */
  private void putTime(long millis) {
    if (millis < 0) {
      out.put('-');
    }
    long size = Math.abs(millis);
    out.put(size / 1000);
    if (size % 1000 != 0) {
      out.put('.').put((char) ('0' + size / 100 % 10));
      out.put((char) ('0' + size / 10 % 10)).put((char) ('0' + size % 10));
    }
  }

  private void putNumber(double value) {
    double size = Math.abs(value);
    boolean plain = size == 0 || (size >= SMALLEST_PLAIN && size < LARGEST_PLAIN);
    out.put('"');
    out.put(plain ? ShortestDecimal.plain(value) : ShortestDecimal.of(value));
    out.put('"');
  }

  private void putHistogram(SampleBuffer samples, int sample) {
    HistogramLane lane = samples.lane();
    int index = samples.laneIndex(sample);
    out.put('[');
    putTime(samples.time(sample));
    out.put(",{\"count\":");
    putNumber(lane.count(index));
    out.put(",\"sum\":");
    putNumber(lane.sum(index));
    int put = 0;
    for (buckets.ascending(lane, index); buckets.next(); ) {
      if (buckets.count() == 0) {
        continue;
      }
      out.put(put == 0 ? ",\"buckets\":[" : ",");
      put++;
      putBucket();
    }
    out.put(put > 0 ? "]}]" : "}]");
  }

  private void putBucket() {
    out.put('[').put(boundaries()).put(',');
    putNumber(buckets.lower());
    out.put(',');
    putNumber(buckets.upper());
    out.put(',');
    putNumber(buckets.count());
    out.put(']');
  }

  /** 0: above the lower bound up to the upper one; 1: the reverse; 2: neither; 3: both. */
  private long boundaries() {
    if (buckets.isLowerInclusive()) {
      return buckets.isUpperInclusive() ? 3 : 1;
    }
    return buckets.isUpperInclusive() ? 0 : 2;
  }
}
