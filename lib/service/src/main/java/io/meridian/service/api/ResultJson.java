package io.meridian.service.api;

import io.meridian.model.BucketCursor;
import io.meridian.model.HistogramLane;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.ShortestDecimal;
import io.meridian.promql.QueryResult;
import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;
import java.util.List;

/**
 * Writes what queries answer as Prometheus' API does, without a blank between the parts. Large
 * answers can be written in pieces: {@link #begin}, {@link #putSeries} again and again, {@link
 * #end}.
 */
public final class ResultJson {
  private final ByteText out;
  private final LabelCursor label = new LabelCursor();
  private final BucketCursor buckets = new BucketCursor();
  private final TimeTexts times = new TimeTexts();

  public ResultJson(ByteText out) {
    this.out = out;
  }

  /** A result: its type, and the result itself. */
  public void put(QueryResult.Value value) {
    begin(value);
    putSeries(value, 0, value.series().size());
    end(value);
  }

  /** A result up to its first series; a number or a string whole but for its last bracket. */
  public void begin(QueryResult.Value value) {
    out.put("{\"resultType\":");
    switch (value) {
      case QueryResult.Scalar(long time, double number) -> {
        out.put("\"scalar\",\"result\":[");
        putTime(time);
        out.put(",\"").put(ShortestDecimal.plain(number)).put('"'); // never with an exponent
      }
      case QueryResult.Text(long time, String text) -> {
        out.put("\"string\",\"result\":[");
        putTime(time);
        out.put(',');
        Quoted.putJson(out, text);
      }
      case QueryResult.Vector _ -> out.put("\"vector\",\"result\":[");
      case QueryResult.Matrix _ -> out.put("\"matrix\",\"result\":[");
    }
  }

  /** Some series of a result, with the commas before them. */
  public void putSeries(QueryResult.Value value, int from, int to) {
    List<QueryResult.Series> series = value.series();
    boolean instant = value instanceof QueryResult.Vector;
    for (int i = from; i < to; i++) {
      comma(i);
      if (instant) {
        putSample(series.get(i));
      } else {
        putSeries(series.get(i));
      }
    }
  }

  /**
   * What closes a result's list; the object around it stays open for what else is said of the
   * answer.
   */
  public void endList() {
    out.put(']');
  }

  /** What closes a result. */
  public void end(QueryResult.Value value) {
    endList();
    out.put('}');
  }

  private void comma(int index) {
    if (index > 0) {
      out.put(',');
    }
  }

  private void putSample(QueryResult.Series series) {
    SampleBuffer samples = series.samples();
    putMetric(series.labels());
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
    putMetric(series.labels());
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
        out.put('[');
        times.put(out, i, samples.time(i));
        out.put(',').putQuotedJsonFloat(samples.value(i)).put(']');
      }
    }
    if (put > 0) {
      out.put(']');
    }
  }

  private void putMetric(Labels labels) {
    out.put("{\"metric\":");
    putLabels(labels.packed(), 0, labels.packed().length);
  }

  /** A packed label set as an object. */
  public void putLabels(byte[] packed, int from, int to) {
    out.put('{');
    label.reset(packed, from, to);
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

  /** Unix seconds with three digits behind the point, or none. */
  public void putTime(long millis) {
    TimeTexts.put(out, millis);
  }

  /** A number in quotes. */
  public void putNumber(double value) {
    out.putQuotedJsonFloat(value);
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
