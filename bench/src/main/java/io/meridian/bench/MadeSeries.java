package io.meridian.bench;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.Outcome;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.serve.ChunkRequest;
import io.meridian.storeapi.serve.LabelRequest;
import io.meridian.storeapi.serve.SeriesStore;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.util.List;
import java.util.Locale;

/**
 * A replica's series, made as they are asked for, so that a store of any size costs nothing: all
 * match whatever is asked, have 230 bytes of labels and one chunk of the same samples.
 */
final class MadeSeries implements SeriesStore {
  static final long BEGIN = 1_767_571_200_000L;
  static final int SAMPLES = 40;
  static final long END = BEGIN + (SAMPLES - 1) * DataSetD.INTERVAL;

  private final Labels external;
  private final int series;
  private final byte[] chunk;

  MadeSeries(String replica, int series) {
    this.external = Labels.of("receive_replica", replica, "tenant_id", "default-tenant");
    this.series = series;
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < SAMPLES; i++) {
      encoder.append(BEGIN + i * DataSetD.INTERVAL, 1);
    }
    chunk = new byte[encoder.length()];
    encoder.copyTo(chunk, 0);
  }

  @Override
  public String name() {
    return "made series";
  }

  @Override
  public Labels externalLabels() {
    return external;
  }

  @Override
  public TimeRange range() {
    return new TimeRange(BEGIN, Long.MAX_VALUE);
  }

  @Override
  public ChunkSeriesCursor series(ChunkRequest request) {
    return new Walk();
  }

  @Override
  public LabelAnswer labelNames(LabelRequest request) {
    return new LabelAnswer(List.of(), false, Outcome.FINAL);
  }

  @Override
  public LabelAnswer labelValues(String name, LabelRequest request) {
    return new LabelAnswer(List.of(), false, Outcome.FINAL);
  }

  private final class Walk implements ChunkSeriesCursor {
    private final ChunkBytes bytes = new ChunkBytes();
    private int at = -1;
    private byte[] labels = {};

    @Override
    public boolean next() {
      if (++at >= series) {
        return false;
      }
      String number = String.format(Locale.ROOT, "%08d", at);
      labels =
          Labels.of(
                  "__name__", "made_series_total",
                  "cluster", "production-eu-west",
                  "container", "application",
                  "endpoint", "http-metrics",
                  "instance", number + ".node.example.org:9100",
                  "job", "monitoring/service-" + number.substring(5),
                  "namespace", "team-" + number.substring(6),
                  "node", "ip-10-0-" + number.substring(4) + ".example.org",
                  "pod", "service-" + number + "-abcde",
                  "service", "service-" + number.substring(5))
              .packed();
      return true;
    }

    @Override
    public byte[] labelBytes() {
      return labels;
    }

    @Override
    public int labelsFrom() {
      return 0;
    }

    @Override
    public int labelsTo() {
      return labels.length;
    }

    @Override
    public int chunks() {
      return 1;
    }

    @Override
    public long chunkMinTime(int index) {
      return BEGIN;
    }

    @Override
    public long chunkMaxTime(int index) {
      return END;
    }

    @Override
    public ChunkEncoding chunkEncoding(int index) {
      return ChunkEncoding.XOR;
    }

    @Override
    public ChunkBytes chunk(int index) {
      bytes.set(ChunkEncoding.XOR, chunk, 0, chunk.length);
      return bytes;
    }

    @Override
    public void close() {}
  }
}
