package io.meridian.e2e;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks a StoreAPI port with the classes made of the contracts, as any other program would. */
final class StoreClient {
  private StoreClient() {}

  /**
   * All samples of a metric: for each series its labels as text, and each sample as its time and
   * the bits of its value.
   */
  static Map<String, List<String>> series(int port, String metric) {
    return series("127.0.0.1", port, metric);
  }

  /** The same of a server elsewhere. */
  static Map<String, List<String>> series(String host, int port, String metric) {
    ManagedChannel channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
    try {
      SeriesRequest request =
          SeriesRequest.newBuilder()
              .setMinTime(0)
              .setMaxTime(Long.MAX_VALUE)
              .addMatchers(LabelMatcher.newBuilder().setName("__name__").setValue(metric))
              .build();
      Map<String, List<String>> all = new TreeMap<>();
      Iterator<SeriesResponse> answer = StoreGrpc.newBlockingStub(channel).series(request);
      answer.forEachRemaining(response -> {
        if (response.hasSeries()) {
          add(response.getSeries(), all);
        }
        response.getBatch().getSeriesList().forEach(series -> add(series, all));
        if (!response.getWarning().isEmpty()) {
          throw new AssertionError(response.getWarning());
        }
      });
      return all;
    } finally {
      channel.shutdownNow();
    }
  }

  private static void add(Series series, Map<String, List<String>> all) {
    StringBuilder labels = new StringBuilder();
    for (Label label : series.getLabelsList()) {
      labels.append(labels.isEmpty() ? "" : ",").append(label.getName());
      labels.append('=').append(label.getValue());
    }
    List<String> texts = all.computeIfAbsent(labels.toString(), _ -> new ArrayList<>());
    for (AggrChunk chunk : series.getChunksList()) {
      byte[] data = chunk.getRaw().getData().toByteArray();
      SampleBuffer samples = new SampleBuffer();
      new ChunkDecoder().decode(ChunkEncoding.XOR, data, 0, data.length, samples);
      for (int i = 0; i < samples.size(); i++) {
        long bits = Double.doubleToRawLongBits(samples.value(i));
        texts.add(samples.time(i) + " " + Long.toHexString(bits));
      }
    }
  }
}
